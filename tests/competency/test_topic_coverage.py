import pandas as pd
import pytest

from competency.topic_coverage import cover_topics


def contacts(**counts):
    return pd.DataFrame({"issue_type": list(counts), "n": list(counts.values())})


def catalogue(*rows):
    return pd.DataFrame(rows or [], columns=["course_id", "dimensions", "format", "card", "active"])


def covered(framework, brought, courses):
    return cover_topics(framework, brought, courses).set_index(["kind", "item"])


def test_an_issue_type_nobody_claims_and_one_without_a_course_are_named(framework):
    found = covered(
        framework,
        contacts(refund=60, riddle=30, technical=10),
        catalogue(("C1", "process", "role_play", None, True)),
    )
    states = found.loc["topic", "state"].to_dict()
    assert states == {"refund": "covered", "riddle": "no_dimension", "technical": "no_course"}
    assert found.loc[("topic", "refund"), "dimensions"] == "process|mediation"
    assert found.loc["topic", "share"].to_dict() == {"refund": 0.6, "riddle": 0.3, "technical": 0.1}
    # 60 + 30 of 100 is over the line; what came after it is not frequent.
    assert found.loc["topic", "frequent"].to_dict() == {
        "refund": True, "riddle": True, "technical": False,
    }  # fmt: skip
    process = found.loc[("dimension", "process")]
    assert process[["n_courses", "n_practice", "n_topics"]].tolist() == [1, 1, 1]


def test_a_course_that_no_contact_calls_for_is_an_orphan(framework):
    found = covered(
        framework,
        contacts(refund=5),
        catalogue(
            ("C1", "process", None, None, True),
            ("C2", "growth", None, None, True),
            ("C3", "cooking", None, None, True),
        ),
    )
    assert found.loc["course", "state"].to_dict() == {
        "C1": "covered", "C2": "no_topic", "C3": "no_dimension",
    }  # fmt: skip


@pytest.mark.parametrize(
    "course",
    [("C1", "process", None, "red", True), ("C1", "process", None, None, False)],
    ids=["red card", "not active"],
)
def test_a_course_that_is_not_offered_covers_nothing(framework, course):
    found = covered(framework, contacts(refund=5), catalogue(course))
    assert found.loc[("topic", "refund"), "state"] == "no_course"
    assert "course" not in found.index.get_level_values(0)


def test_without_issue_types_nothing_lacks_a_topic(framework):
    found = covered(framework, contacts(), catalogue(("C1", "process", None, None, True)))
    assert "topic" not in found.index.get_level_values(0)
    assert found.loc[("course", "C1"), "state"] == "covered"
    assert found["share"].isna().all()
    assert set(found.loc["dimension", "state"]) == {"covered", "no_course"}


def test_no_courses_and_no_contacts(framework):
    found = cover_topics(framework, contacts(), catalogue())
    assert list(found["kind"].unique()) == ["dimension"]
    assert set(found["state"]) == {"no_course"}


def test_a_configuration_without_topics_claims_no_orphans(framework):
    bare = framework.model_copy(
        update={"content": framework.content.model_copy(update={"topics": ()})}
    )
    found = covered(bare, contacts(refund=5), catalogue(("C1", "growth", None, None, True)))
    assert "topic" not in found.index.get_level_values(0)
    assert found.loc[("course", "C1"), "state"] == "covered"
