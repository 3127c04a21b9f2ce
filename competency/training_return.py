"""What training cost and saved in a year: ledger, scenarios and what drives them.

Costs are hours from the exports times assumed prices. Savings are estimated effects times volumes
times assumed prices; each has the interval of its effect (delta method: amounts are linear in the
effects, whose errors are taken as independent). A saving whose interval includes nothing is one
that may be nothing. Assumptions move one at a time for the drivers, all against or all for the
return in the scenarios. What critical failures may cost stands beside it and in no sum: what
training does to events so rare is not estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from competency.columns import numbers, texts
from competency.frames import DIGITS, conform, empty, rounded
from competency.framework import Framework
from competency.intervals import Z90
from competency.proficiency import ALL_LATER, BASELINE, ESTIMATED
from competency.training_outcomes import ALL

COST, SAVING, AT_STAKE = "cost", "saving", "at_stake"
#: Its line, and the assumption of what one costs.
CRITICAL, CRITICAL_PRICE = "critical_failures", "critical_failure"
#: Estimates the savings hang on: outcomes of `training_outcomes`, and the time to proficiency.
HANDLE, COMPLAINT, REPEAT, RAMP = "handle_minutes", "complaint", "repeat_contact", "ramp_months"
SCENARIOS = ("low", "base", "high")


@dataclass(frozen=True)
class Volumes:
    """A year's training and work; hours of learners, contacts of one person in a month.

    `critical_failures` are reviews of the year that failed critically.
    """

    hours: float
    completions: float
    contacts: float
    handle_minutes: float
    new_people: float
    critical_failures: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line of the ledger; amounts in the currency, quantity in hours, cases or months."""

    side: str
    quantity: float
    amount: float


def ledger(
    volumes: Volumes, prices: Mapping[str, float], effects: Mapping[str, float]
) -> dict[str, Line]:
    """Return the lines there is an estimate for.

    Args:
        volumes: of the year.
        prices: each assumption by name.
        effects: by estimate, of one completion (in minutes or a share of contacts); months saved
            by a new person for RAMP. What is not there has no line.

    >>> volumes = Volumes(hours=10, completions=4, contacts=100, handle_minutes=6, new_people=0)
    >>> prices = {"working_hour": 60.0, "training_hour": 20.0, "lasting_months": 6.0}
    >>> {k: (v.quantity, v.amount) for k, v in ledger(volumes, prices, {HANDLE: -0.5}).items()}
    {'learners': (10, 600.0), 'training': (10, 200.0), 'handle_minutes': (20.0, 1200.0)}
    """
    lines = {
        "learners": Line(COST, volumes.hours, volumes.hours * prices["working_hour"]),
        "training": Line(COST, volumes.hours, volumes.hours * prices["training_hour"]),
    }
    touched = volumes.completions * volumes.contacts * prices["lasting_months"]
    if HANDLE in effects:
        saved = -effects[HANDLE] * touched / 60
        lines[HANDLE] = Line(SAVING, saved, saved * prices["working_hour"])
    if COMPLAINT in effects:
        fewer = -effects[COMPLAINT] * touched
        lines[COMPLAINT] = Line(SAVING, fewer, fewer * prices["complaint"])
    if REPEAT in effects:
        fewer = -effects[REPEAT] * touched
        each = volumes.handle_minutes / 60 * prices["working_hour"]
        lines[REPEAT] = Line(SAVING, fewer, fewer * each)
    if RAMP in effects and volumes.new_people > 0:
        months = effects[RAMP] * volumes.new_people
        lines[RAMP] = Line(SAVING, months, months * prices["ramp_month"])
    if volumes.critical_failures > 0:
        amount = volumes.critical_failures * prices[CRITICAL_PRICE]
        lines[CRITICAL] = Line(AT_STAKE, volumes.critical_failures, amount)
    return lines


def net(lines: Mapping[str, Line]) -> float:
    """Return savings less costs."""
    sign = {SAVING: 1.0, COST: -1.0, AT_STAKE: 0.0}
    return sum(sign[one.side] * one.amount for one in lines.values())


def estimate_return(
    framework: Framework,
    volumes: pd.DataFrame,
    outcomes: pd.DataFrame,
    cohorts: pd.DataFrame,
) -> pd.DataFrame:
    """Return `estimated_return`: rows of kind ledger, scenario and driver.

    Args:
        framework: resolved framework; gives assumptions.
        volumes: one row: training_hours, completions, contacts_per_month, new_people,
            critical_failures.
        outcomes: frame `training_outcomes`.
        cohorts: frame `proficiency_cohorts`.
    """
    effects, errors = _effects(outcomes, cohorts)
    found = _volumes(volumes, outcomes)
    if found is None:
        return empty("estimated_return")
    assumed = dict(framework.returns.assumptions)
    base = {name: one.base for name, one in assumed.items()}
    lines = ledger(found, base, effects)
    rows: list[dict[str, object]] = []
    for key, line in lines.items():
        wide = Z90 * _error({key: line}, found, base, effects, errors)
        lower, upper = line.amount - wide, line.amount + wide
        if line.side == AT_STAKE:  # counted, not estimated: only its price is in doubt
            price = assumed[CRITICAL_PRICE]
            lower, upper = (line.quantity * one for one in (price.low, price.high))
        rows.append(
            {
                "kind": "ledger", "key": key, "side": line.side, "quantity": line.quantity,
                "amount": line.amount, "lower": lower, "upper": upper,
            }
        )  # fmt: skip
    drivers = []
    for name, one in assumed.items():
        if name == CRITICAL_PRICE:  # moves no sum
            continue
        at = [net(ledger(found, {**base, name: price}, effects)) for price in (one.low, one.high)]
        drivers.append(_driver(name, "assumption", (one.low, one.base, one.high), at, one.source))
    for name, effect in effects.items():
        ends = (effect - Z90 * errors[name], effect + Z90 * errors[name])
        at = [net(ledger(found, base, {**effects, name: end})) for end in ends]
        drivers.append(_driver(name, "estimate", (ends[0], effect, ends[1]), at, "90 % interval"))
    drivers.sort(key=_swing, reverse=True)
    for scenario in SCENARIOS:
        prices = base | {
            str(one["key"]): _end(one, scenario) for one in drivers if one["side"] == "assumption"
        }
        whole = ledger(found, prices, effects)
        wide = Z90 * _error(whole, found, prices, effects, errors)
        for side in (COST, SAVING):
            total = sum(one.amount for one in whole.values() if one.side == side)
            part = wide if side == SAVING else 0.0
            rows.append(_scenario(scenario, side, total, part))
        rows.append(_scenario(scenario, "net", net(whole), wide))
    frame = pd.DataFrame([*rows, *drivers]).assign(currency=framework.returns.currency)
    for column in ("quantity", "lower", "upper", "low_value", "base_value", "high_value",
                   "at_low", "at_high", "source"):  # fmt: skip
        if column not in frame:
            frame[column] = None
    return rounded(conform(frame, "estimated_return"), "estimated_return", DIGITS)


def _scenario(scenario: str, side: str, amount: float, wide: float) -> dict[str, object]:
    return {
        "kind": "scenario", "key": scenario, "side": side, "amount": amount,
        "lower": amount - wide, "upper": amount + wide,
    }  # fmt: skip


def _driver(
    name: str, side: str, values: tuple[float, float, float], at: list[float], source: str
) -> dict[str, object]:
    return {
        "kind": "driver", "key": name, "side": side, "amount": abs(at[1] - at[0]),
        "low_value": values[0], "base_value": values[1], "high_value": values[2],
        "at_low": at[0], "at_high": at[1], "source": source,
    }  # fmt: skip


def _swing(driver: Mapping[str, object]) -> float:
    return float(str(driver["amount"]))


def _end(driver: Mapping[str, object], scenario: str) -> float:
    """Return an assumption as a scenario has it: what makes the return least, or most."""
    if scenario == "base":
        return float(str(driver["base_value"]))
    rises = float(str(driver["at_high"])) >= float(str(driver["at_low"]))
    return float(str(driver["high_value" if rises == (scenario == "high") else "low_value"]))


def _error(
    lines: Mapping[str, Line],
    volumes: Volumes,
    prices: Mapping[str, float],
    effects: Mapping[str, float],
    errors: Mapping[str, float],
) -> float:
    """Return the standard error that the effects' errors give the net of some lines."""
    total = 0.0
    for name, error in errors.items():
        moved = ledger(volumes, prices, {**effects, name: effects[name] + error})
        total += sum(moved[key].amount - line.amount for key, line in lines.items()) ** 2
    return float(np.sqrt(total))


def _effects(
    outcomes: pd.DataFrame, cohorts: pd.DataFrame
) -> tuple[dict[str, float], dict[str, float]]:
    effects, errors = {}, {}
    columns = (
        texts(outcomes, "course_id"), texts(outcomes, "outcome"), numbers(outcomes, "effect"),
        numbers(outcomes, "std_error"),
    )  # fmt: skip
    for course, outcome, effect, error in zip(*columns, strict=True):
        if course == ALL and outcome in (HANDLE, COMPLAINT, REPEAT):
            effects[str(outcome)], errors[str(outcome)] = float(effect), float(error)
    told = cohorts[(cohorts["measure"] == "told")] if len(cohorts) else cohorts
    later = told[(told["cohort"] == ALL_LATER) & (told["state"] == ESTIMATED)]
    usual = numbers(told[told["cohort"] == BASELINE], "median_months")
    if len(later) and len(usual) and not np.isnan(usual[0]):
        ends = (float(numbers(later, name)[0]) for name in ("ratio_lower", "ratio_upper"))
        lower, upper = ends
        effects[RAMP] = float(usual[0] * (1 - numbers(later, "time_ratio")[0]))
        errors[RAMP] = float(usual[0] * (upper - lower) / (2 * Z90))
    return effects, errors


def _volumes(volumes: pd.DataFrame, outcomes: pd.DataFrame) -> Volumes | None:
    """Return the year's volumes; None without training or without contacts."""
    if not len(volumes):
        return None
    hours, completions, contacts, people = (
        float(np.nan_to_num(numbers(volumes, name)[0]))
        for name in ("training_hours", "completions", "contacts_per_month", "new_people")
    )
    if not (hours > 0 and completions > 0 and contacts > 0):
        return None
    mine = [one == HANDLE for one in texts(outcomes, "outcome")]
    minutes = numbers(outcomes, "average")[mine] if any(mine) else np.zeros(1)
    critical = float(np.nan_to_num(numbers(volumes, CRITICAL)[0]))
    return Volumes(hours, completions, contacts, float(minutes[0]), people, critical)
