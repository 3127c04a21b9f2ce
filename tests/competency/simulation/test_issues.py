import numpy as np
import pytest

from competency.simulation.centre import simulate_centre
from competency.simulation.issues import ISSUES, draw_difficulty, issue_difficulty, issue_shares
from competency.simulation.settings import SimulationSettings


def drawn(**settings):
    return draw_difficulty(
        np.random.default_rng(3), SimulationSettings(months=12, **settings), change=7
    )


def test_without_drift_difficulty_moves_with_the_business_alone():
    level = drawn()
    assert (level[:7] == issue_difficulty(after_change=False)).all()
    assert (level[7:] == issue_difficulty(after_change=True)).all()


def test_drifting_types_wander_apart_but_the_volume_stays_as_hard():
    drift = drawn(difficulty_drift=0.2) - drawn()
    assert (drift[0] == 0).all()
    for month in range(12):
        assert drift[month] @ issue_shares(after_change=month >= 7) == pytest.approx(0)
    assert drift[-1].std() == pytest.approx(0.2 * np.sqrt(11), rel=0.5)
    assert np.diff(drift, axis=0).std() == pytest.approx(0.2, rel=0.25)


def test_contacts_of_a_type_that_got_harder_are_solved_less():
    centre = simulate_centre(
        SimulationSettings(
            agents=150, months=8, static=True, difficulty_drift=0.25, change_at=1, seed=4
        )
    )
    truth = centre.truth["issue_months"]
    assert len(truth) == 8 * len(ISSUES)
    contacts = centre.tables["crm/interactions"].dropna(subset=["resolved_first_contact"])
    month = contacts["opened_at"].dt.to_period("M").dt.to_timestamp()
    solved = contacts["resolved_first_contact"].astype(float)
    rate = solved.groupby([contacts["issue_type"], month]).mean()
    level = truth.set_index(["issue_type", "period"])["difficulty"].reindex(rate.index)
    within = [part - part.groupby(level=0).transform("mean") for part in (rate, level)]
    assert np.corrcoef(*within)[0, 1] < -0.7
