"""What makes two results the same: their inputs, configurations and plan of the paths."""

import json
from typing import Any

from assets.run_settings import RunSettings
from assets.sealed_lines import sha
from assets.warehouse import read_marts
from competency.fingerprint import fingerprint


def run_id(record: dict[str, Any]) -> str:
    """Identify a result by what it was made from: the same inputs have the same id.

    >>> run_id({"as_of": "2026-03-31", "code_version": "1", "config": {}, "mapping": None,
    ...         "sources": []})
    '20260331-af3302c52e69'
    """
    made_from = {
        "as_of": record["as_of"],
        "code_version": record["code_version"],
        "config": _made_from(record["config"]),
        "mapping": record["mapping"] and record["mapping"]["sha256"],
        "sources": sorted((s["table"], s["file"], s["sha256"]) for s in record["sources"]),
    }
    # Paths go on from the plan before and keep to drawn waves: two such results are two.
    if record.get("paths"):
        made_from["paths"] = record["paths"]
    return f"{record['as_of'].replace('-', '')}-{sha(json.dumps(made_from))[:12]}"


def plan_identity(settings: RunSettings) -> dict[str, Any]:
    """The plan of the paths by its inputs, and by what came out of it."""
    marts = read_marts(settings.staged / "warehouse.duckdb", ["path_plan", "path_assignments"])
    columns = ["agent_id", "course_id", "session_id", "planned_start"]
    return {
        "inputs_sha256": [*marts["path_plan"]["inputs_sha256"]],
        "items_sha256": fingerprint([], {"items": (marts["path_assignments"], columns)}),
    }


def _made_from(config: dict[str, Any]) -> object:
    """Texts and their months: who approved them does not change a number."""
    editions = config.get("editions", [])
    if len(editions) < 2:
        return config.get("sha256")
    return [[edition["effective_from"], edition["sha256"]] for edition in editions]
