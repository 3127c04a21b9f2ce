"""The house keeps its shape: arrows, mirrored tests, small files, modules with a first line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("competency", "assets", "pipelines")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FORBIDDEN = ("dagster", "dagster_dbt", "dbt", "duckdb", "great_expectations")


def _ids(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.parametrize("path", MODULES, ids=_ids(MODULES))
def test_a_module_says_what_belongs_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first = re.match(r'r?"""(\S.*)', text)
    assert first, "no docstring"
    line = first[1].removesuffix('"""').rstrip()
    assert line.endswith((".", ":", ";")), line
    assert text.count("\n") <= 300, "more than one noun?"
    assert path.stem not in {"utils", "helpers", "common", "misc"}


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_everything_in_competency_loads_nothing_of_the_outer_rings(package: str) -> None:
    modules = [
        path.relative_to(ROOT)
        .with_suffix("")
        .as_posix()
        .replace("/", ".")
        .removesuffix(".__init__")
        for path in MODULES
        if path.is_relative_to(ROOT / package)
    ]
    outer = {
        "competency": (*FORBIDDEN, "assets", "pipelines"),
        "assets": ("pipelines",),
        "pipelines": ("great_expectations",),  # three seconds that only a suite should pay
    }[package]
    script = (
        f"import importlib, sys\nfor name in {modules!r}: importlib.import_module(name)\n"
        f"print(sorted(set({outer!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_tests_mirror_the_modules() -> None:
    """A test file is named for a module or folder beside it, or lies at the top for the whole."""
    folders = {path.parent.relative_to(ROOT).as_posix() for path in MODULES}
    strays = []
    for package in PACKAGES:
        for test in (ROOT / "tests" / package).rglob("test_*.py"):
            folder = test.parent.relative_to(ROOT / "tests").as_posix()
            name = test.stem.removeprefix("test_")
            mirrored = {path.stem for path in (ROOT / folder).glob("*")} | {Path(folder).name}
            mirrored |= {path.stem.replace("-", "_") for path in (ROOT / folder).glob("static/*")}
            known = any(name == stem or name.startswith(f"{stem}_") for stem in mirrored)
            if folder not in folders or not known:
                strays.append(test.relative_to(ROOT).as_posix())
    assert strays == []


def test_annotations_stay_evaluated_where_dagster_reads_them() -> None:
    offenders = [
        path.name
        for path in MODULES
        if not path.is_relative_to(ROOT / "competency")
        and "from __future__ import annotations" in path.read_text(encoding="utf-8")
    ]
    assert offenders == []
