"""Gates the next tier asks for, what there is of each, and whether it is passed as far as shown."""

from typing import Any

from assets.receipt.reading import Held
from assets.report.records import Record, whole
from competency.framework import Framework
from competency.ladder_rules import Tier


def next_gates(held: Held, framework: Framework, chance_of_bars: float) -> list[Record]:
    """One row a gate that the next tier asks for.

    `passed` is None where the marts do not tell: the ladder publishes whether all gates are passed
    together (chances of tiers that gates bar are 0) and words for the one most in the way.

    Args:
        held: rows about the agent.
        framework: resolved framework.
        chance_of_bars: P(all bars of the next tier) without gates.
    """
    placed = held.row("agent_ladder")
    tier = whole(placed["tier"])
    if tier is None or tier == len(framework.ladder.tiers):
        return []
    wanted = framework.ladder.tiers[tier]
    gates = [*_known(held, framework, wanted), *_asked_only(wanted)]
    shut = _named_shut(placed.get("blocked_by"))
    together = _together(placed, tier, chance_of_bars)
    for gate in gates:
        if together or gate["gate"] == shut:
            gate["passed"] = bool(together)
    unknown = [gate for gate in gates if gate["passed"] is None]
    if together is False and len(unknown) == 1 and all(g["passed"] is not False for g in gates):
        unknown[0]["passed"] = False
    return gates


def _known(held: Held, framework: Framework, wanted: Tier) -> list[Record]:
    rules, placed = framework.ladder, held.row("agent_ladder")
    failed, previous = whole(placed["critical_failures"]), whole(placed["previous_tier"])
    gates = []
    if rules.critical_months:
        # Before the first placement there is nothing a failure could hold.
        passed = not failed or previous is None
        gates.append(_gate("critical_failure", rules.critical_months, failed, passed))
    if wanted.minimum_evidence:
        there = sum(whole(row["n_evidence"]) or 0 for row in held.rows("agent_scores"))
        passed = there >= wanted.minimum_evidence
        gates.append(_gate("evidence", wanted.minimum_evidence, there, passed))
    if wanted.min_months:
        months = tenure(held) if rules.clock == "since_hire" else None
        # Without a hire date the gate bars nobody; a clock by tier is told by `blocked_by` alone.
        known = months is None or months >= wanted.min_months
        gates.append(
            _gate(
                "tenure",
                wanted.min_months,
                months,
                known if rules.clock == "since_hire" else None,
            )
        )
    return gates


def _asked_only(wanted: Tier) -> list[Record]:
    gates = []
    if wanted.certificates:
        gates.append(_gate("certificate", list(wanted.certificates), None, None))
    if wanted.roles:
        gates.append(_gate("role", list(wanted.roles), None, None))
    if wanted.mentees is not None:
        gates.append(_gate("mentees", wanted.mentees.model_dump(), None, None))
    if wanted.feedback_360 is not None:
        gates.append(_gate("feedback_360", wanted.feedback_360.model_dump(), None, None))
    return gates


def _gate(gate: str, asked: Any, there: Any, passed: bool | None) -> Record:
    return {"gate": gate, "asked": asked, "there": there, "passed": passed}


def _named_shut(blocked_by: str | None) -> str | None:
    return blocked_by.split(":")[0] if blocked_by else None


def _together(placed: Record, tier: int, chance_of_bars: float) -> bool | None:
    """Whether all gates of the next tier are passed, by the chances that were published."""
    previous = whole(placed["previous_tier"])
    if previous is not None and previous > tier:
        return None  # a tier just lost stays open whatever the gates say
    numbers = range(tier + 1, 6)
    if sum(placed[f"prob_tier_{number}"] or 0.0 for number in numbers) > 0:
        return True
    # Below the digits of the mart a chance and none look the same.
    return False if chance_of_bars > 1e-5 else None


def tenure(held: Held) -> int | None:
    """Whole months since hiring in the month of the receipt; None without a hire date."""
    who = held.row("agents")
    months = whole(who.get("tenure_months"))
    if months is None or held.period is None or held.latest is None:
        return None
    newest = held.latest.replace(day=1)
    if who.get("left_on"):
        newest = min(newest, who["left_on"].replace(day=1))
    back = (newest.year - held.period.year) * 12 + newest.month - held.period.month
    return max(months - back, 0)
