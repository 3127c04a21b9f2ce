"""What became of a finding after its action: the change of its rate, net of all others of its kind.

The rate of a theme (complaints per contact), a criterion (share of failed marks) or an issue type
(share of contacts asked again) in the weeks after an action over that in the weeks before, on the
log scale, less the mean change of all other subjects of the kind in the same weeks: difference in
differences with the others as controls. Subjects differ in how they change without any reason:
their changes' variance beyond chance (DerSimonian & Laird 1986, Controlled Clinical Trials 7:177,
at least that of a tenth) goes into the interval of the one looked at, as into the prediction
interval of a new study (Higgins, Thompson & Spiegelhalter 2009, JRSS A 172:137), with Student's t
and Satterthwaite's degrees of freedom, since few controls tell little about it.

What the design does not rule out: a finding is made when a rate is high, and a high rate falls by
itself (regression to the mean). The rate of the half year before is given beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t

from competency.columns import Floats, numbers, require, texts
from competency.finding_rules import FindingRules
from competency.frames import DIGITS, conform, empty, rounded

#: Least variance of a change without any reason, on the log scale: a tenth up or down.
_LEAST_VARIANCE = 0.1**2
#: Others that have to be there.
_LEAST_OTHERS = 3
FINDINGS = ("finding_id", "kind", "subject", "action_at")
CELLS = ("finding_id", "subject", "part", "events", "base")


@dataclass(frozen=True)
class NetChange:
    """Change of a rate net of others', with a 95 % interval; -0.2 is a fall by a fifth."""

    change: float
    lower: float
    upper: float
    others: float


def net_change(events: Floats, base: Floats) -> NetChange:
    """Set the first subject's change against that of the others.

    Args:
        events: complaints, failed marks or repeats, shape (subjects, 2): before and after.
        base: contacts or marks they are of, same shape, above 0.

    >>> events = np.array([[80, 40], [50, 50], [30, 30], [60, 60]])
    >>> found = net_change(events, np.full((4, 2), 1000.0))
    >>> round(found.change, 2), round(found.others, 2), found.upper < 0
    (-0.5, 0.0, True)
    """
    share = (events + 0.5) / (base + 1)
    moved = np.log(share[:, 1] / share[:, 0])
    variance = ((1 - np.minimum(share, 1)) / (events + 0.5)).sum(axis=1)
    its, others, of_its, of_others = moved[0], moved[1:], variance[0], variance[1:]
    weight, free = 1 / of_others, len(others) - 1
    spread = (weight * np.square(others - np.average(others, weights=weight))).sum() - free
    between = spread / (weight.sum() - np.square(weight).sum() / weight.sum())
    between = max(float(between), _LEAST_VARIANCE)
    weight = 1 / (of_others + between)
    usual = float(np.average(others, weights=weight))
    learnt = between + 1 / weight.sum()
    total = of_its + learnt
    degrees = max(free, total**2 / (learnt**2 / free))
    reach = float(t.ppf(0.975, degrees)) * np.sqrt(total)
    low, middle, high = np.expm1([its - usual - reach, its - usual, its - usual + reach])
    return NetChange(float(middle), float(low), float(high), float(np.expm1(usual)))


def judge_findings(
    rules: FindingRules, findings: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    """Return the frame `finding_effects`: one row a finding.

    `effect` is not_acted, not_measured (a gap has no rate), too_early (or nothing happened at all),
    too_few (events, or others to compare with), lower, higher, or unclear (the interval has 0).
    Others that were acted upon themselves in these weeks are left out of the comparison.

    Args:
        rules: section `findings` of the configuration.
        findings: one row a finding, columns `FINDINGS`.
        cells: one row a finding, subject and part (usual, before, after), columns `CELLS`; the row
            without a subject has the base of all.
    """
    require(findings, "findings", FINDINGS)
    require(cells, "cells", CELLS)
    if findings.empty:
        return empty("finding_effects")
    acted = pd.to_datetime(findings["action_at"]).dt.normalize()
    table = cells.assign(subject=np.array(texts(cells, "subject"), dtype=object))
    of = dict(iter(table.groupby("finding_id", sort=False)))
    weeks = pd.Timedelta(weeks=rules.effect_weeks)
    rows = []
    for key, kind, subject, day in zip(
        findings["finding_id"], findings["kind"], findings["subject"], acted, strict=True
    ):
        same = (findings["kind"] == kind) & ((acted - day).abs() < weeks)
        busy = set(findings.loc[same, "subject"]) - {subject}
        if pd.isna(day) or kind == "gap":
            row: dict[str, object] = {"effect": "not_acted" if pd.isna(day) else "not_measured"}
        elif key not in of:
            row = {"effect": "too_early"}
        else:
            row = _judge(rules, of[key], str(subject).strip(), busy)
        rows.append({"finding_id": key, **row})
    frame = pd.DataFrame(rows).reindex(columns=[*empty("finding_effects").columns])
    return conform(
        rounded(conform(frame, "finding_effects"), "finding_effects", DIGITS), "finding_effects"
    )


def _judge(
    rules: FindingRules, cells: pd.DataFrame, subject: str, busy: set[str]
) -> dict[str, object]:
    parts = ("usual", "before", "after")
    events, base = (
        cells.assign(value=numbers(cells, name))
        .pivot_table(index="subject", columns="part", values="value", aggfunc="sum", fill_value=0)
        .reindex(columns=parts, fill_value=0)
        for name in ("events", "base")
    )
    shared = cells[cells["subject"].isna()]
    if len(shared):
        whole = shared.groupby("part")["base"].sum().reindex(parts, fill_value=0)
        base.loc[:] = whole.to_numpy(dtype=float)
    row: dict[str, object] = {"effect": "too_few"}
    if subject in events.index:
        its, of_its = events.loc[subject], base.loc[subject]
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = its.to_numpy(dtype=float) / of_its.to_numpy(dtype=float)
        row |= {"n_before": its["before"], "n_after": its["after"]}
        row |= {f"rate_{part}": rate for part, rate in zip(parts, rates, strict=True)}
    ends = ["before", "after"]
    known = (base[ends] > 0).all(axis=1) & (events[ends].sum(axis=1) >= rules.minimum_events)
    others = [name for name in events.index[known] if name != subject and name not in busy]
    row["n_others"] = len(others)
    if subject not in events.index or not known[subject] or len(others) < _LEAST_OTHERS:
        return row
    chosen = [subject, *others]
    found = net_change(
        events.loc[chosen, ends].to_numpy(dtype=float), base.loc[chosen, ends].to_numpy(dtype=float)
    )
    effect = "lower" if found.upper < 0 else "higher" if found.lower > 0 else "unclear"
    return row | {
        "effect": effect,
        "others_change": found.others,
        "change": found.change,
        "change_lower": found.lower,
        "change_upper": found.upper,
    }
