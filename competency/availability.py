"""What a missing export or column switches off, and what a run says of itself.

Finding out what is missing is landing's job; scoring without it is `scores`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from competency.config_types import Model, Text
from competency.framework import Framework, Indicator

Plan = Literal["last_snapshot", "without_source", "frozen"]


class Notice(Model):
    """Something a run should say of itself, and the indicators that it had to do without.

    plan: the degradation plan it tells of, if any.
    degrades: false where the result is as good without it, and people should only know.
    """

    code: str
    subject: str
    text: str
    text_zh: str
    switched_off: tuple[str, ...] = ()
    plan: Plan | None = None
    degrades: bool = True


def available_framework(framework: Framework, unavailable: Sequence[str]) -> Framework:
    """Return the framework with every indicator off that needs something unavailable.

    Args:
        framework: resolved framework.
        unavailable: tables ('crm/surveys') and columns ('crm/surveys.nps') the exports lack.
    """
    lost = {key: subject for subject, keys in _lost(framework, unavailable) for key in keys}
    if not lost:
        return framework
    return framework.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(
                    update={
                        "enabled": False,
                        "reason_off": Text(
                            en=f"The exports have no {lost[item.key]}.",
                            zh=f"导出数据中没有 {lost[item.key]}。",
                        ),
                    }
                )
                if item.key in lost
                else item
                for item in framework.indicators
            )
        }
    )


def notices(framework: Framework, unavailable: Sequence[str]) -> list[Notice]:
    """Return one notice a table that lacks something some indicator needs, for `run.json`.

    >>> from competency.loading import load_framework
    >>> [(one.code, one.subject, one.switched_off)
    ...     for one in notices(load_framework(), ["crm/surveys.nps", "crm/agents.name"])]
    [('missing_columns', 'crm/surveys', ('promoter',))]
    """
    columns: dict[str, list[str]] = {}
    switched_off: dict[str, list[str]] = {}
    for subject, keys in _lost(framework, unavailable):
        table, _, column = subject.partition(".")
        columns.setdefault(table, []).extend([column] if column else [])
        switched_off.setdefault(table, []).extend(keys)
    return [_notice(framework, table, columns[table], keys) for table, keys in switched_off.items()]


def _notice(framework: Framework, table: str, columns: Sequence[str], keys: list[str]) -> Notice:
    items = [framework.indicator(key) for key in keys]
    en, zh = ", ".join(one.name.en for one in items), "、".join(one.name.zh for one in items)
    what, what_zh = f"Table {table} is missing", f"缺少表 {table}"
    if columns:
        listed = ", ".join(columns)
        what = f"{table} lacks {listed}"
        what_zh = f"表 {table} 缺少字段 {listed}"
    return Notice(
        code="missing_columns" if columns else "missing_table",
        subject=table,
        text=f"{what}; switched off: {en}.",
        text_zh=f"{what_zh}，已停用：{zh}。",
        switched_off=tuple(keys),
        plan="without_source",
    )


def _lost(framework: Framework, unavailable: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Pair each missing subject, with the indicators it takes down; each indicator once."""
    running = {item.key: item for item in framework.measured_indicators()}
    result: list[tuple[str, list[str]]] = []
    # Tables first: a table's notice should not be split up over its columns.
    for subject in sorted(dict.fromkeys(unavailable), key=lambda name: "." in name):
        keys = [key for key, item in running.items() if _needs(item, subject)]
        # A measure of time must not go on alone when its quality measure is gone.
        keys += [
            key
            for key, item in running.items()
            if key not in keys and item.paired_with is not None and item.paired_with in keys
        ]
        for key in keys:
            del running[key]
        if keys:
            result.append((subject, keys))
    return result


def _needs(item: Indicator, subject: str) -> bool:
    return any(
        need == subject or need.split(".", 1)[0] == subject for need in (*item.needs, item.source)
    )
