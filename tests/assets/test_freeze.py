import json
from datetime import date
from pathlib import Path

import pytest

from assets.freeze import NothingToFreezeError, frozen_because
from assets.run_settings import RunSettings
from competency.degradation import LostWeight, lost_weight
from competency.degradation_rules import DegradationRules
from competency.loading import load_framework

AS_OF = date(2026, 3, 31)
FREEZE = DegradationRules(on_excess="freeze")
TOO_MUCH = lost_weight(load_framework(), ["crm/interactions"])
LITTLE = lost_weight(load_framework(), ["crm/surveys"])


@pytest.fixture
def published(tmp_path: Path) -> Path:
    version = tmp_path / "versions" / "1"
    version.mkdir(parents=True)
    (version / "run.json").write_text(json.dumps({"as_of": "2026-02-28"}), encoding="utf-8")
    (tmp_path / "current").symlink_to(version)
    return tmp_path


def _settings(out: Path, freeze: str | None = None) -> RunSettings:
    return RunSettings(exports=out, out=out, freeze=freeze)


def test_whoever_asks_for_a_freeze_is_quoted_with_the_day_it_keeps(published: Path) -> None:
    words = frozen_because(_settings(published, "audit"), AS_OF, LITTLE, DegradationRules())
    assert words is not None
    for text in (words.en, words.zh):
        assert "2026-02-28" in text
        assert "audit" in text


@pytest.mark.parametrize("as_of", [date(2026, 2, 27), date(2025, 1, 1)])
def test_there_must_be_a_result_to_keep(published: Path, as_of: date) -> None:
    with pytest.raises(NothingToFreezeError, match="run without it first"):
        frozen_because(_settings(published, "audit"), as_of, LITTLE, FREEZE)


@pytest.mark.parametrize(
    ("lost", "rules", "frozen"),
    [
        pytest.param(TOO_MUCH, FREEZE, True, id="too much"),
        pytest.param(LITTLE, FREEZE, False, id="little"),
        pytest.param(TOO_MUCH, DegradationRules(), False, id="the configuration wants no freeze"),
    ],
)
def test_a_run_freezes_by_itself_only_as_configured(
    published: Path, lost: LostWeight, rules: DegradationRules, frozen: bool
) -> None:
    words = frozen_because(_settings(published), AS_OF, lost, rules)
    assert (words is not None) is frozen
    if words is not None:
        assert "crm/interactions" in words.en


def test_without_a_result_before_a_run_does_not_freeze_by_itself(tmp_path: Path) -> None:
    assert frozen_because(_settings(tmp_path), AS_OF, TOO_MUCH, FREEZE) is None
