"""Loads, relations, and reviewers that were not linked and become so."""

import pandas as pd
import pytest

from competency.reviewer_assignment import assign_reviewers, components, weakest_link


def drawn(count, agents=5):
    return pd.DataFrame(
        {
            "interaction_id": [f"I{one:03d}" for one in range(count)],
            "agent_id": [f"A{one % agents}" for one in range(count)],
        }
    )


def pairs(*rows):
    return pd.DataFrame(rows, columns=["reviewer_id", "agent_id", "reviews"])


def linked(*rows):
    return pd.DataFrame(rows, columns=["reviewer_id", "other_reviewer_id", "contacts"])


def relations(*rows):
    return pd.DataFrame(rows, columns=["agent_id", "related_id"], dtype="object")


FOUR = pairs(("R1", "A0", 9), ("R2", "A1", 3), ("R3", "A2", 3), ("R4", "A3", 3))


def test_loads_are_alike_and_nobody_stays_with_one_reviewer():
    told, reviewers = assign_reviewers(drawn(22), FOUR, linked(), relations(), 0.0)
    assert reviewers["planned"].max() - reviewers["planned"].min() <= 1
    assert told["second_reviewer_id"].isna().all()
    every = [*zip(told["agent_id"], told["reviewer_id"], strict=True), ("A0", "R1"), ("A1", "R2")]
    seen = pd.DataFrame(every).groupby(0)[1].nunique()
    assert seen.min() >= 2


def test_whoever_knows_the_agent_already_comes_last():
    told, _ = assign_reviewers(drawn(1), FOUR, linked(), relations(), 0.0)
    assert told["reviewer_id"][0] != "R1"


def test_nobody_reviews_themselves_their_mentee_or_their_report():
    people = pairs(("A0", "A1", 3), ("M1", "A1", 3), ("R1", "A1", 1))
    told, _ = assign_reviewers(
        drawn(30, agents=2),
        people,
        linked(),
        relations(("A0", "M1"), ("A1", "M1"), ("A1", None)),
        0.5,
    )
    both = told.melt("agent_id", ["reviewer_id", "second_reviewer_id"])
    assert not (both["value"] == "M1").any()
    assert not (both["value"] == both["agent_id"]).any()
    assert set(told.loc[told["agent_id"] == "A0", "reviewer_id"]) == {"R1"}


def test_reviewers_that_were_not_linked_become_so():
    before = linked(("R1", "R2", 6), ("R3", "R4", 4))
    told, reviewers = assign_reviewers(drawn(24), FOUR, before, relations(), 0.08)
    assert told["second_reviewer_id"].notna().sum() == 2
    assert reviewers["component_before"].nunique() == 2
    assert reviewers["component_after"].nunique() == 1
    assert set(reviewers["weakest_link_before"]) == {0}
    # The second double score makes a second bridge: no link of the tree is weaker than 1.
    assert set(reviewers["weakest_link_after"]) == {1}


def test_without_any_double_scores_they_stay_apart():
    _, reviewers = assign_reviewers(drawn(24), FOUR, linked(), relations(), 0.0)
    assert reviewers["component_after"].nunique() == 4


def test_eight_reviewers_never_linked_are_after_seven_double_scores():
    many = pairs(*((f"R{one}", "A0", 1) for one in range(8)))
    _, reviewers = assign_reviewers(drawn(88), many, linked(), relations(), 0.08)
    assert reviewers["planned_second"].sum() == 8
    assert reviewers["component_after"].nunique() == 1


def test_the_two_reviewers_of_a_contact_are_two():
    told, _ = assign_reviewers(drawn(40), FOUR, linked(), relations(), 1.0)
    assert told["second_reviewer_id"].notna().all()
    assert (told["reviewer_id"] != told["second_reviewer_id"]).all()


@pytest.mark.parametrize(
    ("people", "first"),
    [pytest.param(FOUR.iloc[:0], 0, id="none"), pytest.param(FOUR[:1], 6, id="one")],
)
def test_no_reviewer_or_one_alone(people, first):
    told, reviewers = assign_reviewers(drawn(6), people, linked(), relations(), 0.5)
    assert told["reviewer_id"].notna().sum() == first
    assert told["second_reviewer_id"].isna().all()
    assert len(reviewers) == len(people)


def test_nothing_drawn():
    told, reviewers = assign_reviewers(drawn(0), FOUR, linked(), relations(), 0.5)
    assert len(told) == 0
    assert reviewers["planned"].tolist() == [0, 0, 0, 0]


def test_the_same_question_has_the_same_answer():
    one, other = (assign_reviewers(drawn(30), FOUR, linked(), relations(), 0.1)[0] for _ in "ab")
    pd.testing.assert_frame_equal(one, other)


def test_the_weakest_link_is_of_the_best_tree():
    links = {("a", "b"): 9, ("a", "c"): 1, ("b", "c"): 4, ("c", "d"): 3}
    assert weakest_link("abcd", links) == 3
    assert weakest_link("abcde", links) == 0
    assert components("abcde", links) == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 2}
