import pandas as pd
import pytest

from assets.expectation_suites import check_accounting, check_columns


def _files(**changes: list[float]) -> pd.DataFrame:
    good = {"rows_read": [10, 20], "accounted": [10, 20], "rejected_share": [0.0, 0.05]}
    return pd.DataFrame({**good, **changes})


def _columns(**changes: list[object]) -> pd.DataFrame:
    good = {
        "landed_type": ["VARCHAR", "DOUBLE"],
        "contract_type": ["VARCHAR", "DOUBLE"],
        "required_empty": [0, 0],
        "key_repeats": [0, 0],
    }
    return pd.DataFrame({**good, **changes})


def _names(findings: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(finding["expectation"], finding["is_critical"]) for finding in findings]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(_files(), [], id="all accounted for"),
        pytest.param(
            _files(accounted=[10, 19]),
            [("expect_column_pair_values_to_be_equal", True)],
            id="a row went missing",
        ),
        pytest.param(
            _files(rejected_share=[0.0, 0.06]),
            [("expect_column_values_to_be_between", False)],
            id="much was rejected",
        ),
        pytest.param(_files().head(0), [], id="no file"),
    ],
)
def test_accounting(files: pd.DataFrame, expected: list[tuple[object, object]]) -> None:
    assert _names(check_accounting(files)) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param(_columns(), [], id="as agreed"),
        pytest.param(
            _columns(landed_type=["VARCHAR", "VARCHAR"]),
            [("expect_column_pair_values_to_be_equal", True)],
            id="a type changed",
        ),
        pytest.param(
            _columns(required_empty=[1, 0]),
            [("expect_column_values_to_be_in_set", True)],
            id="a required value is missing",
        ),
        pytest.param(
            _columns(key_repeats=[2, 2]),
            [("expect_column_values_to_be_in_set", True)],
            id="a key repeats",
        ),
    ],
)
def test_columns(columns: pd.DataFrame, expected: list[tuple[object, object]]) -> None:
    assert _names(check_columns(columns)) == expected


def test_a_suite_that_cannot_be_evaluated_is_critical() -> None:
    findings = check_accounting(_files().drop(columns="accounted"))
    assert ("expect_column_pair_values_to_be_equal", True) in _names(findings)
