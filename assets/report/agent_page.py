"""What the page of one agent says, put together from its parts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assets.report.agent_appeals import agent_appeals
from assets.report.agent_history import history_chart, history_lines, history_summary
from assets.report.agent_path import agent_path, next_item, subjects
from assets.report.agent_profile import ability_lines, goal_of, radar, radar_words, strengths_words
from assets.report.agent_receipt import agent_receipt
from assets.report.agent_standing import agent_standing
from assets.report.appeal_form import appeal_form
from assets.report.charts.ability_interval import ability_axis
from assets.report.charts.svg import Scale
from assets.report.histories import Histories
from assets.report.names import Names
from assets.report.next_roles import ready_lines
from assets.report.people import Person
from assets.report.portfolio import portfolio, study_time
from assets.report.portraits import GROUPS, portrait
from assets.report.sessions import Session
from assets.report.team_page import evidence_lines
from assets.report.text import both, pair
from assets.report.tier_rule import tier_rule


def agent_content(
    person: Person,
    histories: Histories,
    names: Names,
    *,
    run: Mapping[str, Any],
    as_of: date,
    titles: Mapping[str, str],
    sessions: Mapping[str, Session],
    scale: Scale,
    minimum_raters: int | None = None,
) -> dict[str, Any]:
    """The content of the page; nothing in it is about anybody else.

    Args:
        person: whose page it is.
        histories: of everybody.
        names: of tiers, abilities and measures.
        run: the content of run.json.
        as_of: day of the result.
        titles: titles of courses by id.
        sessions: dated sessions by id.
        scale: of the points on all pages.
        minimum_raters: a group of fewer is hidden in the portrait; None where not on record.
    """
    standing = agent_standing(person, names, histories)
    goal = goal_of(person, names, histories.figures)
    abilities = ability_lines(person, names, goal, histories.spreads)
    teamed = any(line.reading.team is not None for line in abilities)
    path = agent_path(person, names, as_of, titles=titles, sessions=sessions, scale=scale)
    receipt = agent_receipt(person, histories)
    done = portfolio(person, histories, names, titles, as_of)
    trainings = histories.rows("trainings", person.agent_id)
    months = history_lines(histories.months.get(person.agent_id, ()), trainings, names, titles)
    hire = histories.row("new_hires", person.agent_id)
    evidenced = {row["indicator"] for row in person.indicators if row.get("n_evidence")}
    return {
        "person": person,
        "standing": standing,
        "goal": goal,
        "abilities": abilities,
        "axis": ability_axis(),
        "strengths": strengths_words(abilities, goal),
        "teamed": teamed,
        "radar": radar(abilities, goal),
        "radar_words": radar_words(goal, teamed=teamed),
        "learning": path,
        "next_item": next_item(path),
        "rule": tier_rule(person, names, histories),
        "receipt": receipt,
        # Without the figures of all, what the team's page says of missing evidence is left.
        "missing": next(iter(evidence_lines([person], names)), None),
        "new_hire": pair(hire.get("next_step"), hire.get("next_step_zh")),
        "months": months,
        "history": history_chart(months, trainings, names, titles, as_of),
        "history_words": history_summary(months),
        "restated": histories.restated.get(person.agent_id, ()),
        "portfolio": done,
        "study_time": study_time(done),
        "portrait": portrait(person.agent_id, histories, names),
        "roles": ready_lines(histories.rows("role_readiness", person.agent_id)),
        "minimum_raters": minimum_raters,
        "rater_groups": list(GROUPS.values()),
        "appeals": agent_appeals(person.agent_id, histories, names, titles),
        "appeal": appeal_form(
            person.agent_id,
            run,
            as_of,
            standing=both(
                "{t} · {s} ({r})", "{t} · {s} ({r})",
                t=standing.tier_name, s=standing.score, r=standing.range,
            ),
            indicators=[(key, name) for key, name in names.indicators.items() if key in evidenced],
            items=subjects(path.lines),
        ),
    }  # fmt: skip
