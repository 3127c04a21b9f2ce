"""Words of the backtest in both languages."""

from assets.report.text import Text, both
from competency.backtest import (
    CONSTANT_COMPOSITE,
    CONSTANT_OUTCOME,
    NO_EARLIER_MONTH,
    NOT_MEASURED,
)
from competency.resampling import ESTIMATED, TOO_FEW_AGENTS

REASONS = {
    TOO_FEW_AGENTS: Text(
        "in no month have {minimum} people both this outcome and a composite the month before",
        "没有任何月份有{minimum}人同时具有该结果和上月综合得分",
    ),
    CONSTANT_COMPOSITE: Text("everybody has the same composite", "所有人的综合得分相同"),
    CONSTANT_OUTCOME: Text("everybody has the same outcome", "所有人的结果相同"),
    NO_EARLIER_MONTH: Text(
        "no composite of the month before is published", "没有已发布的上月综合得分"
    ),
    NOT_MEASURED: Text("the exports do not show it", "导出数据中没有该结果"),
}
#: Weightings as they head a column; the configuration's own is named after its file.
WEIGHTINGS = {
    "published": Text("as published", "已发布权重"),
    "base": Text("base weights", "基础权重"),
    "equal": Text("equal weights", "等权重"),
}


def reason(state: str, minimum: int) -> Text | None:
    """Why there is no figure; None where there is one.

    >>> reason("constant_outcome", 30).en
    'everybody has the same outcome'
    """
    return None if state == ESTIMATED else both(*REASONS[state], minimum=minimum)


def weighting(key: str, config: str | None) -> Text:
    """What a weighting is called.

    >>> weighting("equal", None).zh, weighting("config", "my.yml").en
    ('等权重', 'my.yml')
    """
    return WEIGHTINGS.get(key) or Text(config or key, config or key)
