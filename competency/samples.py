"""Cells of one indicator: contacts and marks as the models of measurement take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from competency.columns import Floats, Ints, months, numbers, require
from competency.criteria import claims
from competency.framework import Framework, Indicator

CASE_MIX = ("issue_type", "complexity", "customer_emotion", "channel")
MARKS = ("agent_id", "period", "source", "measure", "rater_id", "n", "total", "total_sq")
#: Contacts counted in the narrower measure are not counted again in the wider one.
NARROWER = {"resolved_first_contact": "complex_resolved"}


@dataclass(frozen=True)
class Sample:
    """Cells of one indicator: who, when, how many, under which circumstances.

    pieces: independent pieces of evidence behind the n values; the criteria of one review share
    its error and count once.
    """

    agents: pd.Index[str]
    agent: Ints
    month: Ints
    n: Floats
    total: Floats
    total_sq: Floats
    pieces: Floats
    levels: pd.DataFrame

    def take(self, keep: Ints) -> Sample:
        """Return the cells at the positions `keep`."""
        return replace(
            self,
            agent=self.agent[keep],
            month=self.month[keep],
            n=self.n[keep],
            total=self.total[keep],
            total_sq=self.total_sq[keep],
            pieces=self.pieces[keep],
            levels=self.levels.iloc[keep],
        )


def samples(
    framework: Framework, contacts: pd.DataFrame, marks: pd.DataFrame
) -> Iterator[tuple[Indicator, Sample]]:
    """Yield the cells of every indicator that is measured and has any, in the framework's order.

    Args:
        framework: resolved, with what the exports lack switched off.
        contacts: agent_id, period, the case-mix columns (may be missing) and for a measure m the
            columns m__n, m__sum, m__sumsq (may be missing).
        marks: long, columns `MARKS`, values scaled 0..1; case-mix columns and team_id if known.
    """
    require(contacts, "interaction_cells", ("agent_id", "period"))
    require(marks, "mark_cells", MARKS)
    contacts, marks = _dated(contacts), _dated(marks)
    agent, people = _people(contacts["agent_id"])
    month = months(contacts)
    mix = _coded(contacts, CASE_MIX)
    kinds = _coded(marks.fillna({"measure": "unspecified"}), ("source", "measure"))
    texts = _coded(marks, ("agent_id", *CASE_MIX, "rater_id", "measure", "team_id"))
    marks = texts.assign(month=months(marks), **{key: marks[key] for key in MARKS[-3:]})
    for item in framework.measured_indicators():
        if item.source == "crm/interactions":
            found = _contact_sample(framework, contacts, item, (people, agent, month, mix))
        else:
            rows = kinds["source"] == item.source
            taken = claims(framework, item.source, sorted(set(kinds.loc[rows, "measure"])))
            mine = [name for name, key in taken.items() if key == item.key]
            if not mine:
                continue
            found = _mark_sample(marks[rows & kinds["measure"].isin(mine)])
        if len(found.n):
            yield item, found


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    keep = (months(frame) >= 0) & frame["agent_id"].notna().to_numpy(dtype=bool)
    return frame if keep.all() else frame[keep].reset_index(drop=True)


def _coded(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return text columns as categories: each text is hashed once, not once an indicator."""
    texts = frame.reindex(columns=list(columns)).astype("string").fillna("")
    return texts.astype("category")


def _people(agents: pd.Series[Any]) -> tuple[Ints, pd.Index[str]]:
    coded, people = pd.factorize(agents, sort=True)
    return coded.astype(np.int64), pd.Index(people, dtype="string")


def _contact_sample(
    framework: Framework,
    contacts: pd.DataFrame,
    item: Indicator,
    who: tuple[pd.Index[str], Ints, Ints, pd.DataFrame],
) -> Sample:
    people, agent, month, mix = who
    n = np.nan_to_num(numbers(contacts, f"{item.measure}__n"))
    total = np.nan_to_num(numbers(contacts, f"{item.measure}__sum"))
    squares = np.nan_to_num(numbers(contacts, f"{item.measure}__sumsq"))
    narrower = NARROWER.get(item.measure or "")
    if any(one.measure == narrower for one in framework.enabled_indicators() if narrower):
        n = n - np.nan_to_num(numbers(contacts, f"{narrower}__n"))
        total = total - np.nan_to_num(numbers(contacts, f"{narrower}__sum"))
    keep = np.nonzero(n > 0)[0]
    return Sample(people, agent, month, n, total, squares, n, mix).take(keep)


def _mark_sample(marks: pd.DataFrame) -> Sample:
    marks = marks[(numbers(marks, "n") > 0) & ~np.isnan(numbers(marks, "total"))]
    marks = marks.reset_index(drop=True)
    agent, people = _people(marks["agent_id"])
    n, total = numbers(marks, "n"), numbers(marks, "total")
    squares = numbers(marks, "total_sq")
    squares = np.where(np.isnan(squares), total**2 / n, squares)
    levels = marks[[*CASE_MIX, "rater_id", "measure", "team_id"]]
    levels = levels.rename(columns={"rater_id": "rater", "measure": "criterion", "team_id": "team"})
    month = marks["month"].to_numpy(dtype=np.int64)
    pieces = _pieces(agent, month, levels, n)
    return Sample(people, agent, month, n, total, squares, pieces, levels)


def _pieces(agent: Ints, month: Ints, levels: pd.DataFrame, n: Floats) -> Floats:
    """Share out the reviews among their criteria: as many pieces as the commonest criterion has."""
    if not len(n):
        return n
    occasion = agent * (int(month.max()) + 1) + month
    for name in (*CASE_MIX, "rater"):
        column = levels[name].cat
        occasion = occasion * len(column.categories) + column.codes.to_numpy(dtype=np.int64)
        occasion = np.unique(occasion, return_inverse=True)[1].astype(np.int64)
    criterion = levels["criterion"].cat.codes.to_numpy(dtype=np.int64)
    width = int(criterion.max()) + 1
    pair, where = np.unique(occasion * width + criterion, return_inverse=True)
    most = np.zeros(int(occasion.max()) + 1)
    np.maximum.at(most, pair // width, np.bincount(where, n))
    return np.asarray(n * (most / np.bincount(occasion, n))[occasion])
