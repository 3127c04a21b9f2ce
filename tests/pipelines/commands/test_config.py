"""`ladder config check` and `set`: what is refused, what is only told, what is written."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competency.loading import load_text
from pipelines.cli import ladder


def _call(*arguments: object) -> Result:
    return CliRunner().invoke(ladder, ["config", *map(str, arguments)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my.yml"
    path.write_text(load_text(), "utf-8")
    return path


def _line(file: Path, words: str) -> int:
    text = file.read_text("utf-8")
    return text[: text.index(words)].count("\n") + 1


def test_a_sound_file_with_reviews_overdue_is_fine_and_says_so(file: Path) -> None:
    early = _call("check", file, "--as-of", "2026-11-01")
    assert (early.exit_code, early.stderr) == (0, "")
    late = _call("check", file, "--as-of", "2027-07-01")
    assert late.exit_code == 0
    text = file.read_text("utf-8")
    start = text.index("review_by", text.index("key: first_response_in_time"))
    line = text[:start].count("\n") + 1
    assert late.stderr.startswith(f"warning: {file}:{line}: indicators[first_response_in_time]")
    assert "[review_by: " in late.stderr
    assert "fine" in late.stdout


def test_warnings_are_in_the_json_with_rule_and_line(file: Path) -> None:
    text = file.read_text("utf-8").replace("critical_months: 3", "critical_months: 0")
    file.write_text(text, "utf-8")
    found = json.loads(_call("check", file, "--as-of", "2026-11-01", "--json").stdout)
    (warning,) = found["warnings"]
    assert (warning["rule"], warning["line"]) == ("critical_bar", _line(file, "critical_months:"))
    assert warning["why"]


def test_errors_are_in_the_json_with_rule_and_line(file: Path) -> None:
    text = file.read_text("utf-8").replace("    paired_with: resolved_first_contact\n", "")
    file.write_text(text, "utf-8")
    result = _call("check", file, "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert not found["ok"]
    (one,) = found["findings"]
    assert (one["rule"], one["line"]) == ("paired_quality", _line(file, "weight: 0.05   "))
    assert found["errors"][0].endswith(f"[paired_quality: {one['why']}]")


def test_set_changes_the_value_and_not_a_byte_else(file: Path) -> None:
    before = b"\xef\xbb\xbf" + load_text().replace("\n", "\r\n").encode()
    file.write_bytes(before)
    file.chmod(0o640)
    result = _call(
        "set", file, "dimensions.process.weight=0.22", "dimensions.knowledge.weight=0.13"
    )
    assert result.exit_code == 0, result.stderr
    after = file.read_bytes()
    wanted = before.replace(b"weight: 0.20", b"weight: 0.22", 1)
    assert after == wanted.replace(b"weight: 0.15", b"weight: 0.13", 1)
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(file.parent.iterdir()) == [file]


def test_set_keeps_a_link_a_link(file: Path) -> None:
    link = file.with_name("link.yml")
    link.symlink_to(file.name)
    assert _call("set", link, "recalibration.step_limit=0.03").exit_code == 0
    assert link.is_symlink()
    assert "step_limit: 0.03" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        pytest.param("dimensions.process.weight=0.30", "must add to 1", id="sum"),
        pytest.param("dimensions.proces.weight=0.30", "Did you mean 'process'?", id="typo"),
        pytest.param("indicators.handle_minutes.weight=0.5", "[paired_quality", id="guard"),
        pytest.param("recalibration.step_limit=fast", "'fast': input should be", id="type"),
        pytest.param("calendar.holidays=[2026-10-01]", "edit it by hand", id="list"),
        pytest.param("version", "give KEY=VALUE", id="no value"),
    ],
)
def test_a_broken_file_is_not_written(file: Path, value: str, says: str) -> None:
    result = _call("set", file, value)
    assert result.exit_code == 2
    assert says in result.stderr
    assert file.read_text("utf-8") == load_text()
    assert list(file.parent.iterdir()) == [file]


def test_what_is_refused_is_named_with_the_line_of_the_file_it_would_make(file: Path) -> None:
    result = _call("set", file, "ladder.tiers.expert.composite_cut=50", "--json")
    assert result.exit_code == 2
    (one,) = json.loads(result.stdout)["findings"]
    assert one["line"] == _line(file, "composite_cut: 68")
    assert one["where"] == "ladder.tiers[expert].composite_cut"


def test_check_looks_at_the_profiles_that_are_not_chosen(file: Path) -> None:
    text = file.read_text("utf-8")
    old = "satisfied: {floor: 0.70, target: 0.92"
    broken = text.replace(old, "satisfied: {floor: 0.92, target: 0.70")
    assert broken != text
    file.write_text(broken, "utf-8")
    result = _call("check", file)
    assert result.exit_code == 2
    assert f"{file}:{_line(file, 'satisfied: {floor: 0.92')}: " in result.stderr
    assert "[direction: " in result.stderr
    unwritten = _call("set", file, "version=2")
    assert (unwritten.exit_code, file.read_text("utf-8")) == (2, broken)


def test_after_wrong_types_the_rest_is_said_to_come_later(file: Path) -> None:
    text = file.read_text("utf-8").replace("version: 1", "version: one")
    file.write_text(text, "utf-8")
    later = "Rules between keys are checked once these are mended."
    assert _call("check", file).stderr.splitlines()[-1] == later
    assert json.loads(_call("check", file, "--json").stdout)["errors"][-1] == later


@pytest.mark.parametrize("name", ["na\\x1b[2Jme", "na\\u202eme", "na\\nme"])
def test_what_would_steer_a_terminal_is_shown_as_codes(file: Path, name: str) -> None:
    text = file.read_text("utf-8")
    sound = text.replace("name: shipped", f'name: "{name}"')
    assert sound != text
    file.write_text(sound, "utf-8")
    for result in (_call("check", file), _call("check", file, "--json")):
        assert result.exit_code == 0
        assert all(one.isprintable() for one in result.stdout.removesuffix("\n"))
    assert name in _call("check", file).stdout
    file.write_text(sound.replace("version: 1", f'"{name}": 1'), "utf-8")
    broken = _call("check", file)
    assert broken.exit_code == 2
    assert all(one.isprintable() for line in broken.stderr.split("\n") for one in line)


def test_a_tab_is_called_a_tab(file: Path) -> None:
    text = file.read_text("utf-8").replace("    layer: base", "\tlayer: base", 1)
    file.write_text(text, "utf-8")
    result = _call("check", file)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{file}:{_line(file, chr(9) + 'layer')}: a tab stands")


def test_set_keeps_what_looks_like_a_comment(file: Path) -> None:
    assert _call("set", file, "name=ours # or theirs").exit_code == 0
    assert 'name: "ours # or theirs"' in file.read_text("utf-8")
    assert "ours # or theirs" in _call("check", file).stdout


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "my.yml"
    path.write_bytes(b"\xff\xfe\x00")
    for result in (_call("check", path), _call("set", path, "a=1")):
        assert result.exit_code == 2
        assert "save it as UTF-8" in result.stderr
    assert path.read_bytes() == b"\xff\xfe\x00"
