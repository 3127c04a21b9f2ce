"""A store in memory, and published results as small as they can be."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assets.content_hash import content_of
from assets.object_store import StoredObject
from assets.object_store_address import StoreAddress
from assets.object_store_errors import StoreObjectChanged, StoreObjectGone

FILES = {
    "marts/agents.csv",
    "report.html",
    "restricted/people.enc",
    "run.json",
    "warehouse.duckdb",
}


class MemoryStore:
    """A `Store` that keeps note of what is asked of it; `before` is called with each request."""

    def __init__(self, before: Callable[[str, str], None] = lambda what, name: None) -> None:
        self.address = StoreAddress("memory", "")
        self.objects: dict[str, tuple[bytes, str | None, datetime]] = {}
        self.asked: list[tuple[str, str]] = []
        self.before = before
        self.versioned: bool | None = False

    def put(self, name: str, content: bytes, sha256: str | None = None) -> None:
        moment = datetime(2026, 3, 31, tzinfo=UTC) + timedelta(seconds=len(self.asked))
        self.objects[name] = (content, sha256, moment)

    def _ask(self, what: str, name: str) -> None:
        self.asked.append((what, name))
        self.before(what, name)

    def _at(self, name: str) -> StoredObject:
        if name not in self.objects:
            raise StoreObjectGone(f"{self.address}/{name} is not there")
        content, _, moment = self.objects[name]
        return StoredObject(name, hashlib.sha256(content).hexdigest(), len(content), moment)

    def list(self, below: str = "") -> Iterator[StoredObject]:
        self._ask("list", below)
        return iter([self._at(name) for name in sorted(self.objects) if name.startswith(below)])

    def find(self, name: str) -> tuple[StoredObject, str | None]:
        self._ask("find", name)
        return self._at(name), self.objects[name][1]

    def read(self, name: str) -> tuple[bytes, str]:
        self._ask("read", name)
        return self.objects[name][0] if name in self.objects else b"", self._at(name).etag

    def download(
        self, found: StoredObject, path: Path, told: Callable[[int], None] = lambda count: None
    ) -> str:
        self._ask("download", found.name)
        if self._at(found.name).etag != found.etag:
            raise StoreObjectChanged(f"{found.name} was changed meanwhile; run again")
        content = self.objects[found.name][0]
        with path.open("xb") as file:
            file.write(content)
        told(len(content))
        return hashlib.sha256(content).hexdigest()

    def write(self, name: str, content: bytes, over: str | None) -> None:
        self._ask("write", name)
        if over != (self._at(name).etag if name in self.objects else None):
            raise StoreObjectChanged(f"{self.address}/{name} was changed meanwhile; run again")
        self.put(name, content)

    def upload(self, path: Path, name: str, sha256: str) -> None:
        self._ask("upload", name)
        self.put(name, path.read_bytes(), sha256)

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            self._ask("remove", name)
            self.objects.pop(name, None)

    def keeps_versions(self) -> bool | None:
        return self.versioned


def write_result(out: Path, version: str, text: str = "", people: bytes = b"names") -> Path:
    """Publish a result of `FILES`; its folder."""
    folder = out / "versions" / version
    (folder / "marts").mkdir(parents=True)
    (folder / "restricted").mkdir()
    for name in ("marts/agents.csv", "report.html", "warehouse.duckdb"):
        (folder / name).write_text(f"{name} of {version} {text}", "utf-8")
    (folder / "restricted" / "people.enc").write_bytes(people)
    record: dict[str, Any] = {"as_of": "2026-03-31", "finished_at": version, "text": text}
    record["content"] = content_of(folder, record)
    (folder / "run.json").write_text(json.dumps(record), "utf-8")
    (out / "current").unlink(missing_ok=True)
    (out / "current").symlink_to(Path("versions") / version)
    (out / "erasures").mkdir(exist_ok=True)
    (out / "erasures" / "key_check").write_text("key_0123456789", "utf-8")
    return folder
