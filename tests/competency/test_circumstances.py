import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from competency import circumstances
from competency.circumstances import fit_circumstances, smallest_variance
from competency.errors import MissingColumnsError
from competency.frames import FRAMES

YEAR = [f"2026-{month:02d}" for month in range(1, 13)]


def reviews(make, seed, severity, agents=40, months=6, sees=None, teams=1, each=2):
    """Marks on process: skill, raters' severity; `sees(rater)` names the teams a rater sees."""
    rng = np.random.default_rng(seed)
    skill, rows = rng.normal(0, 0.08, agents), []
    for number in range(agents):
        team = number % teams
        raters = [one for one in severity if sees is None or team in sees(one)]
        for month in YEAR[:months]:
            rater = raters[rng.integers(len(raters))]
            mark = 0.7 + skill[number] + severity[rater] + rng.normal(0, 0.12, each)
            rows.append(
                {
                    "agent_id": f"A{number:02d}", "period": month, "team_id": f"T{team}",
                    "rater_id": rater, "n": each, "total": mark.sum(),
                    "total_sq": (mark**2).sum(),
                }
            )  # fmt: skip
    return make.mark_cells(rows)


def contacts_of(make, seed, difficulty, agents=30, per_month=30, months=YEAR):
    """Contacts resolved or not; `difficulty(issue, month)` in logits."""
    rng = np.random.default_rng(seed)
    skill, rows = rng.normal(0, 0.4, agents), []
    for number in range(agents):
        for place, month in enumerate(months):
            for issue, n in enumerate(rng.multinomial(per_month, [0.25] * 4)):
                rate = expit(0.8 + skill[number] - difficulty(issue, place))
                rows.append(
                    {
                        "agent_id": f"A{number:02d}", "period": month, "issue_type": f"I{issue}",
                        "reopened": (int(n), int(rng.binomial(n, rate))),
                    }
                )  # fmt: skip
    return make.contact_cells(rows)


def factor(effects, name):
    """One factor's rows by level."""
    return effects[effects["factor"] == name].set_index("level")


@pytest.mark.parametrize(
    ("contacts", "marks", "name"),
    [
        (pd.DataFrame({"agent": []}), None, "interaction_cells"),
        (None, pd.DataFrame({"agent_id": []}), "mark_cells"),
    ],
    ids=["contacts", "marks"],
)
def test_missing_columns_are_named(framework, make, contacts, marks, name):
    contacts = make.contact_cells([]) if contacts is None else contacts
    marks = make.mark_cells([]) if marks is None else marks
    with pytest.raises(MissingColumnsError, match=name):
        fit_circumstances(framework, contacts, marks)


# The frame.


def test_nothing_to_fit_gives_a_typed_frame(framework, make):
    found = fit_circumstances(framework, make.contact_cells([]), make.mark_cells([]))
    assert len(found) == 0
    assert [str(dtype) for dtype in found.dtypes] == list(FRAMES["fitted_effects"].values())


@pytest.mark.parametrize("total", [0, 1, 30], ids=["none", "one", "all"])
def test_a_handful_of_cases_or_all_alike_never_breaks_it(framework, make, total):
    contacts = [{"agent_id": "A", "period": "2026-01", "reopened": (30, total)}]
    marks = [("A", "2026-01", "qa/reviews", "process", "R", 1, 0.8, 0.64)]
    found = fit_circumstances(framework, make.contact_cells(contacts), make.mark_cells(marks))
    assert set(found["indicator"]) == {"reopened", "qa_process"}
    intercept = factor(found[found["indicator"] == "reopened"], "intercept")["effect"].iloc[0]
    assert expit(intercept) == pytest.approx({0: 0.017, 1: 0.033, 30: 0.983}[total], abs=0.002)
    mark = found[(found["indicator"] == "qa_process") & (found["factor"] == "intercept")]
    assert mark["effect"].iloc[0] == pytest.approx(0.8)


def test_order_of_rows_does_not_matter(framework, make):
    contacts, marks, *_ = make.centre(5, agents=10)
    once = fit_circumstances(framework, contacts, marks)
    again = fit_circumstances(
        framework,
        contacts.sample(frac=1, random_state=1),
        marks.sample(frac=1, random_state=2),
    )
    pd.testing.assert_frame_equal(once, again, check_exact=False, rtol=1e-4, atol=1e-5)


def test_effects_are_told_against_the_mix_of_all_cases(framework, make):
    contacts, marks, *_ = make.centre(2)
    found = fit_circumstances(framework, contacts, marks)
    for _, rows in found[~found["factor"].isin(["intercept", "variance"])].groupby(
        ["indicator", "factor"]
    ):
        assert np.average(rows["effect"], weights=rows["n"]) == pytest.approx(0, abs=1e-9)


def test_a_factor_of_one_level_is_left_out(framework, make):
    marks = reviews(make, 1, {"R0": 0.0}, agents=6)
    found = fit_circumstances(framework, make.contact_cells([]), marks)
    assert set(found["factor"]) == {"intercept", "variance"}


def test_few_people_of_a_huge_centre_are_enough_and_chosen_by_id(framework, make, monkeypatch):
    marks = reviews(make, 3, {"R0": -0.1, "R1": 0.1})
    marks.loc[marks["agent_id"] == "A00", "period"] -= pd.DateOffset(months=2)
    monkeypatch.setattr(circumstances, "ENOUGH_CELLS", 60)
    once = fit_circumstances(framework, make.contact_cells([]), marks)
    again = fit_circumstances(framework, make.contact_cells([]), marks.sample(frac=1))
    intercept = factor(once, "intercept").iloc[0]
    assert 60 <= intercept["n"] / 2 <= 66
    # Half-years count from the first month of everybody, chosen or not.
    assert intercept["since"] == pd.Timestamp("2025-11-01")
    pd.testing.assert_frame_equal(once, again, check_exact=False, atol=1e-6)


def test_few_identical_values_prove_little(framework):
    assert smallest_variance(framework.indicator("handle_minutes")) == pytest.approx(0.0025)
    assert smallest_variance(framework.indicator("qa_process")) == pytest.approx(0.0009)


# Known truth.


def test_hard_cases_of_the_able_are_hard_all_the_same(framework, make):
    fair, pooled = [], []
    for seed in range(6):
        contacts, *_ = make.centre(seed, agents=60, per_month=60)
        found = fit_circumstances(framework, contacts, make.mark_cells([]))
        effect = factor(found[found["indicator"] == "resolved_first_contact"], "complexity")
        fair.append(effect.loc["hard", "effect"] - effect.loc["routine", "effect"])
        sums = contacts.groupby("complexity")[
            ["resolved_first_contact__n", "resolved_first_contact__sum"]
        ].sum()
        rate = sums.iloc[:, 1] / sums.iloc[:, 0]
        logit = np.log(rate / (1 - rate))
        pooled.append(logit["hard"] - logit["routine"])
    # What little is left is of people between whom, not within whom, cases differ.
    assert abs(np.mean(fair) + 1.3) < 0.13
    assert abs(np.mean(pooled) + 1.3) > 3 * abs(np.mean(fair) + 1.3)


def test_severity_is_recovered_with_honest_errors(framework, make):
    severity = {"R0": -0.10, "R1": -0.05, "R2": 0.0, "R3": 0.03, "R4": 0.12}
    z, gap = [], []
    for seed in range(10):
        marks = reviews(make, seed, severity)
        found = factor(fit_circumstances(framework, make.contact_cells([]), marks), "rater")
        truth = pd.Series(severity)[found.index]
        truth -= np.average(truth, weights=found["n"])
        z.extend((found["effect"] - truth) / found["std_error"])
        gap.append(found.loc["R4", "effect"] - found.loc["R0", "effect"])
    assert np.std(z) == pytest.approx(1, abs=0.2)
    assert np.mean(gap) == pytest.approx(0.22, abs=0.03)


def test_how_far_reviewers_differ_is_found_and_not_where_the_search_began(framework, make):
    for seed in range(3):
        drawn = np.random.default_rng(seed).normal(0, 0.02, 12)
        severity = {f"R{number:02d}": float(one) for number, one in enumerate(drawn)}
        marks = reviews(make, seed, severity, months=12, each=6)
        found = factor(fit_circumstances(framework, make.contact_cells([]), marks), "variance")
        assert np.sqrt(found.loc["rater", "effect"]) == pytest.approx(drawn.std(ddof=1), rel=0.4)


def test_a_reviewer_who_sees_one_team_only_is_known_to_be_unsure(framework, make):
    z = []
    for seed in range(12):
        drawn = np.random.default_rng(seed).normal(0, 0.08, 7)
        severity = dict(zip(("R0", "R1", "R2", "R3", "R4", "R5", "R9"), drawn, strict=True))
        marks = reviews(
            make, seed, severity, agents=60, teams=4, sees=lambda r: {3} if r == "R9" else {0, 1, 2}
        )
        found = factor(fit_circumstances(framework, make.contact_cells([]), marks), "rater")
        assert found.loc["R9", "std_error"] > found.loc["R0", "std_error"]
        truth = pd.Series(severity)[found.index]
        truth -= np.average(truth, weights=found["n"])
        z.append((found.loc["R9", "effect"] - truth["R9"]) / found.loc["R9", "std_error"])
    assert 0.5 < np.sqrt(np.mean(np.square(z))) < 1.5


def test_an_issue_that_gets_harder_is_found_in_the_half_year_it_does(framework, make):
    moved, still = [], []
    for seed in range(4):
        contacts = contacts_of(make, seed, lambda issue, month: 0.9 * (issue == 2 and month >= 6))
        found = fit_circumstances(framework, contacts, make.mark_cells([]))
        drift = factor(found, "issue_type_drift").set_index("since", append=True)["effect"]
        late, early = pd.Timestamp("2026-07-01"), pd.Timestamp("2026-01-01")
        steps = {f"I{one}": drift[f"I{one}", late] - drift[f"I{one}", early] for one in range(4)}
        moved.append(steps.pop("I2"))
        still.extend(steps.values())
    # What all issues share is taken for the people's own change.
    assert np.mean(moved) - np.mean(still) == pytest.approx(-0.9, abs=0.15)


def test_where_nothing_drifts_none_is_found(framework, make):
    contacts = contacts_of(make, 1, lambda issue, month: 0.5 * issue)
    found = fit_circumstances(framework, contacts, make.mark_cells([]))
    assert factor(found, "issue_type_drift")["effect"].abs().max() < 0.05
    assert factor(found, "variance").loc["issue_type_drift", "effect"] < 0.005
