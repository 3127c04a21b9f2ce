import pandas as pd
import pytest

from competency.path_tables import inputs_hash, latest
from tests.competency.path_cases import AS_OF, Case, rules


def full(make):
    case = Case(make).with_courses({}).with_sessions({"starts_at": "2026-04-15 09:00"})
    case.with_enrollments({"enrolled_at": "2026-03-20"}).with_overrides({}).with_waves({})
    return case.with_deliveries({}).with_effects(C1=2.0)


def hashed(framework, case, as_of=AS_OF, effort="standard"):
    weights = case.weights(framework) if not hasattr(case, "given") else case.given
    return inputs_hash(
        framework,
        as_of,
        case.tables(),
        case.dimension_scores,
        case.ladder,
        weights,
        case.effects,
        effort,
    )


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("agents", "language", "en"),
        ("agents", "status", "leave"),
        ("courses", "duration_minutes", 61),
        ("courses", "format", "case"),
        ("courses", "card", "red"),
        ("courses", "launched_at", pd.Timestamp("2026-03-30")),
        ("sessions", "seats", 2),
        ("sessions", "starts_at", pd.Timestamp("2026-04-15 10:00")),
        ("enrollments", "status", "dropped"),
        ("enrollments", "minutes_spent", 5),
        ("overrides", "action", "pin"),
        ("overrides", "reason", "back"),
        ("waves", "starts_on", pd.Timestamp("2026-04-01")),
        ("dimension_scores", "score", 31.0),
        ("ladder", "tier", 2),
        ("effects", "uplift", 2.5),
        ("effects", "listed", False),
    ],
)
def test_every_cell_a_plan_rests_on_counts(framework, make, table, column, value):
    case = full(make)
    before = hashed(framework, case)
    setattr(case, table, getattr(case, table).assign(**{column: value}))
    assert hashed(framework, case) != before


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("agents", "name"),
        ("courses", "updated_at"),
        ("enrollments", "enrollment_id"),
        ("dimension_scores", "std_error"),
        ("deliveries", "state"),
    ],
)
def test_what_no_plan_rests_on_does_not(framework, make, table, column):
    case = full(make)
    before = hashed(framework, case)
    setattr(case, table, getattr(case, table).assign(**{column: "other"}))
    assert hashed(framework, case) == before


def test_rules_day_and_effort_count(framework, make):
    case = full(make)
    said = {
        hashed(framework, case),
        hashed(rules(framework, change_gain=0.06), case),
        hashed(framework, case, AS_OF.replace(day=30)),
        hashed(framework, case, effort="quick"),
    }
    assert len(said) == 4


def test_no_table_is_like_one_without_rows(framework, make):
    case = Case(make)
    before = hashed(framework, case)
    case.with_overrides().with_waves().with_deliveries()
    assert hashed(framework, case) == before


def test_the_latest_month_counts():
    frame = pd.DataFrame({"period": pd.to_datetime(["2026-02-01", "2026-03-01"]), "x": [1, 2]})
    assert latest(frame)["x"].tolist() == [2]
    assert latest(frame.drop(columns="period"))["x"].tolist() == [1, 2]
    assert len(latest(frame.head(0))) == 0
