"""What a run tells on the terminal while it goes: finished steps, and what they warn of."""

import dagster as dg
import pytest

from pipelines.progress import progress_logger


def test_steps_and_warnings_are_told_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    @dg.op
    def look(context: dg.OpExecutionContext) -> None:
        context.log.info("not told")
        context.log.warning("it goes on from another day")

    @dg.job(logger_defs={"progress": progress_logger})
    def one() -> None:
        look()

    assert one.execute_in_process(run_config={"loggers": {"progress": {}}}).success
    first, second = [line for line in capsys.readouterr().err.splitlines() if line.startswith("  ")]
    assert first == "  it goes on from another day"
    assert second.split()[0] == "look"
