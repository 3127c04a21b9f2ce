"""Entry point of `dagster dev -m pipelines.definitions`. Assembly is in pipelines.build."""

import dagster as dg


@dg.components.definitions
def defs() -> dg.Definitions:
    """Definitions for the folders named in the environment."""
    from pipelines.build import build_definitions  # noqa: PLC0415  nothing happens on import
    from pipelines.settings import (  # noqa: PLC0415  see above
        alert_channels,
        settings_from_environment,
    )

    return build_definitions(settings_from_environment(), channels=alert_channels())
