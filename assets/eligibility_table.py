"""A list as a table: CSV or workbook for whoever decides, lines for a terminal, both languages."""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assets.delivery.csv_text import csv_bytes
from assets.delivery.workbook import Book
from assets.eligibility_record import EligibilityError, EligibilityList
from assets.report.text import Text, both
from competency.eligibility import REASONS

DECIDES_NOTHING = Text(
    "This list decides nothing: each line waits for a named person.",
    "本名单不构成任何决定：每一行均须由具名人员作出决定。",
)
_STATES = {
    "eligible": Text("meets the rule", "符合规则"),
    "not_assessable": Text("cannot be assessed", "无法评估"),
}
_WAITS = Text("waits", "待决定")
_DECISIONS = {"yes": Text("yes", "同意"), "no": Text("no", "不同意")}
COLUMNS = (
    "list_id", "purpose", "period", "agent_id", "team_id", "state", "state_zh", "reason",
    "reason_zh", "tier", "months_held", "decision", "decision_zh", "decided_by", "decided_at",
    "decision_reason",
)  # fmt: skip


def write_list(found: EligibilityList, path: Path) -> None:
    """Write a list to a `.csv` or `.xlsx` file that only this account may read.

    Raises:
        EligibilityError: the name ends otherwise.
        OSError: it cannot be written.
    """
    content = list_file(found, path.suffix.lower())
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def list_file(found: EligibilityList, suffix: str) -> bytes:
    """Content of the file; no cell can run as a formula.

    Raises:
        EligibilityError: `suffix` is neither `.csv` nor `.xlsx`.
    """
    rows = table(found)
    if suffix == ".csv":
        return csv_bytes(COLUMNS, rows)
    if suffix != ".xlsx":
        raise EligibilityError(f"a list is written to .csv or .xlsx, not to {suffix or 'no kind'}")
    book = Book(found.drawn.period)
    widths = [24 if name in ("reason", "reason_zh", "decision_reason") else 14 for name in COLUMNS]
    book.add_sheet(found.drawn.purpose, list(zip(COLUMNS, widths, strict=True)), rows)
    return book.content()


def table(found: EligibilityList) -> list[Sequence[Any]]:
    """Rows in the order of COLUMNS."""
    drawn = found.drawn
    rows: list[Sequence[Any]] = []
    for line in drawn.lines:
        decided = found.decided.get(line.agent_id)
        state, reason = _STATES[line.state], REASONS[line.reason]
        decision = Text("", "")
        if decided is not None:
            decision = _DECISIONS[decided.decision]
        elif line.state == "eligible":
            decision = _WAITS
        rows.append(
            (
                drawn.list_id, drawn.purpose, drawn.period, line.agent_id, line.team_id, *state,
                reason.en, reason.zh, line.tier, line.months_held, *decision,
                decided.by if decided else None, decided.at if decided else None,
                decided.reason if decided else None,
            )
        )  # fmt: skip
    return rows


def list_lines(found: EligibilityList) -> list[Text]:
    """What a terminal shows: whose list, what it is by, and each line with its decision."""
    drawn = found.drawn
    head = both(
        "{id} for {purpose}, by the tiers of {month} ({run}), drawn by {by} at {at}",
        "{id}（{purpose}），依据{month}的等级（{run}），{by}于{at}生成",
        id=drawn.list_id,
        purpose=Text(drawn.purpose, {"promotion": "晋升", "pay": "薪酬"}[drawn.purpose]),
        month=f"{drawn.period:%Y-%m}",
        run=drawn.run_id,
        by=drawn.by,
        at=drawn.at,
    )
    rule = both(
        "rule: {tier} or higher for {n} months in a row; {no} more people do not meet it",
        "规则：连续{n}个月达到{tier}或以上；另有{no}人不符合",
        tier=drawn.tier,
        n=drawn.months_in_tier,
        no=drawn.not_met,
    )
    lines = [head, rule, DECIDES_NOTHING]
    for row in table(found):
        named = dict(zip(COLUMNS, row, strict=True))
        told = Text(str(named["reason"]), str(named["reason_zh"]))
        if named["decision"]:
            told = Text(f"{told.en}: {named['decision']}", f"{told.zh}：{named['decision_zh']}")
        who = " ".join(str(part) for part in (named["agent_id"], named["team_id"]) if part)
        lines.append(Text(f"  {who} · {told.en}", f"  {who} · {told.zh}"))
    return lines
