"""Events of a run reach their listeners and the result, and are kept nowhere."""

import dagster as dg
import pytest

from pipelines.run_instance import run_instance

pytestmark = pytest.mark.filterwarnings("ignore")


@dg.asset
def first() -> dg.MaterializeResult[None]:
    """With a count of rows."""
    return dg.MaterializeResult(metadata={"dagster/row_count": 3})


@dg.asset_check(asset=first)
def sound() -> dg.AssetCheckResult:
    """Fails as a warning."""
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.asset(deps=[first], retry_policy=dg.RetryPolicy(max_retries=1))
def second(context: dg.AssetExecutionContext) -> None:
    """Works at the second try."""
    if context.retry_number == 0:
        raise ValueError("at first")


@dg.asset(deps=[second])
def bad() -> None:
    """Fails."""
    raise ValueError("row 3")


def _heard(*assets: dg.AssetsDefinition) -> tuple[bool, list[str]]:
    events: list[str] = []

    @dg.resource
    def listening(context: dg.InitResourceContext) -> None:
        assert context.instance is not None
        assert context.run_id is not None
        context.instance.add_event_listener(context.run_id, hear)

    def hear(entry: dg.EventLogEntry) -> None:
        if entry.dagster_event is not None:
            events.append(f"{entry.dagster_event.event_type.value} {entry.step_key}")

    definitions = dg.Definitions(
        [*assets, _listener], asset_checks=[sound], resources={"listening": listening},
        executor=dg.in_process_executor,
    )  # fmt: skip
    with run_instance() as instance:
        job = definitions.resolve_implicit_global_asset_job_def()
        result = job.execute_in_process(instance=instance, raise_on_error=False)
    return result.success, events


@dg.asset(required_resource_keys={"listening"})
def _listener() -> None:
    """Needs the resource, so that it is made."""


def test_assets_checks_and_retries_are_heard() -> None:
    success, events = _heard(first, second)
    assert success
    for told in (
        "ASSET_MATERIALIZATION first",
        "ASSET_CHECK_EVALUATION first_sound",
        "STEP_UP_FOR_RETRY second",
        "STEP_SUCCESS second",
    ):
        assert told in events


def test_a_failure_is_one() -> None:
    success, events = _heard(first, second, bad)
    assert not success
    assert "STEP_FAILURE bad" in events
