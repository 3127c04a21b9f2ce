"""Which file feeds which table."""

from pathlib import Path

import pytest

from assets.contracts.catalogue import TABLES, table
from assets.landing.discovery import files_of, is_named_for, unread_files

CASES = [
    ("crm/interactions.csv", "crm/interactions"),
    ("crm/interactions_2026-01.csv.gz", "crm/interactions"),
    ("CRM/Interactions.xlsx", "crm/interactions"),
    ("crm/interactions/2026/01.parquet", "crm/interactions"),
    ("qa/review_scores.jsonl", "qa/review_scores"),
    ("qa/reviews-1.csv", "qa/reviews"),
    ("interactions.csv", None),
    ("crm/interactions.docx", None),
    ("crm/interactions.json", None),
    ("crm/calls.csv", None),
]


@pytest.mark.parametrize(("name", "key"), CASES, ids=[name for name, _ in CASES])
def test_a_name_belongs_to_one_table(name: str, key: str | None) -> None:
    named = [contract.key for contract in TABLES if is_named_for(name, contract)]
    assert named == ([key] if key else [])


class OneSource:
    """A mapping that reads every file of one folder."""

    options = None
    sha256 = ""

    def sources_for(self, table_key: str) -> list["OneSource"]:
        return [self] if table_key == "crm/agents" else []

    def matches(self, relative_posix_path: str) -> bool:
        return relative_posix_path.startswith("vendor/") or "agents" in relative_posix_path

    claims = matches


def test_a_mapping_claims_its_files(tmp_path: Path) -> None:
    for name in ("vendor/b10.csv", "vendor/b9.csv", "crm/agents.csv", "crm/x.csv", ".hidden/a.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("agent_id\n")
    (tmp_path / "crm/~$agents.xlsx").write_text("lock")
    mapping = OneSource()
    found = files_of(table("crm/agents"), tmp_path, mapping)
    assert [file.relative for file in found] == [
        "crm/agents.csv",
        "vendor/b9.csv",
        "vendor/b10.csv",
    ]
    assert all(file.source is mapping for file in found)
    assert unread_files(tmp_path, mapping) == ["crm/x.csv"]
    assert unread_files(tmp_path) == ["crm/x.csv", "vendor/b9.csv", "vendor/b10.csv"]
    assert [file.source for file in files_of(table("crm/agents"), tmp_path, None)] == [None]
