"""The cells of a run written by hand in pandas."""

from pathlib import Path

import numpy as np
import pandas as pd
from bench_work import CELL, CONTACT, JOINED, TYPES, Thresholds, files_of


def cells(exports: Path, out: Path, thresholds: Thresholds) -> None:
    """What the cells of a run hold, from the files as they are."""
    contacts = _until(_typed(exports, "crm/interactions"), "opened_at", thresholds)
    surveys = _until(_typed(exports, "crm/surveys"), "responded_at", thresholds)
    answers = surveys.groupby("interaction_id")[["csat", "nps"]].mean()
    complaints = _until(_typed(exports, "crm/complaints"), "raised_at", thresholds)
    complaints = complaints[complaints.upheld.fillna(True).astype(bool)]
    same = ["customer_id", "issue_type"]
    contacts = contacts.sort_values([*same, "opened_at", "interaction_id"])
    following = contacts.shift(-1)[[*same, "opened_at"]]
    again = (contacts[same] == following[same]).all(axis=1)
    contacts["next_at"] = following.opened_at.where(again)
    contacts = contacts.join(answers, on="interaction_id")
    contacts["complaint"] = contacts.interaction_id.isin(complaints.interaction_id).astype(int)
    measured = _measures(contacts, thresholds)
    names = [*CONTACT, *JOINED]
    for name in names:
        measured[f"{name}__sumsq"] = measured[name] ** 2
    grouped = measured.groupby(CELL, sort=False, observed=True, dropna=False)
    counts = grouped[names].count().add_suffix("__n")
    sums = grouped[names].sum().add_suffix("__sum")
    squares = grouped[[f"{name}__sumsq" for name in names]].sum()
    found = pd.concat([grouped.size().rename("interactions"), counts, sums, squares], axis=1)
    found.reset_index().to_parquet(out / "cells.parquet", index=False)


def _until(rows: pd.DataFrame, time: str, thresholds: Thresholds) -> pd.DataFrame:
    return rows[rows[time] < thresholds.ends_at]


def _typed(exports: Path, table: str) -> pd.DataFrame:
    files, types = files_of(exports, table), TYPES[table]
    if files[0].suffix == ".parquet":
        return pd.concat([pd.read_parquet(path) for path in files], ignore_index=True)
    # The text of everything first: a value that cannot be cast must not end the reading.
    text = pd.concat([pd.read_csv(path, dtype="str") for path in files], ignore_index=True)
    for name, kind in types.items():
        if kind == "timestamp":
            text[name] = pd.to_datetime(text[name], format="%Y-%m-%dT%H:%M:%S", errors="coerce")
        elif kind in ("double", "integer"):
            text[name] = pd.to_numeric(text[name], errors="coerce")
        elif kind == "boolean":
            text[name] = text[name].map({"true": True, "false": False}).astype("boolean")
    return text


def _measures(contacts: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """One row a contact with its measures."""
    ends_at, opened = pd.Timestamp(thresholds.ends_at), contacts.opened_at
    seconds = (contacts.first_response_at - opened).dt.total_seconds()
    channels = contacts.channel.str.lower()
    target = channels.map(thresholds.response_seconds).fillna(thresholds.response_default)
    hours = (contacts.resolved_at - opened).dt.total_seconds() / 3600
    age = (ends_at - opened).dt.total_seconds()
    gap = (contacts.next_at - opened).dt.total_seconds() / 86400
    days, late = thresholds.repeat_days, thresholds.closure_hours
    first = _numbers(contacts.resolved_first_contact)
    closed = (hours <= late).astype(float).where(contacts.resolved_at < ends_at)
    unclosed = pd.Series(np.where(age / 3600 > late, 0.0, np.nan), index=contacts.index)
    known = contacts.customer_id.notna() & contacts.issue_type.notna() & (age >= 86400 * days)
    measured = contacts[[name for name in CELL if name != "period"]].copy()
    measured["period"] = opened.dt.to_period("M").dt.to_timestamp()
    measured["first_response_in_time"] = (
        (seconds <= target).astype(float).where(contacts.first_response_at < ends_at)
    )
    measured["resolved_first_contact"] = first
    measured["complex_resolved"] = first.where(contacts.complexity.isin(["complex", "hard"]))
    measured["closed_in_time"] = closed.fillna(unclosed)
    measured["reopened"] = _numbers(contacts.reopened)
    measured["escalated"] = _numbers(contacts.escalated)
    measured["handle_minutes"] = np.log((contacts.handle_seconds / 60).clip(lower=1 / 60))
    measured["search_seconds"] = np.log(contacts.knowledge_search_seconds.clip(lower=0.1))
    measured["mediation_success"] = contacts.mediation_outcome.map({"success": 1.0, "failure": 0.0})
    measured["cross_sell_accepted"] = (
        _numbers(contacts.cross_sell_accepted)
        .fillna(0.0)
        .where(_numbers(contacts.cross_sell_offered) == 1)
    )
    measured["proactive_care"] = _numbers(contacts.proactive_care)
    measured["csat"] = contacts.csat
    measured["satisfied"] = (
        (contacts.csat >= thresholds.satisfied_from).astype(float).where(contacts.csat.notna())
    )
    measured["promoter"] = (
        (contacts.nps >= thresholds.promoter_from).astype(float).where(contacts.nps.notna())
    )
    measured["complaint"] = contacts.complaint
    measured["repeat_contact"] = (gap <= days).astype(float).where(known)
    return measured


def _numbers(flags: pd.Series) -> pd.Series:
    return flags.astype("boolean").astype("Float64").astype(float)
