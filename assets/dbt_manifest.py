"""Keeps what dbt made of its project, so that a run before which nothing changed need not parse."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from assets.private_files import write_private

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

#: What dbt writes when it parses: for itself, and for others such as dagster-dbt.
WRITTEN = ("partial_parse.msgpack", "manifest.json")
SEAL = "sealed.json"
#: Whose code decides what becomes of the project's files.
PARSERS = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb", "duckdb")
_READ_BY_DBT = {".sql", ".py", ".yml", ".yaml", ".md", ".csv"}
_NOT_THE_PROJECT = {"target", "logs", "dbt_packages"}
_VARIABLE = re.compile(r"env_var\(\s*['\"](\w+)")


def made_from(project: Path, environment: Mapping[str, str] | None = None) -> str:
    """Identify all that decides what dbt makes of a project: files, variables they name, versions.

    Args:
        project: folder with `dbt_project.yml`.
        environment: the variables; None: those of this process.

    Returns:
        SHA-256 as hexadecimal digits.
    """
    values = os.environ if environment is None else environment
    files = sorted(path for path in project.rglob("*") if path.suffix in _READ_BY_DBT)
    contents: dict[str, str] = {}
    # Flags of dbt's are variables too; DBT_ENV_ is for secrets and notes.
    named = {one for one in values if one.startswith("DBT_") and not one.startswith("DBT_ENV_")}
    for path in files:
        within = path.relative_to(project)
        if not _NOT_THE_PROJECT.intersection(within.parts):
            content = path.read_bytes()
            contents[within.as_posix()] = hashlib.sha256(content).hexdigest()
            named.update(_VARIABLE.findall(content.decode("utf-8", "replace")))
    made = {
        "project": str(project),
        "files": contents,
        "variables": {name: values.get(name) for name in sorted(named)},
        "versions": {"python": sys.version, **{name: version(name) for name in PARSERS}},
    }
    return hashlib.sha256(json.dumps(made).encode("utf-8")).hexdigest()


def sealed_manifest(target: Path, identity: str) -> "Manifest | None":
    """Read the manifest that was sealed in a folder; None: not there, damaged, or of other files.

    Args:
        target: dbt's target folder.
        identity: as `made_from` has it now.
    """
    seal = _read_seal(target)
    if seal.get("made_from") != identity:
        return None
    contents = {name: _content(target / name) for name in WRITTEN}
    if any(_sha(content) != seal.get(name) for name, content in contents.items()):
        return None
    from dbt.contracts.graph.manifest import Manifest  # noqa: PLC0415  takes over a second
    from dbt.parser.manifest import extended_mashumuro_decoder  # noqa: PLC0415  see above

    # The steps of dbt's own loader where it finds nothing changed.
    parsed = contents[WRITTEN[0]]
    manifest: Manifest = Manifest.from_msgpack(parsed, decoder=extended_mashumuro_decoder)
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    return manifest


def is_whole(target: Path) -> bool:
    """Tell whether dbt's files are as they were sealed, so that dbt may go on from them."""
    seal = _read_seal(target)
    return all(_sha(_content(target / name)) == seal.get(name, "") for name in WRITTEN)


def break_seal(target: Path) -> None:
    """Before dbt writes: what a crash leaves half done must not pass for whole."""
    (target / SEAL).unlink(missing_ok=True)


def seal(target: Path, identity: str) -> None:
    """After dbt has written: say what its files were made from, and what is in them."""
    seals = {name: _sha(_content(target / name)) for name in WRITTEN}
    sealed = json.dumps({"made_from": identity, **seals})
    write_private(target / SEAL, sealed.encode("utf-8"))


def _read_seal(target: Path) -> dict[str, str]:
    with suppress(OSError, ValueError):
        found = json.loads((target / SEAL).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _content(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _sha(content: bytes | None) -> str | None:
    return None if content is None else hashlib.sha256(content).hexdigest()
