"""Sites to look at: a made-up one that means harm, and one of a small simulated centre."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.warehouse import read_marts

REPORT_TESTS = Path(__file__).parents[1] / "assets"
CENTRE = ("--agents", "30", "--months", "8", "--per-month", "40", "--seed", "5")


def made_up_run() -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Marts and run.json: hostile names, an empty team, a source missing."""
    with pytest.MonkeyPatch.context() as path:
        path.syspath_prepend(REPORT_TESTS)
        from report.made_up_run import make_marts, make_run

    return make_marts(), make_run(degraded=True)


def build_made_up(out: Path) -> Path:
    """The pages of the made-up run."""
    return build_report(*made_up_run(), out).parent


def build_simulated(out: Path) -> Path:
    """What `ladder run` publishes for a simulated centre.

    `LADDER_BROWSER_RESULT` names a published result to write the pages of instead, which spares
    the run.
    """
    given = os.environ.get("LADDER_BROWSER_RESULT")
    if given:
        result = Path(given)
        run = json.loads((result / "run.json").read_text("utf-8"))
        return build_report(read_marts(result / "warehouse.duckdb"), run, out).parent
    ladder = Path(sys.executable).with_name("ladder")
    for command in (["simulate", out / "exports", *CENTRE],
                    ["run", "--exports", out / "exports", "--out", out / "result"]):  # fmt: skip
        done = subprocess.run([ladder, *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return out / "result" / "current" / "report"


def page_paths(site: Path) -> list[str]:
    """All pages of a site, as they lie in its folder."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def audited(paths: list[str], most: int = 8) -> set[str]:
    """Pages that Axe looks at: of the agents' pages, which are of one template, a few."""
    agents = [path for path in paths if "/agents/" in path]
    return set(paths) - set(agents) | set(agents[:: max(1, -(-len(agents) // most))])


def kind(path: str) -> str:
    """What sort of page it is: pages of one sort come from one template.

    >>> kind("teams/T1/agents/A1.html"), kind("teams/T1/index.html"), kind("analysis/tuning.html")
    ('agent', 'team', 'analysis/tuning.html')
    """
    if path.startswith("teams/"):
        return "agent" if "/agents/" in path else "team"
    return path
