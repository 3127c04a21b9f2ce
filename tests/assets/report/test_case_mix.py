"""Case-mix effects: the largest clear ones of each kind, in units people can read."""

import pytest

from assets.report.case_mix import MOST, case_mix
from assets.report.names import read_names


@pytest.fixture(scope="module")
def groups(marts):
    return {g.heading.en: g for g in case_mix(marts, read_names(marts))}


def test_each_kind_has_its_own_table_and_says_how_many_there_are(groups, measures):
    assert set(groups) == {"Shares of contacts", "Durations", "Marks of reviews"}
    assert {(len(g.lines), g.total) for g in groups.values()} == {(MOST, 12)}
    assert f"Shown: {MOST} of 12. All of them are in the mart case_mix_effects." in measures.text()


def test_drawn_effects_are_the_marts_and_hold_throughout(measures, marts):
    effects = marts["case_mix_effects"]
    effects = effects[effects["since"].isna()].set_index(["indicator", "level"])
    dots = measures.find("circle", data_factor="*")
    assert len(dots) == 3 * MOST
    for dot in dots:
        row = effects.loc[(dot.get("data-indicator"), dot.get("data-level"))]
        for name, column in (("value", "effect"), ("lower", "lower"), ("upper", "upper")):
            assert float(dot.get(f"data-{name}")) == pytest.approx(row[column], abs=5e-4)


def test_unclear_effects_come_last(measures):
    classes = [d.get("class") for d in measures.find("circle", data_factor="*", data_level="*")]
    for start in range(0, len(classes), MOST):
        assert classes[start : start + MOST] == sorted(classes[start : start + MOST])


def test_a_share_is_told_as_a_factor_on_the_odds_and_a_mark_in_points(groups):
    assert all(x.value.startswith("× ") for x in groups["Shares of contacts"].lines)
    assert all(x.value[0] in "+−0" for x in groups["Marks of reviews"].lines)
