"""Moves what finished plans hold to earlier weeks where there is room, changing nothing else.

The optimisation weighs what is taken, not when; but sooner is better for everybody, and only the
first weeks are followed before the next plan.
"""

from __future__ import annotations

import numpy as np

from competency.columns import Floats, Ints
from competency.path_model import Block
from competency.path_polish import Standing

_NEAR = 1e-9


def bring_forward(standing: Standing) -> int:
    """Give courses the earliest offer that fits, those that close most first; return how many.

    An offer of the previous plan stays where it is, because another one is worth less.

    Args:
        standing: everyone's plans and the room they leave; both change.
    """
    moved = 0
    for agent, block in enumerate(standing.blocks):
        plan = standing.plans[agent]
        if not len(plan):
            continue
        room = standing.room[block.touched] + block.taking(plan)
        earlier, count = _earlier(block, plan, room)
        if count:
            standing.change(agent, earlier)
            moved += count
    return moved


def _earlier(block: Block, plan: Ints, room: Floats) -> tuple[Ints, int]:
    alone = block.closing @ block.weight
    found, moved = plan.copy(), 0
    for place in np.argsort(-alone[block.course[plan]], kind="stable").tolist():
        now = int(found[place])
        same = np.flatnonzero(block.course == block.course[now])
        sooner = same[(same < now) & (block.value[same] >= block.value[now] - _NEAR)]
        for offer in sooner.tolist():
            trial = found.copy()
            trial[place] = offer
            fits = (block.rows[:, trial].sum(axis=1) <= block.most + _NEAR).all()
            if fits and (block.taking(trial) <= room + _NEAR).all():
                found, moved = trial, moved + 1
                break
    return np.sort(found), moved
