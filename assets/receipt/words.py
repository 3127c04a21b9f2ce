"""Words of the receipt in the language asked for."""

from dataclasses import dataclass
from typing import Any

from assets.report.names import EVIDENCE, TOO_LITTLE
from assets.report.text import Text

CHANGES = {
    "first": Text("first placement", "首次定级"),
    "held": Text("held", "保持"),
    "promoted": Text("promoted", "晋级"),
    "demoted": Text("moved down", "降级"),
    "insufficient": TOO_LITTLE,
}
STATES = {
    key: Text(text.en.removesuffix(" evidence"), text.zh.removeprefix("证据"))
    for key, text in EVIDENCE.items()
}
#: What an adjustment took out, by source: when it was harder for the agent, when easier.
TAKEN_OUT = {
    "cases": (Text("harder cases", "问题较难"), Text("easier cases", "问题较易")),
    "reviewers": (Text("stricter reviewers", "质检偏严"), Text("milder reviewers", "质检偏松")),
    "tests": (Text("harder tests", "测评较难"), Text("easier tests", "测评较易")),
    "raters": (Text("stricter raters", "评价者偏严"), Text("milder raters", "评价者偏松")),
}
GATES = {
    "critical_failure": Text("critical failures", "关键项不合格"),
    "evidence": Text("evidence", "证据条数"),
    "tenure": Text("months", "入职月数"),
    "certificate": Text("certificates", "证书"),
    "role": Text("role", "角色"),
    "mentees": Text("mentees", "带教"),
    "feedback_360": Text("360 feedback", "360度评估"),
}

#: Why gaps have no course; the mart says the same with the dimension's name in it.
NO_ITEM = {
    "no_course": Text(
        "no course that is open to them, not yet taken and expected to help",
        "没有可学习、尚未完成且预计有效的课程",
    ),
    "no_seat": Text("no session with a free seat in time", "期内没有可用场次或名额"),
    "no_time": Text("the study time has no room for it", "学习时间安排不下"),
    "full_path": Text("the path is full", "学习路径课程数已满"),
    "full_week": Text("no week has room for it", "没有可容纳的周次"),
    "clash": Text("it clashes with another session", "与其他场次时间冲突"),
}


@dataclass(frozen=True)
class Language:
    """Chooses between English and Chinese."""

    chinese: bool

    def say(self, en: str, zh: str) -> str:
        """One of the two."""
        return zh if self.chinese else en

    def of(self, text: Text) -> str:
        """One side of a pair."""
        return text.zh if self.chinese else text.en

    def name(self, row: dict[str, Any], key: str = "name") -> str:
        """The name in a row that carries both, `name_en` and `name_zh`."""
        one, other = ("zh", "en") if self.chinese else ("en", "zh")
        return str(row.get(f"{key}_{one}") or row.get(f"{key}_{other}") or "")

    def colon(self) -> str:
        """The colon of the language."""
        return "：" if self.chinese else ": "


def tier_names(placed: dict[str, Any], language: Language) -> dict[int, str]:
    """Names of the tiers by number, from the ladder's part of a receipt."""
    return {one["tier"]: language.name(one) for one in placed["tiers"]}
