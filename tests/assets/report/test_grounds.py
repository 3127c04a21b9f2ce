"""What an assignment rests on is shown with its picture, and never more than is known."""

import pytest

from assets.report.charts.svg import Scale
from assets.report.grounds import read_grounds
from assets.report.text import Text
from report.page_reader import read_page

ROW = {
    "gap": 12.0, "expected_uplift": 3.4, "uplift_lower": 1.0, "uplift_upper": 5.8,
    "n_trained": 31, "weighted_gain": 0.75, "runner_up": "Next best is X.", "runner_up_zh": "次优",
}  # fmt: skip
SCALE = Scale(0.0, 20.0)
PROCESS = Text("Process", "流程")


def _words(row, dimension=PROCESS):
    return [fact.en for fact in read_grounds(row, dimension, SCALE).facts]


def test_the_facts_of_a_full_row():
    assert _words(ROW) == [
        "Process: 12 points missing when it begins.",
        "The course is expected to add +3.4 (+1.0 … +5.8 nine times in ten), as 31 people trained "
        "so far show.",
        "With all abilities by their weights it closes 0.75 points.",
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"n_trained": 0}, "assumed, nobody's training", id="assumed"),
        pytest.param({"n_trained": None}, "nine times in ten).", id="not-told"),
        pytest.param({"uplift_lower": None}, "to add +3.4, as 31 people", id="no-interval"),
        pytest.param({"n_trained": 1.0}, "as 1 person trained", id="one"),
    ],
)
def test_how_sure_the_expectation_is(change, says):
    assert says in _words(ROW | change)[1]


def test_a_course_that_narrows_no_gap_has_no_picture():
    found = read_grounds(ROW, None, SCALE)
    assert found.bar is None
    assert [fact.en for fact in found.facts] == _words(ROW)[2:]


def test_an_older_result_has_no_grounds():
    assert read_grounds({"expected_uplift": None}, PROCESS, SCALE) is None


def test_the_picture_has_the_marts_figures():
    page = read_page(str(read_grounds(ROW, PROCESS, SCALE).bar))
    assert [float(n.get("data-gap")) for n in page.find(data_gap="*")] == [12.0]
    (closes,) = page.find(class_="closes")
    (gap,) = page.find(class_="gap")
    wide, all_ = (float(n.get("width").rstrip("%")) for n in (closes, gap))
    assert wide / all_ == pytest.approx(3.4 / 12, abs=1e-3)


def test_the_runner_up_is_folded_away_with_the_rest(teams):
    page = teams["Billing"]
    told = page.find(class_="runner-up")
    assert told
    for node in told:
        (fold,) = [n for n in node.above() if n.tag == "details" and n.get("class") == "grounds"]
        assert "open" not in fold.attributes
    # A duty was not chosen by gain and has none.
    for row in page.find("tr", data_course="C01"):
        assert not row.find(class_="runner-up")
