"""Shows on a terminal what a run has finished, in a line a step, and what steps warn of."""

import logging

import click
import dagster as dg

#: dagster-dbt says of every test across models that it is not a check of one; so it is meant.
NOT_A_WARNING = "Logging an `AssetObservation`"


class ProgressHandler(logging.Handler):
    """Prints each finished step with its seconds; failures are reported by the command itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line for the end of a step or a warning of it, nothing for other records."""
        found = getattr(record, "dagster_meta", {})
        meta = found if isinstance(found, dict) else {}
        event = meta.get("dagster_event")
        text = str(meta.get("orig_message") or "")
        if event is None and record.levelno == logging.WARNING and is_warning(text):
            click.echo(f"  {text}", err=True)
        if event is None or event.event_type != dg.DagsterEventType.STEP_SUCCESS:
            return
        seconds = event.event_specific_data.duration_ms / 1000
        click.echo(f"  {event.step_key.replace('__', '/'):<40} {seconds:6.2f} s", err=True)


def is_warning(text: str) -> bool:
    """Tell whether a text logged as a warning says anything to people."""
    return bool(text) and not text.startswith(NOT_A_WARNING)


@dg.logger(description="A line a finished step.")
def progress_logger(init_context: dg.InitLoggerContext) -> logging.Logger:
    """Logger definition around ProgressHandler."""
    logger = logging.Logger("ladder.progress", level=logging.DEBUG)
    logger.addHandler(ProgressHandler())
    return logger
