"""What a missing export or column switches off, and the words that say so.

Finding out what is missing is landing's job; scoring without it is `scores`.
"""

from __future__ import annotations

from collections.abc import Sequence

from competency.framework import Framework, Indicator, Model, Text


class Notice(Model):
    """One missing table or column and the indicators that cannot be computed without it."""

    code: str
    subject: str
    text: str
    text_zh: str
    switched_off: tuple[str, ...]


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
    """Return one notice a missing subject that some indicator needs, for `run.json` and report.

    >>> from competency.loading import load_framework
    >>> [(one.subject, one.switched_off)
    ...     for one in notices(load_framework(), ["crm/surveys", "crm/agents.name"])]
    [('crm/surveys', ('satisfied', 'promoter'))]
    """
    found: list[Notice] = []
    for subject, keys in _lost(framework, unavailable):
        items = [framework.indicator(key) for key in keys]
        table = "." not in subject
        en, zh = ", ".join(one.name.en for one in items), "、".join(one.name.zh for one in items)
        found.append(
            Notice(
                code="missing_table" if table else "missing_column",
                subject=subject,
                text=f"{'Table' if table else 'Column'} {subject} is missing; switched off: {en}.",
                text_zh=f"缺少{'表' if table else '字段'} {subject}，已停用：{zh}。",
                switched_off=tuple(keys),
            )
        )
    return found


def _lost(framework: Framework, unavailable: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Pair each missing subject, with the indicators it takes down; each indicator once."""
    running = {item.key: item for item in framework.enabled_indicators()}
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
