from competency.availability import available_framework, notices


def test_a_missing_table_takes_its_indicators_and_says_so_in_both_languages(framework):
    (notice,) = notices(framework, ["crm/surveys"])
    assert notice.code == "missing_table"
    assert notice.switched_off == ("satisfied", "promoter")
    assert "Satisfied customers" in notice.text
    assert "客户满意度" in notice.text_zh
    left = available_framework(framework, ["crm/surveys"])
    assert not left.indicator("satisfied").enabled
    assert "crm/surveys" in left.indicator("satisfied").reason_off.en


def test_a_missing_column_takes_only_what_needs_it(framework):
    (notice,) = notices(framework, ["crm/interactions.reopened", "crm/agents.name"])
    assert (notice.code, notice.switched_off) == ("missing_columns", ("reopened",))


def test_time_does_not_go_on_without_its_quality_measure(framework):
    lost = notices(framework, ["crm/interactions.resolved_first_contact"])
    assert "handle_minutes" in lost[0].switched_off


def test_each_indicator_is_named_once_under_its_table(framework):
    lost = notices(framework, ["crm/surveys.csat", "crm/surveys"])
    assert [one.subject for one in lost] == ["crm/surveys"]


def test_all_contacts_missing_leaves_marks(framework):
    left = available_framework(framework, ["crm/interactions"])
    assert {one.source for one in left.enabled_indicators()} == {
        "qa/reviews",
        "lms/assessments",
        "qa/feedback_360",
    }


def test_nothing_missing_changes_nothing(framework):
    assert available_framework(framework, []) is framework
    assert notices(framework, ["lms/courses", "lms/overrides"]) == []
