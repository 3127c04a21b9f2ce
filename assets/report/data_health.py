"""What came in and what was left out, for the organisation's page."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assets.contracts.catalogue import TABLES
from assets.report.records import records
from assets.report.rule_names import SEVERITIES, rule_name, table_name
from assets.report.text import Text

_STATES = {
    "ok": Text("read", "已读取"),
    "empty": Text("file is empty", "文件为空"),
    "missing": Text("no file", "没有文件"),
    "failed": Text("could not be read", "无法读取"),
    "snapshot": Text("taken from the last good landing", "取自最近一次有效数据"),
}
_NOT_GIVEN = Text("none given", "未提供")
_OPTIONAL = frozenset(table.key for table in TABLES if table.optional)


@dataclass(frozen=True, kw_only=True)
class TableHealth:
    """The counts of one table over all its files."""

    key: str
    name: Text
    state: Text
    good: bool
    files: int
    read: int
    accepted: int
    rejected: int
    duplicates: int
    repairs: int

    @property
    def adds_up(self) -> bool:
        """Every row read is accepted, rejected or a duplicate."""
        return self.read == self.accepted + self.rejected + self.duplicates


@dataclass(frozen=True, kw_only=True)
class RejectCount:
    """How often one rule spoke in one table."""

    table: Text
    rule: Text
    severity: str
    outcome: Text
    rows: int


def table_health(run: Mapping[str, Any]) -> list[TableHealth]:
    """One line a table, in run.json's order."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for source in run.get("sources") or []:
        counts = sums[source["table"]]
        counts["files"] += 1
        for name in ("rows_read", "accepted", "rejected", "duplicates"):
            counts[name] += int(source.get(name) or 0)
    tables = {t["table"]: t for t in run.get("tables") or []}
    lines = []
    for key in [*tables, *(k for k in sums if k not in tables)]:
        table, counts = tables.get(key, {}), sums[key]
        status = str(table.get("status") or "ok")
        not_given = key in _OPTIONAL and status in ("missing", "empty")
        lines.append(
            TableHealth(
                key=key,
                name=table_name(key),
                state=_NOT_GIVEN if not_given else _STATES.get(status, Text(status, status)),
                good=status == "ok" or not_given,
                files=counts["files"],
                read=counts["rows_read"],
                accepted=counts["accepted"],
                rejected=counts["rejected"],
                duplicates=counts["duplicates"],
                repairs=sum((table.get("repairs") or {}).values()),
            )
        )
    return lines


def reject_counts(marts: Mapping[str, pd.DataFrame]) -> list[RejectCount]:
    """Lines of `rejected_rows` by table and rule, most frequent first."""
    counts = Counter(
        (str(r["source_table"]), str(r["rule"]), str(r.get("severity") or "error"))
        for r in records(marts, "rejected_rows")
    )
    return [
        RejectCount(
            table=table_name(table),
            rule=rule_name(rule),
            severity=severity,
            outcome=SEVERITIES.get(severity, Text(severity, severity)),
            rows=rows,
        )
        for (table, rule, severity), rows in sorted(counts.items(), key=lambda c: (-c[1], c[0]))
    ]
