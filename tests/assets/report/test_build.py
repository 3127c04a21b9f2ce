"""The written pages: well formed, self-contained, safe, in two languages, same bytes each time."""

import hashlib
import json
import re
from itertools import pairwise

import pandas as pd
import pytest

from assets.report.build import build_report
from competency.frames import FRAMES, conform
from report.made_up_run import AS_OF, AWKWARD_NAMES, make_marts, make_run
from report.page_reader import SILENT, read_page

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LETTERS = re.compile(r"[^\W\d_]")


def test_one_page_a_team_and_one_for_the_organisation(pages, teams, marts):
    assert set(teams) == set(marts["agents"]["team_name"])
    assert len(pages) == 6 + marts["agents"]["team_id"].nunique()


def test_no_page_needs_anything_from_outside(trees, pages):
    for name, page in trees.items():
        for node in page.walk():
            assert node.tag not in {"img", "iframe", "object", "embed", "base", "style"}
            place = node.get("src") or node.get("href")
            # Pages of the server, only shown where there is one.
            if not place.startswith(("#", "/overrides", "/me")) and place:
                assert (pages[name].parent / place).resolve().is_file(), place


def test_what_all_pages_share_needs_nothing_from_outside(pages):
    shared = pages["index"].parent / "shared"
    for path in [*shared.glob("*.css"), *shared.glob("*.js")]:
        text = path.read_text("utf-8")
        assert "@import" not in text
        assert set(re.findall(r"url\(([^)]*)\)", text)) <= {"#hatch"}
        assert not re.search(r"https?://(?!www\.w3\.org/)", text), path.name


def test_the_chart_library_is_the_one_named(pages):
    vendor = pages["index"].parent / "shared" / "vendor"
    named = json.loads((vendor / "versions.json").read_text("utf-8"))
    assert {path.name for path in vendor.glob("*.js")} == set(named)
    for name, entry in named.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["version"] in (vendor / "LICENSES.txt").read_text("utf-8")


def test_links_to_teams_lead_to_their_pages(pages, index):
    links = [a.get("href") for a in index.find("a") if a.get("href").startswith("teams/")]
    assert len(links) == len(pages) - 6
    for link in links:
        assert (pages["index"].parent / link).is_file()


@pytest.mark.parametrize("name", AWKWARD_NAMES)
def test_awkward_names_come_through_unharmed(teams, name):
    shown = [b.text() for b in teams["Billing"].find("bdi")]
    assert name in shown


def test_markup_in_data_is_text(trees, teams):
    for page in trees.values():
        assert all(n.get("src") or n.get("type") == "application/json" for n in page.find("script"))
        assert not page.find("b")
        assert not page.find("i")
    assert "Returns <i>& more</i>" in teams


@pytest.mark.parametrize("page", ["index", "courses", "measures", "sampling", "library"])
def test_no_agent_is_named_on_the_pages_for_all(trees, page, marts):
    words = trees[page].text()
    for agent in marts["agents"].itertuples():
        assert agent.name not in words
        assert not re.search(rf"\b{agent.agent_id}\b", words)


def test_a_team_page_names_only_its_own_people(teams, marts):
    for name, page in teams.items():
        others = marts["agents"].loc[marts["agents"]["team_name"] != name, "agent_id"]
        on_page = {n.get("data-agent") for n in page.find(data_agent="*")}
        assert not on_page & set(others)


def test_every_word_is_in_both_languages(trees):
    for page in trees.values():
        seen = 0
        for node in page.find(data_lang="en"):
            beside = node.parent.elements
            other = beside[beside.index(node) + 1]
            assert other.tag == node.tag
            assert other.get("data-lang") == "zh", node.text()
            if node.parent.get("id") != "language":
                chinese = CHINESE.search(other.text()) or re.fullmatch(r"\d+/\d+", other.text())
                assert chinese, (node.text(), other.text())
                seen += 1
        assert seen > 10
        assert len(page.find(data_lang="en")) == len(page.find(data_lang="zh"))


def test_words_outside_the_two_languages_are_data(trees):
    """A word is translated, or it is data and marked so; the chart's `n` stands for a count."""
    for page in trees.values():
        body = page.find("body")[0]
        for node in body.walk():
            words = "".join(c for c in node.children if isinstance(c, str))
            if node.tag in SILENT or not LETTERS.search(words) or re.fullmatch(r"n \d+", words):
                continue
            chain = [node, *node.above()]
            assert any(n.get("data-lang") or n.get("translate") == "no" for n in chain), words


def test_charts_have_names_and_headings_nest(trees):
    for page in trees.values():
        charts = [s for s in page.find("svg") if s.get("aria-hidden") != "true"]
        for chart in charts:
            assert chart.get("role") == "img"
            assert chart.elements[0].tag == "title"
            assert chart.elements[0].text().strip()
        levels = [int(n.tag[1]) for n in page.walk() if re.fullmatch(r"h[1-6]", n.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        for landmark in ("header", "nav", "main", "footer"):
            assert len(page.find(landmark)) == 1
        ids = [n.get("id") for n in page.find(id="*")]
        assert len(ids) == len(set(ids))


def test_every_form_field_has_a_label(teams):
    page = teams["Billing"]
    fields = page.find("input")
    assert fields
    assert {f.get("id") for f in fields} <= {label.get("for") for label in page.find("label")}


def test_a_degraded_run_says_what_is_missing_and_switched_off(trees):
    for page in trees.values():
        (notice,) = page.find(id="missing")
        assert "qa/reviews is missing; switched off: Process accuracy." in notice.text()
        assert "缺少表 qa/reviews，已停用：流程准确率。" in notice.text()


def test_a_full_run_has_no_notice(marts, run, tmp_path):
    page = read_page(build_report(marts, run, tmp_path))
    assert not page.find(id="missing")


def test_same_input_same_bytes(pages, tmp_path):
    again = build_report(make_marts(), make_run(degraded=True), tmp_path)
    for path in pages.values():
        twin = again.parent / path.relative_to(pages["index"].parent)
        assert path.read_bytes() == twin.read_bytes()


def test_two_processes_write_the_same_pages_as_one(marts, run, tmp_path):
    alone = build_report(marts, run, tmp_path / "one", processes=1).parent
    shared = build_report(marts, run, tmp_path / "two", processes=2).parent
    files = {p.relative_to(alone): p.read_bytes() for p in alone.rglob("*") if p.is_file()}
    assert len(files) > len(marts["agents"])
    assert files == {
        p.relative_to(shared): p.read_bytes() for p in shared.rglob("*") if p.is_file()
    }


def test_a_page_that_cannot_be_written_by_another_process_is_an_error(marts, run, tmp_path):
    (tmp_path / "teams" / "T2").mkdir(parents=True)
    (tmp_path / "teams" / "T2" / "agents").write_text("in the way")
    with pytest.raises(OSError, match="agents"):
        build_report(marts, run, tmp_path, processes=2)


def _without(marts, *names):
    return {k: v.iloc[:0] if k in names else v for k, v in marts.items()}


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        pytest.param(["course_effects"], "No course has an effect to report yet.", id="effects"),
        pytest.param(["rejected_rows"], "Nothing was wrong.", id="rejects"),
        pytest.param(["dimension_weights"], "No weights this month.", id="weights"),
        pytest.param(["indicator_models"], "No indicator has been modelled yet.", id="models"),
        pytest.param(["case_mix_effects"], "No circumstances are known.", id="case-mix"),
        pytest.param(["reviewer_severity"], "No two reviewers to compare.", id="severity"),
        pytest.param(["review_agreement"], "No machine reviews came in.", id="agreement"),
        pytest.param(["agent_ladder", "agent_composites"], "No month has been rated", id="ladder"),
    ],
)
def test_an_empty_mart_is_said_in_words(marts, run, tmp_path, missing, says):
    build_report(_without(marts, *missing), run, tmp_path)
    pages = [read_page(page) for page in tmp_path.glob("**/*.html")]
    assert any(says in page.text() for page in pages)


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        pytest.param(["agent_scores"], "no evidence", id="scores"),
        pytest.param(["agent_composites"], "no score yet", id="composites"),
        pytest.param(["path_assignments"], "No course this week.", id="paths"),
        pytest.param(["path_gaps"], "Every gap has a course.", id="gaps"),
        pytest.param(["agent_indicators"], "Fewer than 20 reviewed contacts.", id="indicators"),
    ],
)
def test_a_team_page_bears_empty_marts(marts, run, tmp_path, missing, says):
    build_report(_without(marts, *missing), run, tmp_path)
    assert says in read_page(tmp_path / "teams" / "T2" / "index.html").text()


def test_nothing_at_all_still_makes_a_page(run, tmp_path):
    index = build_report({}, {**run, "sources": [], "tables": []}, tmp_path)
    words = read_page(index).text()
    assert "This run lists no files." in words
    assert "No month has been rated yet." in words
    measures = read_page(tmp_path / "analysis" / "measures.html").text()
    assert "The configuration names no tiers." in measures
    assert "This result has no course catalogue." in read_page(tmp_path / "courses.html").text()


def test_a_team_that_everybody_left_has_a_page_saying_so(teams):
    assert "Nobody belongs to this team now." in teams["Left behind"].text()


def test_a_team_page_counts_appeals_that_wait(marts, run, tmp_path):
    own = marts["agents"].loc[marts["agents"]["team_id"] == "T2", "agent_id"].iloc[:2].tolist()
    appeals = pd.DataFrame(
        {
            "appeal_id": ["a1", "a2", "a3"], "agent_id": [*own, "A000"], "about": "tier",
            "subject": None, "opened_by": "Ann", "opened_at": pd.Timestamp("2025-11-03"),
            "state": ["open", "decided", "open"], "outcome": [None, "upheld", None],
            "decided_by": [None, "Bob", None], "decided_at": [None, AS_OF, None],
            "decision": [None, "Right.", None],
        }
    )  # fmt: skip
    build_report({**marts, "appeals": appeals}, run, tmp_path)
    words = read_page(tmp_path / "teams" / "T2" / "index.html").text()
    assert re.search(r"1\s*appeals without an answer", words)
    build_report(marts, run, tmp_path)
    assert "appeals without" not in read_page(tmp_path / "teams" / "T2" / "index.html").text()


def test_people_without_a_team_have_a_page(marts, run, tmp_path):
    agents = marts["agents"].assign(
        team_id=marts["agents"]["team_id"].where(marts["agents"]["agent_id"] != "A003"),
    )
    build_report({**marts, "agents": agents}, run, tmp_path)
    page = read_page(tmp_path / "teams" / "_no-team" / "index.html")
    assert {n.get("data-agent") for n in page.find(data_agent="*")} == {"A003"}


def test_integers_that_came_back_as_floats_and_dates_as_objects(marts, run, tmp_path):
    """DuckDB may hand over nullable integers as floats, and DATE columns as Python dates."""
    plain = build_report(marts, run, tmp_path / "a")
    paths = marts["path_assignments"].assign(
        minutes=marts["path_assignments"]["minutes"].astype("Float64"),
        due=[d.date() for d in marts["path_assignments"]["due"]],
    )
    ladder = marts["agent_ladder"].assign(tier=marts["agent_ladder"]["tier"].astype("Int64"))
    other = build_report(
        {**marts, "path_assignments": paths, "agent_ladder": ladder}, run, tmp_path / "b"
    )
    assert plain.read_bytes() == other.read_bytes()
    for page in (tmp_path / "a").rglob("*.html"):
        assert page.read_bytes() == (tmp_path / "b" / page.relative_to(tmp_path / "a")).read_bytes()


def test_the_dtypes_the_library_declares_make_the_same_pages(marts, run, tmp_path):
    typed = {k: conform(v, k) if k in FRAMES else v for k, v in marts.items()}
    assert str(typed["agent_ladder"]["tier"].dtype) == "Int64"
    plain, other = (
        build_report(marts, run, tmp_path / "a"),
        build_report(typed, run, tmp_path / "b"),
    )
    assert plain.read_bytes() == other.read_bytes()
    for page in (tmp_path / "a").rglob("*.html"):
        assert page.read_bytes() == (tmp_path / "b" / page.relative_to(tmp_path / "a")).read_bytes()


def test_scores_of_the_newest_month_only(teams, marts):
    cells = marts["agent_scores"]
    cells = cells[cells["period"] == cells["period"].max()].set_index(["agent_id", "dimension"])
    tiles = [t for page in teams.values() for t in page.find(data_dimension="*", data_evidence="*")]
    assert len(tiles) == 41 * 6
    for tile in tiles:
        row = cells.loc[(tile.get("data-agent"), tile.get("data-dimension"))]
        assert tile.get("data-state") == row["evidence_state"]
        assert int(tile.get("data-evidence")) == row["n_evidence"]
        if not pd.isna(row["score"]):
            assert float(tile.get("data-value")) == pytest.approx(row["score"], abs=5e-4)
        else:
            assert not tile.get("data-value")
