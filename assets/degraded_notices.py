"""What a run says of its degradation: tables kept or late, drifted columns, lost weight, freeze."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from assets.contracts.catalogue import TABLES
from assets.input_notices import ended
from assets.landing.report import Drift, TableReport
from assets.source_plans import is_late, latest_day
from competency.availability import Notice
from competency.config_types import Text
from competency.degradation import LostWeight
from competency.degradation_rules import DegradationRules

#: What was away for longer the centre has given up, as far as anybody knows.
LOST_DAYS = 92
_REASONS = {
    "missing": Text(en="is missing", zh="缺失"),
    "empty": Text(en="is empty", zh="没有数据"),
    "failed": Text(en="could not be read", zh="无法读取"),
    "refused": Text(en="had every row refused", zh="所有行均未被采用"),
    "late": Text(en="is late", zh="迟到"),
}
_LOSSES = {
    "vanished": Text(en="is not there any more", zh="已不存在"),
    "renamed": Text(en="is not there any more", zh="已不存在"),
    "retyped": Text(en="has values that cannot be read as before", zh="的取值已无法按原格式读取"),
    "emptied": Text(en="has no values any more", zh="已没有取值"),
}


def snapshot_notices(reports: Sequence[TableReport], as_of: date) -> list[Notice]:
    """One notice a table that was taken from the archive."""
    found = []
    for report in reports:
        if (taken := report.snapshot) is None:
            continue
        reason, days = _REASONS[taken.reason], (as_of - taken.as_of).days
        tells = taken.reason in ("failed", "refused") and taken.told
        told, told_zh = (f" ({taken.told})", f"（{taken.told}）") if tells else ("", "")
        age, age_zh = (f", {days} days ago", f"，{days}天前") if days > 0 else ("", "")
        found.append(
            Notice(
                code="last_snapshot",
                subject=report.table,
                text=f"The export of {report.table} {reason.en}{told}: the last good one stands in "
                f"for it, landed for {taken.as_of}{age}.",
                text_zh=f"{report.table} 的导出{reason.zh}{told_zh}：以最近一次有效数据代替"
                f"（{taken.as_of}{age_zh}）。",
                plan="last_snapshot",
            )
        )
    return found


def unmended_notices(failed: Mapping[str, str]) -> list[Notice]:
    """One notice a table whose kept landing could not be used either.

    Args:
        failed: why, by table key (`source_plans.stand_in`).
    """
    return [
        Notice(
            code="snapshot_failed",
            subject=table,
            text=ended(f"{table} was to be taken from the archive, which failed: {why}"),
            text_zh=ended(f"{table} 本应取自存档，但未成功：{why}", "。"),
        )
        for table, why in failed.items()
    ]


def lost_notices(lost: Mapping[str, date], as_of: date) -> list[Notice]:
    """One notice a table that is away and was there not long ago.

    Args:
        lost: as-of days of their last good landings (`source_plans.last_landed`).
        as_of: last day that may be seen.
    """
    return [
        Notice(
            code="lost_table",
            subject=table,
            text=f"{table} was last landed well for {day} and cannot be used since; nothing "
            "stands in for it. If the centre has given it up, it counts as never there "
            f"{LOST_DAYS} days after that day.",
            text_zh=f"{table} 最近一次有效数据为 {day}，此后无法使用，也没有可替代的数据。"
            f"若该数据已停用，自该日起满{LOST_DAYS}天后视为从未有过。",
        )
        for table, day in lost.items()
        if (as_of - day).days <= LOST_DAYS
    ]


def late_notices(
    landing: Path, reports: Sequence[TableReport], as_of: date, rules: DegradationRules
) -> list[Notice]:
    """One notice a table that is late and stands as exported: the archive had nothing newer.

    One that ends more than `LOST_DAYS` before the as-of day has stopped.
    """
    found: list[Notice] = []
    for table, report in zip(TABLES, reports, strict=True):
        latest = latest_day(landing, table)
        if report.status == "ok" and latest and is_late(table.key, latest, as_of, rules):
            stopped = (as_of - latest).days > LOST_DAYS
            allowed = LOST_DAYS if stopped else rules.source(table.key).late_after_days
            what, what_zh = ("has stopped", "已停止更新") if stopped else ("is late", "迟到")
            found.append(
                Notice(
                    code="stopped_source" if stopped else "late_source",
                    subject=table.key,
                    text=f"{table.key} {what}: its newest event is of {latest}, more than "
                    f"{allowed} days before {as_of}.",
                    text_zh=f"{table.key} {what_zh}：最新记录为 {latest}，"
                    f"早于 {as_of} 超过{allowed}天。",
                )
            )
    return found


def drift_notices(reports: Sequence[TableReport]) -> list[Notice]:
    """Notices of columns that lost their values, one each; of new and gone columns, one a table."""
    found: list[Notice] = []
    for report in reports:
        found.extend(_loss(report.table, one) for one in report.drift if one.is_loss)
        new, gone = (
            [one.column for one in report.drift if one.kind == kind] for kind in ("new", "gone")
        )
        if new or gone:
            found.append(_others(report.table, new, gone))
    return found


def _loss(table: str, drift: Drift) -> Notice:
    what, months = _LOSSES[drift.kind], ", ".join(drift.months)
    en = f"{table}: {drift.column} {what.en}" + (f" in {months}" if months else "")
    zh = f"{table}：{drift.column} " + (f"在 {months} " if months else "") + what.zh
    en += f"; it had values in the landing of {drift.since}."
    zh += f"；在 {drift.since} 的数据中仍有取值。"
    if drift.near:
        en += f" {drift.near} is new and looks like {drift.column}: rename it in the export or map"
        en += " it (docs/mapping.md)."
        zh += f" 新字段 {drift.near} 与 {drift.column} 相似：请在导出中改名，或用映射文件对应"
        zh += "（docs/mapping.md）。"
    else:
        en += " If it is gone for good, list it in degradation.retired_columns."
        zh += " 若已永久取消，请列入 degradation.retired_columns。"
    return Notice(code="lost_column", subject=f"{table}.{drift.column}", text=en, text_zh=zh)


def _others(table: str, new: Sequence[str], gone: Sequence[str]) -> Notice:
    told, told_zh = [], []
    if new:
        told.append(f"new and not used: {', '.join(new)}")
        told_zh.append(f"新增且未使用：{'、'.join(new)}")
    if gone:
        told.append(f"no longer there, and never used: {', '.join(gone)}")
        told_zh.append(f"已不存在（此前未使用）：{'、'.join(gone)}")
    return Notice(
        code="other_columns",
        subject=table,
        text=f"Columns of {table} changed: {'; '.join(told)}.",
        text_zh=f"{table} 的字段有变化：{'；'.join(told_zh)}。",
        degrades=False,
    )


def excess_notices(lost: LostWeight, frozen: Text | None) -> list[Notice]:
    """The notice that too much is lost to place anybody; none where tiers are frozen instead."""
    if not lost.is_too_much or frozen is not None:
        return []
    words = lost.words()
    return [
        Notice(
            code="too_much_lost",
            subject="composite",
            text=words.en,
            text_zh=words.zh,
            plan="without_source",
        )
    ]


def freeze_notices(frozen: Text | None) -> list[Notice]:
    """The notice that tiers and assignments are frozen."""
    if frozen is None:
        return []
    return [Notice(code="frozen", subject="run", text=frozen.en, text_zh=frozen.zh, plan="frozen")]


def lost_weight_notices(lost: LostWeight, names: Mapping[str, Text]) -> list[Notice]:
    """How much of the overall score and of each dimension is without its source; none: nothing.

    Args:
        lost: shares.
        names: of the dimensions, by key.
    """
    shares = {key: share for key, share in lost.dimensions.items() if share > 0}
    if not shares:
        return []
    parts = ", ".join(f"{names[key].en} {share:.0%}" for key, share in shares.items())
    parts_zh = "、".join(f"{names[key].zh}{share:.0%}" for key, share in shares.items())
    return [
        Notice(
            code="lost_weight",
            subject="composite",
            text=f"Without its source is {lost.composite:.0%} of the overall score's weight "
            f"({parts}); at most {lost.allowed:.0%} may be lost before nobody is placed.",
            text_zh=f"综合得分中{lost.composite:.0%}的权重缺少数据来源（{parts_zh}）；"
            f"上限为{lost.allowed:.0%}，超过则不再评级。",
            plan="without_source",
        )
    ]
