"""Names of causes and themes of complaints: common ones translated, others as exported."""

from assets.report.text import Text

_KNOWN = {
    "process": Text("process", "流程"),
    "communication": Text("communication", "沟通"),
    "knowledge": Text("knowledge", "知识"),
    "staffing": Text("staffing", "人手"),
    "policy": Text("policy", "政策"),
    "product": Text("product", "产品"),
    "attitude": Text("attitude", "态度"),
    "delay": Text("delay", "延误"),
    "unresolved": Text("unresolved", "未解决"),
}


def cause_name(key: str) -> Text:
    """Name of a cause or theme as exports write it."""
    return _KNOWN.get(key, Text(key, key))
