"""The result of a validation: figures, reference checks, verdict; as a table, JSON and CSV."""

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assets.validation.words import FIGURE_NAMES, SCENARIO_NAMES, bounds, named, value
from competency.references import Check
from competency.validation.figure import Figure
from competency.validation.tolerances import tolerance_of

# Of every scenario's parts these are looked up in the report; the table would be twice as long.
_IN_THE_REPORT_ONLY = {"dimension_rmse", "dimension_coverage"}


@dataclass(frozen=True)
class Result:
    """What was found."""

    seeds: int
    agents: int
    seconds: float
    figures: Sequence[Figure]
    references: Sequence[Check]

    @property
    def misses(self) -> list[Figure]:
        """Figures that do not keep what is promised of them."""
        return [figure for figure in self.figures if figure.ok is False]

    @property
    def wrong_references(self) -> list[Check]:
        """Published results that were not met."""
        return [check for check in self.references if not check.ok]

    @property
    def ok(self) -> bool:
        """Whether everything is within tolerance."""
        return not self.misses and not self.wrong_references

    def of(self, scenario: str) -> list[Figure]:
        """The figures of one scenario, in order."""
        return [figure for figure in self.figures if figure.scenario == scenario]

    @property
    def scenarios(self) -> list[str]:
        """Keys of the scenarios that were run, in order."""
        return list(dict.fromkeys(figure.scenario for figure in self.figures))

    def references_by_source(self) -> Mapping[str, list[Check]]:
        """Checks grouped by where they were published."""
        groups: dict[str, list[Check]] = {}
        for check in self.references:
            groups.setdefault(check.source, []).append(check)
        return groups


def lines(result: Result) -> Iterator[str]:
    """The plain table, a line at a time, and what is out at its end."""
    head = f"{'':<52} {'ours':>9} {'raw':>9} {'s.e.':>8} {'cases':>7}  promised"
    for scenario in result.scenarios:
        yield f"{SCENARIO_NAMES[scenario].en}"
        yield head
        for figure in result.of(scenario):
            if figure.key not in _IN_THE_REPORT_ONLY:
                yield _line(figure)
        yield ""
    yield "Published results"
    for source, checks in result.references_by_source().items():
        met = sum(check.ok for check in checks)
        yield f"  {source:<50} {met} of {len(checks)} to the printed digits"
    yield ""
    for figure in result.misses:
        yield (
            f"out: {SCENARIO_NAMES[figure.scenario].en}, {named(figure).en}: "
            f"{value(figure.key, figure.ours)}, promised {bounds(figure)}"
        )
    for check in result.wrong_references:
        yield f"out: {check.source}, {check.name}: {check.ours:g}, published {check.published:g}"
    promised = sum(figure.ok is not None for figure in result.figures)
    kept = promised - len(result.misses)
    yield f"{kept} of {promised} promises kept"


def _line(figure: Figure) -> str:
    shown = [value(figure.key, number) for number in (figure.ours, figure.raw, figure.std_error)]
    verdict = {None: "", True: f"{bounds(figure)}  ok", False: f"{bounds(figure)}  OUT"}[figure.ok]
    return (
        f"  {named(figure).en:<50} {shown[0]:>9} {shown[1]:>9} {shown[2]:>8} "
        f"{figure.cases:>7,.0f}  {verdict}"
    ).rstrip()


def record_of(result: Result) -> dict[str, Any]:
    """Everything, with null where there is no number; a jump never followed has no number."""
    return {
        "ok": result.ok,
        "seeds": result.seeds,
        "agents": result.agents,
        "seconds": round(result.seconds, 1),
        "misses": [_record(figure) for figure in result.misses],
        "figures": [_record(figure) for figure in result.figures],
        "references": [_check(check) for check in result.references],
    }


def write_files(result: Result, folder: Path) -> None:
    """Write `validation.json`, `figures.csv` and `references.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record_of(result), ensure_ascii=False, indent=1, allow_nan=False)
    (folder / "validation.json").write_text(text + "\n", encoding="utf-8")
    figures = [_record(figure) for figure in result.figures]
    for record in figures:
        record["by_seed"] = " ".join("" if one is None else str(one) for one in record["by_seed"])
    _write_csv(folder / "figures.csv", figures)
    checks = [_check(check) for check in result.references]
    _write_csv(folder / "references.csv", checks)


def _record(figure: Figure) -> dict[str, Any]:
    record = asdict(figure) | {"by_seed": [_number(one) for one in figure.by_seed]}
    for name in ("ours", "raw", "std_error"):
        record[name] = _number(record[name])
    tolerance = tolerance_of(figure)
    return {
        **record,
        "ok": figure.ok,
        "name": FIGURE_NAMES[figure.key].en,
        "why": tolerance.why[0] if tolerance else None,
    }


def _check(check: Check) -> dict[str, Any]:
    return asdict(check) | {"ours": float(check.ours), "ok": bool(check.ok)}


def _number(number: float) -> float | None:
    return round(number, 9) if math.isfinite(number) else None


def _write_csv(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        if records:
            writer = csv.DictWriter(file, fieldnames=list(records[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)
