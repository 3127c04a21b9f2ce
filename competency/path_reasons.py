"""TEMPORARY by the lead until part S writes it (S: overwrite)."""
from dataclasses import dataclass


@dataclass(frozen=True)
class RunnerUp:
    offer: int
    other: int | None
    less: float
    why: str | None


def priced_value(problem, agent, prices):
    return 0.0


def runners_up(problem, plans):
    return [[RunnerUp(int(o), None, 0.0, None) for o in p] for p in plans]
