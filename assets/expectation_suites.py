"""Great-expectations suites on what has landed. They read profiles of a few rows, never the tables.

Row rules are enforced by the landing itself; these suites watch the landing: that every row is
accounted for, keys are keys, types are the contract's, and that not too much was turned away.
Run as a module it answers requests, a JSON line each: see assets.expectations.
"""

import gc
import json
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from great_expectations.core.batch_definition import BatchDefinition
    from great_expectations.expectations import Expectation

# Above this share of rejected rows a table needs a look, though the run goes on.
REJECTED_SHARE_WARNING = 0.05


def check_accounting(files: pd.DataFrame) -> list[dict[str, Any]]:
    """Every row read is accepted, rejected or a duplicate, and few are rejected.

    Args:
        files: One row a file: rows_read, accounted (the sum), rejected_share (0-1).

    Returns:
        Findings of expectations that did not hold: expectation, is_critical, observed.
    """
    if files.empty:
        return []
    import great_expectations.expectations as gxe  # noqa: PLC0415  three seconds: only when asked

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


def check_columns(columns: pd.DataFrame) -> list[dict[str, Any]]:
    """Landed columns have the contract's type, required ones are full, the key is unique.

    Args:
        columns: One row a column: landed_type, contract_type, required_empty (rows without a
            required value), key_repeats (rows whose key another row has).

    Returns:
        As `check_accounting`.
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


@cache
def _batches() -> "BatchDefinition":
    """Frames come in as batches of one definition; made once, it takes longer than a suite."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # no call home from a closed network
    import great_expectations as gx  # noqa: PLC0415  see above
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    profile = context.data_sources.add_pandas("landed").add_dataframe_asset("profile")
    return profile.add_batch_definition_whole_dataframe("whole")


def _validate(frame: pd.DataFrame, expectations: "list[Expectation]") -> list[dict[str, Any]]:
    import great_expectations as gx  # noqa: PLC0415  see above

    batch = _batches().get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(name="landed", expectations=expectations)
    return [_finding(result) for result in batch.validate(suite).results if not result.success]


def _finding(result: Any) -> dict[str, Any]:
    config = result.expectation_config
    raised = _exceptions(result)
    severity = getattr(config.severity, "value", config.severity)
    return {
        "expectation": config.type,
        # An expectation that could not be evaluated says nothing good about the data.
        "is_critical": bool(raised) or severity == "critical",
        "observed": str(raised or _plain(result.result.get("partial_unexpected_list"))),
    }


def _plain(value: Any) -> Any:
    """Python's own numbers for numpy's, so that a message reads (10, 9)."""
    if isinstance(value, list | tuple):
        return type(value)(_plain(item) for item in value)
    return value.item() if hasattr(value, "item") else value


def _exceptions(result: Any) -> list[str]:
    info = result.exception_info or {}
    nested = [info] if "raised_exception" in info else list(info.values())
    return [one["exception_message"] for one in nested if one.get("raised_exception")]


def answer(request: str) -> str:
    """Findings on the profiles of one table, as JSON.

    Args:
        request: JSON with `files` and `columns`, each a table as lists by column.
    """
    profiles = json.loads(request)
    return json.dumps(
        [
            *check_accounting(pd.DataFrame(profiles["files"])),
            *check_columns(pd.DataFrame(profiles["columns"])),
        ]
    )


def _serve() -> None:
    # Answers go to the standard output as it was; what libraries print goes to standard error.
    replies, sys.stdout = sys.stdout, sys.stderr
    gc.disable()  # importing makes much and drops nothing
    _batches()  # the wait that this process is there to take
    import great_expectations.expectations  # noqa: F401, PLC0415  this too

    gc.freeze()
    gc.enable()

    for request in sys.stdin:
        print(answer(request), file=replies, flush=True)


if __name__ == "__main__":
    _serve()
