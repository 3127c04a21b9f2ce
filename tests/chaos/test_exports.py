"""Exports that change, break off or are hostile while and before they are read."""

import gzip
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from assets.content_hash import require_whole
from chaos.centre import Trial

pytestmark = pytest.mark.chaos

HOW = ("grows", "goes", "is cut", "is replaced")
FILES = {
    "crm/interactions/2025-03.csv": "landing/crm_interactions",
    "crm/surveys.csv.gz": "landing/crm_surveys",
    "qa/review_scores.parquet": "landing/qa_review_scores",
    "lms/assessments.jsonl": "landing/lms_assessments",
    "crm/complaints.xlsx": "landing/crm_complaints",
}


@pytest.mark.parametrize("first", range(len(HOW)))
def test_files_change_while_they_are_read(trial: Trial, first: int) -> None:
    """Every table in another way."""
    paths = [trial.exports / file for file in FILES]
    whole = [path.read_bytes() for path in paths]
    changes = [
        {"path": str(path), "how": HOW[(first + number) % len(HOW)], "asset": asset}
        for number, (path, asset) in enumerate(zip(paths, FILES.values(), strict=True))
    ]
    assert trial.run({"kind": "disturb", "changes": changes}) in (0, 1), trial.said
    trial.faults += len(changes) - 1

    def mend() -> None:
        for path, content in zip(paths, whole, strict=True):
            path.write_bytes(content)

    _recovers_with(trial, mend)


def _bomb_gz(path: Path) -> None:
    with gzip.open(path, "wb", 1) as file:
        file.write(b"survey_id,interaction_id,csat\n")
        for _ in range(200):
            file.write(b"0" * (1 << 20))


def _bomb_xlsx(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(300):
                sheet.write(b" " * (1 << 20))


def _long_line(path: Path) -> None:
    """Ten gigabytes without a line's end; sparse, so that it costs no disk."""
    with path.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.truncate(10 * (1 << 30))


def _lying_parquet(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _noise(path: Path) -> None:
    path.write_bytes(bytes((7 * n * n + n) % 256 for n in range(50_000)))


def _half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _away(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def _circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def _wide(path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(20_000))
    path.write_text(f"interaction_id,agent_id,opened_at,{names}\n1,2,3\n", encoding="utf-8")


def _other(path: Path) -> None:
    duckdb.execute(f"copy (select 1 as x) to '{path}' (format parquet)")


HOSTILE: list[tuple[str, Callable[[Path], None]]] = [
    ("crm/surveys.csv.gz", _bomb_gz),
    ("crm/surveys.csv.gz", _half),
    ("crm/surveys.csv.gz", _noise),
    ("crm/surveys.csv.gz", _nothing),
    ("crm/complaints.xlsx", _bomb_xlsx),
    ("crm/complaints.xlsx", _half),
    ("crm/complaints.xlsx", _noise),
    ("crm/complaints.xlsx", _nothing),
    ("crm/interactions/2025-03.csv", _long_line),
    ("crm/interactions/2025-03.csv", _half),
    ("crm/interactions/2025-03.csv", _noise),
    ("crm/interactions/2025-03.csv", _nothing),
    ("crm/interactions/2025-03.csv", _wide),
    ("crm/interactions/2025-03.csv", _pipe),
    ("crm/interactions/2025-03.csv", _away),
    ("crm/interactions/2025-03.csv", _circle),
    ("crm/agents.csv", _pipe),
    ("crm/agents.csv", _noise),
    ("crm/agents.csv", _long_line),
    ("qa/review_scores.parquet", _lying_parquet),
    ("qa/review_scores.parquet", _half),
    ("qa/review_scores.parquet", _noise),
    ("qa/review_scores.parquet", _nothing),
    ("qa/review_scores.parquet", _other),
    ("lms/assessments.jsonl", _long_line),
    ("lms/assessments.jsonl", _half),
    ("lms/assessments.jsonl", _noise),
    ("lms/assessments.jsonl", _pipe),
]


def _days() -> list[list[tuple[str, Callable[[Path], None]]]]:
    """Harms by day: each file is harmed once a day, those of people on a day of their own."""
    days: list[list[tuple[str, Callable[[Path], None]]]] = []
    for file, harm in HOSTILE:
        alone = file == "crm/agents.csv"
        free = (day for day in days if file not in dict(day) and "crm/agents.csv" not in dict(day))
        day = None if alone else next(free, None)
        if day is None:
            days.append([(file, harm)])
        else:
            day.append((file, harm))
    return days


@pytest.mark.parametrize(
    "day", _days(), ids=lambda day: "-".join(harm.__name__.strip("_") for _, harm in day)
)
def test_hostile_files(trial: Trial, day: list[tuple[str, Callable[[Path], None]]]) -> None:
    whole = {trial.exports / file: (trial.exports / file).read_bytes() for file, _ in day}
    for file, harm in day:
        harm(trial.exports / file)
        trial.faults += 1
    assert trial.run() in (0, 1), trial.said

    def mend() -> None:
        for path, content in whole.items():
            path.unlink(missing_ok=True)
            path.write_bytes(content)

    _recovers_with(trial, mend)


# What rests on the exports alone; tiers and deliveries go on from what was published meanwhile.
ALIKE = ("agent_scores", "agent_composites", "agent_months", "rejected_rows", "enrollments")


def _recovers_with(trial: Trial, mend: Callable[[], object]) -> None:
    """With the file as it should be, every row is there again, whatever was published meanwhile."""
    assert "Traceback" not in trial.said, trial.said
    mend()
    assert trial.run() == 0, trial.said
    current = (trial.out / "current").resolve()
    for mart in ALIKE:
        name = f"marts/{mart}.parquet"
        now = trial.expected["content"]["files"][name]
        assert require_whole(current)["content"]["files"][name] == now, mart
