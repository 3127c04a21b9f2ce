import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.frames import FRAMES
from competency.monitoring_rules import MonitoringRules
from competency.surges import EPISODE, QUARTER, episodes, find_surges, watch_themes

RULES = MonitoringRules()


def steady(seed, weeks=80, themes=6, each=8.0, dispersion=0.03):
    """Complaints and contacts of a centre in which nothing changes but the season and chance."""
    rng = np.random.default_rng(seed)
    season = 1 + 0.2 * np.sin(np.arange(weeks) * 2 * np.pi / 52 + rng.uniform(0, 6))
    contacts = np.round(800 * season * np.exp(rng.normal(0, 0.08, weeks)))
    rate = rng.dirichlet(np.full(themes, 4.0)) * themes * each / 800
    mean = contacts[:, None] * rate
    return rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, mean.shape)), contacts, mean


def test_false_alarms_stay_within_the_ration_over_all_themes_together():
    found, quarters = 0, 0.0
    for seed in range(40):
        counts, contacts, _ = steady(seed)
        found += len(episodes(find_surges(RULES, counts.astype(float), contacts).flagged))
        quarters += (len(counts) - 10) / QUARTER
    assert 0 < found / quarters <= RULES.false_alarms_per_quarter


def test_a_theme_that_triples_is_found_within_two_weeks_and_no_other_is_blamed():
    delays, begun, blamed = [], [], 0
    for seed in range(40):
        counts, contacts, mean = steady(seed)
        rng = np.random.default_rng(1000 + seed)
        counts[60:, 2] = rng.poisson(3 * mean[60:, 2])
        found = find_surges(RULES, counts.astype(float), contacts)
        hits = np.flatnonzero(found.flagged[60:, 2])
        delays.append(hits[0] + 1 if len(hits) else 99)
        blamed += found.flagged[60:63, [0, 1, 3, 4, 5]].sum()
        first = 60 + delays[-1] - 1
        if delays[-1] <= 3:
            begun.append(found.begun[first, 2])
            assert found.ratio[first, 2] > 1.3
    assert np.mean(np.array(delays) <= 2) >= 0.9
    assert np.quantile(begun, [0.25, 0.5]).tolist() == [59, 60]
    assert blamed <= 2


def test_a_lasting_rise_is_one_surge_and_in_time_what_is_usual():
    counts = np.full((80, 1), 10.0)
    counts[40:] = 30.0
    found = find_surges(RULES, counts, np.full(80, 1000.0))
    assert episodes(found.flagged) == [(40, 0)]
    assert not found.flagged[60:].any()
    assert found.expected[79, 0] > 25


def test_more_contacts_are_no_surge():
    contacts = np.full(60, 1000.0)
    contacts[50:] = 3000.0
    counts = contacts[:, None] * 0.01
    assert not find_surges(RULES, counts, contacts).flagged.any()


def test_a_new_theme_is_found_and_its_absence_before_is_no_certainty():
    counts = np.zeros((40, 2))
    counts[:, 0] = 12
    counts[36:, 1] = [1, 0, 14, 16]
    found = find_surges(RULES, counts, np.full(40, 1000.0))
    assert not found.flagged[36:38, 1].any()
    assert found.flagged[38:, 1].any()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 50))
def test_nothing_is_known_before_its_time(seed, week):
    counts, contacts, _ = steady(seed, weeks=55, themes=3, each=3.0)
    whole = find_surges(RULES, counts.astype(float), contacts)
    cut = find_surges(RULES, counts[:week].astype(float), contacts[:week])
    np.testing.assert_array_equal(cut.flagged, whole.flagged[:week])
    np.testing.assert_array_equal(cut.evidence, whole.evidence[:week])
    judged = np.isfinite(whole.expected)
    assert not judged[: RULES.minimum_weeks].any()
    assert (whole.usual_to[judged] >= np.floor(whole.expected[judged])).all()
    assert (whole.flagged == (np.nan_to_num(whole.evidence) >= 1)).all()


@pytest.mark.parametrize("least", [0.1, 0.5, 2.0])
def test_the_smaller_the_ration_the_stronger_the_evidence_asked_for(least):
    counts, contacts, _ = steady(3)
    found = find_surges(
        MonitoringRules(false_alarms_per_quarter=least), counts.astype(float), contacts
    )
    usual = find_surges(RULES, counts.astype(float), contacts)
    # Up to the first alarm of either the statistic is the same, and only its limit differs.
    quiet = np.isfinite(usual.evidence[:, 0]) & ~(
        found.flagged.any(axis=1).cumsum() | usual.flagged.any(axis=1).cumsum()
    ).astype(bool)
    np.testing.assert_allclose(
        found.evidence[quiet] / usual.evidence[quiet], least / RULES.false_alarms_per_quarter
    )


def brought(rows):
    frame = pd.DataFrame(rows, columns=["week", "theme", "complaints", "contacts"])
    return frame.assign(week=pd.to_datetime(frame["week"]))


def test_weeks_and_themes_become_rows_and_quiet_weeks_have_none_of_them():
    start = pd.Timestamp("2026-01-05")
    rows = [[start + pd.Timedelta(weeks=at), None, 0, 500] for at in range(20)]
    rows += [[start + pd.Timedelta(weeks=at), "delay", 5, 0] for at in range(20) if at != 7]
    rows += [
        [start + pd.Timedelta(weeks=at), "policy", 30 if at >= 18 else 4, 0] for at in range(20)
    ]
    table = watch_themes(RULES, brought(rows))
    assert list(table.columns) == list(FRAMES["theme_weeks"])
    assert len(table) == 40
    assert table.loc[
        (table.theme == "delay") & (table.week == start + pd.Timedelta(weeks=7)), "complaints"
    ].tolist() == [0]
    alarms = table[table.flagged]
    assert set(alarms.theme) == {"policy"}
    assert alarms.week.min() == start + pd.Timedelta(weeks=18)
    assert alarms.first_alarm.tolist() == [True, *[False] * (len(alarms) - 1)]
    assert (alarms.since == start + pd.Timedelta(weeks=18)).all()
    assert alarms.ratio.min() > 4


@pytest.mark.parametrize("rows", [[], [["2026-01-05", None, 0, 9]], [["2026-01-05", "a", 3, 0]]])
def test_little_or_nothing_to_watch_is_no_error_and_no_alarm(rows):
    table = watch_themes(RULES, brought(rows))
    assert list(table.columns) == list(FRAMES["theme_weeks"])
    assert not table.flagged.any()
    assert table.expected.isna().all()


def test_alarms_further_apart_than_an_episode_are_two_surges():
    flagged = np.zeros((30, 1), dtype=bool)
    flagged[[3, 3 + EPISODE, 20]] = True
    assert episodes(flagged) == [(3, 0), (20, 0)]
