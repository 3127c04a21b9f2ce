import numpy as np
import pytest

from competency.abilities import Abilities, scale_from
from competency.anchoring import Scale
from competency.posterior import read_posterior
from competency.scores import score_agents


def abilities_of(framework, scored):
    """What `assets.what_if.reading` reads from the marts, from the frames."""
    scores = scored.scores.assign(
        posterior_mean=scored.scores["ability"],
        std_error=np.sqrt(scored.scores["ability_variance"]),
    )
    covariances = scored.covariances.assign(covariance=scored.covariances["ability_covariance"])
    found = read_posterior(framework, scores, covariances)
    return Abilities(
        found.agents,
        found.agent,
        found.month,
        found.mean,
        np.einsum("rdd->rd", found.covariance).round(6),
        found.covariance,
        found.n,
        found.enough,
    )


@pytest.fixture(scope="module")
def scored(framework, make):
    centre = make.measured_centre(framework, 7, agents=30, months=4)
    return score_agents(framework, centre.measured, centre.effects, centre.roster)


def test_abilities_on_the_published_scale_are_the_published_scores(framework, scored):
    scale = scale_from(framework, scored.models)
    found = abilities_of(framework, scored).in_points(scale)
    wanted = read_posterior(framework, scored.scores, scored.covariances)
    for name in ("mean", "covariance", "n"):
        np.testing.assert_allclose(getattr(found, name), getattr(wanted, name), atol=1e-9)
    assert (found.enough == wanted.enough).all()
    assert (found.live == wanted.live).all()


def test_what_is_published_is_what_the_scores_are_made_of(scored):
    for column in ("ability", "ability_variance"):
        assert (scored.scores[column] == scored.scores[column].round(6)).all()


def test_other_targets_move_points_and_nothing_else(framework, scored):
    easier = framework.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(update={"target": 0.85}) if item.key == "qa_process" else item
                for item in framework.indicators
            )
        }
    )
    before, after = (scale_from(each, scored.models) for each in (framework, easier))
    assert after.average[0] > before.average[0]
    np.testing.assert_array_equal(after.average[1:], before.average[1:])
    abilities = abilities_of(framework, scored)
    one, other = abilities.in_points(before), abilities.in_points(after)
    np.testing.assert_allclose(
        (other.mean - after.average) / after.slope, (one.mean - before.average) / before.slope
    )
    np.testing.assert_allclose(other.covariance / after.slope**2, one.covariance / before.slope**2)


def test_nothing_learnt_has_no_scale(framework, scored):
    assert scale_from(framework, scored.models.head(0)) is None


def test_a_dimension_nobody_is_known_on_is_not_live(framework):
    mean = np.array([[1.0, np.nan]])
    nobody = Abilities(
        agents=None,
        agent=np.array([0]),
        month=np.array([0]),
        mean=mean,
        variance=np.array([[0.25, np.nan]]),
        covariance=np.zeros((1, 2, 2)),
        n=np.array([[5.0, 0.0]]),
        enough=np.array([[True, False]]),
    )
    found = nobody.in_points(Scale(np.array([50.0, np.nan]), 10.0, np.zeros(0), np.zeros(0)))
    assert found.live.tolist() == [True, False]
    assert found.mean[0, 0] == 60
    assert found.covariance[0].tolist() == [[25.0, 0.0], [0.0, 0.0]]
