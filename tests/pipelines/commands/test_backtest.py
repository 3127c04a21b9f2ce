"""What the command refuses, and how."""

from pathlib import Path

from click.testing import CliRunner

from competency.loading import load_text
from pipelines.cli import ladder


def test_without_a_published_result_it_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(ladder, ["backtest", "--out", str(tmp_path / "o\x1b")])
    assert result.exit_code == 2
    assert "ladder run" in result.stderr
    assert "\x1b" not in result.stderr
    assert result.stdout == ""


def test_a_broken_configuration_is_refused_with_its_line(tmp_path: Path) -> None:
    config = tmp_path / "my.yml"
    config.write_text(load_text().replace("first_probability:", "first_probabilty:"), "utf-8")
    line = 1 + load_text()[: load_text().index("first_probability:")].count("\n")
    result = CliRunner().invoke(
        ladder, ["backtest", "--out", str(tmp_path), "--config", str(config)]
    )
    assert result.exit_code == 2
    assert f"my.yml:{line}" in result.stderr
