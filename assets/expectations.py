"""Great-expectations suites on what has landed. They read profiles of a few rows, never the tables.

Row rules are enforced by the landing itself; these suites watch the landing: that every row is
accounted for, keys are keys, types are the contract's, and that not too much was turned away.
"""

import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations import Expectation

# Above this share of rejected rows a table needs a look, though the run goes on.
REJECTED_SHARE_WARNING = 0.05


class Finding(NamedTuple):
    """One expectation that did not hold."""

    expectation: str
    is_critical: bool
    observed: str


def check_accounting(files: pd.DataFrame) -> list[Finding]:
    """Every row read is accepted, rejected or a duplicate, and few are rejected.

    Args:
        files: One row a file: rows_read, accounted (the sum), rejected_share (0-1).
    """
    if files.empty:
        return []
    import great_expectations.expectations as gxe  # noqa: PLC0415  three seconds: only where a suite runs

    return _validate(
        files,
        [
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="rows_read", column_B="accounted", severity="critical"
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="rejected_share", max_value=REJECTED_SHARE_WARNING, severity="warning"
            ),
        ],
    )


def check_columns(columns: pd.DataFrame) -> list[Finding]:
    """Landed columns have the contract's type, required ones are full, the key is unique.

    Args:
        columns: One row a column: landed_type, contract_type, required_empty (rows without a
            required value), key_repeats (rows whose key another row has).
    """
    import great_expectations.expectations as gxe  # noqa: PLC0415  see above

    return _validate(
        columns,
        [
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="landed_type", column_B="contract_type", severity="critical"
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="required_empty", value_set=[0], severity="critical"
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="key_repeats", value_set=[0], severity="critical"
            ),
        ],
    )


def _validate(frame: pd.DataFrame, expectations: "list[Expectation]") -> list[Finding]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # no call home from a closed network
    import great_expectations as gx  # noqa: PLC0415  see above
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    batch = (
        context.data_sources.add_pandas("landed")
        .add_dataframe_asset("profile")
        .add_batch_definition_whole_dataframe("whole")
        .get_batch({"dataframe": frame})
    )
    suite: ExpectationSuite = gx.ExpectationSuite(name="landed", expectations=expectations)
    return [_finding(result) for result in batch.validate(suite).results if not result.success]


def _finding(result: Any) -> Finding:
    config = result.expectation_config
    raised = {key: info["exception_message"] for key, info in _exceptions(result)}
    return Finding(
        expectation=config.type,
        # An expectation that could not be evaluated says nothing good about the data.
        is_critical=bool(raised) or str(getattr(config.severity, "value", config.severity)) == "critical",
        observed=str(raised or result.result.get("partial_unexpected_list")),
    )


def _exceptions(result: Any) -> list[tuple[str, dict[str, Any]]]:
    info = result.exception_info or {}
    nested = {"expectation": info} if "raised_exception" in info else info
    return [(key, value) for key, value in nested.items() if value.get("raised_exception")]
