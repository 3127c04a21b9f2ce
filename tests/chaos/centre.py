"""The centre that faults are tried on: a result is published, the next day's exports are there.

`Trial` is one fault tried: the folder as it was before, a run, what is checked after it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assets.content_hash import require_whole

TESTS = Path(__file__).parents[1]


class Zygote:
    """Runs of `ladder` forked from a process that has everything imported."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "chaos.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": f"{TESTS}:{TESTS.parent}"},
            cwd=TESTS,
        )

    def start(
        self, arguments: Sequence[str], log: Path, fault: dict[str, Any] | None = None
    ) -> int:
        """Fork a run; returns its process id."""
        request = {"run": list(arguments), "fault": fault, "log": str(log)}
        return int(self._ask(request)["pid"])

    def wait(self, pid: int) -> int:
        """Wait for a run to end; its exit status, negative for a signal."""
        return int(self._ask({"wait": pid})["status"])

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@dataclass
class Trial:
    """One fault tried on a centre with one published result and more exports than it had.

    Attributes:
        exports: the exports of the day; each trial has a copy of its own.
        out: the folder with the result of the day before.
        before: its run.json.
        expected: run.json of the day's result without any fault.
        top: names in `out` after a run without any fault.
        faults: how many were injected so far.
    """

    zygote: Zygote
    exports: Path
    out: Path
    before: dict[str, Any]
    expected: dict[str, Any]
    top: set[str]
    logs: list[Path] = field(default_factory=list)
    faults: int = 0

    def run(self, fault: dict[str, Any] | None = None) -> int:
        """Run with a fault; its exit status."""
        return self.zygote.wait(self.start(fault))

    def start(self, fault: dict[str, Any] | None = None) -> int:
        """Start a run with a fault; its process id."""
        self.faults += fault is not None and fault["kind"] != "count_writes"
        self.logs.append(self.out.parent / f"log{len(self.logs)}.txt")
        arguments = ["run", "--exports", str(self.exports), "--out", str(self.out)]
        return self.zygote.start(arguments, self.logs[-1], fault)

    def kill(self, fault: dict[str, Any]) -> None:
        """Run until a fault kills it; what is published is whole whatever happened before."""
        assert self.run(fault) == -9, self.said
        self.require_stands()

    @property
    def said(self) -> str:
        """What the last run printed."""
        return self.logs[-1].read_text(encoding="utf-8", errors="replace")

    def require_stands(self) -> dict[str, Any]:
        """What is published is one whole result, the one of before or the new one; returns it."""
        assert "Traceback" not in self.said, self.said
        record = require_whole((self.out / "current").resolve(strict=True))
        known = {self.before["content"]["sha256"], self.expected["content"]["sha256"]}
        assert record["content"]["sha256"] in known, self.said
        return record

    def require_recovers(self) -> None:
        """The next plain run publishes what it would have without the fault, and tidies up."""
        status = self.run()
        assert status == 0, self.said
        record = require_whole((self.out / "current").resolve(strict=True))
        assert _rows(record) == _rows(self.expected)
        assert record["content"] == self.expected["content"], _other(record, self.expected)
        assert {path.name for path in self.out.iterdir()} == self.top
        for version in (self.out / "versions").iterdir():
            require_whole(version)


def chains(items: Sequence[Any], length: int) -> list[list[Any]]:
    """Deal items out to chains, so that each walks through all of them from first to last.

    Faults of a chain come one after another without a run in between that is left alone: a run
    that could not get over what the one before left behind would not get to its own fault.

    >>> chains([1, 2, 3, 4, 5], 2)
    [[1, 4], [2, 5], [3]]
    """
    many = -(-len(items) // length)
    return [list(items[start::many]) for start in range(many)]


def _rows(record: dict[str, Any]) -> list[tuple[str, int, int, int, int]]:
    counts = ("rows_read", "accepted", "rejected", "duplicates")
    return sorted((one["file"], *(one[key] for key in counts)) for one in record["sources"])


def _other(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    files, expected = one["content"]["files"], other["content"]["files"]
    return sorted(name for name in {*files, *expected} if files.get(name) != expected.get(name))


def fresh(folder: Path, template: Path) -> Path:
    """Lay a folder out anew as it is in the template, at the same path: dbt's cache knows it."""
    if folder.exists():
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(folder)
    return Path(shutil.copytree(template, folder, symlinks=True))
