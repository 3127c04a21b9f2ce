"""What can be known of dependencies without a network: pinned, hashed, installed as locked, free.

Known vulnerabilities take a service on the network: `make audit`.
"""

import re
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
LINE = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(\[[A-Za-z0-9, _-]+\])?==(?P<version>[^\s;]+)"
    r"( ; (?P<marker>[^\\]+?))? ?\\?"
)
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
#: Licences under which whoever uses ladder owes nothing but to name them.
ALLOWED = {
    "0BSD", "3-Clause BSD License", "Apache Software License", "Apache-2.0", "Artistic License",
    "BSD", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python",
    "ISC License (ISCL)", "MIT", "MIT License", "MIT-0", "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0", "Python Software Foundation License",
    "Zlib", "Zope Public License",
}  # fmt: skip
#: Of the environment itself, and this project.
OWN = {"ladder", "pip"}


def _locked(lock: Path) -> dict[str, list[tuple[str, str | None]]]:
    """Versions and their markers by name."""
    found: dict[str, list[tuple[str, str | None]]] = {}
    for line in lock.read_text("utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            pinned = LINE.fullmatch(line)
            assert pinned, f"{lock.name}: not pinned: {line}"
            versions = found.setdefault(canonicalize_name(pinned["name"]), [])
            versions.append((pinned["version"], pinned["marker"]))
    return found


def _installed() -> dict[str, Distribution]:
    return {canonicalize_name(one.name): one for one in distributions()}


def _licence_is_allowed(licence: str) -> bool:
    """Every part of an SPDX expression, of alternatives any."""
    parts = re.split(r" AND (?![^(]*\))", licence)
    inner = [part[1:-1] if part.startswith("(") else part for part in parts]
    return all(any(one in ALLOWED for one in part.split(" OR ")) for part in inner)


def _licences(one: Distribution) -> list[str]:
    given = one.metadata.get("License-Expression")
    if given:
        return [given]
    classed = [
        line.rsplit(" :: ", 1)[-1]
        for line in one.metadata.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    return classed or [(one.metadata.get("License") or "").split("\n", 1)[0]]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda one: one.name)
def test_every_requirement_is_pinned_with_its_hashes(lock: Path) -> None:
    assert _locked(lock)
    blocks = re.split(r"\n(?=[^ #\n])", lock.read_text("utf-8").split("\n", 2)[2])
    for block in blocks:
        head, *rest = block.splitlines()
        hashes = [line for line in rest if HASH.fullmatch(line)]
        if not head.startswith(("#", " ")):
            assert hashes, f"{lock.name}: no hash of {head}"
        assert all(HASH.fullmatch(line) or line.lstrip().startswith("#") for line in rest if line)


def test_every_list_has_a_lock_and_every_dependency_stands_in_it() -> None:
    lists = {one.with_suffix("").name for one in ROOT.glob("requirements-*.in")}
    assert lists | {"requirements"} == {one.with_suffix("").name for one in LOCKS}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = _locked(ROOT / "requirements.lock")
    for line in asked:
        wanted = Requirement(line)
        versions = [version for version, _ in locked[canonicalize_name(wanted.name)]]
        assert all(wanted.specifier.contains(one, prereleases=True) for one in versions), line


def test_what_is_installed_is_what_is_locked() -> None:
    """What somebody adds to their own environment beside it is theirs."""
    installed, locked = _installed(), _locked(ROOT / "requirements.lock")
    for name, versions in locked.items():
        meant = [one for one, marker in versions if not marker or Marker(marker).evaluate()]
        assert [installed[name].version] == meant if meant else name not in installed, name


def test_nothing_is_installed_from_anywhere_but_an_index() -> None:
    others = {name for name, one in _installed().items() if one.read_text("direct_url.json")}
    assert others <= {"ladder"}


def test_licences_ask_for_nothing_but_a_mention() -> None:
    licences = {name: _licences(one) for name, one in _installed().items() if name not in OWN}
    refused = {
        name: some for name, some in licences.items() if not any(map(_licence_is_allowed, some))
    }
    assert refused == {}


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR GPL-3.0-only)", True),
        ("MIT AND GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_what_a_licence_must_be(licence: str, allowed: bool) -> None:
    assert _licence_is_allowed(licence) is allowed


@pytest.mark.parametrize("line", ["flask>=3", "flask", "flask @ git+https://x/flask", "-e ."])
def test_what_is_not_pinned_is_found(line: str, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"# made\n{line} \\\n", "utf-8")
    with pytest.raises(AssertionError, match="not pinned"):
        _locked(lock)
