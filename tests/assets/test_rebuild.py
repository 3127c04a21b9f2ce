"""Rebuilding a month: equal and in its place, or named differences and nothing there.

What is built is handed in here; a real one, through dbt, is in `test_end_to_end`.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from assets import rebuild
from assets.archive import Archive, ArchiveError, Retention
from assets.content_hash import content_of
from assets.publication import AnotherRunError, single_writer
from assets.rebuild import RebuildError, rebuild_month
from assets.run_settings import RunSettings
from pipelines.cli import ladder

Spoil = Callable[[Path], None]


def _staged(folder: Path, *, finished: str = "2026-04-01T08:00:00+00:00", **changes: Any) -> Path:
    """A finished result: a mart, a page, the restricted names and run.json."""
    for name in ("marts", "report"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "report" / "index.html").write_text("<p>1</p>")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create table marts.a as select 1.5 as score")
        connection.execute(f"copy marts.a to '{folder}/marts/a.parquet' (format parquet)")
    record: dict[str, Any] = {
        "run_id": "20260331-abc",
        "as_of": "2026-03-31",
        "first_month": "2026-02",
        "code_version": rebuild.version("ladder"),
        "finished_at": finished,
        "timings": {"dbt": 1.0},
        **changes,
    }
    record["content"] = content_of(folder, record)
    (folder / "run.json").write_text(json.dumps(record, ensure_ascii=False, indent=2))
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> RunSettings:
    """An output folder with the landing of a result that closed 2026-02 and 2026-03."""
    settings = RunSettings(exports=tmp_path / "none", out=tmp_path / "out")
    settings.landing.mkdir(parents=True)
    (settings.landing / "rows.parquet").write_text("landed")
    published = _staged(tmp_path / "published")
    record = json.loads((published / "run.json").read_text())
    Archive(settings.out).keep(settings.landing, record, "v1")
    return settings


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have the next rebuild make a result of another moment, spoilt by a function."""

    def prepare(spoil: Spoil = lambda folder: None, **changes: Any) -> None:
        def build(settings: RunSettings, archive: Archive, one: Any, building: Path) -> Path:
            archive.restore(one, building / "work" / "landing")
            folder = building / "work" / "next"
            later = {"timings": {"dbt": 2.0}, "ledger": {}} | changes
            _staged(folder, finished="2026-05-05T05:05:05+00:00", **later)
            spoil(folder)
            return folder

        monkeypatch.setattr(rebuild, "_build", build)

    return prepare


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_equal_one_is_put_in_its_place_with_the_record_as_published(
    tmp_path: Path, kept: RunSettings, builds: Callable[..., None]
) -> None:
    builds()
    target = kept.out / "rebuilt" / "2026-02"
    for _ in range(2):  # once more: the same
        rebuilt = rebuild_month(kept, "2026-02", target)
        assert (rebuilt.folder, rebuilt.differences) == (target, [])
        found, published = _files(target), _files(tmp_path / "published")
        assert found.pop("warehouse.duckdb")
        assert published.pop("warehouse.duckdb"), "the same tables, in pages of its own"
        assert found == published
        assert [path.name for path in target.parent.iterdir() if path.is_dir()] == ["2026-02"]


def _page(folder: Path) -> None:
    (folder / "report" / "index.html").write_text("<p>2</p>")


def _one_more(folder: Path) -> None:
    (folder / "config.yml").write_text("name: mine")


def _another_row(folder: Path) -> None:
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        connection.execute("insert into marts.a values (1.5)")


def _one_less(folder: Path) -> None:
    (folder / "marts" / "a.parquet").unlink()


@pytest.mark.parametrize(
    ("spoil", "changes", "named"),
    [
        pytest.param(_page, {}, "report/index.html", id="another byte"),
        pytest.param(_one_more, {}, "config.yml", id="one more"),
        pytest.param(_another_row, {}, "warehouse.duckdb: a", id="a row of the warehouse"),
        pytest.param(_one_less, {}, "marts/a.parquet", id="one less"),
        pytest.param(lambda folder: None, {"mode": 1}, "run.json: mode", id="the record"),
    ],
)
def test_what_differs_is_named_and_put_nowhere(
    kept: RunSettings, builds: Callable[..., None], spoil: Spoil, changes: Any, named: str
) -> None:
    builds(spoil, **changes)
    arguments = ["rebuild", "--period", "2026-03", "--out", str(kept.out), "--json"]
    called = CliRunner().invoke(ladder, arguments)
    assert called.exit_code == 1
    told = json.loads(called.stdout)
    assert (told["equal"], told["folder"], told["differences"]) == (False, None, [named])
    assert f"differs: {named}" in called.stderr
    assert "its code, or a library it uses, was changed" in called.stderr
    assert not (kept.out / "rebuilt" / "2026-03").exists()
    assert not (kept.out / "rebuilt" / ".building").exists(), "it has people's data"


def test_names_under_a_new_key_are_no_difference(
    kept: RunSettings, builds: Callable[..., None]
) -> None:
    def encrypt(folder: Path) -> None:
        (folder / "restricted").mkdir()
        (folder / "restricted" / "people.enc").write_text("new key")

    builds(encrypt)
    target = kept.out / "rebuilt" / "2026-02"
    assert rebuild_month(kept, "2026-02", target).folder == target


def test_without_the_key_of_the_names_nothing_is_built(kept: RunSettings) -> None:
    (kept.landing / "restricted").mkdir()
    (kept.landing / "restricted" / "people.enc").write_bytes(b"encrypted")
    archive = Archive(kept.out)
    record = archive.record(archive.landings()[0])
    archive.keep(kept.landing, record | {"as_of": "2026-04-30"}, "v2")
    called = CliRunner().invoke(ladder, ["rebuild", "--period", "2026-04", "--out", str(kept.out)])
    assert called.exit_code == 1
    assert "LADDER_KEYS" in called.stderr
    assert not (kept.out / "rebuilt" / ".building").exists()


def test_reasons_name_the_other_version_and_erased_people(
    kept: RunSettings, builds: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    Archive(kept.out).rewrite(
        lambda name, content: content if name == "run.json" else content + b"-", reason="erasure"
    )
    monkeypatch.setattr(rebuild, "version", lambda name: "9.9")
    builds(_page)
    rebuilt = rebuild_month(kept, "2026-02", kept.out / "rebuilt" / "2026-02")
    assert rebuilt.differences == ["report/index.html", "run.json: code_version"]
    assert any("this is 9.9" in reason for reason in rebuilt.reasons)
    assert any("erased" in reason for reason in rebuilt.reasons)


def test_a_month_that_no_result_saw_whole_is_named_with_those_that_are(kept: RunSettings) -> None:
    arguments = ["rebuild", "--period", "2026-04", "--out", str(kept.out)]
    called = CliRunner().invoke(ladder, arguments)
    assert called.exit_code == 2
    assert "the whole of 2026-04; there are: 2026-02, 2026-03" in called.stderr
    assert "provisional" in called.stderr


def test_a_landing_that_is_gone_or_damaged_is_named(
    kept: RunSettings, builds: Callable[..., None]
) -> None:
    builds()
    archive = Archive(kept.out)
    (one,) = archive.landings()
    archive._objects.path(one.files["rows.parquet"]).write_text("damaged")
    with pytest.raises(ArchiveError, match="is damaged"):
        rebuild_month(kept, "2026-02", kept.out / "rebuilt" / "2026-02")
    archive.keep(kept.landing, archive.record(one) | {"as_of": "2027-03-01"}, "v2")
    archive.prune(Retention(months=1, newest=1))
    arguments = ["rebuild", "--period", "2026-02", "--out", str(kept.out)]
    called = CliRunner().invoke(ladder, arguments)
    assert called.exit_code == 1
    assert "removed by retention" in called.stderr


@pytest.mark.parametrize("place", ["current", "versions/v9", "work/next", "."])
def test_the_place_of_what_is_published_is_refused(kept: RunSettings, place: str) -> None:
    with pytest.raises(RebuildError, match="is for what is published"):
        rebuild_month(kept, "2026-02", kept.out / place)


def test_a_folder_with_something_else_is_left_alone(
    tmp_path: Path, kept: RunSettings, builds: Callable[..., None]
) -> None:
    builds()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    with pytest.raises(RebuildError, match="holds something else"):
        rebuild_month(kept, "2026-02", tmp_path / "mine")
    assert _files(tmp_path / "mine") == {"letter.txt": b"mine"}
    assert rebuild_month(kept, "2026-02", tmp_path / "elsewhere").folder


def test_a_killed_one_is_swept_and_two_at_once_are_refused(
    kept: RunSettings, builds: Callable[..., None]
) -> None:
    builds()
    left = kept.out / "rebuilt" / ".building" / "work" / "landing"
    left.mkdir(parents=True)
    (left / "people").write_text("of a killed one")
    target = kept.out / "rebuilt" / "2026-02"
    with single_writer(kept.out / "rebuilt"), pytest.raises(AnotherRunError, match="process"):
        rebuild_month(kept, "2026-02", target)
    with single_writer(kept.out):  # a run does not stand in the way
        assert rebuild_month(kept, "2026-02", target).folder == target
    assert not (kept.out / "rebuilt" / ".building").exists()
