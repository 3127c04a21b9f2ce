"""Settings of a run from the environment: how `dagster dev` is told what to do."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from assets.run_settings import RunSettings


def settings_from_environment(environment: Mapping[str, str] | None = None) -> RunSettings:
    """Read LADDER_EXPORTS, LADDER_OUT, LADDER_CONFIG, LADDER_MAPPING and LADDER_AS_OF.

    >>> settings_from_environment({"LADDER_AS_OF": "2026-03-31"}).as_of
    datetime.date(2026, 3, 31)
    """
    values = os.environ if environment is None else environment
    config = values.get("LADDER_CONFIG")
    as_of = values.get("LADDER_AS_OF")
    return RunSettings(
        exports=Path(values.get("LADDER_EXPORTS", "build/sample")),
        out=Path(values.get("LADDER_OUT", "build/out")),
        config=Path(config) if config else None,
        mapping=values.get("LADDER_MAPPING") or None,
        as_of=date.fromisoformat(as_of) if as_of else None,
    )
