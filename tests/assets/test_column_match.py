import gzip
from pathlib import Path

import pytest

from assets.column_match import match_columns, sample_columns
from assets.contracts.catalogue import table


@pytest.mark.parametrize(
    ("key", "wanted", "samples", "found"),
    [
        pytest.param(
            "crm/surveys", ["csat"], {"Satisfaction": ["4", "5"]}, {"csat": "Satisfaction"},
            id="by values alone",
        ),
        pytest.param(
            "crm/surveys", ["csat"], {"csat_score": ["good", "bad"]}, {},
            id="the name is near, the values are not",
        ),
        pytest.param(
            "crm/surveys", ["csat"], {"q1": ["4", "5"], "q2": ["3", "1"]}, {},
            id="two alike by their values: none is named",
        ),
        pytest.param(
            "crm/surveys", ["csat", "nps"], {"csat_v2": ["5"], "nps_v2": ["9", "10"]},
            {"csat": "csat_v2", "nps": "nps_v2"}, id="each its own",
        ),
        pytest.param(
            "crm/agents", ["team_id"], {"team": ["T1"], "remark": ["x"]}, {"team_id": "team"},
            id="text by its name",
        ),
        pytest.param("crm/agents", ["team_id"], {"remark": ["T1"]}, {}, id="text can be anything"),
        pytest.param(
            "crm/interactions", ["complexity"], {"schwere": ["routine", "hard"]},
            {"complexity": "schwere"}, id="the words of an enumeration",
        ),
        pytest.param("crm/surveys", ["csat"], {"csat_score": []}, {"csat": "csat_score"},
                     id="without values by the name"),
    ],
)  # fmt: skip
def test_what_looks_like_a_missing_column(
    key: str, wanted: list[str], samples: dict[str, list[object]], found: dict[str, str]
) -> None:
    assert match_columns(table(key), wanted, samples) == found


def test_values_come_from_the_newest_file_that_has_them(tmp_path: Path) -> None:
    old, new, broken = tmp_path / "1.csv", tmp_path / "2.csv.gz", tmp_path / "3.parquet"
    old.write_text("id,score\n1,old\n", encoding="utf-8")
    new.write_bytes(gzip.compress("id,score,字段\n1,,x\n2,5,\n".encode("gb18030")))
    broken.write_bytes(b"no parquet")
    found = sample_columns([old, new, broken], ["score", "字段", "nowhere"], tmp_path / "scratch")
    assert found == {"score": ["5"], "字段": ["x"], "nowhere": []}
