"""With drivers, customers' outcomes hang on the abilities that drive them, and on nothing else."""

import numpy as np
import pytest

from competency.relative_weights import lmg
from competency.simulation.cases import Cases
from competency.simulation.centre import simulate_centre
from competency.simulation.mood import draw_mood, drivers_of
from competency.simulation.outcomes import SPECIFICS, draw_outcomes
from competency.simulation.settings import DIMENSIONS, SimulationSettings

RELATIONSHIP = (0, 0, 0, 0, 1, 0)
WORLD = {"agents": 300, "months": 4, "routing": 0, "specific_sd": 0, "survey_rate": 0.5, "seed": 5}


@pytest.fixture(scope="module")
def driven():
    return simulate_centre(SimulationSettings(**WORLD, drivers=RELATIONSHIP))


@pytest.fixture(scope="module")
def unmoved():
    return simulate_centre(SimulationSettings(**WORLD, drivers=(0,) * 6))


def effects(centre, outcome):
    """Slopes of each agent's mean outcome on his abilities, in standard errors."""
    mean = outcome.groupby(level=0).mean()
    abilities = centre.truth["abilities"].groupby(["agent_id", "dimension"])["ability"].mean()
    known = abilities.unstack().loc[mean.index, list(DIMENSIONS)]
    x = np.column_stack([np.ones(len(known)), known])
    inverse = np.linalg.inv(x.T @ x)
    slope = inverse @ x.T @ mean.to_numpy()
    residual = mean.to_numpy() - x @ slope
    error = np.sqrt(np.diag(inverse) * residual.var() * len(x) / (len(x) - 7))
    return (slope / error)[1:]


def answers(centre):
    return centre.tables["crm/surveys"].set_index("agent_id")["csat"].astype(float)


def complaints(centre):
    contacts = centre.tables["crm/interactions"].set_index("agent_id")
    # Turned down, a complaint does not count.
    raised = centre.tables["crm/complaints"]
    complained = raised.loc[raised["upheld"].fillna(value=True), "interaction_id"]
    return contacts["interaction_id"].isin(complained).astype(float)


@pytest.mark.parametrize("outcome", [answers, complaints])
def test_only_what_drives_shows_in_outcomes(driven, outcome):
    found = np.abs(effects(driven, outcome(driven)))
    assert found[4] > 8
    assert np.delete(found, 4).max() < 4


@pytest.mark.parametrize("outcome", [answers, complaints])
def test_without_drivers_of_weight_ability_does_not_matter(unmoved, outcome):
    assert np.abs(effects(unmoved, outcome(unmoved))).max() < 4


@pytest.mark.parametrize("strong", range(6))
def test_how_the_contact_went_tells_no_ability(strong):
    """The abler is answered, cared for and helped better; his customers' mood is the same."""
    rng, count = np.random.default_rng(8), 300_000
    cases = Cases(
        agent=np.arange(count) % 2,
        opened=np.arange(count),
        customer=np.zeros(count, dtype=np.int64),
        channel=np.ones(count, dtype=np.int64),
        issue=rng.integers(0, 12, size=count),
        complexity=rng.integers(0, 3, size=count),
        emotion=rng.integers(0, 3, size=count),
        dispute=np.zeros(count, dtype=bool),
        difficulty=rng.standard_normal(count),
    )
    ability, own = np.zeros((2, 6)), np.zeros((2, len(SPECIFICS)))
    ability[1, strong] = 2.0
    own[1, :-1] = 0.4
    outcomes = draw_outcomes(rng, cases, ability, own, end=10**12)
    mood = draw_mood(rng, cases, outcomes, ability, own, np.zeros(6))
    error = np.sqrt(4 * mood.var() / count)
    assert abs(mood[1::2].mean() - mood[::2].mean()) < 4 * error


def test_as_shipped_solving_problems_makes_customers_content():
    centre = simulate_centre(SimulationSettings(**WORLD))
    assert effects(centre, answers(centre))[2] > 4


def test_the_contacts_own_luck_stays(driven):
    contacts = driven.tables["crm/interactions"].set_index("interaction_id")
    surveys = driven.tables["crm/surveys"]
    solved = contacts["resolved_first_contact"].reindex(surveys["interaction_id"]).to_numpy(bool)
    csat = surveys["csat"].to_numpy(float)
    assert csat[solved].mean() > csat[~solved].mean() + 0.3


def test_the_change_moves_the_drivers_and_not_their_strength():
    settings = SimulationSettings(drivers=RELATIONSHIP, drivers_after=(1, 0, 0, 0, 0, 0))
    before, after = (drivers_of(settings, after_change=changed) for changed in (False, True))
    assert np.flatnonzero(before).tolist() == [4]
    assert np.flatnonzero(after).tolist() == [0]
    assert before.sum() == pytest.approx(after.sum())


def test_true_importance_is_of_the_months_drivers_and_agrees_with_lmg():
    drivers, after = (3, 1, 1, 0, 0, 0), (0, 0, 3, 1, 0, 0)
    centre = simulate_centre(
        SimulationSettings(agents=80, months=6, per_month=2, drivers=drivers, drivers_after=after)
    )
    table = centre.truth["drivers"]
    share = table.pivot(index="period", columns="dimension", values="share")[list(DIMENSIONS)]
    assert share.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-5)
    assert share.idxmax(axis=1).tolist() == ["process"] * 3 + ["resolution"] * 3
    abilities = centre.truth["abilities"]
    last = abilities[abilities["period"] == abilities["period"].max()]
    matrix = last.pivot(index="agent_id", columns="dimension", values="ability")[list(DIMENSIONS)]
    phi = np.corrcoef(matrix.T)
    expected = lmg(phi, phi @ (matrix.std().to_numpy() * np.array(after)))
    assert share.iloc[-1].to_numpy() == pytest.approx(expected / expected.sum(), abs=0.02)


def test_there_is_no_importance_where_nothing_drives_and_no_table_without_drivers(unmoved, sample):
    assert unmoved.truth["drivers"]["share"].isna().all()
    assert len(unmoved.truth["drivers"]) == 4 * 6
    assert sample.truth["drivers"].empty
