"""Fits names and paths to patterns with `*` and `?`, in time that no pattern can blow up."""

from functools import lru_cache


def wildcard_fits(pattern: str, text: str) -> bool:
    """Tell whether a text fits: `*` stands for any characters, `?` for one.

    Only the last `*` is ever tried again, so that the time is at most one length times the other;
    a regular expression of twenty stars would take years.

    >>> wildcard_fits("aht*.csv", "aht data.csv"), wildcard_fits("a?c", "ac")
    (True, False)
    """
    i = j = 0
    star = tried = -1
    while j < len(text):
        if i < len(pattern) and pattern[i] == "*":
            star, tried = i, j
            i += 1
        elif i < len(pattern) and pattern[i] in ("?", text[j]):
            i, j = i + 1, j + 1
        elif star >= 0:
            tried += 1
            i, j = star + 1, tried
        else:
            return False
    return not pattern[i:].strip("*")


@lru_cache(maxsize=1 << 16)
def path_fits(pattern: str, path: str) -> bool:
    """Tell whether a path below the exports folder fits a file pattern, whatever its case.

    `*` and `?` stay within a folder, `**/` goes across; a pattern without `/` fits in any folder.

    >>> path_fits("AHT*.csv", "crm/AHT Data.CSV"), path_fits("crm/*.csv", "crm/old/a.csv")
    (True, False)
    >>> path_fits("crm/**/*.csv", "crm/old/a.csv")
    True
    """
    rooted = pattern if "/" in pattern else f"**/{pattern}"
    wanted = rooted.removeprefix("./").removeprefix("/").lower().split("/")
    parts = path.lower().split("/")
    # Places in `wanted` that can be reached with the parts so far.
    reached = _across(wanted, {0})
    for part in parts:
        stepped = {place for place in reached if _is_across(wanted, place)}
        for place in reached - stepped - {len(wanted)}:
            if wildcard_fits(wanted[place], part):
                stepped.add(place + 1)
        reached = _across(wanted, stepped)
    return len(wanted) in reached


def _across(wanted: list[str], places: set[int]) -> set[int]:
    """Add what is reached without a part: `**/` also stands for no folder at all."""
    found = set(places)
    for place in range(len(wanted)):
        if place in found and _is_across(wanted, place):
            found.add(place + 1)
    return found


def _is_across(wanted: list[str], place: int) -> bool:
    # At the end `**` is as good as `*`.
    return place < len(wanted) - 1 and wanted[place] == "**"
