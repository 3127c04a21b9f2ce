"""Findings and cases of a made-up run, with text that must be escaped."""

import pandas as pd

NOTE = "<script>alert('why')</script>"


def _finding(key, kind, team, state, found, **more):
    row = dict.fromkeys(
        ("due_on", "acted_on", "closed_on", "days_to_action", "where_at", "when_noted", "who_role",
         "how", "action", "action_kind", "owner", "n_before", "n_after", "rate_usual",
         "rate_before", "rate_after", "others_change", "n_others", "change", "change_lower",
         "change_upper")
    )  # fmt: skip
    row |= {"finding_id": key, "kind": kind, "subject": "delay", "team_id": team, "state": state}
    row |= {"found_on": pd.Timestamp(found), "age_days": 20, "what": NOTE, "why": "why " + key}
    return row | {"effect": "not_acted"} | more


def make_findings() -> dict[str, pd.DataFrame]:
    """Marts `findings` and `feedback_actions`: F1 of T1, F4 of T2, the rest of the centre."""
    done = {
        "effect": "lower", "change": -0.4, "change_lower": -0.6, "change_upper": -0.1,
        "rate_usual": 0.02, "rate_before": 0.03, "rate_after": 0.018,
    }  # fmt: skip
    rows = [
        _finding("F1", "theme", "T1", "in_work", "2025-10-20", effect="too_early", action="do"),
        _finding("F2", "theme", None, "done", "2025-07-01", **done),
        _finding(
            "F3", "criterion", None, "overdue", "2025-09-01", due_on=pd.Timestamp("2025-10-01")
        ),
        _finding("F4", "theme", "T2", "in_work", "2025-10-21"),
    ]
    months = [
        {"month": pd.Timestamp("2025-09-01"), "findings": 3, "pending": 0, "judged": 3, "acted": 2,
         "share": 2 / 3, "lower": 0.2, "upper": 0.9, "days": 30, "target": 0.7},
        {"month": pd.Timestamp("2025-11-01"), "findings": 1, "pending": 1, "judged": 0, "acted": 0,
         "share": None, "lower": None, "upper": None, "days": 30, "target": 0.7},
    ]  # fmt: skip
    return {"findings": pd.DataFrame(rows), "feedback_actions": pd.DataFrame(months)}


def make_case(side: str, agent: str, contact: str, team: str, **more: object) -> dict[str, object]:
    """A row of `case_extremes`."""
    return {
        "side": side, "team_id": team, "place": 1, "agent_id": agent, "interaction_id": contact,
        "issue_type": "returns", "opened_on": pd.Timestamp("2025-11-10"),
        "reviewed_on": pd.Timestamp("2025-11-11"), "mark": 0.6, "net_mark": -0.2,
        "weakest": "empathy", "csat": None, "has_complaint": False, "is_escalated": False,
        "is_reopened": False, "is_unsolved": False, **more,
    }  # fmt: skip
