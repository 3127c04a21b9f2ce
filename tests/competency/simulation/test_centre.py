import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from assets.contracts.catalogue import TABLES
from competency.simulation.centre import simulate_centre
from competency.simulation.columns import DATES
from competency.simulation.settings import SimulationSettings

END = pd.Timestamp("2026-01-01")
# A made-up centre asks for nobody to be erased.
SIMULATED = [contract for contract in TABLES if contract.key != "crm/deletions"]
SMALL = {"agents": 16, "months": 4, "per_month": 12}


def test_same_seed_same_centre():
    first, second = (simulate_centre(SimulationSettings(**SMALL, seed=4)) for _ in range(2))
    for name, frame in (first.tables | first.truth).items():
        assert_frame_equal(frame, (second.tables | second.truth)[name])


def test_another_seed_another_centre():
    first, second = (simulate_centre(SimulationSettings(**SMALL, seed=seed)) for seed in (4, 5))
    for name in ("crm/agents", "crm/interactions", "qa/review_scores", "lms/enrollments"):
        assert not first.tables[name].equals(second.tables[name])
    assert not first.truth["abilities"].equals(second.truth["abilities"])


@pytest.mark.parametrize("contract", SIMULATED, ids=lambda contract: contract.key)
def test_tables_keep_their_contract(sample, contract):
    frame = sample.tables[contract.key]
    # Sites and shifts come only where they are asked for: `test_places`.
    assert set(frame.columns) == set(contract.row.model_fields) - {"site", "shift"}
    # Decisions, findings and reviews of content are few, and only what they plan for lies ahead.
    assert len(frame) > (
        0 if contract.key in {"lms/overrides", "lms/content_reviews", "qa/findings"} else 10
    )
    key = list(contract.key_columns)
    assert frame[key].notna().all(axis=None)
    assert not frame.duplicated(key).any()
    # The model itself judges every row of a small table and a part of a large one.
    part = frame if len(frame) < 1500 else frame.sample(1500, random_state=1)
    rows = part.astype("O").where(part.notna(), None).to_dict("records")
    for row in rows:
        cells = {name: text(name, value) for name, value in row.items()}
        contract.row.model_validate(cells, context={"horizon": END.to_pydatetime()})


def text(name, value):
    """A cell as an export would write it."""
    if value is None:
        return None
    if isinstance(value, pd.Timestamp):
        is_date = name in DATES
        return str(value.date()) if is_date else value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)


REFERENCES = [
    (table, column, parent, parent_column)
    for table, column, parent, parent_column in [
        ("crm/agents", "manager_id", "crm/agents", "agent_id"),
        ("crm/agents", "mentor_id", "crm/agents", "agent_id"),
        ("crm/interactions", "agent_id", "crm/agents", "agent_id"),
        ("crm/surveys", "interaction_id", "crm/interactions", "interaction_id"),
        ("crm/complaints", "interaction_id", "crm/interactions", "interaction_id"),
        ("qa/reviews", "interaction_id", "crm/interactions", "interaction_id"),
        ("qa/review_scores", "review_id", "qa/reviews", "review_id"),
        ("qa/feedback_360", "agent_id", "crm/agents", "agent_id"),
        ("lms/sessions", "course_id", "lms/courses", "course_id"),
        ("lms/enrollments", "agent_id", "crm/agents", "agent_id"),
        ("lms/enrollments", "course_id", "lms/courses", "course_id"),
        ("lms/enrollments", "session_id", "lms/sessions", "session_id"),
        ("lms/assessments", "agent_id", "crm/agents", "agent_id"),
    ]
]


@pytest.mark.parametrize(
    ("table", "column", "parent", "parent_column"), REFERENCES, ids=lambda value: value
)
def test_references_hold(sample, table, column, parent, parent_column):
    used = sample.tables[table][column].dropna()
    assert len(used) > 0
    assert used.isin(sample.tables[parent][parent_column]).all()


def test_nothing_but_sessions_lies_after_the_last_month(sample):
    latest = {
        (name, column): frame[column].max()
        for name, frame in sample.tables.items()
        for column in frame
        if pd.api.types.is_datetime64_any_dtype(frame[column]) and name != "lms/sessions"
    }
    ahead = {key for key, moment in latest.items() if moment >= END}
    assert ahead == {("lms/overrides", "not_before"), ("qa/findings", "due_at")}
    assert max(moment for key, moment in latest.items() if key not in ahead) >= END - pd.Timedelta(
        days=1
    )


def test_contacts_come_in_order_and_keep_the_order_of_time(sample):
    contacts = sample.tables["crm/interactions"]
    assert contacts["opened_at"].is_monotonic_increasing
    answered, closed = contacts["first_response_at"].notna(), contacts["resolved_at"].notna()
    assert (contacts["first_response_at"] > contacts["opened_at"])[answered].all()
    assert (contacts["resolved_at"] > contacts["first_response_at"])[closed].all()
    assert 0.001 < (~answered).mean() < 0.02
    solved = contacts["resolved_first_contact"].fillna(False)
    assert not contacts.loc[solved, "reopened"].any()
    assert contacts.loc[contacts["cross_sell_accepted"].notna(), "cross_sell_offered"].all()


def test_levels_are_those_of_a_plausible_centre(sample):
    contacts, surveys = sample.tables["crm/interactions"], sample.tables["crm/surveys"]
    scores = sample.tables["qa/review_scores"]
    wait = (contacts["first_response_at"] - contacts["opened_at"]).dt.total_seconds()
    target = contacts["channel"].map({"phone": 15, "chat": 60, "email": 600})
    mediated = contacts["mediation_outcome"].dropna()
    assert 0.75 < contacts["resolved_first_contact"].mean() < 0.85
    assert 0.75 < (wait <= target)[wait.notna()].mean() < 0.86
    assert 3.9 < surveys["csat"].mean() < 4.3
    assert 0.38 < (surveys["nps"].dropna() >= 9).mean() < 0.55
    assert 0.82 < (scores["score"] / scores["max_score"]).mean() < 0.88
    assert 0.58 < (mediated == "success").mean() < 0.72
    assert 0.08 < contacts["cross_sell_accepted"].mean() < 0.18
    assert 6 < contacts["knowledge_search_seconds"].mean() < 10
    assert 0.03 < len(sample.tables["crm/complaints"]) / len(contacts) < 0.09


def test_true_tiers_are_spread_and_follow_the_true_composite(sample):
    tiers, abilities = sample.truth["tiers"], sample.truth["abilities"]
    weights = dict(zip(abilities["dimension"], SimulationSettings().base_weights, strict=False))
    weighted = abilities["ability"] * abilities["dimension"].map(weights)
    composite = weighted.groupby([abilities["agent_id"], abilities["period"]]).sum()
    merged = tiers.set_index(["agent_id", "period"])
    assert composite.to_numpy() == pytest.approx(
        merged["composite"].reindex(composite.index).to_numpy(), abs=1e-5
    )
    assert set(tiers["tier"]) == {1, 2, 3, 4, 5}
    assert tiers.groupby("tier")["composite"].mean().is_monotonic_increasing


def test_abilities_have_a_spread_of_about_one_and_grow_with_tenure(crowd):
    abilities = crowd.truth["abilities"]
    spread = abilities.groupby(["period", "dimension"])["ability"].std()
    assert spread.between(0.75, 1.2).all()
    hired = crowd.tables["crm/agents"].groupby("agent_id")["hire_date"].first()
    new = abilities["agent_id"].map(hired) > pd.Timestamp("2025-01-01")
    assert abilities[new]["ability"].mean() < abilities[~new]["ability"].mean() - 0.4


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"agents": 1, "months": 1, "per_month": 1}, id="smallest"),
        pytest.param({"agents": 2, "months": 1, "per_month": 30}, id="two"),
        pytest.param({"agents": 7, "months": 2, "per_month": 20, "change_at": 1.0}, id="unchanged"),
        pytest.param({"agents": 25, "months": 3, "per_month": 2}, id="thin"),
        pytest.param({"agents": 12, "months": 14, "per_month": 10}, id="over a year"),
        pytest.param({"agents": 10, "months": 3, "per_month": 5, "training_rate": 0}, id="idle"),
    ],
)
def test_small_centres_are_whole(settings):
    centre = simulate_centre(SimulationSettings(**settings))
    assert {contract.key for contract in SIMULATED} == set(centre.tables)
    for contract in SIMULATED:
        frame = centre.tables[contract.key]
        assert set(frame.columns) == set(contract.row.model_fields) - {"site", "shift"}
        assert not frame.duplicated(list(contract.key_columns)).any()
