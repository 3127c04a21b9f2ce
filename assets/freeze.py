"""Whether a run keeps tiers and assignments as they are published, and the words for it."""

from datetime import date

from assets.previous_result import previous_version
from assets.run_settings import RunSettings
from competency.config_types import Text
from competency.degradation import LostWeight
from competency.degradation_rules import DegradationRules


class NothingToFreezeError(RuntimeError):
    """A freeze is asked for, and no result is published that could stay."""


def frozen_because(
    settings: RunSettings, as_of: date, lost: LostWeight, rules: DegradationRules
) -> Text | None:
    """Words for the freeze of a run; None where nothing is frozen.

    A run is frozen because somebody asked for it, or because more weight is lost than may be and
    the configuration says so; the latter only where there is a result to keep.

    Raises:
        NothingToFreezeError: somebody asked, and no result of a day up to `as_of` is published.
    """
    before = previous_version(settings.current, as_of)
    if settings.freeze is not None:
        if before is None:
            raise NothingToFreezeError(
                f"--freeze: no result up to {as_of} is published in {settings.out}, so there are "
                "no tiers to keep; run without it first"
            )
        return _words(before.as_of, settings.freeze, settings.freeze)
    if before is None or not lost.is_too_much or rules.on_excess != "freeze":
        return None
    subjects = ", ".join(lost.missing)
    return _words(
        before.as_of,
        f"{lost.composite:.0%} of the overall score's weight cannot be measured without {subjects}",
        f"缺少 {subjects}，综合得分中{lost.composite:.0%}的权重无法测量",
    )


def _words(published: date, reason: str, reason_zh: str) -> Text:
    return Text(
        en=f"Tiers and assignments are frozen as published for {published}: {reason}.",
        zh=f"等级与课程安排冻结为 {published} 公布的结果：{reason_zh}。",
    )
