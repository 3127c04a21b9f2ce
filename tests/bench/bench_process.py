"""One command as a whole process: its wall clock, CPU and memory, children included."""

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

_TICK = os.sysconf("SC_CLK_TCK")
#: Seconds between two looks at the processes; a peak shorter than this may be missed.
INTERVAL = 0.05


@dataclass(frozen=True)
class Look:
    """What a process and its children had used at one moment.

    Attributes:
        at: when, by the clock that logs go by.
        cpu: seconds of processor time.
        mib: resident memory of all of them; pages that they share count each time.
        largest_mib: the most that one of them has had so far.
    """

    at: datetime
    cpu: float
    mib: float
    largest_mib: float


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of processor time, user and system, of it and all its children.
        peak_mib: most resident memory of one process.
        peak_sum_mib: most of all of them at one moment, as far as it was seen.
        out: what it printed.
        looks: how it went, in order of time.
    """

    wall: float
    cpu: float
    peak_mib: float
    peak_sum_mib: float
    out: str
    looks: list[Look] = field(repr=False)


class CommandError(RuntimeError):
    """A command that was to be measured failed."""


def measure(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, log: Path
) -> Measured:
    """Run a command to its end.

    Memory is what was seen by looking every 50 ms: of all processes together, and the peak that
    the system keeps for each. Where memory runs out, the command is what is ended. Linux only.

    Args:
        command: with its arguments.
        environment: variables beside those of this process.
        log: receives what it says on stderr.

    Raises:
        CommandError: it ended with a status other than 0; the end of its log is in the message.
    """
    # What others left to be written to disk is not this command's work.
    os.sync()
    looks: list[Look] = []
    ended = Event()
    with (
        log.open("w", encoding="utf-8") as said,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
            env={**os.environ, **(environment or {})},
        ) as process,
    ):
        began = time.perf_counter()
        Path(f"/proc/{process.pid}/oom_score_adj").write_text("1000")
        watcher = Thread(target=_watch, args=(process.pid, looks, ended), daemon=True)
        watcher.start()
        assert process.stdout is not None
        out = process.stdout.read()
        # Only wait4 tells the processor time of the children with that of the process.
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        watcher.join()
    if process.returncode:
        last = log.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise CommandError(f"{' '.join(command)} ended with {process.returncode}:\n{last}\n{out}")
    return Measured(
        wall=wall,
        cpu=used.ru_utime + used.ru_stime,
        # Not what wait4 tells: a process starts with the peak of the one that started it.
        peak_mib=max((look.largest_mib for look in looks), default=0.0),
        peak_sum_mib=max((max(look.mib, look.largest_mib) for look in looks), default=0.0),
        out=out,
        looks=looks,
    )


def cpu_between(looks: Sequence[Look], began: datetime, ended: datetime) -> float:
    """Processor seconds used between two moments, between looks in proportion.

    >>> from datetime import timedelta
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> looks = [Look(at + timedelta(seconds=s), 2.0 * s, 0, 0) for s in range(4)]
    >>> cpu_between(looks, at + timedelta(seconds=0.5), at + timedelta(seconds=2))
    3.0
    """
    return _cpu_at(looks, ended) - _cpu_at(looks, began)


def peak_between(looks: Sequence[Look], began: datetime, ended: datetime) -> float:
    """The most resident memory seen between two moments, in MiB; 0 where nobody looked."""
    return max((look.mib for look in looks if began <= look.at <= ended), default=0.0)


def _cpu_at(looks: Sequence[Look], moment: datetime) -> float:
    before = None
    for look in looks:
        if look.at >= moment:
            if before is None:
                return look.cpu
            share = (moment - before.at) / (look.at - before.at)
            return before.cpu + share * (look.cpu - before.cpu)
        before = look
    return before.cpu if before else 0.0


def _watch(pid: int, looks: list[Look], ended: Event) -> None:
    # The time of a child that has ended and was waited for is in its parent's.
    while not ended.wait(INTERVAL):
        seen = [found for one in _family(pid) if (found := _use(one))]
        if seen:
            cpu, mib, largest = zip(*seen, strict=True)
            looks.append(Look(datetime.now(UTC), sum(cpu), sum(mib), max(largest)))


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in task.read_text().split())
            except OSError:
                continue
    return found


def _use(pid: int) -> tuple[float, float, float] | None:
    """CPU seconds, resident MiB now, and the most it ever had; None where it has ended."""
    try:
        # After the name, which may hold anything: the third field is the first.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
        cpu = sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICK
        return cpu, _mib(status, "VmRSS"), _mib(status, "VmHWM")
    except (OSError, IndexError):
        return None


def _mib(status: str, name: str) -> float:
    # A process that has ended and is not waited for yet has no memory any more.
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
