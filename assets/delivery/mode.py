"""`mode.json`: what the run behind a delivery had to do without, for whoever takes the files in."""

import json
from collections.abc import Mapping
from typing import Any


def mode_json(run: Mapping[str, Any]) -> bytes:
    """The file's content: run, as-of day, state, plans and notices, as in run.json.

    A receiver that must not act on less than everything looks at `state` first, and at `plans` for
    `frozen`: then the other files say nothing that the delivery before did not.

    >>> json.loads(mode_json({"as_of": "2026-03-31", "mode": {"state": "full"}}))["state"]
    'full'
    """
    mode = run.get("mode") or {}
    told = {
        "as_of": run["as_of"],
        "run_id": run.get("run_id", ""),
        "state": mode.get("state", "full"),
        "plans": mode.get("plans", []),
        "notices": mode.get("notices", []),
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
