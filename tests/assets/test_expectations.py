import pandas as pd
import pytest

from assets import expectations
from assets.expectations import Finding, SuiteError, check_landed

FILES = pd.DataFrame({"rows_read": [10], "accounted": [10], "rejected_share": [0.0]})
COLUMNS = pd.DataFrame(
    {
        "landed_type": ["VARCHAR"],
        "contract_type": ["VARCHAR"],
        "required_empty": [0],
        "key_repeats": [0],
    }
)


def test_findings_come_back_from_the_other_process() -> None:
    assert check_landed(FILES, COLUMNS) == []
    found = check_landed(FILES.assign(accounted=9), COLUMNS.assign(key_repeats=3))
    assert found == [
        Finding("expect_column_pair_values_to_be_equal", True, "[(10, 9)]"),
        Finding("expect_column_values_to_be_in_set", True, "[3]"),
    ]


def test_a_suite_that_did_not_run_has_not_passed() -> None:
    process = expectations._process()
    process.kill()
    process.wait()
    with pytest.raises(SuiteError, match="status -9"):
        check_landed(FILES, COLUMNS)
    assert check_landed(FILES, COLUMNS) == []  # the next asks a new process
