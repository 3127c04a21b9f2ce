"""Declared columns of frames on mentors, stars and roles, which `frames` has among its own."""

from __future__ import annotations

from competency.dtypes import INT, NUM, TEXT

PEOPLE_FRAMES: dict[str, dict[str, str]] = {
    "mentor_scorecard": {
        "mentor_id": TEXT,
        "mentor_role": TEXT,
        "n_mentees": INT,
        "state": TEXT,
        "retention_n": INT,
        "retention_raw": NUM,
        "retention": NUM,
        "retention_lower": NUM,
        "retention_upper": NUM,
        "pass_n": INT,
        "pass_raw": NUM,
        "pass": NUM,
        "pass_lower": NUM,
        "pass_upper": NUM,
        "growth_n": INT,
        "growth_raw": NUM,
        "growth": NUM,
        "growth_lower": NUM,
        "growth_upper": NUM,
    },
    "role_readiness": {
        "agent_id": TEXT,
        "role_key": TEXT,
        "kind": TEXT,
        "name_en": TEXT,
        "name_zh": TEXT,
        "state": TEXT,
        "chance": NUM,
        "n_lacking": INT,
        "lacking": TEXT,
        "lacking_text": TEXT,
        "lacking_text_zh": TEXT,
    },
    "star_candidates": {
        "agent_id": TEXT,
        "composite": NUM,
        "std_error": NUM,
        "n_compared": INT,
        "n_top": INT,
        "prob_top": NUM,
        "rank_lower": INT,
        "rank_upper": INT,
        "state": TEXT,
    },
}
