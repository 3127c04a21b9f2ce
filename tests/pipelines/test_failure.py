"""What logs and alerts may hold of a failure: nothing that could be about people."""

import re
from pathlib import Path

import dagster as dg
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info

from assets.dbt_runner import DbtError
from assets.publication import AnotherRunError
from assets.run_context import NoEvidenceError, require_evidence
from assets.sealed_lines import SealError
from competency.errors import CompetencyError
from pipelines.failure import OF_FOLDERS, OF_RULES, Failure, failure_of, failure_of_exception


def _failed(error: BaseException, asset: str, retries: int = 0) -> Failure:
    @dg.op(retry_policy=dg.RetryPolicy(max_retries=retries) if retries else None)
    def step() -> None:
        raise error

    result = dg.GraphDefinition(name="one", node_defs=[step]).execute_in_process(
        raise_on_error=False
    )
    [event] = result.filter_events(lambda event: event.is_step_failure)
    return failure_of(event.step_failure_data.error, asset)


@pytest.mark.parametrize(
    ("error", "asset", "code", "told"),
    [
        pytest.param(
            ValueError("row 3: 王芳 scored 12"), "published/report", "publication_failed", "",
            id="a row's words",
        ),
        pytest.param(
            DbtError("dbt build failed:\nagents: could not convert '王芳' to INT32\n王芳: 12"),
            "dbt_models", "run_failed", "agents", id="a value in dbt's words",
        ),
        pytest.param(
            OSError(28, "No space left on device", "/data/王芳.csv"), "published/marts",
            "disk_full", "No space left on device", id="full disk",
        ),
        pytest.param(
            RuntimeError('IO Error: Could not write "/d/w.db": No space left on device'),
            "dbt_models", "disk_full", "No space left on device", id="full disk, by DuckDB",
        ),
        pytest.param(
            PermissionError(13, "Permission denied", "/data/王芳.csv"), "landing/crm_agents",
            "run_failed", "Permission denied", id="the system's words without the file",
        ),
        pytest.param(
            CompetencyError("my.yml, line 3: 王芳"), "run_context", "run_refused", "",
            id="configuration",
        ),
    ],
)  # fmt: skip
def test_only_words_that_quote_nothing_are_told(
    error: BaseException, asset: str, code: str, told: str
) -> None:
    failure = _failed(error, asset)
    assert (failure.code, failure.told, failure.asset) == (code, told, asset)
    assert "王芳" not in failure.detail
    assert type(error).__name__ in failure.detail
    assert str(error) in failure.words or isinstance(error, OSError)


def test_our_own_words_about_folders_and_the_place_in_our_code_are_told() -> None:
    evidence = ["crm/interactions", "qa/reviews", "lms/assessments", "qa/feedback_360"]
    with pytest.raises(NoEvidenceError) as raised:
        require_evidence(evidence)
    failure = failure_of(serializable_error_info_from_exc_info(raised._excinfo), "run_context")
    assert failure.told == str(raised.value)
    assert failure.place.startswith("assets/run_context.py:")
    assert failure.code == "run_failed"
    assert failure.place in failure.detail


def test_the_error_counts_that_says_more_than_its_cause() -> None:
    error = SealError("record.jsonl:1: this line is not one the record wrote.")
    error.__cause__ = ValueError("Expecting value: line 1 column 1 (char 0)")
    for retries in (0, 1):
        failure = _failed(error, "landing/crm_deletions", retries)
        assert (failure.error, failure.words) == ("SealError", str(error))
    error.__cause__ = OSError(28, "No space left on device")
    assert _failed(error, "landing/crm_deletions").code == "disk_full"


def test_a_busy_folder_is_a_code_of_its_own() -> None:
    failure = failure_of_exception(AnotherRunError("another run is writing to out; wait"))
    assert failure.code == "another_run"
    assert failure.detail == "AnotherRunError: another run is writing to out; wait"


def test_named_errors_exist_under_these_names() -> None:
    """They are known by name, since Dagster keeps no more of an error."""
    root = Path(__file__).parents[2]
    text = "".join(
        path.read_text("utf-8")
        for package in ("assets", "competency")
        for path in (root / package).rglob("*.py")
    )
    defined = set(re.findall(r"^class (\w+)\(", text, re.M))
    assert defined >= OF_FOLDERS | OF_RULES
