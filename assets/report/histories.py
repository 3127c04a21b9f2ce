"""What the pages of agents need beside the newest month, read and reckoned once for everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from assets.receipt.reading import Held
from assets.report.agent_history import Month, load_months
from assets.report.ladder_figures import LadderFigures, load_ladder_figures
from assets.report.names import read_names
from assets.report.people import Person
from assets.report.records import Record, grouped, latest, records
from assets.report.restatements import restated_words
from assets.report.team_spread import Spreads, team_spreads
from assets.report.text import Text

_OF_AGENT: Mapping[str, Sequence[str]] = {
    "agents": ("agent_id", "hire_date", "tenure_months", "status", "left_on"),
    "trainings": ("agent_id", "course_id", "completed_on", "valid_until"),
    "certificates": ("agent_id", "course_id", "expires_on", "days_left", "state"),
    "enrollments": ("agent_id", "course_id", "completed_at", "minutes_spent"),
    "portraits_360": (
        "agent_id", "dimension", "rater_group", "state", "n_ratings", "rating", "self_minus_group",
    ),
    "role_readiness": (
        "agent_id", "role_key", "kind", "name_en", "name_zh", "state", "chance", "n_lacking",
        "lacking_text", "lacking_text_zh",
    ),
    "product_clearances": ("agent_id", "product", "passed_on", "state"),
    "appeals": (
        "appeal_id", "agent_id", "about", "subject", "opened_at", "state", "outcome", "decided_by",
        "decided_at", "decision",
    ),
    "new_hires": (
        "agent_id", "written_state", "simulation_state", "on_duty", "next_step", "next_step_zh",
    ),
}  # fmt: skip
_WHOLE = ("framework_dimensions", "framework_indicators", "framework_tiers", "indicator_models")


@dataclass(frozen=True, kw_only=True)
class KnownRows(Held):
    """Rows about one agent taken from those of everybody, as a receipt reads them."""

    known: Mapping[str, Sequence[Record]]

    def rows(self, mart: str) -> list[Record]:
        """Rows of a mart."""
        return list(self.known.get(mart, ()))


@dataclass(frozen=True, kw_only=True)
class Histories:
    """Rows by mart and agent, those of no single agent by mart, and what was reckoned of all.

    restated: sentences by agent on published months that read otherwise today.
    figures: None where the result lacks configuration, weights or covariances.
    """

    period: date
    months: Mapping[str, Sequence[Month]]
    restated: Mapping[str, Sequence[Text]]
    of_agent: Mapping[str, Mapping[str, Sequence[Record]]]
    whole: Mapping[str, Sequence[Record]]
    figures: LadderFigures | None
    spreads: Spreads

    def rows(self, mart: str, agent_id: str) -> Sequence[Record]:
        """An agent's rows of a mart."""
        return self.of_agent[mart].get(agent_id, ())

    def row(self, mart: str, agent_id: str) -> Record:
        """An agent's only row of a mart, `{}` where there is none."""
        return next(iter(self.rows(mart, agent_id)), {})

    def held(self, person: Person) -> KnownRows:
        """What there is about a person in the newest month, as a receipt reads it."""
        return KnownRows(
            agent_id=person.agent_id,
            period=self.period,
            latest=self.period,
            changes=(),
            run={},
            frames={},
            known={
                **self.whole,
                "agents": self.rows("agents", person.agent_id),
                "agent_ladder": [person.ladder] if person.ladder else [],
                "agent_composites": [person.composite] if person.composite else [],
                "agent_scores": list(person.scores.values()),
                "agent_indicators": person.indicators,
            },
        )


def load_histories(marts: Mapping[str, pd.DataFrame], period: date) -> Histories:
    """Read and reckon; a mart that is not there has no rows.

    Args:
        marts: frames by mart name, as published.
        period: first day of the newest month.
    """
    whole = {name: records(marts, name) for name in _WHOLE}
    return Histories(
        period=period,
        months=load_months(marts),
        restated=restated_words(marts, read_names(marts)),
        of_agent={name: _by_agent(marts, name, columns) for name, columns in _OF_AGENT.items()},
        whole={
            **whole,
            "dimension_weights": latest(marts, "dimension_weights", period),
        },
        # A receipt names every dimension.
        figures=load_ladder_figures(marts, period) if whole["framework_dimensions"] else None,
        spreads=team_spreads(marts, period),
    )


def _by_agent(
    marts: Mapping[str, pd.DataFrame], name: str, columns: Sequence[str]
) -> dict[str, list[Record]]:
    """Some columns of a mart by agent."""
    frame = marts.get(name)
    if frame is None or frame.empty:
        return {}
    rows = records({name: frame[[c for c in columns if c in frame]]}, name)
    return {str(agent): of_agent for agent, of_agent in grouped(rows, "agent_id").items()}
