"""The benchmarks: each process of its own, in turns, medians of several repeats.

    python tests/bench/campaign.py                   full runs, a day's increment, growth
    python tests/bench/campaign.py increment         one part
    python tests/bench/campaign.py pages             the manual anew from results, nothing measured

Set by variables: SIZES FORMATS REPEATS AGENTS MONTHS COURSES INCREMENT GROWTH GROWTH_REPEATS
BY_HAND_UP_TO PANDAS_UP_TO, see docs/benchmarks.md. Results go to build/bench/results, one file a
session.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench_centre import Centre
from bench_pages import write_pages
from bench_parts import PARTS, Plan
from bench_record import RESULTS, Case, Recorder, machine, read_results


def main(parts: list[str]) -> None:
    """Measure the parts named, all of them where none is."""
    if parts == ["pages"]:
        write_pages(read_results(_sessions()), Path("docs"))
        return
    if wrong := [part for part in parts if part not in PARTS]:
        sys.exit(f"no part {', '.join(wrong)}: there are {', '.join(PARTS)}, and pages")
    plan = Plan.from_environment()
    recorder = Recorder(RESULTS / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.jsonl")
    recorder.note(Case("machine", "", Centre(0)), "machine", **machine(), nice=os.nice(0))
    for part in parts or PARTS:
        PARTS[part](plan, recorder)
    print(f"results: {recorder.path}; make bench_docs puts them into docs/")


def _sessions() -> list[Path]:
    named = os.environ.get("RESULTS", "").split()
    found = [Path(one) for one in named] or sorted(RESULTS.glob("*.jsonl"))
    return found or sys.exit(f"no results in {RESULTS}: make bench comes first")


if __name__ == "__main__":
    main(sys.argv[1:])
