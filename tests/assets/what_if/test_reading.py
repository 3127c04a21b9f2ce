"""Where there is no result, that is said with what to do."""

import pytest

from assets.what_if.reading import WhatIfError, read_result


def test_no_result_names_the_command(tmp_path):
    with pytest.raises(WhatIfError, match="ladder run --exports DIR --out"):
        read_result(tmp_path / "nowhere")
    (tmp_path / "current").mkdir()
    (tmp_path / "current" / "run.json").write_text("{}")
    with pytest.raises(WhatIfError, match="no published result"):
        read_result(tmp_path)
