"""The log of one run: a JSON object a line in OUT/logs, without anything about people."""

import json
import logging
import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import dagster as dg

from assets.timings import forget_peak, note_asset, peak_mib
from pipelines.failure import Failure, failure_of
from pipelines.progress import is_warning

#: Logs kept: two months of nightly runs.
KEPT = 60
LOGS = "logs"


class RunLog:
    """Writes what a run does while it does it; also gathers what went wrong, for alerts.

    A line has `ts` (UTC), `level`, `event`, and what the event brings: docs/runbook.md lists them.
    Where the disk is full the run goes on without its log.

    Args:
        out: the output folder.
        started_by: `ladder run` or `dagster`.

    Raises:
        OSError: there is no writing in the folder.
    """

    def __init__(self, out: Path, *, started_by: str) -> None:
        self.out = out
        self.failures: list[Failure] = []
        self.status = ""
        self._began = time.perf_counter()
        self._rows: dict[str, int] = {}
        folder = out / LOGS
        folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        self.path = folder / f"run-{now:%Y%m%dT%H%M%S.%f}-{os.getpid()}.jsonl"
        self._file = self.path.open("a", encoding="utf-8")
        others = sorted(path for path in folder.glob("run-*.jsonl") if path != self.path)
        for old in others[: 1 - KEPT]:
            old.unlink(missing_ok=True)
        self.write("run_start", started_by=started_by, pid=os.getpid())

    def __enter__(self) -> Self:
        """Begin; the file is open already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the last line, whatever happened."""
        if error is not None and not self.failures:
            self.end("failed", error=type(error).__name__)
        self.end(self.status or ("failed" if self.failures else "done"))

    def write(self, event: str, *, level: str = "info", **fields: Any) -> None:
        """Write one line, so that it is in the file when this returns."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"ts": now, "level": level, "event": event}
        line |= {name: value for name, value in fields.items() if value is not None}
        with suppress(OSError, ValueError):  # full, or closed by a signal in between
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()

    def fail(self, failure: Failure) -> None:
        """Write what went wrong, and remember it."""
        self.failures.append(failure)
        self.write(
            "failed",
            level="error",
            asset=failure.asset or None,
            code=failure.code,
            error=failure.error,
            place=failure.place or None,
            told=failure.told or None,
        )

    def end(self, status: str, **fields: Any) -> None:
        """Write the last line, once: published, failed, refused, stopped, or done."""
        if not self._file.closed:
            seconds = round(time.perf_counter() - self._began, 3)
            level = "info" if status in ("published", "done") else "error"
            self.write("run_end", level=level, status=status, seconds=seconds, **fields)
            with suppress(OSError):
                self._file.close()

    def hear(self, entry: dg.EventLogEntry) -> None:
        """Take down what Dagster says of the run; a listener of its instance.

        Text that assets log as a warning is taken as it is: they must not speak of people.
        """
        event = entry.dagster_event
        if event is None:
            if entry.level == logging.WARNING and is_warning(entry.user_message):
                self.write("warning", level="warning", text=entry.user_message)
            return
        step = (event.step_key or "").replace("__", "/")
        match event.event_type:
            case dg.DagsterEventType.STEP_START:
                forget_peak()
                self.write("asset_start", asset=step)
            case dg.DagsterEventType.STEP_SUCCESS:
                seconds = round(event.event_specific_data.duration_ms / 1000, 3)  # type: ignore[union-attr]
                peak = peak_mib()
                rows = self._rows.pop(step, None)
                self.write("asset_end", asset=step, seconds=seconds, rows=rows, peak_mib=peak)
                with suppress(OSError):  # full: the asset that needs the room says so
                    note_asset(self.out / "work", step, seconds, peak)
            case dg.DagsterEventType.STEP_FAILURE:
                self.fail(failure_of(event.step_failure_data.error, step))
            case dg.DagsterEventType.STEP_UP_FOR_RETRY:
                self.write("asset_retry", level="warning", asset=step)
            case dg.DagsterEventType.ASSET_MATERIALIZATION:
                self._built(step, event.materialization)
            case dg.DagsterEventType.ASSET_CHECK_EVALUATION:
                self._checked(event.asset_check_evaluation_data)

    def _built(self, step: str, built: dg.AssetMaterialization) -> None:
        key = built.asset_key.to_user_string()
        told = {name: value.value for name, value in built.metadata.items()}
        rows = told.get("dagster/row_count")
        if key == step:
            if isinstance(rows, int):
                self._rows[step] = rows
        else:  # one of several of a step, such as a dbt model
            self.write("built", asset=key, rows=rows, seconds=told.get("Execution Duration"))
        if key == "published/current":
            self.status = "published"
            self.write("published", run_id=told.get("run_id"))

    def _checked(self, check: Any) -> None:
        bad = "error" if check.severity == dg.AssetCheckSeverity.ERROR else "warning"
        self.write(
            "check",
            level="info" if check.passed else bad,
            asset=check.asset_key.to_user_string(),
            check=check.check_name,
            passed=check.passed,
        )
