"""Static analysis for security: it runs in `make lint`, and what it passes over says why."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHIPPED = ("competency", "assets", "pipelines", "dbt_project/models")
EXCEPTION = re.compile(r"# (?:noqa: S(?!101)\d+|nosec)(?P<reason>.*)")


def _bare(path: Path) -> list[int]:
    """Lines with an exception that gives no reason, on the line or in a comment just above."""
    lines = path.read_text("utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, start=1):
        exception = EXCEPTION.search(line)
        above = lines[max(0, number - 9) : number - 1]
        if (
            exception
            and not exception["reason"].strip()
            and not any("    # " in one for one in above)
        ):
            found.append(number)
    return found


def test_every_exception_gives_its_reason() -> None:
    files = [path for folder in SHIPPED for path in sorted((ROOT / folder).rglob("*.py"))]
    assert {
        path.relative_to(ROOT).as_posix(): bare for path in files if (bare := _bare(path))
    } == {}


def test_an_exception_without_a_reason_is_found(tmp_path: Path) -> None:
    path = tmp_path / "some.py"
    path.write_text("run(order)  # noqa: S603\nrun(order)  # noqa: S603 - ours alone\n", "utf-8")
    assert _bare(path) == [1]


def test_what_bandit_skips_has_a_reason_and_lint_runs_it_over_all_that_ships() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    skips = tomllib.loads(text)["tool"]["bandit"]["skips"]
    for skip in skips:
        assert re.search(rf'"{skip}",  # \w+', text), skip
    lint = (ROOT / "Makefile").read_text("utf-8").split("\nlint:", 1)[1].split("\n\n", 1)[0]
    assert f"bandit -q -c pyproject.toml -r {' '.join(SHIPPED)}" in lint


MUST_NOT_SHIP = (
    "import subprocess; subprocess.run(order, shell=True)",
    "import yaml; yaml.load(text)",
    "import pickle; pickle.loads(data)",
    "import requests; requests.get(url, verify=False)",
    "import tarfile; tarfile.open(name).extractall(folder)",
)


def test_what_must_not_ship_is_found(tmp_path: Path) -> None:
    for number, line in enumerate(MUST_NOT_SHIP):
        (tmp_path / f"{number}.py").write_text(f"{line}\n", "utf-8")
    command = ["-m", "bandit", "-q", "-f", "json", "-c", str(ROOT / "pyproject.toml"), "-r"]
    done = subprocess.run(
        [sys.executable, *command, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    found = {Path(one["filename"]).stem for one in json.loads(done.stdout)["results"]}
    assert found == {str(number) for number in range(len(MUST_NOT_SHIP))}
