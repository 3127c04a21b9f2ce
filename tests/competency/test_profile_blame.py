import pytest

from competency.profile_blame import override_of


@pytest.mark.parametrize(
    ("profile", "indicator", "key", "blamed"),
    [
        pytest.param(
            "e_commerce", "complaint", "target", ("indicators", "complaint", "target"), id="its own"
        ),
        pytest.param(
            "finance",
            "proactive_care",
            "weight",
            ("indicators", "cross_sell_accepted", "weight"),
            id="its neighbour",
        ),
        pytest.param(
            "finance", "escalated", "weight", ("dimension_weights", "mediation"), id="its dimension"
        ),
        pytest.param("general", "escalated", "weight", (), id="none of it"),
    ],
)
def test_the_likeliest_override_is_blamed(framework, profile, indicator, key, blamed):
    number = [item.key for item in framework.indicators].index(indicator)
    found = override_of(framework, profile, ("indicators", number, key))
    assert found == ("profiles", profile, *blamed)


def test_dimensions_are_blamed_on_the_weights_of_the_profile(framework):
    place = ("profiles", "finance", "dimension_weights")
    assert override_of(framework, "finance", ("dimensions", 0, "weight")) == (*place, "process")
    assert override_of(framework, "finance", ("dimensions",)) == place
