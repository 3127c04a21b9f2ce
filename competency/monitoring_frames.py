"""Declared columns of frames on what is unusual or differs, which `frames` has among its own."""

from __future__ import annotations

from competency.dtypes import DATE, FLAG, INT, NUM, TEXT

MONITORING_FRAMES: dict[str, dict[str, str]] = {
    "agent_shifts": {
        "agent_id": TEXT, "team_id": TEXT, "flagged_week": DATE, "since": DATE, "source": TEXT,
        "size": NUM, "lower": NUM, "upper": NUM, "evidence": NUM, "n_evidence": INT,
        "is_recent": FLAG,
    },
    "theme_weeks": {
        "week": DATE, "theme": TEXT, "complaints": INT, "contacts": INT, "expected": NUM,
        "usual_to": NUM, "evidence": NUM, "flagged": FLAG, "first_alarm": FLAG, "since": DATE,
        "ratio": NUM,
    },
    "complaint_causes": {
        "span": TEXT, "period": DATE, "cause": TEXT, "read_from": TEXT, "complaints": INT,
        "told": INT, "share": NUM, "lower": NUM, "upper": NUM, "place": INT, "covered": NUM,
        "is_main": FLAG, "per_100_contacts": NUM, "back_known": INT, "back": INT,
        "back_share": NUM, "back_lower": NUM, "back_upper": NUM, "ratio": NUM,
        "ratio_lower": NUM, "ratio_upper": NUM, "p_value": NUM, "change": TEXT,
    },
    "policy_consistency": {
        "topic": TEXT, "agents": INT, "marks": INT, "errors": INT,
        "error_rate": NUM, "lower": NUM, "upper": NUM, "state": TEXT, "low_error": NUM,
        "high_error": NUM, "agent_sd": NUM, "sd_lower": NUM, "sd_upper": NUM, "p_value": NUM,
        "agents_state": TEXT,
    },
    "contrasts": {
        "question": TEXT, "topic": TEXT, "band": INT, "agents": INT, "n": INT, "events": INT,
        "share": NUM, "odds_ratio": NUM, "lower": NUM, "upper": NUM, "p_value": NUM, "state": TEXT,
    },
}  # fmt: skip
