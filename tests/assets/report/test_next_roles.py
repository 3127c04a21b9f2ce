"""Next roles and stars on pages: own people only, the nearest first, small groups hidden."""

import pandas as pd
import pytest

from assets.report.build import build_report
from assets.report.next_roles import ready_lines, role_counts, roles, stars
from assets.report.people import load_people
from assets.report.records import last_period
from report.made_up_run import AS_OF, make_run
from report.page_reader import read_page


def readiness(agent, state="not_ready", chance=0.3, lacking="tier 3", role="mentor"):
    return {
        "agent_id": agent, "role_key": role, "kind": "next_role", "name_en": "Mentor",
        "name_zh": "带教导师", "state": state, "chance": chance,
        "n_lacking": 0 if state == "ready" else 1, "lacking": lacking,
        "lacking_text": None if state == "ready" else lacking,
        "lacking_text_zh": None if state == "ready" else "等级3",
    }  # fmt: skip


def star(agent, chance, state):
    return {
        "agent_id": agent, "state": state, "prob_top": chance, "rank_lower": 1, "rank_upper": 9,
        "n_compared": 40, "n_top": 4,
    }  # fmt: skip


@pytest.fixture(scope="module")
def people(marts):
    return load_people(marts, last_period(marts, AS_OF))


def test_who_is_ready_comes_first_then_the_nearest():
    rows = [
        readiness("A", chance=0.1), readiness("B", chance=0.5), readiness("C", "ready", 0.9, None),
        readiness("D", "unknown", None),
    ]  # fmt: skip
    lines = ready_lines(rows)
    assert [line.chance for line in lines] == ["90 %", "50 %", "10 %", "–"]
    assert lines[0].lacking is None
    assert lines[3].words.zh == "证据不足"


def test_a_team_sees_its_own_and_the_far_ones_are_counted(people):
    own = people[:8]
    rows = [readiness(person.agent_id, chance=i / 10) for i, person in enumerate(own)]
    rows.append(readiness("elsewhere", "ready", 0.9, None))
    (one,) = roles({"role_readiness": pd.DataFrame(rows)}, own)
    assert (len(one.lines), one.more) == (5, 3)
    assert {line.person.agent_id for line in one.lines} <= {person.agent_id for person in own}


def test_counts_hide_four_and_what_would_give_them_away(people):
    rows = [
        readiness(person.agent_id, "ready" if i < 4 else "not_ready", 0.9)
        for i, person in enumerate(people)
    ]
    (one,) = role_counts({"role_readiness": pd.DataFrame(rows)}, people)
    assert one.counts["ready"] is None
    assert None in (one.counts["not_ready"], one.counts["unknown"])


def test_only_who_may_be_among_the_best_is_named(people):
    first, second, third = (person.agent_id for person in people[:3])
    rows = [star(first, 0.2, "possible"), star(second, 0.8, "candidate"),
            star(third, 0.01, "other"), star("elsewhere", 0.9, "candidate")]  # fmt: skip
    lines = stars({"star_candidates": pd.DataFrame(rows)}, people[:3])
    assert [(line.person.agent_id, line.words.en) for line in lines] == [
        (second, "candidate"),
        (first, "as well possible"),
    ]
    assert lines[0].rank.zh == "40 人中第 1 至 9 名"


def test_pages_have_both_and_the_open_one_names_nobody(marts, people, tmp_path):
    agents = [person.agent_id for person in people]
    more = {
        "role_readiness": pd.DataFrame([readiness(agent) for agent in agents]),
        "star_candidates": pd.DataFrame([star(agents[0], 0.8, "candidate")]),
    }
    index = build_report({**marts, **more}, make_run(), tmp_path)
    opened = read_page(index.parent / "people.html")
    assert not any(person.name in opened.text() for person in people)
    assert opened.find("tr", data_role="Mentor")
    named = [
        node.get("data-star")
        for path in index.parent.glob("teams/*/people.html")
        for node in read_page(path).find(data_star="*")
    ]
    assert named == [agents[0]]
    own = next(iter(index.parent.glob(f"teams/*/agents/{agents[0]}*.html")))
    assert "tier 3" in read_page(own).find("section", id="roles")[0].text()
