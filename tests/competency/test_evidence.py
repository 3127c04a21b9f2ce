import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize
from scipy.special import expit

from competency.circumstances import fit_circumstances
from competency.evidence import by_indicator, measure_agents
from competency.frames import FRAMES, conform

KEYS = ["agent_id", "period", "indicator"]


def effects_of(key, intercept, variances=None, since="2026-01", **factors):
    """Frame fitted_effects of one indicator; factors: {level: effect} or {level: (effect, se)}."""
    rows = [("intercept", "", pd.Timestamp(since), intercept, 0.0)]
    rows += [("variance", name, None, value, None) for name, value in (variances or {}).items()]
    for name, levels in factors.items():
        for level, told in levels.items():
            effect, error = told if isinstance(told, tuple) else (told, 0.0)
            since_level, _, month = level.partition("@")
            rows.append((name, since_level, pd.Timestamp(month) if month else None, effect, error))
    frame = pd.DataFrame(rows, columns=["factor", "level", "since", "effect", "std_error"])
    return conform(frame.assign(indicator=key, n=1.0), "fitted_effects")


def measured(framework, make, effects, contacts=(), marks=()):
    contacts = contacts if isinstance(contacts, pd.DataFrame) else make.contact_cells(contacts)
    marks = marks if isinstance(marks, pd.DataFrame) else make.mark_cells(marks)
    found = measure_agents(framework, contacts, marks, effects)
    return found.sort_values(KEYS).reset_index(drop=True)


def mark(rater="R", n=4, total=3.0, agent="A", month="2026-01"):
    return (agent, month, "qa/reviews", "process", rater, n, total, total**2 / n + 0.02 * n)


# By hand.


def test_a_mean_without_what_its_rater_adds(framework, make):
    effects = effects_of(
        "qa_process", 0.7, {"residual": 0.02, "rater": 0.01}, rater={"R": (-0.1, 0.03), "S": 0.1}
    )
    found = measured(framework, make, effects, marks=[mark("R", 3, 1.8), mark("S", 1, 0.9)])
    # (3 x (0.6 + 0.1) + (0.9 - 0.1)) / 4; the rater R is unsure in three of four cases.
    assert found.loc[0, "estimate"] == pytest.approx((2.1 + 0.8) / 4)
    assert found.loc[0, "raw"] == pytest.approx(2.7 / 4)
    assert found.loc[0, "variance"] == pytest.approx(0.02 / 4)
    assert found.loc[0, "shared_variance"] == pytest.approx(0.75**2 * 0.03**2)


def test_a_rater_the_fit_never_saw_counts_as_average_and_is_unsure(framework, make):
    effects = effects_of(
        "qa_process", 0.7, {"residual": 0.02, "rater": 0.01}, rater={"R": -0.1, "S": 0.1}
    )
    found = measured(framework, make, effects, marks=[mark("new", 4, 3.0)])
    assert found.loc[0, "estimate"] == pytest.approx(0.75)
    assert found.loc[0, "shared_variance"] == pytest.approx(0.01)


def test_what_a_team_does_well_stays_its_own(framework, make):
    effects = effects_of("qa_process", 0.7, {"residual": 0.02}, team={"T1": 0.2, "T2": -0.2})
    found = measured(framework, make, effects, marks=[mark(total=3.0)])
    assert found.loc[0, "estimate"] == pytest.approx(0.75)


def test_a_share_takes_one_scoring_step_from_its_own_level(framework, make):
    effects = effects_of("reopened", -1.0, {"agent": 0.3}, complexity={"hard": 0.5, "easy": -0.5})
    row = {"agent_id": "A", "period": "2026-01"}
    contacts = [
        row | {"complexity": "hard", "reopened": (30, 16)},
        row | {"complexity": "easy", "reopened": (20, 6)},
    ]
    found = measured(framework, make, effects, contacts)
    n, total, offset = np.array([30, 20]), np.array([16, 6]), np.array([-0.5, -1.5])
    own = optimize.brentq(
        lambda b: (total - n * expit(offset + b)).sum() - b / 0.3, -3, 3, xtol=1e-12
    )
    chance = expit(offset + own)
    weight = (n * chance * (1 - chance)).sum()
    step = (total - n * chance).sum() / weight
    assert found.loc[0, "estimate"] == pytest.approx(-1 + own + step, abs=1e-4)
    assert found.loc[0, "variance"] == pytest.approx(1 / weight, rel=1e-4)
    assert found.loc[0, ["n", "raw"]].tolist() == [50, 0.44]


def test_a_level_that_drifts_is_read_in_its_own_half_year(framework, make):
    effects = effects_of(
        "qa_process",
        0.7,
        {"residual": 0.02},
        rater={"R": 0.1, "S": 0.0},
        rater_drift={"R@2026-01": -0.05, "R@2026-07": 0.05},
    )
    months = ("2026-01", "2026-06", "2026-07", "2026-12", "2027-01")
    found = measured(framework, make, effects, marks=[mark(month=month) for month in months])
    # After the fit's last half-year drift is unknown, hence average.
    assert found["estimate"].tolist() == pytest.approx([0.7, 0.7, 0.6, 0.6, 0.65])


def test_evidence_without_any_gives_a_typed_frame(framework, make):
    found = measured(framework, make, effects_of("qa_process", 0.7))
    assert len(found) == 0
    assert [str(dtype) for dtype in found.dtypes] == list(FRAMES["measured_agents"].values())


def test_indicators_come_in_the_order_of_the_framework(framework, make):
    contacts, marks, *_ = make.centre(1, agents=4)
    effects = fit_circumstances(framework, contacts, marks)
    found = measure_agents(framework, contacts, marks, effects)
    keys = [item.key for item, rows in by_indicator(framework, found) if len(rows)]
    assert keys == [item.key for item in framework.enabled_indicators() if item.key in keys]
    assert {"resolved_first_contact", "handle_minutes", "qa_process", "qa_growth"} <= set(keys)


# Whatever the data.


@pytest.fixture(scope="module")
def world(framework, make):
    """A centre over fourteen months, and what its circumstances do."""
    months = [f"2026-{month:02d}" for month in range(1, 13)] + ["2027-01", "2027-02"]
    contacts, marks, *_ = make.centre(7, agents=8, months=months, per_month=12)
    return contacts, marks, fit_circumstances(framework, contacts, marks)


def test_any_part_of_the_people_is_measured_as_in_the_whole(framework, make, world):
    contacts, marks, effects = world
    # An agent who starts a year later must not shift anybody's half-years.
    contacts = contacts[(contacts["agent_id"] != "A003") | (contacts["period"] > "2026-09-15")]
    whole = measured(framework, make, effects, contacts, marks)
    parts = [
        measured(framework, make, effects, *(
            frame[frame["agent_id"].isin(names)] for frame in (contacts, marks)
        ))
        for names in (["A003"], ["A000", "A007"])
    ]  # fmt: skip
    for part in parts:
        same = whole[whole["agent_id"].isin(part["agent_id"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(part, same)


def test_half_years_count_from_the_fit_even_where_nothing_drifts(framework, make):
    # One issue only, hence no drift: the agent alone must be read as in company.
    row = {"agent_id": "A", "reopened": (20, 4)}
    late = [row | {"period": f"2026-{month:02d}"} for month in range(5, 10)]
    early = [{"agent_id": "B", "period": "2026-01", "reopened": (20, 4)}]
    late[-1]["reopened"] = (20, 18)
    both = make.contact_cells(late + early)
    effects = fit_circumstances(framework, both, make.mark_cells([]))
    alone = measured(framework, make, effects, late)
    company = measured(framework, make, effects, both)
    pd.testing.assert_frame_equal(alone, company[company["agent_id"] == "A"])


def test_months_before_the_fit_stay_with_their_agent(framework, make):
    effects = effects_of("reopened", -1.0, {"agent": 0.3}, since="2026-07")
    rows = [
        {"agent_id": "A", "period": "2026-08", "reopened": (50, 45)},
        {"agent_id": "B", "period": "2026-03", "reopened": (50, 5)},
    ]
    both = measured(framework, make, effects, rows)
    alone = [measured(framework, make, effects, [row]) for row in rows]
    pd.testing.assert_frame_equal(both, pd.concat(alone, ignore_index=True))


def test_order_and_names_of_people_permute_the_rows(framework, make, world):
    contacts, marks, effects = world
    once = measured(framework, make, effects, contacts, marks)
    names = {f"A{number:03d}": f"Z{(number * 5) % 8}" for number in range(8)}
    renamed = [
        frame.sample(frac=1, random_state=1).assign(agent_id=lambda f: f["agent_id"].map(names))
        for frame in (contacts, marks)
    ]
    again = measured(framework, make, effects, *renamed)
    wanted = once.assign(agent_id=once["agent_id"].map(names).astype("string"))
    wanted = wanted.sort_values(KEYS).reset_index(drop=True)
    pd.testing.assert_frame_equal(again, wanted, check_exact=False, rtol=1e-9)


def test_a_cell_in_two_parts_changes_nothing(framework, make, world):
    contacts, marks, effects = world
    sums = [column for column in contacts.columns if "__" in column]
    halves = contacts.assign(**{name: contacts[name] / 2 for name in sums})
    parts = marks.assign(**{name: marks[name] / 2 for name in ("n", "total", "total_sq")})
    once = measured(framework, make, effects, contacts, marks)
    again = measured(
        framework, make, effects, pd.concat([halves, halves]), pd.concat([parts, parts])
    )
    pd.testing.assert_frame_equal(again, once, check_exact=False, rtol=1e-9)


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=1, max_size=4),
    st.integers(2, 5),
    st.integers(1, 40),
    st.floats(0, 1),
)
def test_more_cases_never_make_it_less_sure(framework, make, cells, times, more, share):
    # A has few cases; B as many times the same; C those of A and some other marks.
    effects = pd.concat(
        [
            effects_of("reopened", -1.0, {"agent": 0.4}, complexity={"c0": 1.0, "c1": -1.0}),
            effects_of("qa_process", 0.7, {"residual": 0.02}),
        ]
    )
    contacts, marks = [], [mark("S", more, more * share, agent="C")]
    for at, (n, rate) in enumerate(cells):
        for agent, repeat in (("A", 1), ("B", times), ("C", 1)):
            row = {"agent_id": agent, "period": "2026-01", "complexity": f"c{at}"}
            contacts.append(row | {"reopened": (n * repeat, round(n * rate) * repeat)})
            marks.append(mark(n=n * repeat, total=n * rate * repeat, agent=agent))
    found = measured(framework, make, effects, contacts, marks)
    variance = found.set_index(["indicator", "agent_id"])["variance"]
    assert variance["reopened", "B"] <= variance["reopened", "A"] * (1 + 1e-6)
    assert variance["qa_process", "B"] < variance["qa_process", "A"]
    assert variance["qa_process", "C"] < variance["qa_process", "A"]


# Known truth.


def test_the_error_of_a_share_is_as_large_as_said(framework, make):
    z = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        able, rows = rng.normal(0, 0.5, 100), []
        for number, level in enumerate(able):
            for kind, difficulty in (("hard", 0.8), ("easy", -0.8)):
                n = int(rng.integers(10, 40))
                good = int(rng.binomial(n, expit(-0.5 + level + difficulty)))
                rows.append(
                    {
                        "agent_id": f"A{number:03d}", "period": "2026-01",
                        "complexity": kind, "reopened": (n, good),
                    }
                )  # fmt: skip
        effects = effects_of(
            "reopened", -0.5, {"agent": 0.25}, complexity={"hard": 0.8, "easy": -0.8}
        )
        found = measured(framework, make, effects, rows)
        z.extend((found["estimate"] - (-0.5 + able)) / np.sqrt(found["variance"]))
    assert np.std(z) == pytest.approx(1, abs=0.1)
    assert np.mean(z) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("seed", range(3))
def test_evidence_does_not_lean_on_who_gets_the_hard_cases(framework, make, seed):
    contacts, _, _, skill = make.centre(seed, agents=150, per_month=60)
    marks = make.mark_cells([])
    effects = fit_circumstances(framework, contacts, marks)
    found = measured(framework, make, effects, contacts, marks)
    rows = found[found["indicator"] == "resolved_first_contact"]
    rows = rows.groupby("agent_id")[["raw", "estimate"]].mean()
    assert np.corrcoef(skill, rows["estimate"])[0, 1] > np.corrcoef(skill, rows["raw"])[0, 1] + 0.2
    slope, _ = np.polyfit(skill, rows["estimate"], 1)
    assert slope == pytest.approx(0.35, abs=0.08)


def test_severe_raters_are_allowed_for(framework, make):
    rng = np.random.default_rng(2)
    rows = []
    for number in range(20):
        for rater, severity in (("mild", 0.1), ("harsh", -0.1)):
            # The second half of the agents is mostly seen by the harsh rater.
            n = 9 if (rater == "harsh") == (number >= 10) else 3
            mark = 0.7 + severity + rng.normal(0, 0.02, n)
            rows.append(
                (f"A{number:02d}", "2026-01", "qa/reviews", "process", rater, n, mark.sum(),
                 (mark**2).sum())
            )  # fmt: skip
    marks = make.mark_cells(rows)
    effects = fit_circumstances(framework, make.contact_cells([]), marks)
    found = measured(framework, make, effects, marks=marks)
    raw, fair = found["raw"].to_numpy(), found["estimate"].to_numpy()
    assert raw[:10].mean() - raw[10:].mean() == pytest.approx(0.1, abs=0.02)
    assert abs(fair[:10].mean() - fair[10:].mean()) < 0.02
