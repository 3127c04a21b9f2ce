"""Suggests a business and a service mentor to who needs them: the frame `mentor_pairs` (S0-097).

For each role an assignment problem (Kuhn 1955; solved by the algorithm of Crouse 2016 in SciPy):
mentors have as many places as they have left, and the sum of their strength in what each mentee
lacks most is made as large as can be. Business mentors go first; nobody gets one person as both
(S2-051). A suggestion binds nobody: a manager puts mentors on the roster.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from competency.columns import Flags, Floats, Ints, numbers, require, texts
from competency.config_types import Text
from competency.frames import FRAMES, conform, empty
from competency.framework import Framework

COLUMNS = (
    "agent_id", "role", "team_id", "manager_id", "mentor_id", "service_mentor_id", "language",
    "site", "status",
)  # fmt: skip
ROLES = {"business": "mentor_id", "service": "service_mentor_id"}
_BARRED = -1e6
#: Why somebody gets nobody, in the order in which it is asked.
NOBODY: Mapping[str, Text] = {
    "no_mentors": Text(en="nobody on the roster is a mentor", zh="花名册中没有导师"),
    "no_match": Text(
        en="no mentor of their language and site but their manager",
        zh="没有同语言、同职场且非其直属经理的导师",
    ),
    "nobody_stronger": Text(
        en="no mentor shows more in what they lack", zh="没有在其所缺能力上更强的导师"
    ),
    "no_capacity": Text(en="all suitable mentors are busy", zh="合适的导师均已满员"),
}


@dataclass(frozen=True)
class _Roster:
    """The people at work in the order of their ids; ability has shape (people, dimensions)."""

    text: Mapping[str, list[str | None]]
    needs: Flags
    guides: Flags
    ability: Floats

    def at(self, column: str) -> npt.NDArray[np.object_]:
        """A column of texts as an array."""
        return np.array(self.text[column], dtype=object)


def mentor_pairs(
    framework: Framework,
    people: pd.DataFrame,
    scores: pd.DataFrame,
    certified: Collection[str] = (),
) -> pd.DataFrame:
    """Return the frame `mentor_pairs`: a row a person who needs a mentor, and role they lack.

    Args:
        framework: resolved framework.
        people: those at work: COLUMNS, tenure_months, tier; null is unknown.
        scores: agent_id, dimension, score of the newest month.
        certified: people whose mentor's certificate holds.
    """
    require(people, "people", (*COLUMNS, "tenure_months", "tier"))
    require(scores, "scores", ("agent_id", "dimension", "score"))
    roster = _read(framework, people.sort_values("agent_id", ignore_index=True), scores)
    ids = roster.at("agent_id")
    holds = np.array([one in certified for one in ids], dtype=bool)
    load = Counter(
        mentor
        for column in ROLES.values()
        for mentor, needs in zip(roster.text[column], roster.needs, strict=True)
        if needs
    )
    left = np.array([framework.people.pairing.capacity - load[one] for one in ids], dtype=np.int64)
    given: dict[int, int] = {}
    rows = []
    for role, column in ROLES.items():
        lacks = roster.needs & ~np.isin(roster.at(column).astype(str), ids.astype(str))
        mentees, mentors = np.flatnonzero(lacks), np.flatnonzero(roster.guides)
        if not len(mentees):
            continue
        need = _need(framework, roster, role, mentees)
        strength = need @ roster.ability[mentors].T
        own = (need * roster.ability[mentees]).sum(axis=1)
        fits = _fits(roster, mentees, mentors, given)
        stronger = fits & (strength > own[:, None])
        same = _same(roster.at("team_id"), mentees, mentors)
        rules = framework.people.pairing
        worth = strength + rules.same_team * same + rules.certified * holds[mentors]
        found = _assign(np.where(stronger, worth, _BARRED), left[mentors])
        for number, mentee in enumerate(mentees.tolist()):
            place = found.get(number)
            line = {"agent_id": ids[mentee], "mentor_role": role, "own": own[number]}
            most = int(np.argmax(need[number]))
            line["dimension"] = framework.dimension_keys[most]
            if place is None:
                why = _why(mentors, fits[number], stronger[number])
                rows.append(
                    {**line, "state": why, "reason": NOBODY[why].en, "reason_zh": NOBODY[why].zh}
                )
                continue
            mentor = int(mentors[place])
            given[mentee] = mentor
            left[mentor] -= 1
            told = _reason(
                framework, most, roster.ability[[mentor, mentee], most],
                is_same=bool(same[number, place]), is_certified=bool(holds[mentor]),
            )  # fmt: skip
            rows.append(
                {
                    **line, "state": "suggested", "mentor_id": ids[mentor],
                    "strength": strength[number, place], "is_same_team": same[number, place],
                    "is_certified": holds[mentor], "reason": told.en, "reason_zh": told.zh,
                }
            )  # fmt: skip
    if not rows:
        return empty("mentor_pairs")
    names = list(FRAMES["mentor_pairs"])
    frame = pd.DataFrame(rows).reindex(columns=names)
    return conform(frame.sort_values(names[:2], ignore_index=True), "mentor_pairs")


def _read(framework: Framework, people: pd.DataFrame, scores: pd.DataFrame) -> _Roster:
    text = {name: texts(people, name) for name in COLUMNS}
    rules = framework.people.pairing
    here = np.array([(one or "active") == "active" for one in text["status"]], dtype=bool)
    guides = np.array([one in rules.mentor_roles for one in text["role"]], dtype=bool)
    leads = np.array([one == "leader" for one in text["role"]], dtype=bool)
    new = numbers(people, "tenure_months") < rules.new_months
    low = ~(numbers(people, "tier") > rules.tier)
    ability = (
        scores.pivot(index="agent_id", columns="dimension", values="score")
        .reindex(index=text["agent_id"], columns=list(framework.dimension_keys))
        .to_numpy(dtype=np.float64, na_value=np.nan)
    )
    # Of whom nothing is known the mean of all is believed.
    known = ~np.isnan(ability)
    mean = np.where(known, ability, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return _Roster(
        text, (new | low) & here & ~guides & ~leads, guides & here, np.where(known, ability, mean)
    )


def _need(framework: Framework, roster: _Roster, role: str, mentees: Ints) -> Floats:
    """Share of each dimension in what each mentee lacks against the mean of all; sums to 1.

    Who lacks nothing needs all dimensions of the role alike.
    """
    wanted = getattr(framework.people.pairing, role)
    ours = np.array([key in wanted for key in framework.dimension_keys], dtype=float)
    gap = np.maximum(roster.ability.mean(axis=0) - roster.ability[mentees], 0.0) * ours
    gap = np.where(gap.sum(axis=1, keepdims=True) > 0, gap, ours)
    return np.asarray(gap / gap.sum(axis=1, keepdims=True))


def _fits(roster: _Roster, mentees: Ints, mentors: Ints, given: Mapping[int, int]) -> Flags:
    """Whom each mentee may have, shape (mentees, mentors).

    Not themself, their manager or their other mentor; of one language and site where both are
    known.
    """
    fits = mentees[:, None] != mentors[None, :]
    ids = roster.at("agent_id")
    for column in ("manager_id", *ROLES.values()):
        fits &= roster.at(column)[mentees][:, None] != ids[mentors][None, :]
    for column in ("language", "site"):
        both_known = _known(roster.at(column)[mentees])[:, None] & _known(
            roster.at(column)[mentors]
        )
        fits &= ~both_known | _same(roster.at(column), mentees, mentors)
    other = np.array([given.get(mentee, -1) for mentee in mentees.tolist()])
    return np.asarray(fits & (other[:, None] != mentors[None, :]), dtype=bool)


def _known(values: npt.NDArray[np.object_]) -> Flags:
    return np.array([value is not None for value in values], dtype=bool)


def _same(values: npt.NDArray[np.object_], mentees: Ints, mentors: Ints) -> Flags:
    equal = values[mentees][:, None] == values[mentors][None, :]
    return np.asarray(equal & _known(values[mentees])[:, None], dtype=bool)


def _assign(worth: Floats, left: Ints) -> dict[int, int]:
    """Return the mentor's place of each mentee's that gets one; a mentor has `left` places."""
    slots = np.repeat(np.arange(len(left)), np.clip(left, 0, len(worth)))
    chosen, slot = linear_sum_assignment(worth[:, slots], maximize=True)
    return {
        int(row): int(slots[column])
        for row, column in zip(chosen, slot, strict=True)
        if worth[row, slots[column]] > _BARRED / 2
    }


def _why(mentors: Ints, fits: Flags, stronger: Flags) -> str:
    if not len(mentors):
        return "no_mentors"
    if not fits.any():
        return "no_match"
    return "no_capacity" if stronger.any() else "nobody_stronger"


def _reason(
    framework: Framework, place: int, scores: Floats, *, is_same: bool, is_certified: bool
) -> Text:
    """Why this mentor: the dimension most needed with both scores, and what speaks for them."""
    name = framework.dimensions[place].name
    mentor, mentee = scores.tolist()
    en = f"{name.en} is needed most: {mentor:.0f} against {mentee:.0f}"
    zh = f"最需提升{name.zh}：导师{mentor:.0f}分，学员{mentee:.0f}分"
    if is_same:
        en, zh = f"{en}; same team", f"{zh}；同一团队"
    if is_certified:
        en, zh = f"{en}; certified mentor", f"{zh}；已获导师认证"
    return Text(en=en, zh=zh)
