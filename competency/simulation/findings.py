"""A dozen findings of quality work, root causes by 5W1H and what was done: the export table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from competency.simulation.columns import frame_of, ids, moments
from competency.simulation.months import DAY, Calendar

#: Kind, subject, whether it is a team's, days from the end: found, due, acted upon, closed; then
#: what kind of action, whose, and the six answers and the action as written.
_FINDINGS: tuple[tuple[Any, ...], ...] = (
    ("theme", "process", False, 250, 220, 226, 160, "standard", "process owner",
     "Steps of a return are told in another order than the standard has them",
     "Return and exchange contacts", "Weekly review of complaints", "Agents of all teams",
     "The standard was changed in spring, the quick card was not", "Calls compared with the card",
     "Quick card rewritten to the standard"),
    ("theme", "policy", False, 190, 160, 150, 90, "content", "培训负责人",
     "退换货政策口径不一致", "在线客服", "每周投诉复盘", "新员工",
     "课程仍使用旧版政策", "抽查30通录音",
     "更新退换货课程并重新发布"),
    ("criterion", "empathy", False, 170, 140, 152, 110, "training", "quality lead",
     "Apologies without a next step", "Contacts of upset customers", "Calibration of reviewers",
     "Agents after onboarding", "The course practises wording only", "Marks of empathy by reviewer",
     "Workshop on naming the next step"),
    ("issue_type", "returns", False, 160, 120, 118, 70, "process", "logistics liaison",
     "Customers ask again where their refund is", "Returns", "Repeat contacts by issue type",
     "Warehouse desk", "Refund is confirmed before the parcel is booked", "Twenty chains read",
     "Message when the parcel is booked in"),
    ("issue_type", "technical", False, 140, 110, 100, None, "content", "knowledge owner",
     "技术类问题需二次联系", "技术支持", "重复来电统计", "一线客服",
     "知识库缺少排查步骤", "对比已解决案例", "补充排查步骤图"),
    ("criterion", "problem_solving", False, 132, 100, 96, None, "training", "training lead",
     "Cause is not asked for before a solution is offered", "Complex contacts",
     "Monthly quality report", "Agents below two years", "No practice of questions", "Case review",
     "Practice of open questions in onboarding"),
    ("theme", "attitude", True, 120, 90, 84, 40, "training", "team lead",
     "Short answers late in the evening shift", "Evening shift", "Complaints of one week",
     "Evening shift", "Two people short for a month", "Roster beside complaints",
     "Coaching of the shift, breaks kept"),
    ("gap", "knowledge", False, 95, 60, 70, None, "content", "培训负责人",
     "产品知识缺口无对应课程", "产品咨询", "月度能力报告", "一线客服",
     "新品上线未同步课程", "差距清单", "制作新品速览卡"),
    ("theme", "unresolved", False, 80, 50, None, None, "process", "service manager",
     "Cases passed on come back without an answer", "Second line", "Complaints by theme",
     "Second line", "Nobody owns a case between two shifts", "Ten cases followed through",
     "A named owner for each case passed on"),
    ("criterion", "compliance", False, 45, 30, 28, None, "standard", "compliance owner",
     "Identity is checked after data is given", "Account contacts", "Reviews of the month",
     "Agents of all teams", "The order of the script", "Reviews read again",
     "Script puts the check first"),
    ("theme", "delay", True, 24, -10, None, None, None, None,
     "高峰时段首次响应变慢", "午间高峰", "周报", "排班岗", None, None, None),
    ("issue_type", "billing", False, 9, -25, None, None, "content", "knowledge owner",
     "Invoices of split orders are not explained", "Billing", "Repeat contacts by issue type",
     "First line", "No example in the knowledge base", "Five contacts read",
     "Example of a split invoice"),
)  # fmt: skip


def findings_frame(calendar: Calendar) -> pd.DataFrame:
    """qa/findings of the simulated months; nothing here is drawn, and no action has an effect."""
    last = calendar.end // DAY
    rows = [row for row in _FINDINGS if last - row[3] >= calendar.first_day[0]]
    found = np.array([last - row[3] for row in rows], dtype=np.int64) * DAY

    def day(place: int, hour: int) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
        known = np.array([row[place] is not None for row in rows], dtype=bool)
        days = np.array([last - (row[place] or 0) for row in rows], dtype=np.int64)
        return moments(days * DAY + hour * 3600, known)

    def words(place: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        return np.array([row[place] for row in rows], dtype="O")

    return frame_of(
        "qa/findings",
        {
            "finding_id": ids("F", np.arange(len(rows)), 3),
            "found_at": moments(found + 10 * 3600),
            "kind": words(0),
            "subject": words(1),
            "team_id": np.array(["T01" if row[2] else None for row in rows], dtype="O"),
            "what": words(9),
            "where_at": words(10),
            "when_noted": words(11),
            "who_role": words(12),
            "why": words(13),
            "how": words(14),
            "action": words(15),
            "action_kind": words(7),
            "owner": words(8),
            "due_at": day(4, 0),
            "action_at": day(5, 15),
            "closed_at": day(6, 16),
        },
    )
