"""Leaderboards of those who opted in: handles and points, never names or ids."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from assets.report.learning_figures import GROUPS
from assets.report.records import Record, grouped, records
from assets.report.text import Text


@dataclass(frozen=True, kw_only=True)
class Board:
    """One staff group's board, the first place on top."""

    group: Text
    lines: list[Record]


def boards(marts: Mapping[str, pd.DataFrame]) -> list[Board]:
    """The boards by staff group; a group of fewer than five has none."""
    found = grouped(records(marts, "leaderboard"), "peer_group")
    names = {**GROUPS, "unknown": Text("Without a staff group", "未分组")}
    return [
        Board(
            group=names.get(group, Text(group, group)),
            lines=sorted(found[group], key=lambda row: (row["place"], row["handle"])),
        )
        for group in sorted(found)
    ]
