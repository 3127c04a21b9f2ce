from competency.framework_tables import framework_tables


def test_tables_say_what_the_framework_says(framework):
    tables = framework_tables(framework)
    assert tables["framework_dimensions"]["dimension"].tolist() == list(framework.dimension_keys)
    assert tables["framework_tiers"]["tier"].tolist() == [1, 2, 3, 4, 5]
    indicators = tables["framework_indicators"].set_index("indicator")
    assert len(indicators) == len(framework.indicators)
    assert indicators.loc["reopened", "direction"] == "lower"
    off = indicators[~indicators["enabled"]]
    assert off[["reason_off", "reason_off_zh"]].notna().all(axis=None)
