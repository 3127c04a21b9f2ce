"""Leaderboards on the page: the first place on top, handles as text."""

import pandas as pd

from assets.report.leaderboards import boards
from assets.report.people_page import people_content


def line(handle, place, group="new"):
    return {"peer_group": group, "handle": handle, "points": 9, "place": place, "n_players": 5}


def test_boards_by_group_with_the_first_on_top():
    rows = [line("b", 2), line("<i>a", 1), line("c", 1, "unknown")]
    found = boards({"leaderboard": pd.DataFrame(rows)})
    assert [one.group.zh for one in found] == ["新人", "未分组"]
    assert [row["handle"] for row in found[0].lines] == ["<i>a", "b"]


def test_nobody_took_part():
    assert boards({}) == []
    assert people_content({}, [], {})["boards"] == []
