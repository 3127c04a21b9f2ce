"""The command as people call it: exit status, what goes where, what helps."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from competency.loading import load_text
from pipelines.cli import COMMANDS, ladder

LADDER = Path(sys.executable).parent / "ladder"


def _call(*arguments: str) -> Result:
    return CliRunner().invoke(ladder, list(arguments))


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "my.yml"
    path.write_text(load_text().replace("first_probability:", "first_probabilty:"), "utf-8")
    return path


def test_help_names_every_command_without_loading_dbt() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", LADDER, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(name in done.stdout for name in COMMANDS)
    assert "pipelines.cli" in done.stderr
    assert "dagster" not in done.stderr
    assert "pandas" not in done.stderr


def test_a_sound_framework_is_summed_up(tmp_path: Path) -> None:
    path = tmp_path / "my.yml"
    path.write_text(load_text(), "utf-8")
    result = _call("config", "check", str(path), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["dimensions"] == 6


def test_a_broken_framework_is_refused_with_line_and_hint(broken: Path) -> None:
    line = 1 + load_text()[: load_text().index("first_probability:")].count("\n")
    result = _call("config", "check", str(broken))
    assert result.exit_code == 2
    assert f"my.yml, line {line}" in result.stderr or f"my.yml:{line}" in result.stderr
    assert "first_probability" in result.stderr
    assert result.stdout == ""


def test_schema_is_json_schema() -> None:
    schema = json.loads(_call("config", "schema").stdout)
    assert schema["properties"]["ladder"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["run", "--out", "o"], "--exports", id="no exports"),
        pytest.param(["run", "--exports", "nowhere", "--out", "o"], "nowhere", id="no such folder"),
        pytest.param(["fly"], "fly", id="no such command"),
        pytest.param(["simulate", "x", "--agents", "0"], "agents", id="no agents"),
        pytest.param(["simulate", "x", "--seed", "-1"], "seed", id="negative seed"),
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], says: str) -> None:
    result = _call(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr


def test_run_refuses_a_broken_framework_before_it_starts(broken: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = _call("run", "--exports", str(tmp_path), "--out", str(out), "--config", str(broken))
    assert result.exit_code == 2
    assert "first_probability" in result.stderr
    assert not out.exists()


def test_run_refuses_an_unknown_mapping_with_a_hint(tmp_path: Path) -> None:
    result = _call(
        "run",
        "--exports",
        str(tmp_path),
        "--out",
        str(tmp_path / "out"),
        "--mapping",
        "zendesk_api2",
    )
    assert result.exit_code == 2
    assert "zendesk_api" in result.stderr


def test_run_refuses_an_output_inside_the_exports(tmp_path: Path) -> None:
    result = _call("run", "--exports", str(tmp_path), "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "lies in the exports folder" in result.stderr


def test_an_output_that_cannot_be_written_is_status_2(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "file").write_text("no folder")
    out = str(tmp_path / "file" / "out")
    result = _call("run", "--exports", str(tmp_path / "exports"), "--out", out)
    assert result.exit_code == 2
    assert "cannot write to" in result.stderr


def test_explain_without_a_published_result_says_what_to_do(tmp_path: Path) -> None:
    result = _call("explain", "--out", str(tmp_path / "o\x1b"), "--agent", "A1")
    assert result.exit_code == 2
    assert "ladder run" in result.stderr
    assert "\x1b" not in result.stderr
    assert result.stdout == ""


def test_simulate_writes_exports_and_the_truth_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "centre"
    arguments = ["--agents", "4", "--months", "2", "--per-month", "5", "--seed", "3", "--json"]
    result = _call("simulate", str(folder), *arguments)
    assert result.exit_code == 0
    rows = json.loads(result.stdout)["rows"]
    assert rows["crm/interactions"] > 0
    assert {path.name for path in folder.iterdir()} == {"crm", "qa", "lms", "truth"}


def test_a_clean_centre_checks_clean(small_exports: Path) -> None:
    result = _call("check", "--exports", str(small_exports), "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["rules"] == {}
    states = {table["table"]: table["status"] for table in told["tables"]}
    assert states.pop("crm/deletions") == "missing"
    assert set(states.values()) == {"ok"}


def test_a_quarantined_row_is_status_1_and_an_unreadable_file_2(tmp_path: Path) -> None:
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "agents.csv").write_text("agent_id,role\nA1,agent\nA2,queen\n")
    result = _call("check", "--exports", str(tmp_path))
    assert result.exit_code == 1
    assert "1 in crm/agents.csv role, first in row 3: queen" in result.stdout
    (tmp_path / "crm" / "interaction.csv").write_text("interaction_id\n")
    result = _call("check", "--exports", str(tmp_path))
    assert "files of no table: crm/interaction.csv" in result.stdout
    (tmp_path / "crm" / "surveys.parquet").write_bytes(b"no parquet")
    result = _call("check", "--exports", str(tmp_path))
    assert result.exit_code == 2
    assert "surveys.parquet" in result.stderr


def test_an_empty_folder_is_status_2_and_says_what_is_wanted(tmp_path: Path) -> None:
    result = _call("check", "--exports", str(tmp_path))
    assert result.exit_code == 2
    assert "crm/interactions" in result.stderr


def test_validate_measures_writes_and_fails_by_what_it_finds(tmp_path: Path) -> None:
    out = tmp_path / "validation"
    arguments = ["--seeds", "1", "--agents", "20", "--scenario", "handful", "--jobs", "1"]
    result = _call("validate", "--out", str(out), "--json", *arguments)
    told = json.loads(result.stdout)
    assert result.exit_code == (0 if told["ok"] else 1)
    assert {figure["scenario"] for figure in told["figures"]} == {"handful"}
    assert all(check["ok"] for check in told["references"])
    assert "1 of 1" in result.stderr
    assert Path(told["report"]).is_file()
    assert {path.name for path in out.iterdir()} == {
        "index.html", "validation.json", "figures.csv", "references.csv",
    }  # fmt: skip


def test_validate_says_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = _call("validate", "--out", str(tmp_path / "file" / "x"))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_what_native_code_prints_stays_off_standard_output() -> None:
    script = (
        "import ctypes, sys; sys.argv = ['ladder', 'config', 'schema']; import pipelines.cli as cli"
        "; wrapped = cli.ladder; native = ctypes.CDLL(None)\n"
        "def ladder(): native.puts(b'NATIVE'); native.fflush(None); wrapped()\n"
        "cli.ladder = ladder; cli.main()"
    )
    called = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert json.loads(called.stdout)["title"] == "Framework"
    assert b"NATIVE" in called.stderr
