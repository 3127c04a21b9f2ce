"""What was kept of parsing is used only where it is whole and nothing it was made from changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets import dbt_manifest
from assets.dbt_manifest import WRITTEN, break_seal, is_whole, made_from, seal, sealed_manifest
from assets.dbt_runner import build_project, parse_project
from assets.run_settings import RunSettings

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "one.sql").write_text("select {{ env_var('LADDER_X', '1') }} as x")
    (tmp_path / "dbt_project.yml").write_text("name: small")
    return tmp_path


def _change_file(project: Path) -> None:
    (project / "models" / "one.sql").write_text("select {{ env_var('LADDER_X', '1') }} as y")


def _rename_file(project: Path) -> None:
    (project / "models" / "one.sql").rename(project / "models" / "two.sql")


def _add_file(project: Path) -> None:
    (project / "models" / "one.yml").write_text("models: []")


@pytest.mark.parametrize("change", [_change_file, _rename_file, _add_file])
def test_another_project_is_another_one(project: Path, change: Callable[[Path], None]) -> None:
    before = made_from(project, {})
    assert made_from(project, {}) == before
    change(project)
    assert made_from(project, {}) != before


@pytest.mark.parametrize(
    ("variables", "is_another"),
    [
        ({"LADDER_X": "2"}, True),
        ({"DBT_TARGET": "spark"}, True),
        ({"LADDER_Y": "2"}, False),
        ({"DBT_ENV_SECRET_KEY": "s3cret"}, False),
    ],
)
def test_variables_count_where_the_project_or_dbt_reads_them(
    project: Path, variables: dict[str, str], is_another: bool
) -> None:
    assert (made_from(project, variables) != made_from(project, {})) is is_another


def test_another_version_of_dbt_parses_anew(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_from(project, {})
    monkeypatch.setattr(dbt_manifest, "version", lambda name: "0")
    assert made_from(project, {}) != before


def test_what_dbt_writes_itself_does_not_count(project: Path) -> None:
    before = made_from(project, {})
    (project / "target").mkdir()
    (project / "target" / "compiled.sql").write_text("select 1")
    assert made_from(project, {}) == before


def _write(target: Path) -> None:
    for name in WRITTEN:
        (target / name).write_bytes(b"content of " + name.encode())


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_a_seal_holds_until_a_byte_differs(tmp_path: Path) -> None:
    assert not is_whole(tmp_path)
    _write(tmp_path)
    assert not is_whole(tmp_path)
    seal(tmp_path, "a")
    assert is_whole(tmp_path)
    for name in WRITTEN:
        _flip(tmp_path / name)
        assert not is_whole(tmp_path)
        assert sealed_manifest(tmp_path, "a") is None
        _write(tmp_path)
    assert sealed_manifest(tmp_path, "of other files") is None
    break_seal(tmp_path)
    assert not is_whole(tmp_path)


@pytest.mark.parametrize("torn", [b"", b"{", b"[]", b"null", b"\xff\xfe"])
def test_a_torn_seal_is_none(tmp_path: Path, torn: bytes) -> None:
    _write(tmp_path)
    (tmp_path / dbt_manifest.SEAL).write_bytes(torn)
    assert not is_whole(tmp_path)
    assert sealed_manifest(tmp_path, "a") is None


def test_a_run_parses_once_and_anew_where_a_byte_was_flipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = RunSettings(exports=tmp_path / "in", out=tmp_path / "out")
    parse = parse_project.__wrapped__
    first = parse(settings)
    kept = settings.dbt_target / WRITTEN[0]
    sound = kept.read_bytes()

    again = parse(settings)
    assert kept.read_bytes() == sound
    assert again.nodes.keys() == first.nodes.keys()
    assert again.child_map == first.child_map
    assert {key: node.raw_code for key, node in again.nodes.items()} == {
        key: node.raw_code for key, node in first.nodes.items()
    }

    # A letter of a model's SQL: still a manifest, of another model.
    kept.write_bytes(sound.replace(b"select", b"selecT"))
    mended = parse(settings)
    assert all("selecT" not in node.raw_code for node in mended.nodes.values())
    assert is_whole(settings.dbt_target)

    # What was kept builds as what was parsed does.
    landing = Path(settings.dbt_project) / "sample_landing"
    settings.landing.parent.mkdir(parents=True, exist_ok=True)
    settings.landing.symlink_to(landing)
    monkeypatch.setattr("assets.dbt_runner.parse_project", parse)
    models_only = ["--exclude-resource-type", "test", "unit_test"]
    build = build_project(settings, ["--select", "+framework_tiers", *models_only])
    assert build.failures == []
    assert build.events
