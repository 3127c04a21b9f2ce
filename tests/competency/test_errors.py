from competency.errors import ConfigError, MissingColumnsError, Problem, hint, nearest


def test_nearest_finds_a_slip_and_refuses_a_stranger():
    assert nearest("tresholds", ["thresholds", "weights"]) == "thresholds"
    assert nearest("qqq", ["thresholds"]) is None
    assert hint("qqq", ["thresholds"]) == ""


def test_config_error_lists_every_problem_once_in_file_order():
    late, early = Problem("f.yml", 9, "b", "two"), Problem("f.yml", 2, "a", "one")
    error = ConfigError([late, early, late])
    assert str(error) == "f.yml:2: a: one\nf.yml:9: b: two"
    assert error.problems == (early, late)


def test_missing_columns_names_frame_column_and_likely_name():
    error = MissingColumnsError.of("cells", ["agent_id"], ["agentid", "period"])
    assert "cells" in str(error)
    assert "Did you mean 'agentid'?" in str(error)
