import pandas as pd
import pytest

from competency.learning_mix import mix_learning


def learned(*rows):
    names = ["seniority", "format", "completions", "minutes", "n_people"]
    return pd.DataFrame(rows, columns=names)


def mixed(framework, *rows):
    return mix_learning(framework, learned(*rows)).set_index(["seniority", "kind"])


def test_shares_are_of_the_minutes_that_the_mix_names(framework):
    found = mixed(
        framework,
        ("in_service", "case_study", 5, 500, 9),
        ("in_service", "Role play", 5, 300, 9),
        ("in_service", "微课", 5, 150, 9),
        ("in_service", "micro_lesson", 5, 50, 9),
        ("in_service", "webinar", 5, 9000, 9),
    ).loc["in_service"]
    assert found["share"].drop("other").to_dict() == {
        "case_study": 0.5, "role_play": 0.3, "micro_lesson": 0.2,
    }  # fmt: skip
    assert set(found["state"].drop("other")) == {"within"}
    assert found.loc["other", "state"] == "no_target"
    assert pd.isna(found.loc["other", "share"])


@pytest.mark.parametrize(
    ("theory", "state"), [(400, "within"), (401, "over"), (200, "within"), (199, "under")]
)
def test_the_tolerance_is_kept_to_the_edge(framework, theory, state):
    """The target of theory for new hires is 30 %, the tolerance 10 points."""
    found = mixed(
        framework, ("new", "lecture", 1, theory, 5), ("new", "simulation", 1, 1000 - theory, 5)
    )
    assert found.loc[("new", "theory"), "state"] == state


def test_a_kind_that_nobody_did_is_told(framework):
    found = mixed(framework, ("new", "lecture", 2, 60, 5))
    assert found.loc[("new", "shadowing"), ["share", "state"]].tolist() == [0.0, "under"]
    # No group but the one that learned has minutes.
    assert set(found.loc["in_service", "state"]) == {"no_minutes"}


def test_a_group_without_a_mix_has_shares_without_targets(framework):
    found = mixed(framework, ("backbone", "lecture", 1, 25, 8), ("backbone", "zoom", 1, 75, 8))
    assert found.loc["backbone", "share"].to_dict() == {"theory": 0.25, "other": 0.75}
    assert set(found.loc["backbone", "state"]) == {"no_target"}


def test_nothing_learned_is_no_error(framework):
    found = mix_learning(framework, learned())
    assert set(found["state"]) == {"no_minutes"}
    assert found["n_people"].eq(0).all()
