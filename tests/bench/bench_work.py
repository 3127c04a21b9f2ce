"""One piece of work beside which a run is held, as a process of its own.

    python tests/bench/bench_work.py ENGINE WORK EXPORTS OUT THRESHOLDS

prints the seconds of the work itself, without starting Python and importing the engine. Works:

- `scan`, DuckDB: every value of the tables that grow with interactions is read, nothing is kept.
- `load`, DuckDB: the typed load. Every column cast, rows that cannot be cast put aside with the
  lines that are no rows, both kept as Parquet.
- `floor`, DuckDB: cast, and aggregated once by agent, month and case-mix cell.
- `cells`, all three engines: what the cells of a run hold, as somebody would write it by hand.
  Load, cast, join surveys and complaints, find repeat contacts, aggregate, write the cells.
"""

import importlib
import json
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

#: Of every table that grows with interactions, its columns and what they hold.
TYPES = {
    "crm/interactions": {
        "interaction_id": "varchar",
        "agent_id": "varchar",
        "opened_at": "timestamp",
        "customer_id": "varchar",
        "channel": "varchar",
        "issue_type": "varchar",
        "complexity": "varchar",
        "customer_emotion": "varchar",
        "first_response_at": "timestamp",
        "resolved_at": "timestamp",
        "handle_seconds": "double",
        "knowledge_search_seconds": "double",
        "resolved_first_contact": "boolean",
        "reopened": "boolean",
        "escalated": "boolean",
        "mediation_outcome": "varchar",
        "cross_sell_offered": "boolean",
        "cross_sell_accepted": "boolean",
        "proactive_care": "boolean",
    },
    "crm/surveys": {
        "survey_id": "varchar",
        "interaction_id": "varchar",
        "agent_id": "varchar",
        "responded_at": "timestamp",
        "csat": "integer",
        "nps": "integer",
    },
    "crm/complaints": {
        "complaint_id": "varchar",
        "interaction_id": "varchar",
        "agent_id": "varchar",
        "raised_at": "timestamp",
        "theme": "varchar",
        "severity": "varchar",
        "upheld": "boolean",
        "closed_at": "timestamp",
        "causes": "varchar",
    },
    "qa/reviews": {
        "review_id": "varchar",
        "agent_id": "varchar",
        "reviewer_id": "varchar",
        "reviewed_at": "timestamp",
        "interaction_id": "varchar",
        "method": "varchar",
        "rubric_version": "varchar",
        "disputed": "boolean",
    },
    "qa/review_scores": {
        "review_id": "varchar",
        "criterion": "varchar",
        "score": "double",
        "max_score": "double",
        "critical": "boolean",
    },
}
CELL = ["agent_id", "period", "issue_type", "complexity", "customer_emotion", "channel"]
#: Measures that need no other table than interactions, and those that do.
CONTACT = [
    "first_response_in_time",
    "resolved_first_contact",
    "complex_resolved",
    "closed_in_time",
    "reopened",
    "escalated",
    "handle_minutes",
    "search_seconds",
    "mediation_success",
    "cross_sell_accepted",
    "proactive_care",
]
JOINED = ["csat", "satisfied", "promoter", "complaint", "repeat_contact"]
ENGINES = {
    "duckdb": ["scan", "load", "floor", "cells"],
    "polars": ["cells"],
    "pandas": ["cells"],
}


@dataclass(frozen=True)
class Thresholds:
    """What the measures are held against, of the configuration in force.

    Attributes:
        response_seconds: within which a first response is in time, by channel and `default`.
        closure_hours: within which a contact is to be closed.
        satisfied_from: the lowest csat of a satisfied customer.
        promoter_from: the lowest nps of a promoter.
        repeat_days: within which the same customer's same issue is a repeat.
        ends_at: the first moment that may not be seen.
    """

    response_seconds: dict[str, float]
    closure_hours: float
    satisfied_from: float
    promoter_from: float
    repeat_days: float
    ends_at: datetime

    @classmethod
    def of(cls, text: str) -> "Thresholds":
        """Read them from JSON."""
        told: dict[str, Any] = json.loads(text)
        return cls(**{**told, "ends_at": datetime.fromisoformat(told["ends_at"])})

    def json(self) -> str:
        """Write them as JSON."""
        return json.dumps({**vars(self), "ends_at": self.ends_at.isoformat()})

    @property
    def response_default(self) -> float:
        """Of the channels that are not named."""
        return self.response_seconds["default"]


def files_of(exports: Path, table: str) -> list[Path]:
    """Files of a table, one or one a day, in order of the days."""
    return sorted(
        path
        for ending in ("csv", "parquet")
        for path in [*exports.glob(f"{table}.{ending}"), *exports.glob(f"{table}_2*.{ending}")]
    )


def main(engine: str, work: str, exports: Path, out: Path, thresholds: Thresholds) -> float:
    """Do one work; the seconds it took."""
    if work not in ENGINES[engine]:
        raise ValueError(f"{engine} does {', '.join(ENGINES[engine])}, not {work}")
    module = importlib.import_module(f"bench_{engine}")
    out.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    getattr(module, work)(exports, out, thresholds)
    return time.perf_counter() - began


if __name__ == "__main__":
    _, engine, work, exports, out, thresholds = sys.argv
    print(main(engine, work, Path(exports), Path(out), Thresholds.of(thresholds)))
