"""The on-duty gate: how each new hire stands on the written test and the simulation.

Unknown is unknown: where the exports show no such test of anybody, nobody has failed it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from competency.columns import days, numbers, require, texts
from competency.criteria import matches
from competency.framework import Framework
from competency.on_duty_rules import OnDutyRules

Part = Literal["written", "simulation"]
State = Literal["passed", "failed", "open"]
PARTS: tuple[Part, Part] = ("written", "simulation")


@dataclass(frozen=True)
class Standing:
    """One person on one part of the gate; state and attempts are None where tests are unknown."""

    state: State | None = None
    attempts: int | None = None
    passed_on: dt.date | None = None
    exhausted: bool | None = None


@dataclass(frozen=True)
class Gate:
    """One person before both parts."""

    written: Standing
    simulation: Standing

    @property
    def parts(self) -> dict[Part, Standing]:
        """Both parts by name, the written one first."""
        return {"written": self.written, "simulation": self.simulation}

    @property
    def cleared(self) -> bool | None:
        """True with both parts passed, False where one is known not to be, else None."""
        states = [self.written.state, self.simulation.state]
        if any(state in ("failed", "open") for state in states):
            return False
        return None if None in states else True

    @property
    def cleared_on(self) -> dt.date | None:
        """Day of the later pass; None for somebody not cleared."""
        passes = (self.written.passed_on, self.simulation.passed_on)
        return max(day for day in passes if day is not None) if self.cleared else None

    @property
    def exhausted(self) -> bool | None:
        """Whether some part was tried too often without a pass; None where that is unknown."""
        known = [self.written.exhausted, self.simulation.exhausted]
        if any(known):
            return True
        return None if None in known else False


def read_gates(
    framework: Framework, people: list[str], attempts: pd.DataFrame, tests: pd.DataFrame
) -> dict[str, Gate]:
    """Return the gate of everybody in `people`.

    Args:
        framework: resolved framework.
        people: agent ids.
        attempts: agent_id, assessment_id, dimension, taken_on, share (of the points). One without
            a share is not marked yet and does not count.
        tests: assessment_id, dimension of every test anybody at the centre has taken; a part of
            the gate that none of them fits is unknown, not failed.
    """
    require(attempts, "attempts", ("agent_id", "assessment_id", "taken_on", "share"))
    require(tests, "tests", ("assessment_id",))
    rules = framework.on_duty
    tried: dict[tuple[str, Part], list[tuple[float, dt.date]]] = defaultdict(list)
    share, taken = numbers(attempts, "share"), days(attempts, "taken_on")
    for row, (agent, part) in enumerate(
        zip(texts(attempts, "agent_id"), _parts(rules, attempts), strict=True)
    ):
        day = taken[row]
        if agent is None or part is None or day is None or np.isnan(share[row]):
            continue
        tried[agent, part].append((float(share[row]), day))
    seen = {part for part in _parts(rules, tests) if part is not None}
    return {
        agent: Gate(
            *(
                _standing(rules, tried.get((agent, part), [])) if part in seen else Standing()
                for part in PARTS
            )
        )
        for agent in people
    }


def _parts(rules: OnDutyRules, frame: pd.DataFrame) -> list[Part | None]:
    names = list(zip(texts(frame, "assessment_id"), texts(frame, "dimension"), strict=True))
    known = {pair: _part_of(rules, pair) for pair in set(names)}
    return [known[pair] for pair in names]


def _part_of(rules: OnDutyRules, names: tuple[str | None, ...]) -> Part | None:
    """Return the part a test is; its id speaks before its dimension, written before simulation."""
    for name in names:
        if name is not None and matches(name, rules.written):
            return "written"
        if name is not None and matches(name, rules.simulation):
            return "simulation"
    return None


def _standing(rules: OnDutyRules, tried: list[tuple[float, dt.date]]) -> Standing:
    passes = [day for share, day in tried if share >= rules.pass_share]
    if passes:
        return Standing("passed", len(tried), min(passes), exhausted=False)
    exhausted = len(tried) >= rules.maximum_attempts
    return Standing("failed" if tried else "open", len(tried), exhausted=exhausted)
