"""The 360 portrait: what is hidden stays hidden, own answers stand beside the groups'."""

from types import SimpleNamespace

from assets.report.portraits import GROUPS, portrait
from assets.report.text import Text

NAMES = SimpleNamespace(
    dimensions={"process": Text("Process", "流程"), "growth": Text("G", "成长")}
)


def row(group, state="shown", rating=4.0, n=5, apart=None, dimension="process"):
    return {
        "agent_id": "A1", "dimension": dimension, "rater_group": group, "state": state,
        "rating": rating, "n_ratings": n, "self_minus_group": apart,
    }  # fmt: skip


def lines(*rows):
    return portrait("A1", SimpleNamespace(rows=lambda mart, agent: rows), NAMES)


def test_groups_stand_beside_oneself_and_the_hidden_say_nothing():
    hidden = row("manager", "too_few", None, None)
    (line,) = lines(row("self", rating=4.5, n=1), row("peer", apart=0.5), hidden)
    cells = dict(zip(GROUPS, line.cells, strict=True))
    assert cells["self"].en == "4.5"
    assert cells["peer"].zh == "4.0（5 条；自评差 +0.5）"
    assert cells["manager"] == Text("hidden", "不显示")
    assert cells["customer"].en == "–"


def test_dimensions_of_the_export_that_nobody_named_come_last():
    found = lines(row("peer", dimension="<b>tone"), row("peer", dimension="growth"))
    assert [one.dimension.zh for one in found] == ["成长", "<b>tone"]


def test_nobody_asked_is_no_portrait():
    assert lines() == []
