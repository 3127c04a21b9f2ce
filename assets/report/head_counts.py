"""Counts of people on the organisation's page; what is hidden is decided of all together.

By month and tier, by site, by staff group, who moved where over a year, by team, and on how many
people the evidence is enough. One place, because what one table hides another could give away.

The row of a month hides the same in every result, whatever stands beside it, so that no later
result tells what an earlier one hid of it. What remains: a later result counts who was on the
ladder of a month, the month's own result who had not left by the day of the run; between results
the difference of any two figures shown is a number of people who came, went or moved in between,
and can be below five. Only publishing less often would end that.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

import pandas as pd

from assets.report.names import Names
from assets.report.suppression import Key, Shown, Sum, suppress

MONTHS = 13  # a year, with the month it began in
OUTSIDE = "outside"  # not on the ladder of a month: not there yet, or no longer
UNKNOWN = ""  # no site in the roster, no staff group
NO_TIER = 0  # evidence too thin
STAFF_GROUPS = ("new", "in_service", "backbone")
STATES = ("enough", "thin", "none")


def _placed(tier: int | str) -> bool:
    return isinstance(tier, int) and tier != NO_TIER


#: Kinds of moves over a year, by the tier before and the tier now.
MOVES: dict[str, Callable[[int | str, int | str], bool]] = {
    "up": lambda b, n: _placed(b) and _placed(n) and int(n) > int(b),
    "same": lambda b, n: b == n != OUTSIDE,
    "down": lambda b, n: _placed(b) and _placed(n) and int(n) < int(b),
    "placed": lambda b, n: b == NO_TIER and _placed(n),
    "unplaced": lambda b, n: _placed(b) and n == NO_TIER,
    "joined": lambda b, n: b == OUTSIDE,
    "gone": lambda b, n: n == OUTSIDE,
}


@dataclass(frozen=True, kw_only=True)
class HeadCounts:
    """Counts of people, those of small groups hidden (None).

    months: oldest first, the newest last; tiers: 0 for too little evidence, then upwards;
    sites: as the roster names them, without those it does not name if nobody is without one.
    """

    shown: Shown
    months: list[date]
    tiers: list[int]
    sites: list[str]
    staff_groups: list[str]
    teams: list[str]
    dimensions: list[str]
    year_ago: date | None

    def people(self) -> int | None:
        """Everyone who has not left."""
        return self.shown.get(("people",))

    def month(self, month: date, tier: int | None = None) -> int | None:
        """People of a month, on a tier or in all."""
        if month == self.months[-1]:
            return self.shown.get(("people",) if tier is None else ("tier", tier))
        return self.shown.get(("month", month) if tier is None else ("month", month, tier))

    def now(self, tier: int) -> int | None:
        """People on a tier now."""
        return self.shown.get(("tier", tier))

    def by(self, kind: str, group: str, tier: int | None = None) -> int | None:
        """People of a site ("site") or a staff group ("staff"), on a tier or in all."""
        return self.shown.get((kind, group) if tier is None else (kind, group, tier))

    def flow(self, before: int | str, after: int | str) -> int | None:
        """People who stood on `before` a year ago and on `after` now; tiers or `OUTSIDE`."""
        return self.shown.get(("flow", before, after))

    def moved(self, kind: str) -> int | None:
        """People by kind of move over the year, one of `MOVES`."""
        return self.shown.get(("moved", kind))

    def team(self, team: str) -> int | None:
        """People of a team."""
        return self.shown.get(("team", team))

    def evidence(self, dimension: str, state: str) -> int | None:
        """People whose evidence on a dimension is enough, thin or none."""
        return self.shown.get(("evidence", dimension, state))


def count_heads(
    marts: Mapping[str, pd.DataFrame], names: Names, period: date, teams: Mapping[str, int]
) -> HeadCounts:
    """Count people once for the whole page.

    Args:
        marts: `agents`, `agent_ladder`, `agent_scores`; a missing one leaves its counts at zero.
        names: tiers and dimensions of the ladder.
        period: the newest month.
        teams: people now by team id, as the team pages have them.
    """
    ladder = _ladder(marts, period)
    months = sorted(set(ladder["period"]))[-MONTHS:]
    if not months or months[-1] != period:
        months = [*months, period][-MONTHS:]
    now = _now(marts, ladder, period)
    tiers = sorted({NO_TIER, *names.tiers, *now["tier"], *ladder["tier"]})
    counts: Counter[Key] = Counter()
    sums: list[Sum] = []

    _add(counts, sums, ("people",), {("tier", t): n for t, n in _tally(now["tier"]).items()})
    for month in months[:-1]:
        of_month = _tally(ladder.loc[ladder["period"] == month, "tier"])
        parts: dict[Key, int] = {("month", month, t): n for t, n in of_month.items()}
        _add(counts, sums, ("month", month), parts)
    rows = list(sums)
    sites = _cross(counts, sums, now, "site")
    groups = _cross(counts, sums, now, "staff")
    year_ago = months[0] if len(months) > 1 else None
    if year_ago is not None:
        _flow(counts, sums, ladder[ladder["period"] == year_ago], now, year_ago)
    _add(counts, sums, ("people",), {("team", team): n for team, n in teams.items()})
    _sites_of_teams(sums, now)
    dimensions = _evidence(counts, sums, marts, now, names, period)
    # A sum that nobody published (an empty roster beside teams) is none.
    kept = [s for s in sums if counts[s.total] == sum(counts[p] for p in s.parts)]
    return HeadCounts(
        shown=suppress(counts, kept, alone=[s for s in rows if s in kept]),
        months=months,
        tiers=tiers,
        sites=sites,
        staff_groups=[g for g in (*STAFF_GROUPS, UNKNOWN) if g in groups],
        teams=list(teams),
        dimensions=dimensions,
        year_ago=year_ago,
    )


def _ladder(marts: Mapping[str, pd.DataFrame], period: date) -> pd.DataFrame:
    """agent_id, period, tier (0 for none), staff group of every month until this one."""
    frame = marts.get("agent_ladder")
    if frame is None or frame.empty:
        return pd.DataFrame({"agent_id": [], "period": [], "tier": [], "staff": []})
    seniority = frame["seniority"] if "seniority" in frame else pd.Series(None, frame.index)
    found = pd.DataFrame(
        {
            "agent_id": frame["agent_id"].astype(str),
            "period": pd.to_datetime(frame["period"]).dt.date,
            "tier": _whole(frame["tier"]),
            "staff": seniority.astype(object).where(seniority.notna(), UNKNOWN),
        }
    )
    return found[found["period"] <= period]


def _now(marts: Mapping[str, pd.DataFrame], ladder: pd.DataFrame, period: date) -> pd.DataFrame:
    """agent_id, team, site, tier, staff group of everyone who has not left."""
    agents = marts.get("agents")
    if agents is None or agents.empty:
        return pd.DataFrame({"agent_id": [], "team": [], "site": [], "tier": [], "staff": []})
    agents = agents[agents["status"].astype(object) != "left"] if "status" in agents else agents
    here = pd.DataFrame(
        {
            "agent_id": agents["agent_id"].astype(str),
            "team": _words(agents, "team_id"),
            "site": _words(agents, "site"),
        }
    )
    newest = ladder.loc[ladder["period"] == period, ["agent_id", "tier", "staff"]]
    joined = here.merge(newest, on="agent_id", how="left")
    joined["tier"] = _whole(joined["tier"])
    joined["staff"] = joined["staff"].astype(object).where(joined["staff"].notna(), UNKNOWN)
    return joined


def _words(frame: pd.DataFrame, column: str) -> pd.Series:
    """A column of words with the empty word for what is missing."""
    if column not in frame:
        return pd.Series(UNKNOWN, index=frame.index, dtype=object)
    values = frame[column].astype(object)
    return values.where(values.notna(), UNKNOWN)


def _whole(tiers: pd.Series) -> pd.Series:
    return pd.to_numeric(tiers).astype("Float64").fillna(NO_TIER).astype(int)


def _tally(values: pd.Series) -> dict[Hashable, int]:
    """Counts by value, in order: which cells are hidden must not hang on the order of rows."""
    return {key: int(number) for key, number in values.value_counts().sort_index().items()}


def _add(counts: Counter[Key], sums: list[Sum], total: Key, parts: Mapping[Key, int]) -> None:
    """Put a total and its parts among the counts; the parts' own counts are the total's."""
    if not parts:
        return
    counts.update(parts)
    counts[total] = counts[total] or sum(parts.values())
    sums.append(Sum(total, tuple(parts)))


def _cross(counts: Counter[Key], sums: list[Sum], now: pd.DataFrame, kind: str) -> list[str]:
    """People by group and tier, with both margins; nothing where all are in no group."""
    groups = sorted(set(now[kind]))
    if groups in ([], [UNKNOWN]):
        return []
    by_cell = Counter(zip(now[kind], now["tier"], strict=True))
    tiers = sorted(set(now["tier"]))
    for group in groups:
        parts: dict[Key, int] = {(kind, group, t): by_cell[group, t] for t in tiers}
        _add(counts, sums, (kind, group), parts)
    sums.append(Sum(("people",), tuple((kind, group) for group in groups)))
    sums.extend(
        Sum(("tier", tier), tuple((kind, group, tier) for group in groups)) for tier in tiers
    )
    return groups


def _flow(
    counts: Counter[Key], sums: list[Sum], before: pd.DataFrame, now: pd.DataFrame, month: date
) -> None:
    """Who moved where: a year ago by now, with those who came and those who went."""
    both = before[["agent_id", "tier"]].merge(
        now[["agent_id", "tier"]], on="agent_id", how="outer", suffixes=("_before", "_now")
    )
    sides = [
        [OUTSIDE if pd.isna(tier) else int(tier) for tier in both[side]]
        for side in ("tier_before", "tier_now")
    ]
    found = Counter(zip(*sides, strict=True))
    # Nobody can be outside at both ends: a cell known to be 0 must not count as unknown. That
    # nobody came, or went, is not known, but together with the totals it would tell the other.
    before_now = product(*(_in_order([*side, OUTSIDE]) for side in sides))
    cells = [cell for cell in before_now if cell != (OUTSIDE, OUTSIDE)]
    counts.update({("flow", *cell): found[cell] for cell in cells})
    ends: tuple[tuple[Key, Callable[[int | str, int | str], bool]], ...] = (
        *((("month", month, t), lambda b, n, t=t: b == t) for t in _tiers(sides[0])),
        *((("tier", t), lambda b, n, t=t: n == t) for t in _tiers(sides[1])),
        *((("moved", kind), rule) for kind, rule in MOVES.items()),
    )
    for total, belongs in ends:
        parts = tuple(("flow", *cell) for cell in cells if belongs(*cell))
        counts[total] = sum(counts[part] for part in parts)
        sums.append(Sum(total, parts))


def _in_order(tiers: Iterable[int | str]) -> list[int | str]:
    """Tiers upwards, then those outside."""
    return sorted(set(tiers), key=lambda tier: (tier == OUTSIDE, tier))


def _tiers(tiers: Iterable[int | str]) -> list[int]:
    return [tier for tier in _in_order(tiers) if isinstance(tier, int)]


def _sites_of_teams(sums: list[Sum], now: pd.DataFrame) -> None:
    """Where every team is at one site, everybody knows which teams add up to a site."""
    if set(now["site"]) <= {UNKNOWN} or now.groupby("team")["site"].nunique().max() > 1:
        return
    for site, teams in now.groupby("site")["team"].unique().items():
        sums.append(Sum(("site", site), tuple(("team", team) for team in sorted(teams))))


def _evidence(
    counts: Counter[Key], sums: list[Sum], marts: Mapping[str, pd.DataFrame],
    now: pd.DataFrame, names: Names, period: date,
) -> list[str]:  # fmt: skip
    """On how many people there is enough evidence, by dimension; people without a row have none."""
    frame = marts.get("agent_scores")
    if frame is None or frame.empty or now.empty:
        return []
    here = pd.to_datetime(frame["period"]).dt.date == period
    rows = frame.loc[here & frame["agent_id"].isin(now["agent_id"])]
    found = Counter(
        zip(rows["dimension"].astype(str), rows["evidence_state"].astype(str), strict=True)
    )
    dimensions = [d for d in names.dimensions if any(key[0] == d for key in found)]
    for dimension in dimensions:
        known = sum(n for (d, s), n in found.items() if d == dimension and s != "none")
        parts: dict[Key, int] = {
            ("evidence", dimension, state): found[dimension, state] for state in STATES[:2]
        }
        parts["evidence", dimension, "none"] = len(now) - known
        _add(counts, sums, ("people",), parts)
    return dimensions
