from datetime import date
from pathlib import Path

from pipelines.settings import settings_from_environment


def test_settings_come_from_the_environment() -> None:
    settings = settings_from_environment(
        {
            "LADDER_EXPORTS": "/in",
            "LADDER_OUT": "/out",
            "LADDER_MAPPING": "m.yml",
            "LADDER_AS_OF": "2026-03-31",
        }
    )
    assert settings.exports == Path("/in")
    assert settings.landing == Path("/out/work/landing")
    assert settings.mapping == "m.yml"
    assert settings.as_of == date(2026, 3, 31)


def test_empty_variables_mean_the_defaults() -> None:
    settings = settings_from_environment({"LADDER_CONFIG": "", "LADDER_MAPPING": ""})
    assert settings.config is None
    assert settings.mapping is None
    assert settings.as_of is None
