"""Figures out of results: exponents, ratios, what is asked, and pages that hold nothing else."""

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from bench_figures import demands_of, groups_of, growth_of
from bench_fit import fit_growth
from bench_pages import write_pages
from bench_record import read_results
from bench_run import STAGES
from bench_svg import stacked_bars


def _line(task: str, repeat: int, wall: float, **fields: Any) -> dict[str, Any]:
    """A result; half its time is in each of dbt and the report, its CPU is twice its wall."""
    line = {
        "session": "s1",
        "at": "",
        "part": "full",
        "form": "parquet",
        "axis": "",
        "interactions": 10_000_000,
        "agents": 100,
        "months": 12,
        "courses": 20,
        "task": task,
        "repeat": repeat,
        "wall": wall,
        "cpu": 2 * wall,
        "peak_mib": 100.0,
        "peak_sum_mib": 100.0 + wall,
        "load": 1.0,
    }
    if task.startswith(("ladder", "day", "history")):
        half = {"wall": wall / 2, "cpu": wall, "peak_mib": 90.0}
        line |= {"stages": {"dbt": half, "report": half}, "to_marts": half}
        line |= {"landing_bytes": 1000 * wall, "warehouse_bytes": 500 * wall, "result_bytes": 10}
    return line | fields


def _results() -> list[dict[str, Any]]:
    lines = []
    # The second turn was on a busy machine: all of it took three times as long.
    for repeat, slow in ((0, 1), (1, 3), (2, 1)):
        for form in ("parquet", "csv"):
            for task, wall in (
                ("floor", 2.0),
                ("load", 5.0),
                ("polars_cells", 12.0),
                ("ladder", 34.0),
                ("ladder_fixed", 20.0),
                ("ladder_tiniest", 10.0),
            ):
                lines.append(_line(task, repeat, wall * slow, form=form))
        for task, wall in (("day_on_history", 24.0), ("day_alone", 20.0)):
            lines.append(_line(task, repeat, wall * slow, part="increment"))
    for size in (1, 2, 4, 8):
        for axis, name in (("interactions", "interactions"), ("agents", "agents")):
            lines.append(
                _line(
                    "ladder", 0, 10 + 3 * size**1.2, part="growth", axis=axis, **{name: size * 1000}
                )
            )
    for axis, task in (("interactions", "ladder_fixed"), ("agents", "ladder_tiniest")):
        lines.append(_line(task, 0, 10.0, part="growth", axis=axis))
    lines.append(_line("equal", -1, 0.0, cells=7, ways=4))
    lines.append(_line("files", -1, 0.0, bytes=10**9))
    lines.append(
        {
            "session": "s1",
            "part": "machine",
            "form": "",
            "axis": "",
            "interactions": 0,
            "agents": 0,
            "months": 0,
            "courses": 0,
            "task": "machine",
            "repeat": -1,
            "load": 0,
            "cores": 2,
            "memory_gib": 8,
            "python": "3.11",
            "versions": {"duckdb": "2.0.0"},
            "commit": "abc",
        }
    )
    return lines


def test_a_known_exponent_is_found() -> None:
    sizes = [1e5, 2e5, 4e5, 8e5]
    noise = [1.02, 0.97, 1.01, 1.0]
    costs = [30 + 2e-4 * size**1.1 * off for size, off in zip(sizes, noise, strict=True)]
    found = fit_growth(sizes, costs, fixed=30)
    assert found is not None
    assert found.exponent == pytest.approx(1.1, abs=2 * found.std_error)
    assert 0 < found.std_error < 0.05
    flat = fit_growth(sizes, costs)
    assert flat is not None
    assert flat.exponent < 1.0
    assert fit_growth([1, 2], [3, 1], fixed=2) is None
    two = fit_growth([1, 2], [1, 4])
    assert two is not None
    assert math.isnan(two.std_error)


def test_ratios_are_taken_within_a_turn() -> None:
    group = groups_of(_results(), "full")[0]
    assert group.ratio(("ladder", ""), ("floor", ""), "wall") == 17
    # (34 - 20) / 2 of its half up to the marts, over a floor of 2
    assert group.ratio(("ladder", "to_marts"), ("floor", ""), "wall", "ladder_fixed") == 3.5
    assert group.ratio(("ladder", ""), ("scan", ""), "wall") is None


def test_what_is_asked_is_judged() -> None:
    met = {one.text.partition(":")[0]: one for one in demands_of(_results())}
    same, tiniest = (
        f"up to marts, less the {cost}"
        for cost in ("fixed cost of the same people", "tiniest centre's cost")
    )
    assert met[f"10 M from parquet, {same}"].wall == 3.5
    assert met[f"10 M from parquet, {same}"].met is True
    assert met[f"10 M from parquet, {tiniest}"].wall == 6.0
    assert met[f"10 M from parquet, {tiniest}"].met is False
    assert met[f"10 M from csv, {same}"].wall == pytest.approx(1.4)
    assert met["50 M"].met is None
    day = met["a day on two years of history"]
    assert day.wall == pytest.approx(1.2)
    assert day.met is True
    exponent = met["exponent in interactions, up to marts, less the fixed cost"]
    assert exponent.wall == pytest.approx(1.2, abs=1e-4)
    assert exponent.met is False
    polars = next(one for one in demands_of(_results()) if "polars" in one.text)
    assert polars.wall == pytest.approx(12 / 7)
    assert polars.met is True


def test_fixed_cost_is_taken_off_the_growth() -> None:
    groups = {one.first["axis"]: one for one in groups_of(_results(), "growth")}
    fitted, fixed = growth_of(groups["agents"], "wall", "")
    assert fixed == 10
    assert fitted is not None
    assert fitted.exponent == pytest.approx(1.2, abs=1e-4)


def test_the_last_session_of_a_case_counts(tmp_path: Path) -> None:
    for name, wall in (("20260101", 1.0), ("20260102", 2.0)):
        lines = [_line("floor", 0, wall, session=name)]
        if name == "20260101":
            lines.append(_line("floor", 0, 9.0, session=name, interactions=5))
        text = "".join(json.dumps(line) + "\n" for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text)
    found = read_results(tmp_path.glob("*.jsonl"))
    assert sorted((line["interactions"], line["wall"]) for line in found) == [
        (5, 9.0),
        (10_000_000, 2.0),
    ]


def test_pages_are_written_from_results(tmp_path: Path) -> None:
    for name in ("benchmarks.md", "scale.md"):
        (tmp_path / name).write_text(Path("docs", name).read_text())
    write_pages(_results(), tmp_path)
    pages = {one: (tmp_path / one).read_text() for one in ("benchmarks.md", "scale.md")}
    for page in pages.values():
        assert "Not measured yet" not in page
    assert "| 3.5 | 3.5 | ≤ 4 | met" in pages["benchmarks.md"]
    assert "made the same 7 cells" in pages["benchmarks.md"]
    assert "| 24 | 48 |" in pages["benchmarks.md"]
    assert "250,000 | 2,500,000 | 25,000,000 |" in pages["scale.md"]
    for name in ("benchmarks_stages.svg", "benchmarks_growth.svg"):
        ET.parse(tmp_path / name)  # noqa: S314  our own
    write_pages([], tmp_path)
    assert (tmp_path / "benchmarks.md").read_text().count("Not measured yet") >= 4


def test_the_pages_have_a_block_for_everything() -> None:
    blocks = {
        "benchmarks.md": ["machine", "demands", "full", "stages", "increment", "growth"],
        "scale.md": ["constants", "needs", "limits"],
    }
    for page, names in blocks.items():
        text = Path("docs", page).read_text()
        assert all(f"<!-- bench:{name} -->\n" in text for name in names)
        assert text.count("<!-- /bench -->") == len(names)


def test_pictures_hold_what_they_are_told() -> None:
    picture = stacked_bars("A < B", "s", [("one & two", dict.fromkeys(STAGES, 1.0))])
    root = ET.fromstring(picture)  # noqa: S314  our own
    texts = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A < B", "one & two", "9", *STAGES} <= set(texts)
    assert "prefers-color-scheme: dark" in picture
