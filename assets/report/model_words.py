"""What the measurement's parts are called on the pages: circumstances, sources of variance."""

from assets.report.text import Text

FACTORS = {
    "issue_type": Text("issue type", "问题类型"),
    "complexity": Text("complexity", "复杂度"),
    "customer_emotion": Text("customer's emotion", "客户情绪"),
    "channel": Text("channel", "渠道"),
    "criterion": Text("criterion", "评分项"),
}
SOURCES = {
    "agent": Text("the agent", "客服本人"),
    "case_mix": Text("the case", "个案难度"),
    "rater": Text("who marks it, or which test", "质检员、评分人或试卷"),
    "team": Text("the team", "团队"),
    "residual": Text("chance", "偶然"),
}


def factor(key: str) -> Text:
    """A circumstance's name, or its key."""
    return FACTORS.get(key, Text(key, key))
