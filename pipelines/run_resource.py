"""The settings of a run as a resource, which holds the output folder while the run lasts."""

from collections.abc import Iterator

import dagster as dg

from assets.publication import single_writer
from assets.run_settings import RunSettings
from assets.timings import forget_timings
from pipelines.run_log import RunLog


def build_settings_resource(
    settings: RunSettings, log: RunLog | None = None
) -> dg.ResourceDefinition:
    """The resource `settings`, made once a run in the run's own process.

    Args:
        settings: what the assets get.
        log: of a caller who holds the output folder already, as `ladder run` does. None: the
            resource holds it and keeps a log, so that runs of Dagster's pages, schedules and
            sensors are single writers too. The system frees it when the run's process ends.
    """

    @dg.resource(description="Inputs and folders of the run; holds the output folder.")
    def held(context: dg.InitResourceContext) -> Iterator[RunSettings]:
        if log is not None:
            _listen(context, log)
        if log is not None or not _is_running(context):
            yield settings
            return
        with single_writer(settings.out), RunLog(settings.out, started_by="dagster") as own:
            forget_timings(settings.work)
            _listen(context, own)
            yield settings

    return held


def _is_running(context: dg.InitResourceContext) -> bool:
    """Whether a run is on: `dagster job execute` makes its resources once more after the end."""
    if context.instance is None or context.run_id is None:
        return False
    run = context.instance.get_run_by_id(context.run_id)
    return run is not None and not run.is_finished


def _listen(context: dg.InitResourceContext, log: RunLog) -> None:
    if context.instance is not None and context.run_id is not None:
        context.instance.add_event_listener(context.run_id, log.hear)
