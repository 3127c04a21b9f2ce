"""What an appeal may be about, and the lines that name the result."""

from datetime import date

from assets.report.appeal_form import appeal_form
from assets.report.text import Text


def _form(**more):
    words = {"indicators": [("fcr", Text("Solved", "解决"))], "items": [], **more}
    return appeal_form(
        "A<1>", {"run_id": "R1"}, date(2025, 11, 19), standing=Text("Expert", "专家级"), **words
    )


def test_groups_without_anything_are_left_out():
    assert [[one.value for one in some] for _, some in _form().groups] == [
        ["tier:", "score:"], ["indicator:fcr"],
    ]  # fmt: skip


def test_items_of_the_path_are_offered():
    form = _form(items=[("C:1", Text("Calm", "Calm"))], indicators=[])
    assert form.groups[-1][1][0].value == "path_item:C:1"


def test_the_facts_name_agent_run_and_day():
    facts = _form().facts
    assert facts.en.splitlines() == ["Agent A<1>", "Run R1", "As of 2025-11-19", "Expert"]
    assert "运行 R1" in facts.zh
