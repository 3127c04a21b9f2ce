"""A process that has everything imported and forks a run on demand: seconds saved, a real process.

Speaks JSON lines: `{"run": [arguments], "fault": {...}, "log": path}` answers `{"pid": n}`,
`{"wait": pid}` answers `{"status": n}`, negative for the signal that ended it.
"""

import importlib
import json
import os
import sys
import traceback
from typing import Any

from chaos.faults import install

# What a run imports. Nothing of it starts a thread, which a fork would lose.
HEAVY = (
    "assets.expectation_suites",
    "dagster",
    "dagster_dbt",
    "dbt.cli.main",
    "dbt.adapters.duckdb.connections",
    "duckdb",
    "pipelines.build",
    "pipelines.commands.run",
    "pipelines.commands.check",
    "xlsxwriter",
)


def main() -> None:
    """Answer requests until the input ends."""
    for name in HEAVY:
        importlib.import_module(name)
    _suites_at_hand()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    for line in sys.stdin:
        request = json.loads(line)
        if "wait" in request:
            _, status = os.waitpid(request["wait"], 0)
            answer = {"status": os.waitstatus_to_exitcode(status)}
        else:
            pid = os.fork()
            if pid == 0:
                _run(request)
            answer = {"pid": pid}
        answers.write(json.dumps(answer) + "\n")


def _suites_at_hand() -> None:
    """Have the expectation suites asked in the run's own process, where they are imported."""
    from assets import expectation_suites, expectations

    def check_landed(files: Any, columns: Any) -> list[expectations.Finding]:
        request = {"files": files.to_dict("list"), "columns": columns.to_dict("list")}
        found = json.loads(expectation_suites.answer(json.dumps(request)))
        return [expectations.Finding(**one) for one in found]

    expectation_suites._batches()
    asked_apart, warmed_apart = expectations.check_landed, expectations.warm_up
    for name, module in list(sys.modules.items()):
        if name.startswith(("assets.", "pipelines.")):
            if getattr(module, "check_landed", None) is asked_apart:
                module.check_landed = check_landed  # type: ignore[attr-defined]
            if getattr(module, "warm_up", None) is warmed_apart:
                module.warm_up = lambda: None  # type: ignore[attr-defined]


def _run(request: dict[str, Any]) -> None:
    """Be the run: output to the log, the fault in place, no way back."""
    os.setsid()
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, source in enumerate((nothing, log, log)):
        os.dup2(source, number)
    status: Any = 1
    try:
        from pipelines.cli import ladder

        if request["fault"]:
            install(request["fault"])
        ladder(request["run"])
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
        status = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))


if __name__ == "__main__":
    main()
