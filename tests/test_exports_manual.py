"""docs/exports.md lists the tables and columns as the contracts have them."""

import re
from pathlib import Path

from assets.contracts.catalogue import TABLES

TEXT = (Path(__file__).parents[1] / "docs" / "exports.md").read_text(encoding="utf-8")


def test_tables_columns_required_ones_and_enumerations_are_the_contracts() -> None:
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL))
    assert list(sections) == [table.key for table in TABLES]
    for table in TABLES:
        rows = re.findall(
            r"^\| (\*\*)?(\w+)(?:\*\*)? \| (.+) \|$", sections[table.key], re.MULTILINE
        )
        told = {name: (bool(bold), words) for bold, name, words in rows if name != "column"}
        assert list(told) == [column.name for column in table.columns], table.key
        for column in table.columns:
            required, words = told[column.name]
            assert required is column.required, (table.key, column.name)
            assert ", ".join(column.allowed) in words, (table.key, column.name)
            for _, bound in column.bounds:
                if column.kind in ("number", "integer"):
                    assert f"{bound:g}" in words, (table.key, column.name)
            if column.reference:
                assert column.reference.table in words, (table.key, column.name)
            assert column.restricted is ("encrypted" in words), (table.key, column.name)
            assert bool(column.pseudonym) is ("pseudonym" in words), (table.key, column.name)
