import pytest

from competency.references import (
    Check,
    baseball,
    cbpp,
    dyestuff,
    penicillin,
    read_reference,
    reference_checks,
    regression_to_the_mean,
    swiss,
)


@pytest.mark.parametrize(
    ("checks", "count"),
    [
        (dyestuff, 11),
        (penicillin, 16),
        (cbpp, 13),
        (baseball, 22),
        (regression_to_the_mean, 2),
        (swiss, 31),
    ],
)
def test_published_results_come_out_to_their_digits(checks, count):
    found = checks()
    assert len(found) == count
    assert [(one.name, one.published, one.ours) for one in found if not one.ok] == []


def test_every_function_is_among_the_checks():
    assert len(reference_checks()) == 107
    assert len({(one.source, one.name) for one in reference_checks()}) == 107


def test_our_laplace_optimum_is_no_lower_than_that_of_lme4():
    ours = [one.ours for one in cbpp() if one.name == "log-likelihood"]
    assert min(ours) >= -92.026566


def test_a_wrong_number_is_not_ok():
    assert Check("s", "n", 1.0, 1.0005, 1e-3).ok
    assert not Check("s", "n", 1.0, 1.002, 1e-3).ok
    assert not Check("s", "n", 1.0, float("nan"), 1e-3).ok


def test_the_data_are_the_published_tables():
    shapes = {name: read_reference(name).shape for name in ("dyestuff", "penicillin", "cbpp")}
    assert shapes == {"dyestuff": (30, 2), "penicillin": (144, 3), "cbpp": (56, 4)}
    assert read_reference("baseball")["hits"].sum() == 215
    assert read_reference("swiss").shape == (47, 7)
    assert read_reference("swiss")["fertility"].mean().round(4) == 70.1426
