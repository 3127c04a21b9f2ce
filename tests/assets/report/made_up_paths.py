"""Paths of a made-up run: assignments with their grounds, gaps, what was sent, decisions, plan."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

STATES = ("sent", "enrolled", "started", "finished", "failed", "dropped", "withdrawn")
# Days overdue of the deliveries that are, at both ends of each age group.
LATE = (1, 7, 8, 14, 15, 30, 31, 90)
GAP_CODES = ("no_seat", "no_cover", "no_time", "not_worth", "prerequisite", "wave", "no_mentor")


def make_paths(
    agents: pd.DataFrame,
    rng,
    *,
    courses: list[tuple[str, str, str, int]],
    dimensions: list[tuple[str, str, str, str]],
    as_of: date,
) -> dict[str, pd.DataFrame]:
    """The marts of paths. One agent in six has no item; those with A0x0 are late."""
    people = list(agents["agent_id"][:41])
    items = _items(people, rng, courses, as_of)
    deliveries = _deliveries(people, items, courses, as_of)
    return {
        "path_assignments": pd.DataFrame(items),
        "path_gaps": pd.DataFrame(_gaps(people, dimensions)),
        "path_deliveries": deliveries,
        "path_reconciliation": _reconciliation(deliveries, agents),
        "path_overrides": _overrides(as_of),
        "path_plan": pd.DataFrame([PLAN]),
        "courses": _courses(courses),
        "sessions": _sessions(as_of),
        "product_clearances": _clearances(agents, as_of),
    }


PLAN = {
    "inputs_sha256": "ab" * 32,
    "planner": "1",
    "effort": "standard",
    "agents": 40,
    "items": 77,
    "value": 95.0,
    "closed": 103.25,
    "bound": 97.85,
    "gap": 0.03,
    "stopped": True,
    "steps": "greedy: closed 101.000, value 93.000",
    "mandatory_missed": 2,
    "problems": None,
    "problems_zh": None,
}


def _items(people, rng, courses, as_of) -> list[dict[str, Any]]:
    items = []
    for i, agent in enumerate(people):
        if i % 6 == 5:
            continue
        for sequence in range(1, 2 + i % 4):
            course, title, dimension, minutes = courses[(i + sequence) % len(courses)]
            start = as_of + timedelta(days=int(rng.integers(-2, 8)) + 9 * (sequence - 1))
            status = "enrolled" if (i + sequence) % 5 == 0 else "planned"
            if i % 8 == 0 and sequence == 1:
                start, status = as_of - timedelta(days=20), "overdue"
            duty = course == "C01"
            items.append(
                {
                    "agent_id": agent,
                    "sequence": sequence,
                    "course_id": course,
                    "title": title,
                    "session_id": "S1" if course == "C03" else None,
                    "planned_start": pd.Timestamp(start),
                    "due": pd.Timestamp(start + timedelta(days=10)),
                    "dimension": dimension,
                    "gap": 10.0,
                    "expected_uplift": 3.4,
                    "uplift_lower": -0.5 if course == "C05" else 1.2,
                    "uplift_upper": 5.6,
                    "n_trained": 0 if course == "C05" else 31,
                    "weighted_gain": 0.75,
                    "minutes": minutes,
                    "status": status,
                    "mandatory": duty,
                    "reason": f"Scores 48 in {dimension}, 10 points below the next tier.",
                    "reason_zh": "该能力得分48，比下一等级要求低10分。",
                    "runner_up_id": None if duty else "C04",
                    "runner_up": None
                    if duty
                    else "Next best is Calming angry customers: 0.20 weighted points less.",
                    "runner_up_zh": None
                    if duty
                    else "次优选择为Calming angry customers：加权收益少0.20分。",
                }
            )
    return items


def _gaps(people, dimensions) -> list[dict[str, Any]]:
    gaps = []

    def add(agent, code, reason, reason_zh, *, dimension=None, course=None, gap=None) -> None:
        gaps.append(
            {
                "agent_id": agent,
                "dimension": dimension,
                "course_id": course,
                "gap": gap,
                "code": code,
                "reason": reason,
                "reason_zh": reason_zh,
            }
        )

    for i, agent in enumerate(people):
        if i % 6 == 5:
            code = GAP_CODES[i // 6 % len(GAP_CODES)]
            add(agent, code, f"Planted: {code}.", "未安排的原因。", gap=4.0 + i,
                dimension=dimensions[i % 6][0])  # fmt: skip
        if i % 9 == 4:
            add(agent, "thin_evidence", "Too little evidence to see any gap.",
                "证据不足，无法判断能力差距。")  # fmt: skip
    add("A003", "human_decision", "The returns course: the test was failed 3 times.",
        "测试已3次未通过，需人工决定。", course="C01")  # fmt: skip
    add("A002", "no_gap", "No gap to the next tier and nothing mandatory due.",
        "与下一级别无差距，且无到期必修课程。", gap=0.0)  # fmt: skip
    add("A001", "on_leave", "On leave: planned on return.", "休假中，返岗后规划。")
    return gaps


def _deliveries(people, items, courses, as_of) -> pd.DataFrame:
    """Team T1 has a course in every state; its late ones cover every age group.

    A000's first course is late and still so on the path; A007's is late and has new dates; the
    others that are late have left the path.
    """
    titles = {course: title for course, title, *_ in courses}
    first = {item["agent_id"]: item["course_id"] for item in reversed(items)}
    rows: list[dict[str, Any]] = []

    def add(agent, course, state, *, days=None, origin="path") -> None:
        rows.append(
            {
                "agent_id": agent,
                "course_id": course,
                "sent_on": as_of - timedelta(days=100 + len(rows)),
                "origin": origin,
                "title": titles.get(course, course),
                "session_id": None,
                "planned_start": as_of - timedelta(days=(days or 0) + 10),
                "due": as_of - timedelta(days=days if days else -5),
                "revision": 0,
                "state": state,
                "state_since": as_of - timedelta(days=3),
                "enrollment_id": None,
                "withdrawn_on": as_of if state == "withdrawn" else None,
                "overdue": days is not None,
                "days_overdue": days,
                "age_days": 100 + len(rows),
            }
        )

    for place, state in enumerate(STATES):
        add(
            people[place % 3 + 1], f"X{place}", state, origin="lms" if state == "failed" else "path"
        )
    add("A000", first["A000"], "enrolled", days=LATE[3])
    add("A007", first["A007"], "sent", days=LATE[1])
    for place, days in enumerate([LATE[0], LATE[2], *LATE[4:]]):
        add(people[place], f"L{place}", "started" if place % 2 else "sent", days=days)
    add("A013", "C02", "finished")
    return pd.DataFrame(rows)


def _reconciliation(deliveries: pd.DataFrame, agents: pd.DataFrame) -> pd.DataFrame:
    """What the mart's SQL counts, in pandas."""
    teams = agents.set_index("agent_id")["team_id"]
    days = deliveries["days_overdue"]
    counted = deliveries.assign(
        team_id=deliveries["agent_id"].map(teams),
        deliveries=1,
        overdue=deliveries["overdue"].astype(int),
        overdue_7_days=(days <= 7).astype(int),
        overdue_14_days=days.between(8, 14).astype(int),
        overdue_30_days=days.between(15, 30).astype(int),
        overdue_longer=(days > 30).astype(int),
    )
    numbers = ["deliveries", "overdue", *(c for c in counted if c.startswith("overdue_"))]
    grouped = counted.groupby(["team_id", "state"])
    sums = grouped[list(dict.fromkeys(numbers))].sum()
    return sums.assign(oldest_days=grouped["age_days"].max()).reset_index()


def _overrides(as_of) -> pd.DataFrame:
    """Of team T1, one in each state, one of them dear; and one of another team."""
    rows = [
        # agent, course, action, replacement, not before, state, cost, dear
        ("A000", "C02", "exclude", None, None, "applied", 3.25, True),
        ("A001", "C04", "pin", None, None, "applied", 0.1, False),
        ("A002", "C03", "replace", "C04", None, "not_possible", None, False),
        ("A003", "C01", "postpone", None, as_of + timedelta(days=20), "superseded", None, False),
        ("A004", "C05", "exclude", None, None, "expired", None, False),
        ("A013", "C02", "exclude", None, None, "applied", 0.0, False),
    ]
    return pd.DataFrame(
        {
            "override_id": f"O{place}",
            "agent_id": agent,
            "course_id": course,
            "action": action,
            "decided_by": "<em>Head</em> of service",
            "reason": "=HYPERLINK(1) moves to another product.",
            "decided_at": pd.Timestamp(as_of - timedelta(days=10 + place)),
            "replacement_id": other,
            "session_id": None,
            "not_before": later,
            "valid_until": as_of + timedelta(days=60) if place == 1 else None,
            "state": state,
            "cost": cost,
            "costly": dear,
            "note": f"Planted: {state}.",
            "note_zh": "处理结果。",
        }
        for place, (agent, course, action, other, later, state, cost, dear) in enumerate(rows)
    )


def _courses(courses) -> pd.DataFrame:
    """The catalogue, with a course nobody may be given and one that is over."""
    rows = [(course, title, True, None) for course, title, *_ in courses]
    rows += [("R1", "Red course", True, "red"), ("R2", "Course that is over", False, "green")]
    return pd.DataFrame(rows, columns=["course_id", "title", "active", "card"])


def _sessions(as_of) -> pd.DataFrame:
    begin = pd.Timestamp(as_of) + pd.Timedelta(days=5, hours=14)
    return pd.DataFrame(
        [
            ("S1", "C03", begin, begin + pd.Timedelta(hours=2), 12),
            ("S2", "C03", begin, pd.NaT, None),
            ("S3", "C03", pd.NaT, pd.NaT, None),
        ],
        columns=["session_id", "course_id", "starts_at", "ends_at", "seats"],
    )


def _clearances(agents: pd.DataFrame, as_of) -> pd.DataFrame:
    """Two products: team T1 has someone in every state of the first, nobody knows the second."""
    states = ["cleared", "failed", "overdue", "open"]
    rows = []
    for place, product in enumerate(["Smart <lock>", "云盘新版"]):
        for i, agent in enumerate(agents.itertuples()):
            if agent.status == "left":
                continue
            state = "open" if place else states[min(i, 3)] if i < 12 else "cleared"
            rows.append(
                {
                    "agent_id": agent.agent_id,
                    "team_id": agent.team_id,
                    "product": product,
                    "course_id": f"N{place}",
                    "launched_at": pd.Timestamp(as_of - timedelta(days=9 - 8 * place)),
                    "published_at": pd.NaT,
                    "is_content_in_time": None if place else False,
                    "due": as_of - timedelta(days=8 - 8 * place),
                    "passed_on": as_of if state == "cleared" else None,
                    "failed_attempts": int(state == "failed"),
                    "state": state,
                }
            )
    return pd.DataFrame(rows)
