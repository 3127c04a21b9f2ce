"""Writes a simulated centre as export files, in the forms a real centre's systems would use.

The forms differ from table to table on purpose, so that a run of the sample goes through every
reader. The same centre always gives the same bytes. Simulating is `competency.simulation`'s part.
"""

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd

from competency.simulation.centre import Centre
from competency.simulation.columns import DATES

# Any fixed moment: a file must not tell when it was written. 1980 is the first a zip can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_sample(centre: Centre, folder: Path, *, truth: Path | None = None) -> list[Path]:
    """Write a centre's exports into a folder, and its truth beside them.

    Files of an earlier sample are replaced; nothing else in the folder is touched.

    Args:
        centre: tables and truth of `simulate_centre`.
        folder: gets `crm/`, `qa/` and `lms/`; made when it is not there.
        truth: folder of the truth tables (CSV); default: `truth` in `folder`.

    Returns:
        Every file written, exports first.

    >>> from tempfile import TemporaryDirectory
    >>> from competency.simulation.centre import simulate_centre
    >>> from competency.simulation.settings import SimulationSettings
    >>> centre = simulate_centre(SimulationSettings(agents=4, months=2, per_month=5))
    >>> with TemporaryDirectory() as name:
    ...     files = write_sample(centre, Path(name))
    ...     print(files[0].relative_to(name), files[1].relative_to(name))
    crm/agents.csv crm/interactions/2025-01.csv
    """
    written: list[Path] = []
    for table, frame in centre.tables.items():
        file, write = _FORMS.get(table, (f"{table}.csv", _write_csv))
        for part, path in _parts(table, frame, folder / file):
            path.parent.mkdir(parents=True, exist_ok=True)
            write(part, path)
            written.append(path)
    beside = truth or folder / "truth"
    beside.mkdir(parents=True, exist_ok=True)
    for name, frame in centre.truth.items():
        _write_csv(frame, beside / f"{name}.csv")
        written.append(beside / f"{name}.csv")
    return written


def _parts(table: str, frame: pd.DataFrame, path: Path) -> list[tuple[pd.DataFrame, Path]]:
    """One file a table; contacts come month by month, like most monthly exports."""
    if table != "crm/interactions":
        return [(frame, path)]
    month = frame["opened_at"].to_numpy().astype("datetime64[M]").astype(str)
    for old in path.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].csv"):
        old.unlink()
    return [(part, path / f"{name}.csv") for name, part in frame.groupby(month, sort=True)]


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Cells as an export writes them: ISO times, true and false, nothing for missing."""
    shown = {}
    for name, column in frame.items():
        if pd.api.types.is_datetime64_any_dtype(column):
            unit = "D" if name in DATES or name == "period" else "s"
            text = column.to_numpy().astype(f"datetime64[{unit}]").astype(str).astype("O")
            text[column.isna().to_numpy()] = None
        elif pd.api.types.is_bool_dtype(column):
            text = column.map({True: "true", False: "false"}).astype("O")
        else:
            text = column
        shown[name] = text
    return pd.DataFrame(shown)


def _write_csv(frame: pd.DataFrame, path: Path, encoding: str = "utf-8") -> None:
    _texts(frame).to_csv(path, index=False, encoding=encoding, lineterminator="\n")


def _write_csv_with_bom(frame: pd.DataFrame, path: Path) -> None:
    _write_csv(frame, path, "utf-8-sig")


def _write_csv_gb18030(frame: pd.DataFrame, path: Path) -> None:
    _write_csv(frame, path, "gb18030")


def _write_csv_gz(frame: pd.DataFrame, path: Path) -> None:
    text = _texts(frame).to_csv(index=False, lineterminator="\n")
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _write_jsonl(frame: pd.DataFrame, path: Path) -> None:
    """One object a row; what is missing is left out, as document stores do."""
    shown = _texts(frame)
    flags = [name for name in frame if pd.api.types.is_bool_dtype(frame[name])]
    for name in flags:
        shown[name] = frame[name].astype("O")
    rows = shown.astype("O").to_dict("records")
    lines = [
        json.dumps({k: v for k, v in row.items() if not pd.isna(v)}, ensure_ascii=False)
        for row in rows
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    # One thread keeps row groups, and so the bytes, the same everywhere.
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.from_df(frame).write_parquet(str(path), compression="zstd")


def _write_xlsx(frame: pd.DataFrame, path: Path) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("export")
    shown = _texts(frame).astype("O")
    sheet.append(list(shown))
    for row in shown.itertuples(index=False):
        sheet.append([None if pd.isna(cell) else cell for cell in row])
    held = io.BytesIO()
    workbook.save(held)
    path.write_bytes(_timeless(held.getvalue()))


def _timeless(workbook: bytes) -> bytes:
    """The same workbook without the moment at which the library saved it."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"1980-01-01T00:00:00Z", content
                )
            entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return held.getvalue()


_FORMS: dict[str, tuple[str, Callable[[pd.DataFrame, Path], None]]] = {
    "crm/agents": ("crm/agents.csv", _write_csv_gb18030),
    "crm/interactions": ("crm/interactions", _write_csv),
    "crm/surveys": ("crm/surveys.csv.gz", _write_csv_gz),
    "crm/complaints": ("crm/complaints.xlsx", _write_xlsx),
    "qa/reviews": ("qa/reviews.csv", _write_csv_with_bom),
    "qa/review_scores": ("qa/review_scores.parquet", _write_parquet),
    "lms/assessments": ("lms/assessments.jsonl", _write_jsonl),
}
"""File and writer of the tables that are not plain UTF-8 CSV."""
