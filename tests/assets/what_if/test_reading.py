"""Where there is no result, that is said with what to do."""

import pytest

from assets.published_result import ResultError
from assets.what_if.reading import read_result


def test_no_result_names_the_command(tmp_path):
    with pytest.raises(ResultError, match="ladder run --exports DIR --out"):
        read_result(tmp_path / "nowhere")
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "run.json").write_text("{}")
    with pytest.raises(ResultError, match="no published result"):
        read_result(tmp_path)
