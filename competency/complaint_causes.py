"""Root causes of complaints: how often, together how many, whether customers come back, what moved.

A complaint may have several causes, hence shares add up to more than 1. Causes stand in the order
in which each adds most complaints that none before it is behind (greedy cover: Nemhauser, Wolsey
and Fisher 1978, Math. Program. 14:265); the first that are together behind `cover` are the main
ones. Where no export names causes, the theme stands for the cause.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

from competency.columns import Flags, Floats, Ints, month_starts, months, numbers, require, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.share_intervals import stand, wilson

COLUMNS = ("period", "causes", "theme", "complaints", "back_known", "back", "contacts")
#: Complaints of a cause in both periods together below which no change is judged.
_FEWEST = 10
#: Causes told of: the most frequent. Of free text there may be as many as complaints.
_MOST = 40


@dataclass(frozen=True)
class _Named:
    """Complaints with the same causes: `has` of shape (rows, causes), the rest (rows,)."""

    names: list[str]
    month: Ints
    has: Flags
    n: Floats
    back_known: Floats
    back: Floats

    def within(self, months: Ints) -> _Named:
        """Those of some months."""
        kept = np.isin(self.month, months)
        return _Named(
            self.names, self.month[kept], self.has[kept], self.n[kept],
            self.back_known[kept], self.back[kept],
        )  # fmt: skip

    def of_month(self, months: Ints) -> Floats:
        """Complaints by month and cause, shape (months, causes)."""
        return np.array([self.n[self.month == one] @ self.has[self.month == one] for one in months])


def split_causes(text: str | None) -> tuple[str, ...]:
    """Return the causes of a list joined by `|`, each once, in small letters.

    >>> split_causes(" Process| communication|process")
    ('communication', 'process')
    """
    parts = (part.strip().casefold() for part in (text or "").replace("｜", "|").split("|"))
    return tuple(sorted({part for part in parts if part}))


def cover_order(has: Flags, n: Floats) -> tuple[Ints, Floats]:
    """Return causes by what each adds, and the share that those so far are behind.

    Args:
        has: which causes complaints have, shape (rows, causes).
        n: how many complaints, shape (rows,).

    >>> has = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)
    >>> order, covered = cover_order(has, np.array([6.0, 1.0, 3.0]))
    >>> order.tolist(), covered.tolist()
    ([0, 2, 1], [0.7, 1.0, 1.0])
    """
    left, total = n.astype(np.float64).copy(), float(n.sum())
    order: list[int] = []
    covered = []
    size = n @ has
    for _ in range(has.shape[1]):
        adds = left @ has
        # Those that add as much: the more frequent first.
        rest = [at for at in range(has.shape[1]) if at not in order]
        best = max(rest, key=lambda at: (adds[at], size[at], -at))
        order.append(best)
        left[has[:, best]] = 0.0
        covered.append(1 - left.sum() / total if total > 0 else np.nan)
    return np.array(order, dtype=np.int64), np.round(np.array(covered), 12)


def find_causes(framework: Framework, brought: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `complaint_causes`: one row a span, period and cause.

    Args:
        framework: resolved framework.
        brought: complaints by month, causes and theme, and one row a month with `causes` and
            `theme` null for its contacts; columns `COLUMNS`.
    """
    require(brought, "brought", COLUMNS)
    month, n, contacts = months(brought), numbers(brought, "complaints"), _contacts(brought)
    causes = [split_causes(one) for one in texts(brought, "causes")]
    read_from = "causes" if any(causes) else "theme"
    if read_from == "theme":
        causes = [(one.casefold(),) if one is not None else () for one in texts(brought, "theme")]
    kept = np.array([bool(one) for one in causes], dtype=bool) & (month >= 0) & (n > 0)
    if not kept.any():
        return empty("complaint_causes")
    named = pd.Series(n).repeat([len(its) for its in causes])
    sizes = named.groupby([one for its in causes for one in its], sort=True).sum()
    names = sizes.sort_values(ascending=False, kind="stable").index[:_MOST].tolist()
    has = np.array([[name in its for name in names] for its in causes], dtype=bool)[kept]
    told = _Named(
        names, month[kept], has, n[kept], np.nan_to_num(numbers(brought, "back_known"))[kept],
        np.nan_to_num(numbers(brought, "back"))[kept],
    )  # fmt: skip
    every = {one: float(n[(month == one) & (n > 0)].sum()) for one in set(month.tolist())}
    newest, size = int(month.max()), framework.window_months
    now = np.arange(newest - size + 1, newest + 1)
    parts = [
        _period(framework, told, np.array([one]), every, contacts).assign(span="month")
        for one in sorted(set(told.month.tolist()))
    ]
    last = _period(framework, told, now, every, contacts).assign(span="period")
    if len(last):
        changes = _changes(told, now, now - size, every, contacts)
        parts.append(last.drop(columns=list(changes)).join(changes, on="cause"))
    table = pd.concat(parts, ignore_index=True).assign(read_from=read_from)
    table = conform(table.sort_values(["span", "period", "place"]), "complaint_causes")
    return conform(rounded(table, "complaint_causes", DIGITS), "complaint_causes")


def _contacts(brought: pd.DataFrame) -> dict[int, float]:
    month, busy = months(brought), np.nan_to_num(numbers(brought, "contacts"))
    return {one: float(busy[month == one].sum()) for one in set(month.tolist())}


def _period(
    framework: Framework,
    told: _Named,
    span: Ints,
    every: dict[int, float],
    contacts: dict[int, float],
) -> pd.DataFrame:
    """Return the causes of some months, without what changed."""
    its = told.within(span)
    total = float(its.n.sum())
    if total <= 0:
        return empty("complaint_causes")
    order, covered = cover_order(its.has, its.n)
    count, known, back = (one @ its.has for one in (its.n, its.back_known, its.back))
    seen = count[order] > 0
    order, covered = order[seen], covered[seen]
    count, known, back = count[order], known[order], back[order]
    lower, upper = wilson(count, np.full(len(count), total))
    back_lower, back_upper = wilson(back, known)
    busy = sum(contacts.get(one, 0.0) for one in span.tolist())
    # Complaints whose causes are not found yet are taken to be like the others.
    whole = sum(every.get(one, 0.0) for one in span.tolist())
    before = np.concatenate([[0.0], covered[:-1]])
    return pd.DataFrame(
        {
            "period": month_starts(span[:1])[0],
            "cause": [told.names[at] for at in order.tolist()],
            "complaints": count,
            "told": total,
            "share": count / total,
            "lower": lower,
            "upper": upper,
            "place": np.arange(1, len(order) + 1),
            "covered": covered,
            "is_main": before < framework.complaints.cover,
            "per_100_contacts": 100 * count / total * whole / busy if busy > 0 else np.nan,
            "back_known": known,
            "back": back,
            "back_share": back / np.where(known > 0, known, np.nan),
            "back_lower": back_lower,
            "back_upper": back_upper,
            "ratio": np.nan,
            "ratio_lower": np.nan,
            "ratio_upper": np.nan,
            "p_value": np.nan,
            "change": "unjudged",
        }
    )


def _changes(
    told: _Named, now: Ints, then: Ints, every: dict[int, float], contacts: dict[int, float]
) -> pd.DataFrame:
    """Return by cause how the rate per contact moved from `then` to `now`.

    Log ratio of rates with the delta method; counts vary more than chance by the factor that the
    months within each period show (quasi-Poisson: McCullagh and Nelder 1989, section 6.2.3), pooled
    over causes. Of all causes together at most one change in twenty is expected to be none.
    """
    logs, variances, squares, freedom = [], [], 0.0, 0
    both = told.of_month(now).sum(axis=0) + told.of_month(then).sum(axis=0)
    for span in (now, then):
        counts = told.of_month(span)
        named = np.array([told.n[told.month == one].sum() for one in span.tolist()])
        whole = np.array([every.get(one, 0.0) for one in span.tolist()])
        busy = np.array([contacts.get(one, 0.0) for one in span.tolist()])
        exposed = busy * np.divide(named, whole, out=np.zeros(len(span)), where=whole > 0)
        count = counts.sum(axis=0) + 0.5
        if exposed.sum() <= 0 or (busy <= 0).any():
            logs.append(np.full(len(count), np.nan))
            variances.append(np.full(len(count), np.nan))
            continue
        logs.append(np.log(count / named.sum() * whole.sum() / busy.sum()))
        variances.append(1 / count - 1 / (named.sum() + 1) + 1 / (whole.sum() + 1))
        expected = exposed[:, None] / exposed.sum() * counts.sum(axis=0)
        fair = expected.min(axis=0) >= 1
        squares += float(((counts - expected)[:, fair] ** 2 / expected[:, fair]).sum())
        freedom += (len(span) - 1) * int(fair.sum())
    spread = max(1.0, squares / freedom) if freedom > 0 else 1.0
    moved, error = logs[0] - logs[1], np.sqrt(spread * (variances[0] + variances[1]))
    moved = np.where(both >= _FEWEST, moved, np.nan)
    freedom = max(freedom, 1)
    wide = float(student.ppf(0.975, freedom))
    p_value = 2 * student.sf(np.abs(moved) / error, freedom)
    found = stand(p_value)
    state = np.where(moved > 0, "more", "fewer").astype(object)
    state[~found], state[np.isnan(p_value)] = "usual", "unjudged"
    return pd.DataFrame(
        {
            "ratio": np.exp(moved),
            "ratio_lower": np.exp(moved - wide * error),
            "ratio_upper": np.exp(moved + wide * error),
            "p_value": p_value,
            "change": state,
        },
        index=pd.Index(told.names, name="cause"),
    )
