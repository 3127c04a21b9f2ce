import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.stratified_odds import stratified_odds

# Applicants of Berkeley 1973 by department (Bickel et al. 1975, Science 187:398; R's
# UCBAdmissions): men admitted, men rejected, women admitted, women rejected.
BERKELEY = np.array(
    [
        [512, 313, 89, 19],
        [353, 207, 17, 8],
        [120, 205, 202, 391],
        [138, 279, 131, 244],
        [53, 138, 94, 299],
        [22, 351, 24, 317],
    ]
)


def each_alone(tables):
    """Cells of people with one case each."""
    stratum, side, event = [], [], []
    for number, row in enumerate(tables):
        for count, is_compared, happened in zip(row, (1, 1, 0, 0), (1, 0, 1, 0), strict=True):
            stratum += [number] * count
            side += [is_compared] * count
            event += [happened] * count
    n = len(stratum)
    return (
        np.array(stratum),
        np.arange(n),
        np.array(side, float),
        np.ones(n),
        np.array(event, float),
    )


def test_published_common_odds_ratio():
    told = stratified_odds(*each_alone(BERKELEY))
    # R: mantelhaen.test(UCBAdmissions) prints 0.9046968 and 0.7719074 1.0603298.
    assert told.ratio == pytest.approx(0.9046968, abs=5e-8)
    # Its variance takes cases as independent, which here they are.
    assert told.lower == pytest.approx(0.7719074, rel=2e-3)
    assert told.upper == pytest.approx(1.0603298, rel=2e-3)


def test_without_strata_the_answer_turns():
    """Simpson's paradox: all departments thrown together say the contrary."""
    stratum, *rest = each_alone(BERKELEY)
    together = stratified_odds(np.zeros_like(stratum), *rest)
    assert together.ratio == pytest.approx(1.84108, abs=1e-5)
    assert together.lower > 1 > stratified_odds(stratum, *rest).ratio


tables = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 8), st.booleans(), st.integers(1, 20), st.floats(0, 1)
    ),
    min_size=8,
    max_size=40,
)


@settings(deadline=None)
@given(tables)
def test_sides_and_events_turned_round(rows):
    stratum, person, side, n, share = (np.array(c) for c in zip(*rows, strict=True))
    n = n.astype(float)
    events = np.round(n * share)
    told = stratified_odds(stratum, person, side.astype(float), n, events)
    turned = stratified_odds(stratum, person, 1.0 - side, n, events)
    contrary = stratified_odds(stratum, person, side.astype(float), n, n - events)
    if np.isnan(told.ratio):
        assert np.isnan(turned.ratio)
        assert np.isnan(contrary.ratio)
        return
    assert told.lower <= told.ratio <= told.upper
    for other in (turned, contrary):
        assert other.ratio == pytest.approx(1 / told.ratio)
        assert other.lower == pytest.approx(1 / told.upper)
        assert other.p_value == pytest.approx(told.p_value)


def centre(rng, effect, people=60, strata=6, spread=0.8):
    """Two groups of people who differ among themselves; the compared group has the harder cases."""
    level = rng.normal(0, 1, strata)
    rows = []
    for person in range(people):
        side = person % 2
        own = rng.normal(0, spread)
        mix = rng.dirichlet(np.exp((1 if side else -1) * level))
        for stratum, n in enumerate(rng.multinomial(60, mix)):
            if n:
                chance = 1 / (1 + np.exp(-(level[stratum] - 1 + own + effect * side)))
                rows.append((stratum, person, float(side), float(n), rng.binomial(n, chance)))
    return [np.array(c) for c in zip(*rows, strict=True)]


def test_truth_is_found_and_alike_cases_do_not_cry_wolf():
    held, found, naive_held, runs = 0, 0, 0, 150
    for seed in range(runs):
        cells = centre(np.random.default_rng(seed), 0.0)
        told = stratified_odds(*cells)
        held += told.lower <= 1 <= told.upper
        # The same counts, as if each cell were a person of its own.
        naive = stratified_odds(cells[0], np.arange(len(cells[0])), *cells[2:])
        naive_held += naive.lower <= 1 <= naive.upper
        found += stratified_odds(*centre(np.random.default_rng(1000 + seed), 1.0)).lower > 1
    assert 0.90 <= held / runs <= 0.99
    assert naive_held / runs < held / runs - 0.05
    assert found / runs > 0.9


@pytest.mark.parametrize("events", [[0.0, 0.0], [5.0, 5.0]])
def test_nothing_to_compare_is_not_known(events):
    told = stratified_odds(
        np.zeros(2, int), np.arange(2), np.array([1.0, 0.0]), np.full(2, 5.0), np.array(events)
    )
    assert np.isnan(told.ratio)
    assert np.isnan(told.p_value)
    assert np.isnan(stratified_odds(*(np.zeros(0, int),) * 5).ratio)
