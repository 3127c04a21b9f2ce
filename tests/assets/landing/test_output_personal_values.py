"""Names and customers: neither lands as it is read, nor stays in what is refused."""

from pathlib import Path
from typing import Annotated, Any, ClassVar

import duckdb
import pytest

from assets.contracts.catalogue import TABLES, table
from assets.contracts.markers import Pseudonym, Row
from assets.contracts.table import TableContract
from assets.contracts.values import Text
from assets.keys import throwaway_keys
from assets.landing.landing import land_table
from assets.restricted import PEOPLE, read_people

Centre = Any  # the class of that name in conftest.py

KEYS = throwaway_keys()
WORDS = ("Zhao Lan", "赵兰", "CUST-4711", "Old Name")


def _held(landing: Path) -> str:
    """Everything that lies in the landing, as text: Parquet read, other files as they are."""
    parts = []
    for path in landing.rglob("*"):
        if path.suffix == ".parquet":
            parts.append(str(duckdb.execute("from read_parquet(?)", [str(path)]).fetchall()))
        elif path.is_file():
            parts.append(path.read_bytes().decode(errors="replace"))
    return "\n".join(parts)


def _called(customer: str) -> str:
    sql = KEYS.sql_column_pseudonym(f"'{customer}'", "customer")
    return str(duckdb.execute(f"select {sql}").fetchall()[0][0])


def test_the_contract_says_what_is_personal() -> None:
    personal = {
        (contract.key, column.name, column.restricted, column.pseudonym)
        for contract in TABLES
        for column in contract.personal_columns
    }
    assert personal == {
        ("crm/agents", "name", True, None),
        ("crm/interactions", "customer_id", False, "customer"),
        ("crm/deletions", "id", False, "erased"),
    }
    landed = [column.name for column in table("crm/agents").landed_columns]
    assert "name" not in landed
    assert len(landed) == len(table("crm/agents").columns) - 1


def test_names_are_encrypted_and_customers_become_pseudonyms(centre: Centre) -> None:
    centre.write(
        "crm/agents.csv",
        "agent_id,name,valid_from\nA1,Old Name,\nA1,Zhao Lan,2024-02-01\nA1,,2024-03-01\n"
        "A2,赵兰,\nA3,,\n",
    )
    centre.write(
        "crm/interactions.csv",
        "interaction_id,agent_id,opened_at,customer_id\n"
        "I1,A1,2024-03-01,CUST-4711\nI2,A2,2024-03-02,CUST-4711\nI3,A1,2024-03-03,\n",
    )
    reports = centre.land("crm/agents", "crm/interactions", keys=KEYS)
    assert [report.accepted for report in reports.values()] == [5, 3]
    # The newest name given: one that was left out later is no change of name.
    assert read_people(centre.landing, KEYS) == {"A1": "Zhao Lan", "A2": "赵兰"}
    called = _called("CUST-4711")
    found = centre.query(
        "SELECT interaction_id, customer_id FROM $T ORDER BY 1", "crm_interactions"
    )
    assert found == [("I1", called), ("I2", called), ("I3", None)]
    held = _held(centre.landing)
    assert called in held  # the search looks into the files
    assert not [word for word in WORDS if word in held]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_every_form_of_file_lands_the_same_pseudonym(kind: str, centre: Centre) -> None:
    path = centre.exports / "crm" / f"interactions.{kind}"
    path.parent.mkdir()
    rows = {
        "interaction_id": "I1",
        "agent_id": "A1",
        "opened_at": "2024-03-01",
        "customer_id": "CUST-4711",
    }
    if kind == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        book.active.append(list(rows))
        book.active.append(list(rows.values()))
        book.save(path)
    else:
        form = {"jsonl": "json"}.get(kind, kind)
        columns = ", ".join(f"'{value}' AS {name}" for name, value in rows.items())
        duckdb.execute(f"COPY (SELECT {columns}) TO '{path}' (FORMAT {form})")
    centre.land("crm/interactions", keys=KEYS)
    found = centre.query("SELECT customer_id FROM $T", "crm_interactions")
    assert found == [(_called("CUST-4711"),)]


def test_what_is_refused_keeps_no_such_value(centre: Centre) -> None:
    centre.write(
        "crm/agents.csv",
        'agent_id,name,hire_date\nA1,Zhao Lan,soon\nA2,"赵兰,2024-01-01\n,Old Name,2024-01-01\n',
    )
    centre.write(
        "crm/interactions.jsonl",
        '{"interaction_id": "I1", "agent_id": "A1", "customer_id": "CUST-4711"}\n'
        '{"interaction_id": "I2", "customer_id": "CUST-4711", \n',
    )
    reports = centre.land("crm/agents", "crm/interactions", keys=KEYS)
    assert sum(report.rejected for report in reports.values()) >= 4
    lines = centre.query("SELECT source_table, rule, value FROM $T", "rejected_rows")
    assert ("crm/agents", "not_a_date", "soon") in lines
    broken = [value for _, rule, value in lines if rule == "broken_row"]
    assert len(broken) >= 2
    assert all("characters, not kept · " in value for value in broken)
    assert not [word for word in WORDS if word in _held(centre.landing)]


def test_a_personal_value_that_breaks_a_rule_is_told_by_its_length(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No rule of today's contracts can be broken by such a value; a coming one may be.
    real = TableContract.personal_columns.fget  # type: ignore[attr-defined]  a property
    monkeypatch.setattr(
        TableContract,
        "personal_columns",
        property(lambda self: (*real(self), *(c for c in self.columns if c.name == "role"))),
    )
    centre.write("crm/agents.csv", "agent_id,role\nA1,Zhao Lan\n")
    centre.land("crm/agents", keys=KEYS)
    assert centre.rejected("crm/agents") == [
        ("role", "(8 characters, not kept · 8 个字符，未保留)", "not_allowed", "error")
    ]


def test_without_keys_no_names_are_kept_and_pseudonyms_are_of_once(centre: Centre) -> None:
    centre.write("crm/agents.csv", "agent_id,name\nA1,Zhao Lan\n")
    centre.write(
        "crm/interactions.csv",
        "interaction_id,agent_id,opened_at,customer_id\nI1,A1,2024-03-01,CUST-4711\n",
    )
    found = []
    for _ in range(2):
        centre.land("crm/agents", "crm/interactions")
        found.append(centre.query("SELECT customer_id FROM $T", "crm_interactions"))
    assert found[0] != found[1]
    assert not (centre.landing / PEOPLE).exists()
    assert not [word for word in WORDS if word in _held(centre.landing)]


@pytest.mark.parametrize("roster", ["missing", "failed", "nameless"])
def test_names_of_an_earlier_landing_do_not_stay(roster: str, centre: Centre) -> None:
    centre.write("crm/agents.csv", "agent_id,name\nA1,Zhao Lan\n")
    centre.land("crm/agents", keys=KEYS)
    assert read_people(centre.landing, KEYS) == {"A1": "Zhao Lan"}
    (centre.exports / "crm" / "agents.csv").unlink()
    if roster == "failed":
        centre.write("crm/agents.xlsx", b"PK no workbook")
    if roster == "nameless":
        centre.write("crm/agents.csv", "agent_id\nA1\n")
    centre.land("crm/agents", keys=KEYS)
    assert read_people(centre.landing, KEYS) == {}


def test_a_key_that_names_somebody_is_kept_as_a_pseudonym_everywhere(centre: Centre) -> None:
    class Erased(Row):
        """One row a person."""

        table: ClassVar = "crm/agents"
        key: ClassVar = ("person", "day")

        person: Annotated[Text, Pseudonym("erased")]
        day: Text | None = None
        x: Text | None = None

    centre.write("crm/agents.csv", "person,day,x\nCUST-4711,1,a\nCUST-4711,1,b\n赵兰,2,c\n")
    centre.write("crm/agents-2.csv", "person,day\n赵兰,2\n")
    contract = TableContract(Erased)
    land_table(contract, exports=centre.exports, landing=centre.landing, keys=KEYS)
    called = [(KEYS.pseudonym("erased", name),) for name in ("CUST-4711", "赵兰")]
    assert sorted(centre.query("SELECT person FROM $T", "crm_agents")) == sorted(called)
    assert sorted(centre.query("SELECT DISTINCT person FROM $T", "keys/crm_agents")) == sorted(
        called
    )
    lines = centre.query('SELECT "column", rule, value FROM $T', "rejected/crm_agents")
    assert [line[:2] for line in lines] == [("person|day", "conflicting_duplicate")] * 2
    assert all("characters, not kept" in line[2] for line in lines)
    assert not [word for word in WORDS if word in _held(centre.landing)]
