"""Faults that happen inside a run's process: kills, full disks, wrong clocks, disturbed files.

Each is installed in the forked process just before the run starts. Nothing in the project knows of
them: they hang on Dagster's and dbt's own events, and on Python's audit events for file operations.
"""

import datetime as real
import errno
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Audit events that change something on disk, with the number of the argument that is the path.
WRITES = {
    "os.rename": 1,
    "os.symlink": 1,
    "os.link": 1,
    "os.remove": 0,
    "os.rmdir": 0,
    "os.mkdir": 0,
    "os.chmod": 0,
    "os.truncate": 0,
    "shutil.copyfile": 1,
    "shutil.rmtree": 0,
}


def install(fault: dict[str, Any]) -> None:
    """Put one fault in place; its `kind` names the function below, the rest are its arguments."""
    arguments = {key: value for key, value in fault.items() if key != "kind"}
    KINDS[fault["kind"]](**arguments)


def die() -> None:
    """End at once, as by kill -9: no handler, no cleanup, no flush."""
    os.kill(os.getpid(), signal.SIGKILL)


def at_asset(asset: str, event: str) -> None:
    """Die when Dagster reports an event of an asset: its step's start, its materialisation."""
    import dagster as dg

    told = dg.DagsterInstance.handle_new_event

    def handle(self: Any, entry: Any, **more: Any) -> Any:
        happened = entry.dagster_event
        if happened is not None and happened.event_type_value == event:
            key = getattr(happened, "asset_key", None)
            name = "/".join(key.path) if key else str(happened.step_key).replace("__", "/")
            if name == asset:
                die()
        return told(self, entry, **more)

    dg.DagsterInstance.handle_new_event = handle  # type: ignore[method-assign]


def at_node(node: str, event: str) -> None:
    """Die when dbt begins or ends a model."""
    from dbt.cli.main import dbtRunner

    def look(message: Any) -> None:
        if message.info.name == event and message.data.node_info.node_name == node:
            die()

    made = dbtRunner.__init__

    def make(self: Any, manifest: Any = None, callbacks: Any = None) -> None:
        made(self, manifest, [*(callbacks or []), look])

    dbtRunner.__init__ = make  # type: ignore[method-assign]


def at_write(out: str, stage: str, number: int, how: str) -> None:
    """Die, or find the disk full, at the n-th change on disk after an asset's step has begun."""
    seen = 0

    def hit() -> None:
        nonlocal seen
        seen += 1
        if seen != number:
            return
        if how == "kill":
            die()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    _on_writes(out, stage, hit)


def count_writes(out: str, stage: str, into: str) -> None:
    """No fault: write to a file how many changes there are, for `at_write` to choose from."""
    seen = 0

    def count() -> None:
        nonlocal seen
        seen += 1
        descriptor = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(descriptor, str(seen).encode())
        os.close(descriptor)

    _on_writes(out, stage, count)


def _on_writes(out: str, stage: str, then: Callable[[], None]) -> None:
    import dagster as dg

    told, busy = dg.DagsterInstance.handle_new_event, False
    began = stage == ""

    def handle(self: Any, entry: Any, **more: Any) -> Any:
        nonlocal began
        happened = entry.dagster_event
        if happened is not None and happened.event_type_value == "STEP_START":
            began = began or str(happened.step_key).replace("__", "/") == stage
        return told(self, entry, **more)

    dg.DagsterInstance.handle_new_event = handle  # type: ignore[method-assign]

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal busy
        if not began or busy:
            return
        if event == "open":
            path, _, flags = arguments
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            path = path if writes and isinstance(path, str | Path) else None
        else:
            path = arguments[WRITES[event]] if event in WRITES else None
        if path is None or not str(path).startswith(out):
            return
        busy = True
        try:
            then()
        finally:
            busy = False

    sys.addaudithook(audit)


def after(seconds: float, signal_name: str) -> None:
    """Get a signal after some seconds, wherever the run then is."""

    def send() -> None:
        time.sleep(seconds)
        os.kill(os.getpid(), getattr(signal, signal_name))

    threading.Thread(target=send, daemon=True).start()


def small_files(most: int) -> None:
    """No file may grow beyond so many bytes, as where a quota is used up."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def few_files(most: int) -> None:
    """No more than so many open files."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def as_nobody() -> None:
    """Run as an account that may not write where the result goes."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def clock(offset_seconds: float, step_after: int = 0) -> None:
    """Have the machine's clock wrong by so much; from the n-th look on, where a step is given."""
    looks = 0

    class Shifted(real.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            nonlocal looks
            looks += 1
            wrong = offset_seconds if looks > step_after else 0.0
            return real.datetime.fromtimestamp(time.time() + wrong, tz)

    for name, module in list(sys.modules.items()):
        if name.startswith(("assets.", "pipelines.")) and getattr(module, "datetime", None) is (
            real.datetime
        ):
            module.datetime = Shifted  # type: ignore[attr-defined]


def disturb(changes: list[dict[str, str]]) -> None:
    """Change export files (`path`, `how`) when their `asset` begins to land, and while it does."""

    def change(target: Path, how: str) -> None:
        if how == "grows":
            with target.open("ab") as file:
                for _ in range(200):
                    file.write(b"\n")
                    file.flush()
                    time.sleep(0.002)
        elif how == "goes":
            target.unlink(missing_ok=True)
        elif how == "is cut":
            os.truncate(target, target.stat().st_size // 2)
        elif how == "is replaced":
            other = target.with_name(f".{target.name}.part")
            other.write_bytes(target.read_bytes() + b"\n")
            other.replace(target)

    import dagster as dg

    told = dg.DagsterInstance.handle_new_event

    def handle(self: Any, entry: Any, **more: Any) -> Any:
        happened = entry.dagster_event
        begins = happened is not None and happened.event_type_value == "STEP_START"
        asset = str(happened.step_key).replace("__", "/") if begins else ""
        for one in changes:
            if one["asset"] == asset:
                given = (Path(one["path"]), one["how"])
                threading.Thread(target=change, args=given, daemon=True).start()
                time.sleep(0.003)
        return told(self, entry, **more)

    dg.DagsterInstance.handle_new_event = handle  # type: ignore[method-assign]


KINDS: dict[str, Callable[..., None]] = {
    "at_asset": at_asset,
    "at_node": at_node,
    "at_write": at_write,
    "count_writes": count_writes,
    "after": after,
    "small_files": small_files,
    "few_files": few_files,
    "as_nobody": as_nobody,
    "clock": clock,
    "disturb": disturb,
}
