"""Sessions without an end, a limit of seats or a time."""

import pandas as pd

from assets.report.sessions import load_sessions


def test_what_a_session_lacks_is_left_out(marts):
    found = load_sessions(marts)
    assert set(found) == {"S1", "S2"}
    assert (found["S1"].hours, found["S1"].seats) == ("14:00–16:00", 12)
    assert (found["S2"].hours, found["S2"].seats) == ("14:00", None)


def test_no_mart_no_sessions():
    assert load_sessions({}) == load_sessions({"sessions": pd.DataFrame()}) == {}
