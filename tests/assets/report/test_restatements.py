"""Restated figures: counted where five people have some, told to each person in words."""

import pytest

from assets.report.build import build_report
from assets.report.names import read_names
from assets.report.restatements import restated_lines, restated_words
from report.agent_marts import add_agent_marts
from report.made_up_restatements import make_restatements
from report.made_up_run import make_run
from report.page_reader import read_page


@pytest.fixture(scope="module")
def full(marts):
    return {**add_agent_marts(marts), "restatements": make_restatements()}


@pytest.fixture(scope="module")
def said(full):
    return restated_words(full, read_names(full))


def test_figures_are_counted_by_kind_and_reason(full):
    found = {(line.kind.en, line.reason.en.split()[0]): line for line in restated_lines(full)}
    scores = found["Overall scores", "records"]
    assert (scores.figures, scores.largest) == (6, "−4.2")
    assert [kind for kind, _ in found][:3] == ["Tiers"] * 3


def test_figures_of_fewer_than_five_people_are_hidden(full):
    hidden = [line for line in restated_lines(full) if line.figures is None]
    # Tiers for three reasons and what another configuration or learning anew did to one person.
    assert len(hidden) == 5
    assert all(line.largest is None for line in hidden)
    assert len(restated_lines(full)) == 7


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        pytest.param("A000", "was published as “{3}” and stays; by what is known today it would be "
                     "“{2}”.", id="stands"),
        pytest.param("A000", "So it is with 2 earlier months.", id="only the newest one by one"),
        pytest.param("A001", "would be “Too little evidence”", id="none today"),
        pytest.param("A002", "was published as “Too little evidence” and stays", id="none then"),
        pytest.param("A003", "under the configuration it is shown by now it is “{3}”", id="other"),
        pytest.param("A003", "score of 2 months has changed since it was published, by up to +1.5 "
                     "points. Why: records that came in late or were corrected, learning anew",
                     id="scores"),
    ],
)  # fmt: skip
def test_what_an_agent_is_told(full, said, agent, words):
    names = read_names(full)
    words = words.replace("{3}", names.tier(3).en).replace("{2}", names.tier(2).en)
    assert words in " ".join(one.en for one in said[agent])
    assert all(one.zh and one.zh != one.en for one in said[agent])


def test_who_has_none_is_told_nothing(marts, full, said):
    assert "A010" not in said
    assert restated_words(marts, read_names(marts)) == {}
    empty = {"restatements": full["restatements"].head(0)}
    assert restated_lines(empty) == restated_lines({}) == []


def test_pages_have_them(marts, tmp_path):
    index = build_report({**marts, "restatements": make_restatements()}, make_run(), tmp_path)
    section = read_page(index).find("section", id="restatements")[0]
    assert len(section.find("tbody")[0].find("tr")) == 7
    assert "6" in section.text()
    pages = {page.stem: page for page in tmp_path.glob("**/agents/*.html")}
    assert len(pages) > 5
    told = {
        name: bool(read_page(page).find("div", **{"class": "restated"}))
        for name, page in pages.items()
    }
    assert sum(told.values()) == 6


def test_without_any_the_page_says_so(index):
    assert "as it was published" in index.find("section", id="restatements")[0].text()
