import csv
import gzip
import hashlib
import json

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from assets.sample_exports import write_sample
from competency.simulation.centre import simulate_centre
from competency.simulation.settings import SimulationSettings


@pytest.fixture(scope="module")
def centre():
    return simulate_centre(SimulationSettings(agents=12, months=3, per_month=15))


@pytest.fixture(scope="module")
def folder(centre, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    write_sample(centre, folder)
    return folder


def read_csv(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_form_of_the_contract_occurs(folder):
    names = set(digests(folder))
    assert {name.split(".", 1)[1] for name in names} == {
        "csv",
        "csv.gz",
        "parquet",
        "jsonl",
        "xlsx",
    }
    assert {name for name in names if name.startswith("crm/interactions")} == {
        f"crm/interactions/2025-0{month}.csv" for month in (1, 2, 3)
    }


def test_the_same_centre_gives_the_same_bytes(centre, folder, tmp_path):
    write_sample(centre, tmp_path)
    assert digests(tmp_path) == digests(folder)


def test_no_row_is_lost(centre, folder):
    tables = centre.tables
    contacts = [row for path in sorted(folder.glob("crm/interactions/*")) for row in read_csv(path)]
    assert [row["interaction_id"] for row in contacts] == tables["crm/interactions"][
        "interaction_id"
    ].tolist()
    surveys = gzip.decompress((folder / "crm/surveys.csv.gz").read_bytes()).decode()
    assert len(surveys.splitlines()) == 1 + len(tables["crm/surveys"])
    sheet = CalamineWorkbook.from_path(folder / "crm/complaints.xlsx").get_sheet_by_index(0)
    assert len(sheet.to_python()) == 1 + len(tables["crm/complaints"])
    attempts = (folder / "lms/assessments.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["attempt_id"] for line in attempts] == tables["lms/assessments"][
        "attempt_id"
    ].tolist()
    scores = duckdb.read_parquet(str(folder / "qa/review_scores.parquet")).fetchall()
    assert [row[2] for row in scores] == tables["qa/review_scores"]["score"].tolist()


def test_cells_are_written_as_exports_write_them(folder):
    contact = read_csv(folder / "crm/interactions/2025-01.csv")[0]
    assert contact["opened_at"][:11] == "2025-01-01T"
    assert contact["resolved_first_contact"] in ("true", "false")
    agent = read_csv(folder / "crm/agents.csv", "gb18030")[0]
    assert len(agent["hire_date"]) == 10
    assert agent["left_on"] == ""
    assert (folder / "qa/reviews.csv").read_bytes()[:3] == b"\xef\xbb\xbf"


def test_the_truth_lies_beside_and_may_lie_elsewhere(centre, folder, tmp_path):
    assert len(read_csv(folder / "truth/abilities.csv")) == len(centre.truth["abilities"])
    write_sample(centre, tmp_path / "exports", truth=tmp_path / "truth")
    assert not (tmp_path / "exports/truth").exists()
    assert (tmp_path / "truth/tiers.csv").exists()


def test_an_earlier_sample_is_replaced_and_other_files_are_kept(centre, tmp_path):
    (tmp_path / "crm/interactions").mkdir(parents=True)
    stale, own = tmp_path / "crm/interactions/2024-12.csv", tmp_path / "crm/interactions/notes.txt"
    stale.write_text("interaction_id\n", encoding="utf-8")
    own.write_text("mine", encoding="utf-8")
    write_sample(centre, tmp_path)
    assert not stale.exists()
    assert own.read_text(encoding="utf-8") == "mine"
