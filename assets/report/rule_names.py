"""What tables and rules of the data check are called on the pages."""

from assets.report.text import Text

TABLES = {
    "crm/deletions": Text("What is to be erased", "待删除的数据"),
    "crm/agents": Text("People", "员工名册"),
    "crm/interactions": Text("Customer contacts", "客户联络记录"),
    "crm/surveys": Text("Customer surveys", "客户调查"),
    "crm/complaints": Text("Complaints", "投诉"),
    "qa/reviews": Text("Quality reviews", "质检记录"),
    "qa/review_scores": Text("Quality review scores", "质检评分"),
    "qa/findings": Text("Findings and actions", "问题发现与改进"),
    "qa/feedback_360": Text("360° feedback", "360度评估"),
    "lms/courses": Text("Courses", "课程"),
    "lms/content_reviews": Text("Experts' reviews of content", "课程内容专家评审"),
    "lms/sessions": Text("Class dates", "开班安排"),
    "lms/enrollments": Text("Course enrolments", "课程报名"),
    "lms/assessments": Text("Tests", "测验"),
    "lms/overrides": Text("Managers' decisions on paths", "经理对学习路径的决定"),
}

RULES = {
    "missing_value": Text("a required value is empty", "必填值为空"),
    "not_a_number": Text("not a number", "不是数字"),
    "not_an_integer": Text("not a whole number", "不是整数"),
    "not_a_time": Text("not a time", "不是时间"),
    "erased_person": Text("about a person who was erased", "涉及已删除个人信息的人员"),
    "deleted_row": Text("deleted at its source", "来源系统已删除"),
    "not_a_date": Text("not a date", "不是日期"),
    "not_a_flag": Text("not yes or no", "不是是/否值"),
    "not_allowed": Text("not one of the allowed values", "不在允许取值之内"),
    "out_of_range": Text("outside the allowed range", "超出允许范围"),
    "time_order": Text("ends before it begins", "时间先后颠倒"),
    "future_time": Text("lies in the future", "时间在未来"),
    "unknown_reference": Text("points to a record that does not exist", "引用的记录不存在"),
    "broken_row": Text("the line is damaged", "该行已损坏"),
    "unclosed_quote": Text(
        "a quotation mark is never closed and hides the rows after it", "引号未闭合，其后的行被遮住"
    ),
    "missing_column": Text("a required column is missing", "缺少必需的列"),
    "unreadable_file": Text("the file cannot be opened", "文件无法打开"),
    "conflicting_duplicate": Text(
        "same key twice with other content; the later one counts", "同一键值内容不同，以后者为准"
    ),
}

SEVERITIES = {
    "error": Text("left out", "未采用"),
    "duplicate": Text("replaced by a later row", "被后来的行取代"),
    "warning": Text("kept, value emptied", "保留该行，清空该值"),
}


def table_name(key: str) -> Text:
    """A table's name, or its key where it is none of the contract's."""
    return TABLES.get(key, Text(key, key))


def rule_name(key: str) -> Text:
    """A rule's plain wording, or its key with spaces."""
    words = key.replace("_", " ")
    return RULES.get(key, Text(words, words))
