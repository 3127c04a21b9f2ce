import numpy as np
import pandas as pd
import pytest

from competency.errors import CompetencyError, MissingColumnsError
from competency.frames import FRAMES, conform, empty


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_empty_frames_have_declared_dtypes(name):
    frame = empty(name)
    assert list(frame.columns) == list(FRAMES[name])
    assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES[name].values())


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_all_null_columns_never_become_object(name):
    frame = conform(pd.DataFrame({column: [None, None] for column in FRAMES[name]}), name)
    assert [str(dtype) for dtype in frame.dtypes] == list(FRAMES[name].values())
    assert frame.isna().all(axis=None)


def test_order_extra_columns_and_infinities():
    row = {"reason_zh": "z", "reason": "r", "code": "no_seat", "gap": np.inf, "more": 1}
    frame = conform(
        pd.DataFrame([row | {"agent_id": "A", "dimension": "growth", "course_id": None}]),
        "path_gaps",
    )
    assert list(frame.columns) == list(FRAMES["path_gaps"])
    assert pd.isna(frame["gap"][0])


def test_missing_column_and_unknown_frame_are_named():
    with pytest.raises(MissingColumnsError, match="'dimension'"):
        conform(pd.DataFrame({"agent_id": ["A"]}), "path_gaps")
    with pytest.raises(CompetencyError, match="Did you mean 'path_gaps'"):
        empty("path_gap")
