"""Builds a past month's result again from its kept landing; compares it with what was published.

It works in a folder of its own, OUT/rebuilt/.building; what is published is only read.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from assets.archive import Archive, Kept
from assets.content_hash import OF_THIS_RUN, content_of
from assets.dbt_runner import DbtError, build_project
from assets.keys import KeysError, find_keys
from assets.landing.sql_text import literal
from assets.publication import single_writer
from assets.restricted import PEOPLE
from assets.run_settings import RunSettings
from assets.staging import read_staged_record, stage_delivery, stage_marts, stage_report
from assets.warehouse import MARTS

MODELS_ONLY = ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]


class RebuildError(RuntimeError):
    """A month cannot be built again, or not be put where it shall go; says why."""


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """What became of it.

    Attributes:
        kept: the landing it was built from.
        folder: where the result lies; None: it differs, and is nowhere.
        differences: files and entries of run.json that are not as they were published.
        reasons: what may have made them differ.
    """

    kept: Kept
    folder: Path | None
    differences: list[str]
    reasons: list[str]


def rebuildable_months(archive: Archive) -> list[str]:
    """Months whose landing is still there, oldest first."""
    return sorted({month for one in archive.landings() for month in one.closed_months})


def rebuild_month(
    settings: RunSettings,
    month: str,
    target: Path,
    *,
    tell: Callable[[str], None] = lambda text: None,
) -> Rebuilt:
    """Build a month's result again from the landing that first closed it.

    Args:
        settings: those of the output folder; its exports are not looked at.
        month: YYYY-MM.
        target: folder that receives the result, if it is equal; a rebuilt one there is replaced.
        tell: called with what is being done.

    Raises:
        RebuildError: no whole result of the month was published, or the target is something else.
        ArchiveError: retention has removed the landing, or it is damaged.
        AnotherRunError: another rebuild is under way.
        DbtError: the models do not build.
        KeysError: people's names cannot be decrypted.
    """
    _require_free(target, settings.out)
    archive = Archive(settings.out)
    kept = archive.closing(month)
    if kept is None:
        there = ", ".join(rebuildable_months(archive)) or "none"
        raise RebuildError(
            f"no result without gaps saw the whole of {month}; there are: {there}. "
            "A month is closed by the first such result as of its last day or later; a "
            "provisional one, with a source missing or late for the time being, closes none"
        )
    rebuilt = settings.out / "rebuilt"
    with single_writer(rebuilt):
        rebuilt.chmod(0o700)
        building = rebuilt / ".building"
        shutil.rmtree(building, ignore_errors=True)
        try:
            tell(f"building {month} again, as of {kept.as_of}, run {kept.run_id}")
            staged = _build(settings, archive, kept, building)
            found = _compare(archive, kept, staged)
            if found:
                return Rebuilt(kept=kept, folder=None, differences=found, reasons=_reasons(kept))
            (staged / "run.json").write_bytes(archive.record_text(kept))
            _place(staged, target)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return Rebuilt(kept=kept, folder=target, differences=[], reasons=[])


def differences(
    published: Mapping[str, Any], rebuilt: Mapping[str, Any], content: Mapping[str, Any]
) -> list[str]:
    """Files, and entries of run.json, that are not as they were published.

    Args:
        published: run.json as it was published.
        rebuilt: run.json of the result built again.
        content: its hashes.

    >>> before = {"content": {"record": "1", "files": {"a": "1"}}, "as_of": "2026-01-31"}
    >>> differences(before, {"as_of": "2026-02-01"}, {"record": "2", "files": {"a": "2"}})
    ['a', 'run.json: as_of']
    """
    said, files = published["content"], content["files"]
    names = sorted({*said["files"], *files})
    found = [name for name in names if said["files"].get(name) != files.get(name)]
    if said["record"] != content["record"]:
        names = sorted({*published, *rebuilt} - {*OF_THIS_RUN})
        other = [name for name in names if published.get(name) != rebuilt.get(name)]
        found += [f"run.json: {name}" for name in other]
    return found


def _build(settings: RunSettings, archive: Archive, kept: Kept, building: Path) -> Path:
    """Build the staged folder as the run did, from marts to report."""
    own = RunSettings(exports=building / "exports", out=building, keys_file=settings.keys)
    archive.restore(kept, own.landing)
    if (own.landing / PEOPLE).exists() and find_keys(settings.keys) is None:
        raise KeysError(
            f"the pages name people, which needs the key file {settings.keys}: put it back there, "
            "or say where it is in LADDER_KEYS"
        )
    build = build_project(own, MODELS_ONLY)
    if build.failures:
        raise DbtError("dbt build failed:\n" + "\n".join(build.failures))
    stage_marts(own)
    stage_delivery(own, command="rebuild", log=settings.out)
    stage_report(own, command="rebuild", log=settings.out)
    return own.staged


def _compare(archive: Archive, kept: Kept, staged: Path) -> list[str]:
    rebuilt = read_staged_record(staged)
    content = content_of(staged, rebuilt)
    found = warehouse_differences(staged)
    if content["sha256"] != kept.content_sha256:
        found += differences(archive.record(kept), rebuilt, content)
    return found


def warehouse_differences(result: Path) -> list[str]:
    """Tables of a result's warehouse that do not have the rows of its `marts/*.parquet`."""
    found = []
    with duckdb.connect(str(result / "warehouse.duckdb"), read_only=True) as connection:
        for path in sorted((result / MARTS).glob("*.parquet")):
            table, file = f'{MARTS}."{path.stem}"', f"read_parquet({literal(str(path))})"
            other = connection.execute(
                f"(from {table} except all from {file}) union all "
                f"(from {file} except all from {table})"
            ).fetchone()
            if other is not None:
                found.append(f"warehouse.duckdb: {path.stem}")
    return found


def _reasons(kept: Kept) -> list[str]:
    reasons = []
    if kept.code_version != (here := version("ladder")):
        reasons.append(
            f"version {kept.code_version} published it, this is {here}: install that one to "
            "have the same bytes"
        )
    if "erasure" in kept.rewritten:
        reasons.append("people were erased since: it cannot and must not be as it was")
    return reasons or ["the version is the same: its code, or a library it uses, was changed"]


def _require_free(target: Path, out: Path) -> None:
    here, whole = target.resolve(), out.resolve()
    if here.is_relative_to(whole) and (whole / "rebuilt") not in here.parents:
        raise RebuildError(f"{target} is for what is published; give a folder elsewhere")
    if target.exists() and not (target / "run.json").is_file() and any(target.iterdir()):
        raise RebuildError(f"{target} holds something else; give a folder that is new or empty")


def _place(staged: Path, target: Path) -> None:
    """Put a result in its place at once; it may be on another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh, before = (target.with_name(f".{target.name}.{name}") for name in ("new", "old"))
    for left in (fresh, before):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(staged, fresh)
    if target.exists():
        target.replace(before)
    fresh.replace(target)
    shutil.rmtree(before, ignore_errors=True)
