"""The page of one agent: about nobody else, fair, the same figures as the marts."""

import json
import re
import time
from itertools import pairwise
from types import SimpleNamespace

import pandas as pd
import pytest

from assets.report import reporting
from assets.report.agent_page import agent_content
from assets.report.charts.gap_bar import gap_scale
from assets.report.course_titles import course_titles
from assets.report.histories import load_histories
from assets.report.mode import read_mode
from assets.report.names import read_names
from assets.report.people import load_people
from assets.report.portraits import portrait
from assets.report.records import as_day, last_period
from assets.report.sessions import load_sessions
from report.agent_marts import add_agent_marts
from report.made_up_run import AWKWARD_NAMES, DIMENSIONS, PERIODS, make_run
from report.page_reader import SILENT, read_page

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RATED = [{"dimension": "process", "rater_group": "peer", "state": "too_few"}]


@pytest.fixture(scope="module")
def full(marts):
    return add_agent_marts(marts)


def contents(marts, run):
    """A function that gives the content of an agent's page."""
    as_of = as_day(run["as_of"])
    period = last_period(marts, as_of)
    names = read_names(marts)
    people = {person.agent_id: person for person in load_people(marts, period)}
    histories = load_histories(marts, period)
    shared = {
        "run": run,
        "as_of": as_of,
        "titles": course_titles(marts),
        "sessions": load_sessions(marts),
        "scale": gap_scale([10.0]),
    }

    def content(agent):
        return agent_content(people[agent], histories, names, **shared)

    content.people = people
    content.shared = {
        **shared, "names": names, "mode": read_mode(run), "period": period, "root": "../../../",
    }  # fmt: skip
    return content


def pages(marts, run):
    """A function that gives the parsed page of an agent."""
    content = contents(marts, run)
    template = reporting._environment().get_template("agent.html")

    def page(agent):
        return read_page(template.render(**content.shared, **content(agent)))

    page.people = content.people
    return page


@pytest.fixture(scope="module")
def page(full, run):
    return pages(full, run)


@pytest.fixture(scope="module")
def content(full, run):
    return contents(full, run)


def _others_on(tree, agent, agents):
    """Ids and names of other people on a page, its data and attributes included."""
    found = []
    words = " ".join(
        [tree.text(), *(str(value) for node in tree.walk() for value in node.attributes.values())]
    )
    for row in agents.itertuples():
        if row.agent_id == agent:
            continue
        if re.search(rf"\b{row.agent_id}\b", words) or row.name in words:
            found.append(row.agent_id)
    return found


def test_no_page_holds_anything_of_another_agent(page, full):
    for agent in page.people:
        assert not _others_on(page(agent), agent, full["agents"])


def test_the_search_for_others_finds_a_planted_one(full, run):
    """What a data-attribute, a word or the chart's data would give away is caught."""
    gaps = full["path_gaps"]
    planted = gaps.assign(
        reason=gaps["reason"].where(gaps["agent_id"] != "A005", "Mentor A017 has no time.")
    )
    tree = pages({**full, "path_gaps": planted}, run)("A005")
    assert _others_on(tree, "A005", full["agents"]) == ["A017"]


@pytest.mark.parametrize("place", range(len(AWKWARD_NAMES)))
def test_awkward_names_come_through_unharmed(page, place):
    tree = page(f"A{place:03d}")
    assert AWKWARD_NAMES[place] in [b.text() for b in tree.find("h1")[0].find("bdi")]
    for tag in ("script", "b", "i", "em"):
        assert all(node.get("src") or node.get("type") for node in tree.find(tag)), tag


def test_every_word_is_in_both_languages(page):
    tree = page("A000")
    for node in tree.find(data_lang="en"):
        beside = node.parent.elements
        other = beside[beside.index(node) + 1]
        assert other.get("data-lang") == "zh", node.text()
    assert len(tree.find(data_lang="en")) == len(tree.find(data_lang="zh")) > 60
    for node in tree.find("body")[0].walk():
        words = "".join(c for c in node.children if isinstance(c, str)).strip()
        if node.tag in SILENT or not re.search(r"[^\W\d_]{3}", words):
            continue
        # An option holds both, parted by a dot; so does the name of a group of options.
        if node.tag == "option":
            continue
        chain = [node, *node.above()]
        assert any(n.get("data-lang") or n.get("translate") == "no" for n in chain), words


def test_headings_nest_and_pictures_have_names(page):
    for agent in ("A000", "A004"):
        tree = page(agent)
        levels = [int(n.tag[1]) for n in tree.walk() if re.fullmatch(r"h[1-6]", n.tag)]
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        for svg in tree.find("svg"):
            assert svg.get("aria-hidden") == "true" or svg.elements[0].tag == "title"
        ids = [n.get("id") for n in tree.find(id="*")]
        assert len(ids) == len(set(ids))
        for table in tree.find("table"):
            assert table.find("th")
        labels = {label.get("for") for label in tree.find("label")}
        fields = [*tree.find("select"), *tree.find("textarea")]
        assert {field.get("id") for field in fields} <= labels


def test_chances_are_those_of_the_ladder(page, full):
    ladder = full["agent_ladder"]
    now = ladder[ladder["period"] == PERIODS[-1]].set_index("agent_id")
    drawn = {
        int(n.get("data-tier")): float(n.get("data-value"))
        for n in page("A000").find("table", class_="chances")[0].find("rect", data_tier="*")
    }
    assert drawn == {t: pytest.approx(now.loc["A000", f"prob_tier_{t}"]) for t in range(1, 6)}


def test_the_steps_of_the_receipt_follow_on_each_other_and_are_weight_times_score(content, page):
    for agent in ("A000", "A001", "A010"):
        steps = content(agent)["receipt"].steps
        assert len(steps) == len(DIMENSIONS)
        for step in steps:
            exact = float(step.weight.removesuffix(" %")) / 100 * float(step.score)
            assert float(step.points) == pytest.approx(exact, abs=0.08)
        drawn = page(agent).find("table", class_="steps")[0].find("rect", data_begin="*")
        ends = [(float(r.get("data-begin")), float(r.get("data-end"))) for r in drawn]
        assert all(before[1] == after[0] for before, after in pairwise(ends[:-1]))
        assert ends[-1] == (0.0, ends[-2][1])
        assert ends[-1][1] == pytest.approx(sum(float(step.points) for step in steps))


def test_abilities_carry_their_intervals_and_what_is_asked(page, content, full):
    scores = full["agent_scores"]
    scores = scores[(scores["period"] == PERIODS[-1]) & (scores["agent_id"] == "A000")]
    by_dimension = scores.set_index("dimension")
    rows = page("A000").find("tr", data_dimension="*")
    assert [r.get("data-dimension") for r in rows] == [d[0] for d in DIMENSIONS]
    for row in rows:
        want = by_dimension.loc[row.get("data-dimension")]
        dots = row.find("circle", data_value="*")
        if pd.isna(want["score"]):
            assert not dots
            continue
        for key, name in (("value", "score"), ("lower", "lower"), ("upper", "upper")):
            assert float(dots[0].get(f"data-{key}")) == pytest.approx(want[name], abs=1e-3)
    asked = content("A000")["goal"]
    assert asked.tier is None or set(asked.asked) == {d[0] for d in DIMENSIONS}


def test_strengths_come_first_and_no_rank_or_alarm_is_shown(page):
    for agent in ("A000", "A007", "A010"):
        tree = page(agent)
        words = tree.find("section", id="standing")[0].text()
        assert words.index("Strengths") < words.index("overall score is")
        assert not re.search(r"(?i)\brank|best of|worst|排名", tree.text())
        for node in tree.walk():
            assert not {"alert", "demoted", "age"} & set(node.get("class").split())
            if "chip" in node.get("class").split():
                assert "overdue" not in node.get("class").split()


def test_somebody_without_a_tier_is_told_what_is_missing(page):
    words = page("A004").text()
    assert "That is no bad mark" in words
    assert "这不是差评" in words
    assert re.search(r"Enough to judge: \d more records? about ", words)


def test_a_team_of_fewer_than_eight_scored_people_is_left_out(full, run):
    few = full["agents"].copy()
    few.loc[few["agent_id"] > "A003", "team_id"] = "elsewhere"
    page = pages({**full, "agents": few}, run)
    small, large = page("A000"), page("A010")
    assert "fewer than eight" in small.text()
    assert not small.find("rect", data_team="*")
    assert large.find("rect", data_team="*")
    assert "fewer than eight" not in large.text()


def test_a_new_starter_without_any_record(full, run):
    starter = (
        full["agents"]
        .iloc[[10]]
        .assign(
            agent_id="NEW", name="新来的", hire_date=pd.Timestamp("2025-11-17"), tenure_months=0
        )
    )
    marts = {**full, "agents": pd.concat([full["agents"], starter], ignore_index=True)}
    words = pages(marts, run)("NEW").text()
    assert "Nothing has been recorded yet" in words
    assert "Nothing is planned now." in words
    assert "Nothing has been measured this month." in words
    assert "Joined: 0 months so far" in words
    assert "None" not in words.replace("None so far.", "").replace("None on record", "")


def test_nothing_planned_is_explained(page):
    assert "planned on return" not in page("A003").text()
    for agent, person in page.people.items():
        if not person.items and not any(row["overdue"] for row in person.deliveries):
            words = page(agent).find("section", id="path")[0].text()
            assert "Nothing is planned" in words or "On leave" in words
            assert all(str(gap["reason"]) in words for gap in person.gaps if gap["gap"])


def test_the_portfolio_has_courses_certificates_and_milestones(content):
    done = content("A000")["portfolio"]
    assert [(one.course_id, one.minutes) for one in done.courses] == [("C03", None), ("C01", 95)]
    assert [(one.course_id, one.state) for one in done.certificates] == [("C01", "expiring")]
    assert content("A001")["portfolio"].certificates[0].state == "expired"
    days = [one.on for one in done.milestones]
    assert days == sorted(days)
    assert any("First month with a tier" in one.what.en for one in done.milestones)


def test_history_marks_moves_and_trainings(content, full):
    data = content("A000")["history"]
    assert [one["m"] for one in data["months"]] == [p.date().isoformat() for p in PERIODS]
    assert [one["d"] for one in data["trainings"]] == ["2025-03-04", "2025-06-20"]
    ladder = full["agent_ladder"]
    ladder = ladder[(ladder["agent_id"] == "A000") & (ladder["change"] != "held")]
    moved = {one["m"]: one["change"] for one in data["months"] if one["change"]}
    assert moved == {r.period.date().isoformat(): r.change for r in ladder.itertuples()}
    json.dumps(data["months"][0] | {"move": None}, allow_nan=False)


def test_the_score_of_a_month_stands_after_its_trainings(content):
    data = content("A000")["history"]
    at = {one["m"]: one["at"] for one in data["months"]}
    assert at["2025-03-01"] == "2025-03-31"
    assert at["2025-11-01"] == "2025-11-19"  # the day of the result
    for one in data["trainings"]:
        assert one["d"] <= at[f"{one['d'][:7]}-01"]
        assert one["d"] > f"{one['d'][:7]}-01"


def _held_by_a_gate(full, **more):
    """A000 on Expert, scores near the top, Leader barred by the people guided."""
    ladder = full["agent_ladder"].copy()
    one = (ladder["agent_id"] == "A000") & (ladder["period"] == PERIODS[-1])
    row = {
        "tier": 4, "previous_tier": 4, "change": "held", "prob_tier_1": 0.0, "prob_tier_2": 0.0,
        "prob_tier_3": 0.0, "prob_tier_4": 1.0, "prob_tier_5": 0.0, "blocked_by": "mentees",
        "blocked_by_text": "Leader needs 2 people guided. Now 0, of whom 0.",
        "blocked_by_text_zh": "领导级要求带教至少2人。目前0人，达到0人。", **more,
    }  # fmt: skip
    for key, value in row.items():
        ladder.loc[one, key] = value
    scores = full["agent_scores"].copy()
    scores.loc[
        (scores["agent_id"] == "A000") & (scores["period"] == PERIODS[-1]), "posterior_mean"
    ] = 78.0
    return {**full, "agent_ladder": ladder, "agent_scores": scores}


def test_chances_of_somebody_held_by_a_gate_agree_with_the_receipt(full, run):
    """Both say how sure the scores alone are of the next tier, in the same figure."""
    tree = pages(_held_by_a_gate(full), run)("A000")
    standing, receipt = (tree.find("section", id=one)[0].text() for one in ("standing", "receipt"))
    alone = re.search(r"scores alone: ([<> \d]+%) sure; held by: people guided", standing)
    assert alone, standing
    assert alone[1] != "< 1 %"
    assert f"The scores are {alone[1]} sure now." in receipt
    assert f"仅按分数：把握 {alone[1]}；受限于：带教" in standing
    assert "By scores and the other requirements: of 100 people" in standing
    assert "by this month's scores and the other requirements" in standing
    assert "sure of this tier by the scores" not in tree.text()


def test_gates_that_are_not_told_apart_are_not_all_said_to_hold(full, run):
    words = pages(_held_by_a_gate(full, blocked_by="composite"), run)("A000").text()
    assert "held by: one or more of role, people guided, 360° feedback" in words


def test_nobody_is_said_to_be_held_whose_next_tier_is_open(full, run):
    open_tier = _held_by_a_gate(full, prob_tier_4=0.2, prob_tier_5=0.8, blocked_by="dwell")
    assert "scores alone" not in pages(open_tier, run)("A000").text()


def test_appeals_are_listed_with_their_answers(page):
    words = page("A000").find("section", id="appeal")[0].text()
    assert words.index("open") < words.index("decided: upheld in part")
    for one in ("已决定：部分成立", "Mei <i>Lin</i>", "Thu 9 Oct", "Two reviews were taken out."):
        assert one in words
    assert "My words." not in page("A001").text()
    assert "No appeal as of this result." in page("A001").find("section", id="appeal")[0].text()
    (link,) = page("A000").find("a", href="/appeals")
    assert "hidden" in link.parent.attributes  # until a server says who is signed in


def test_the_range_that_more_records_narrow_is_that_of_the_ability(content):
    lines = [
        one
        for agent in ("A000", "A001", "A010")
        for one in content(agent)["receipt"].surer
        if "±" in one.en
    ]
    assert lines
    for one in lines:
        ability = re.search(r"comes from (.+) \(", one.en)[1]
        assert f"the range of the score of {ability} itself" in one.en
        assert "本身的得分区间" in one.zh


def test_the_appeal_names_result_and_agent_and_offers_what_is_on_the_page(page, run):
    tree = page("A000")
    (form,) = tree.find("form", data_appeal="*")
    assert form.get("data-agent") == "A000"
    assert form.get("data-run") == run["run_id"]
    assert "hidden" in form.attributes
    kinds = {option.get("value").split(":")[0] for option in form.find("option")}
    assert kinds == {"tier", "score", "indicator", "path_item"}
    facts = tree.find("pre")[0].text()
    assert "A000" in facts
    assert run["run_id"] in facts
    assert "2025-11-19" in facts


@pytest.mark.parametrize(
    "missing",
    [
        ["config_editions"], ["score_covariances"], ["dimension_weights"], ["trainings"],
        ["enrollments"], ["agent_scores"], ["agent_composites"], ["agent_indicators"],
        ["agent_ladder"], ["path_assignments", "path_gaps"], ["framework_indicators"],
        ["framework_tiers"], ["framework_dimensions"], ["indicator_models"], ["new_hires"],
        ["sessions", "courses"], ["product_clearances"], ["appeals"],
    ],
    ids="+".join,
)  # fmt: skip
@pytest.mark.parametrize("way", ["absent", "empty"])
def test_a_result_that_lacks_a_mart_still_makes_a_page(full, missing, way):
    marts = {
        k: v.iloc[:0] if k in missing else v
        for k, v in full.items()
        if way == "empty" or k not in missing
    }
    page = pages(marts, make_run(degraded=True))
    for agent in ("A000", "A004"):
        tree = page(agent)
        assert "nan" not in re.findall(r"\b\w+\b", tree.text())
        assert tree.find("section", id="missing")


def test_a_leaver_is_told_as_one(full, run):
    left = full["agents"].copy()
    left["left_on"] = left["left_on"].mask(left["agent_id"] == "A002", pd.Timestamp("2025-11-10"))
    assert "Left on Mon 10 Nov 2025" in pages({**full, "agents": left}, run)("A002").text()


def test_a_page_weighs_little_and_is_made_quickly(full, run):
    page = pages(full, run)
    content = contents(full, run)
    template = reporting._environment().get_template("agent.html")
    template.render(**content.shared, **content("A000"))
    begin = time.process_time()
    written = [template.render(**content.shared, **content(a)) for a in list(page.people)[:20]]
    took = (time.process_time() - begin) / 20
    assert max(len(one.encode()) for one in written) < 150_000
    assert took < 0.05  # far above what is measured, so that a slow machine does not fail


@pytest.mark.parametrize(
    ("raters", "words"), [(7, "fewer than 7 raters"), (None, "too few raters")]
)
def test_the_portrait_says_the_configured_number_of_raters(content, raters, words):
    template = reporting._environment().get_template("agent.html")
    shown = {**content.shared, **content("A000"), "portrait": [], "minimum_raters": raters}
    shown["portrait"] = portrait("A000", SimpleNamespace(rows=lambda *_: RATED), shown["names"])
    (section,) = read_page(template.render(**shown)).find("section", id="portrait")
    assert words in section.text()


def test_the_sheet_for_the_next_talk_says_what_the_page_says(page, content):
    """Gaps are those of the abilities below the next tier, courses the first of the path."""
    talked = set()
    for agent in page.people:
        told, sheet = content(agent), page(agent).find("section", id="one-to-one")[0]
        said = {kind: [" ".join(one.text().split()) for one in sheet.find("li", data_talk=kind)]
                for kind in ("gap", "course", "certificate", "way")}  # fmt: skip
        readings = [line.reading for line in told["abilities"]]
        judged = [r for r in readings if r.score is not None and r.asked is not None]
        below = [r for r in judged if r.score < r.asked]
        assert len(said["gap"]) == bool(judged)
        assert all(f"{r.score:.1f} of {r.asked:g}" in said["gap"][0] for r in below)
        assert not judged or (" of " in said["gap"][0]) == bool(below)
        assert len(said["course"]) == min(3, len(told["learning"].lines))
        ending = [one for one in told["portfolio"].certificates if one.state != "valid"]
        assert len(said["certificate"]) == len(ending)
        talked |= {kind for kind, lines in said.items() if lines}
    assert talked >= {"gap", "course"}
    assert len(sheet.find("ol")) == 2
