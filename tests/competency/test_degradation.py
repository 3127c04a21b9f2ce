import pytest

from competency.degradation import lost_weight


def test_a_source_takes_its_share_of_each_dimension_and_of_the_composite(framework):
    lost = lost_weight(framework, ["crm/surveys"])
    assert lost.dimensions["relationship"] == pytest.approx(0.5)
    assert lost.dimensions["process"] == 0
    assert lost.composite == pytest.approx(0.5 * framework.dimension("relationship").weight)
    assert not lost.is_too_much
    assert lost.missing == ("crm/surveys",)


def test_what_carries_no_weight_costs_nothing(framework):
    lost = lost_weight(framework, ["lms/courses", "crm/agents.name"])
    assert (lost.composite, lost.missing) == (0, ())


@pytest.mark.parametrize(("allowed", "too_much"), [(0.52, True), (0.525, False), (0.6, False)])
def test_only_more_than_the_cap_is_too_much(framework, allowed, too_much):
    rules = framework.degradation.model_copy(update={"max_lost_weight": allowed})
    capped = framework.model_copy(update={"degradation": rules})
    lost = lost_weight(capped, ["crm/interactions"])
    assert lost.composite == pytest.approx(0.525)
    assert lost.is_too_much is too_much


def test_the_words_name_what_is_missing_and_both_shares(framework):
    words = lost_weight(framework, ["crm/interactions"]).words()
    for text in (words.en, words.zh):
        assert "crm/interactions" in text
        assert "50%" in text
        assert "52%" in text or "53%" in text


def test_a_column_counts_like_a_table(framework):
    lost = lost_weight(framework, ["crm/surveys.nps"])
    assert lost.missing == ("crm/surveys.nps",)
    assert lost.dimensions["relationship"] == pytest.approx(0.15)


def test_a_dimension_nobody_measures_loses_nothing(framework):
    without = framework.model_copy(
        update={"indicators": tuple(i for i in framework.indicators if i.dimension != "growth")}
    )
    assert lost_weight(without, ["crm/interactions"]).dimensions["growth"] == 0
