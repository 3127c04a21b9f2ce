from assets.landing.filled import ROWS


def test_values_are_counted_by_month_and_column(centre) -> None:
    centre.write_good()
    centre.write_rows(
        "crm/surveys", "S1,I1,A1,2024-03-02,5,10", "S2,I1,A1,2024-03-03,,9", "S3,I1,A1,,4,"
    )
    found = centre.land()["crm/surveys"].filled
    assert list(found) == ["", "2024-03"]
    march = found["2024-03"]
    assert (march[ROWS], march["csat"], march["nps"]) == (2, 1, 2)
    assert (found[""][ROWS], found[""]["csat"], found[""]["responded_at"]) == (1, 1, 0)


def test_tables_without_a_time_have_one_count_and_empty_ones_none(centre) -> None:
    centre.write_good("lms/courses")
    reports = centre.land()
    agents = reports["crm/agents"].filled
    assert (list(agents), agents[""][ROWS]) == ([""], 1)
    assert "name" not in agents[""], "what is restricted does not land"
    assert reports["lms/courses"].filled == {}
