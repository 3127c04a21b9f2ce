"""How content a customer is after a contact: of how it went, or of abilities by given drivers."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from competency.simulation.abilities import talent_covariance
from competency.simulation.cases import Cases
from competency.simulation.columns import Floats
from competency.simulation.outcomes import SPECIFICS, Outcomes, care_odds, first_contact_odds
from competency.simulation.settings import DIMENSIONS, SimulationSettings

_FIRST_CONTACT, _CARE = 1.0, 0.25
_WAIT, _MOOD = SPECIFICS.index("wait"), SPECIFICS.index("mood")
_RELATIONSHIP, _PROCESS = DIMENSIONS.index("relationship"), DIMENSIONS.index("process")


def draw_mood(
    rng: np.random.Generator,
    cases: Cases,
    outcomes: Outcomes,
    ability: Floats,
    specific: Floats,
    drivers: Floats | None = None,
) -> Floats:
    """How content each customer is; about 0 on average, sd a little above 1.

    `drivers` (6): what a unit of each ability adds; none: the relationship's own part, and
    whatever ability did for how the contact went.
    """
    agent = cases.agent
    slow = _slowness(outcomes.wait, cases)
    if drivers is None:
        of_ability = 0.40 * ability[agent, _RELATIONSHIP]
        first_contact = _FIRST_CONTACT * (outcomes.first_contact - 0.8)
        care = _CARE * outcomes.care
    else:
        # The contact's luck and its case stay; what the agent is able to do counts once.
        mine, own, nobody = ability[agent], specific[agent], np.zeros((len(agent), len(DIMENSIONS)))
        none = np.zeros((len(agent), len(SPECIFICS)))
        hard, heat = cases.difficulty, cases.emotion
        of_ability = mine @ drivers
        first_contact = _FIRST_CONTACT * (
            outcomes.first_contact
            - expit(first_contact_odds(mine, own, hard))
            + expit(first_contact_odds(nobody, none, hard))
            - 0.8
        )
        care = _CARE * (
            outcomes.care - expit(care_odds(mine, own, heat)) + expit(care_odds(nobody, none, heat))
        )
        helped = np.exp(0.20 * mine[:, _PROCESS] + 0.6 * own[:, _WAIT])
        slow = _slowness(outcomes.wait * helped, cases)
    mood: Floats = (
        of_ability
        + specific[agent, _MOOD]
        + first_contact
        + care
        - 0.15 * slow
        - 0.35 * cases.emotion
        - 0.08 * cases.difficulty
        + rng.standard_normal(cases.count)
    )
    return mood


def drivers_of(settings: SimulationSettings, *, after_change: bool) -> Floats | None:
    """What a unit of each ability adds to the mood (6), so that talent spreads it as asked.

    >>> settings = SimulationSettings(drivers=(0, 0, 1, 0, 0, 0), driver_strength=0.88)
    >>> drivers_of(settings, after_change=True).round(6).tolist()
    [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    """
    given = settings.drivers
    if after_change and settings.drivers_after is not None:
        given = settings.drivers_after
    if given is None:
        return None
    asked = np.array(given, dtype=np.float64)
    spread = float(np.sqrt(asked @ talent_covariance() @ asked))
    return asked if spread == 0 else settings.driver_strength / spread * asked


def _slowness(wait: Floats, cases: Cases) -> Floats:
    """Minutes of waiting as a logarithm, within limits; by mail nobody waits."""
    slow = np.clip(np.log(np.maximum(wait, 1) / 60), -1, 2)
    return np.asarray(slow * (cases.channel < 2), dtype=np.float64)
