import datetime as dt

import numpy as np
import pandas as pd
import pytest

from competency.errors import MissingColumnsError
from competency.training_waves import draw_wave
from competency.wave_results import estimate_waves

MONTHS = pd.date_range("2024-01-01", periods=20, freq="MS")
START, END = dt.date(2024, 11, 1), dt.date(2025, 6, 1)
COURSES = pd.DataFrame(
    {"course_id": ["C1", "C2"], "title": ["one", "two"], "dimensions": ["mediation", "process"]}
)


def centre(make, seed, effect, design="parallel", units="people", agents=160, comply=1.0):
    """A wave over people who drift; whoever came gains `effect` on mediation, from then on."""
    rng = np.random.default_rng(seed)
    names = np.array([f"A{number:03d}" for number in range(agents)])
    teams = np.array([f"T{number // 8:02d}" for number in range(agents)])
    people = make.roster(list(names), MONTHS)
    able = rng.normal(size=agents) + (0.3 * rng.normal(size=agents // 8))[np.arange(agents) // 8]
    one = pd.DataFrame({"unit_id": names, "score": able, "stratum": teams})
    if units == "teams":
        one = pd.DataFrame({"unit_id": teams, "score": able}).groupby("unit_id").mean()
        one = one.reset_index()
    starts = (
        [START, None] if design == "parallel" else [START, dt.date(2025, 1, 1), dt.date(2025, 3, 1)]
    )
    lot = draw_wave(one, len(starts), seed).assignment.set_index("unit_id")
    unit = names if units == "people" else teams
    group = lot.loc[unit, "group"].to_numpy()
    begin = pd.Series([starts[number] for number in group], dtype="object")
    drawn = pd.DataFrame(
        {
            "wave_id": "W1",
            "agent_id": names,
            "unit_id": unit,
            "block": lot.loc[unit, "block"].to_numpy(),
            "arm": group + 1,
            "starts_on": pd.to_datetime(begin),
        }
    )
    came = (rng.random(agents) < comply) & begin.notna().to_numpy()
    day = pd.to_datetime(begin) + pd.Timedelta(days=9)
    trainings = pd.DataFrame({"agent_id": names, "course_id": "C1", "completed_on": day})[came]
    since = np.where(came, pd.to_datetime(begin).to_numpy(), np.datetime64("2100-01-01"))
    on = MONTHS.to_numpy()[:, None] > since
    noise = 0.15
    value = able + np.cumsum(rng.normal(0, 0.05, on.shape), axis=0) + effect * on
    value = value + np.sqrt(noise) * rng.normal(size=on.shape)
    evidence = pd.DataFrame(
        {
            "agent_id": np.tile(names, len(MONTHS)),
            "period": np.repeat(MONTHS, agents),
            "dimension": "mediation",
            "estimate": value.ravel(),
            "variance": noise,
        }
    )
    wave = {
        "wave_id": "W1", "course_id": "C1", "design": design, "units": units, "seed": seed,
        "ends_on": END, "drawn_as_of": dt.date(2024, 10, 31),
    }  # fmt: skip
    return {
        "waves": pd.DataFrame([wave]), "drawn": drawn, "evidence": evidence,
        "agent_months": people, "trainings": trainings, "courses": COURSES,
    }  # fmt: skip


def judged(framework, world, as_of=dt.date(2025, 6, 30), worth=15.0):
    frame = estimate_waves(framework, **world, as_of=as_of, points_per_sd=worth)
    return frame.set_index("dimension")


@pytest.mark.parametrize(
    ("design", "units", "agents"),
    [
        pytest.param("parallel", "people", 160, id="parallel, people"),
        pytest.param("stepped", "people", 160, id="stepped, people"),
        pytest.param("stepped", "teams", 320, id="stepped, teams"),
    ],
)
def test_the_truth_is_found_for_the_groups_as_drawn(framework, make, design, units, agents):
    rows = [
        judged(framework, centre(make, seed, 0.3, design, units, agents)).loc["mediation"]
        for seed in range(20, 24)
    ]
    assert np.mean([row["estimate"] for row in rows]) == pytest.approx(0.3, abs=0.06)
    apart = [(row["estimate"] - 0.3) / row["estimate_error"] for row in rows]
    assert np.abs(apart).max() < 3
    row = rows[0]
    assert row["state"] == "estimated"
    assert row["listed"]
    assert row["uplift"] == pytest.approx(15 * row["estimate"], abs=1e-4)
    assert row["randomisation_p"] <= 0.05
    assert (row["n_people"], row["n_units"]) == (
        agents,
        agents if units == "people" else agents / 8,
    )
    assert row["compliance"] == 1.0


def test_whoever_did_not_come_counts_where_the_lot_put_them(framework, make):
    world = centre(make, 3, 0.5, comply=0.5, agents=320)
    row = judged(framework, world).loc["mediation"]
    assert row["compliance"] == pytest.approx(0.5, abs=0.08)
    assert row["n_taken"] < row["n_due"]
    assert row["estimate"] == pytest.approx(0.25, abs=0.12)


def test_whoever_came_though_they_were_to_wait_is_counted(framework, make):
    world = centre(make, 3, 0.3)
    waiting = world["drawn"][world["drawn"]["starts_on"].isna()]["agent_id"].head(4)
    extra = pd.DataFrame(
        {"agent_id": waiting, "course_id": "C1", "completed_on": pd.Timestamp("2025-01-15")}
    )
    other = extra.assign(course_id="C2")
    late = extra.head(1).assign(agent_id=waiting.iloc[3], completed_on=pd.Timestamp(END))
    world["trainings"] = pd.concat([world["trainings"], extra.head(3), other, late])
    assert judged(framework, world).loc["mediation", "n_early"] == 3


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        pytest.param(dt.date(2024, 10, 31), "waiting", id="before the first start"),
        pytest.param(dt.date(2024, 11, 1), "too_early", id="begun"),
        pytest.param(dt.date(2025, 5, 30), "too_early", id="a day before the last"),
        pytest.param(dt.date(2025, 5, 31), "estimated", id="on the last day"),
    ],
)
def test_it_is_judged_once_when_it_is_over(framework, make, as_of, state):
    found = judged(framework, centre(make, 1, 0.3), as_of)
    assert found.loc["mediation", "state"] == state
    assert pd.isna(found.loc["mediation", "uplift"]) == (state != "estimated")
    assert found.loc["mediation", "n_due"] == (0 if state == "waiting" else 80)


def test_months_after_the_end_do_not_change_what_was_found(framework, make):
    world = centre(make, 2, 0.3)
    before = judged(framework, world)
    later = world["evidence"]["period"] >= pd.Timestamp(END)
    world["evidence"].loc[later, "estimate"] += np.random.default_rng(1).normal(0, 5, later.sum())
    pd.testing.assert_frame_equal(judged(framework, world, dt.date(2025, 8, 31)), before)


def test_a_dimension_without_evidence_cannot_be_compared(framework, make):
    found = judged(framework, centre(make, 1, 0.3))
    assert found.loc["process", "state"] == "not_comparable"
    assert not found.loc["process", "listed"]
    assert set(found.index) == set(framework.dimension_keys)


def test_no_wave_gives_no_rows_and_a_missing_column_is_named(framework, make):
    world = centre(make, 1, 0.3)
    nothing = world | {"waves": world["waves"].iloc[:0], "drawn": world["drawn"].iloc[:0]}
    assert judged(framework, nothing).empty
    with pytest.raises(MissingColumnsError, match="block"):
        judged(framework, world | {"drawn": world["drawn"].drop(columns="block")})
