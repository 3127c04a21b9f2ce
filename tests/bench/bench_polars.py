"""The cells of a run written by hand in Polars, lazily, on its streaming engine."""

from pathlib import Path

import polars as pl
from bench_work import CELL, CONTACT, JOINED, TYPES, Thresholds, files_of

KINDS = {
    "varchar": pl.String,
    "timestamp": pl.Datetime("us"),
    "double": pl.Float64,
    "integer": pl.Int64,
    "boolean": pl.Boolean,
}


def cells(exports: Path, out: Path, thresholds: Thresholds) -> None:
    """What the cells of a run hold, from the files as they are."""
    ends_at = thresholds.ends_at
    contacts = _typed(exports, "crm/interactions").filter(pl.col("opened_at") < ends_at)
    answers = (
        _typed(exports, "crm/surveys")
        .filter(pl.col("responded_at") < ends_at)
        .group_by("interaction_id")
        .agg(pl.col("csat", "nps").mean())
    )
    complaints = (
        _typed(exports, "crm/complaints")
        .filter(pl.col("upheld").fill_null(True) & (pl.col("raised_at") < ends_at))
        .select("interaction_id", complaint=pl.lit(1))
        .unique()
    )
    same = ["customer_id", "issue_type"]
    joined = (
        contacts.sort(*same, "opened_at", "interaction_id")
        .with_columns(
            next_at=pl.when(
                (pl.col("customer_id") == pl.col("customer_id").shift(-1))
                & (pl.col("issue_type") == pl.col("issue_type").shift(-1))
            ).then(pl.col("opened_at").shift(-1))
        )
        .join(answers, on="interaction_id", how="left")
        .join(complaints, on="interaction_id", how="left")
        .select(*_measures(thresholds))
    )
    statistics = [
        one
        for name in [*CONTACT, *JOINED]
        for one in (
            pl.col(name).count().alias(f"{name}__n"),
            pl.col(name).cast(pl.Float64).sum().alias(f"{name}__sum"),
            (pl.col(name).cast(pl.Float64) ** 2).sum().alias(f"{name}__sumsq"),
        )
    ]
    joined.group_by(CELL).agg(pl.len().alias("interactions"), *statistics).sink_parquet(
        out / "cells.parquet", engine="streaming"
    )


def _typed(exports: Path, table: str) -> pl.LazyFrame:
    files = files_of(exports, table)
    if files[0].suffix == ".parquet":
        return pl.scan_parquet(files)
    types = TYPES[table]
    text = pl.scan_csv(files, schema=dict.fromkeys(types, pl.String))
    return text.with_columns(
        pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
        if kind == "timestamp"
        else (
            pl.col(name) == "true"
            if kind == "boolean"
            else pl.col(name).cast(KINDS[kind], strict=False)
        )
        for name, kind in types.items()
    )


def _measures(thresholds: Thresholds) -> list[pl.Expr]:
    """One row a contact with its measures."""
    ends_at, col = pl.lit(thresholds.ends_at), pl.col
    opened = col("opened_at")
    seconds = (col("first_response_at") - opened).dt.total_seconds()
    targets = {k: v for k, v in thresholds.response_seconds.items() if k != "default"}
    target = (
        col("channel")
        .str.to_lowercase()
        .replace_strict(targets, default=thresholds.response_default, return_dtype=pl.Float64)
    )
    hours = (col("resolved_at") - opened).dt.total_seconds() / 3600
    age = (ends_at - opened).dt.total_seconds()
    days = thresholds.repeat_days
    gap = (col("next_at") - opened).dt.total_seconds() / 86400
    number = pl.Int32
    return [
        col("agent_id"),
        opened.dt.truncate("1mo").dt.date().alias("period"),
        *(col(name) for name in CELL[2:]),
        pl.when(col("first_response_at") < ends_at)
        .then((seconds <= target).cast(number))
        .alias("first_response_in_time"),
        col("resolved_first_contact").cast(number),
        pl.when(col("complexity").is_in(["complex", "hard"]))
        .then(col("resolved_first_contact").cast(number))
        .alias("complex_resolved"),
        pl.when(col("resolved_at") < ends_at)
        .then((hours <= thresholds.closure_hours).cast(number))
        .when(age / 3600 > thresholds.closure_hours)
        .then(0)
        .alias("closed_in_time"),
        col("reopened").cast(number),
        col("escalated").cast(number),
        (col("handle_seconds") / 60).clip(1 / 60).log().alias("handle_minutes"),
        col("knowledge_search_seconds").clip(0.1).log().alias("search_seconds"),
        pl.when(col("mediation_outcome").is_in(["success", "failure"]))
        .then((col("mediation_outcome") == "success").cast(number))
        .alias("mediation_success"),
        pl.when(col("cross_sell_offered"))
        .then(col("cross_sell_accepted").fill_null(False).cast(number))
        .alias("cross_sell_accepted"),
        col("proactive_care").cast(number),
        col("csat"),
        (col("csat") >= thresholds.satisfied_from).cast(number).alias("satisfied"),
        (col("nps") >= thresholds.promoter_from).cast(number).alias("promoter"),
        col("complaint").fill_null(0),
        pl.when(
            col("customer_id").is_not_null()
            & col("issue_type").is_not_null()
            & (age >= 86400 * days)
        )
        .then((gap <= days).fill_null(False).cast(number))
        .alias("repeat_contact"),
    ]
