"""What an attacker would type into an export, through a real run, into everything that is written.

Nothing of it becomes a formula, markup, a path, a header or a line of its own, a name in a log, or
a part of a query.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from pipelines.cli import ladder
from pipelines.serve.site_map import read_site_map
from sinks.centre import (
    AGENTS,
    FORMULA,
    HEADER,
    SCRIPT,
    SQL,
    TURNED,
    UP,
    write_hostile,
)

# dagster, dbt and great-expectations warn of each other and of Python; ours are errors elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore")

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
SERVED = {"/me", "/appeals", "/overrides"}  # used only where the page is behind sign-in
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run; the folders' own names are no better than the exports."""
    top = tmp_path_factory.mktemp("sinks")
    exports = write_hostile(top / "in'; drop table x; --")
    folder = top / "o'ut (1) {b}; --"
    done = _call("run", "--exports", exports, "--out", folder)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture(scope="module")
def current(out: Path) -> Path:
    return out / "current"


def _texts(current: Path, pattern: str) -> Iterator[tuple[str, str]]:
    found = sorted(current.glob(pattern))
    assert found, pattern
    for path in found:
        yield path.relative_to(current).as_posix(), path.read_bytes().decode("utf-8-sig")


def test_hostile_people_and_courses_came_through(current: Path) -> None:
    """Else the rest would test nothing."""
    rows = duckdb.execute(
        "select agent_id from read_parquet(?)", [str(current / "marts/agents.parquet")]
    ).fetchall()
    assert {FORMULA, SCRIPT, SQL, UP, HEADER, TURNED} <= {row[0] for row in rows}
    text = (current / "delivery" / "assignments.csv").read_text("utf-8-sig")
    assert SCRIPT in text
    assert UP in text


def test_no_cell_of_a_csv_can_run(current: Path) -> None:
    for name, text in _texts(current, "delivery/*.csv"):
        if name.endswith("moodle_enrolments.csv"):
            continue  # no spreadsheet: a format of its own, below
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert len({len(row) for row in rows}) == 1, name
        for cell in (cell for row in rows for cell in row):
            number = re.fullmatch(r"-?\d+(\.\d+)?", cell)
            assert number or not cell.lstrip(" ").startswith(FORMULA_STARTS), (name, cell)
            assert not TURNS.search(cell), (name, cell)
            assert not CONTROLS.search(cell), (name, cell)


def test_every_line_for_moodle_is_one_of_ours(current: Path) -> None:
    (text,) = (text for _, text in _texts(current, "delivery/moodle_enrolments.csv"))
    for line in text.splitlines():
        assert re.fullmatch(
            r"add, student, [^,]+, [^,]+, \d+, \d+|del, student, [^,]+, [^,]+", line
        )
    told = (current / "delivery" / "not_delivered.csv").read_text("utf-8-sig")
    assert "comma or a line break" in told


def test_no_cell_of_a_workbook_can_run(current: Path) -> None:
    books = sorted(current.glob("**/*.xlsx"))
    assert books
    for path in books:
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, path.name
        assert not [cell for cell in cells if cell.hyperlink], path.name
        for cell in cells:
            if isinstance(cell.value, str):
                assert not cell.value.startswith(FORMULA_STARTS) or cell.quotePrefix, cell.value
                assert not TURNS.search(cell.value), cell.value


def test_nothing_adds_an_event_or_a_property_to_a_calendar(current: Path) -> None:
    for name, text in _texts(current, "delivery/calendars/**/*.ics"):
        calendar = Calendar.from_ical(text)
        assert len(calendar.walk("VEVENT")) == len(re.findall("^BEGIN:VEVENT", text, re.M)), name
        for event in calendar.walk("VEVENT"):
            assert {"UID", "DTSTART", "SUMMARY"} <= {*event}, name
        assert not re.search("^SUMMARY:gift", text, re.M), name
        assert not TURNS.search(text), name
        assert not CONTROLS.search(text), name


def test_every_statement_is_one_line(current: Path) -> None:
    (text,) = (text for _, text in _texts(current, "delivery/xapi_statements.jsonl"))
    for line in text.split("\n")[:-1]:
        statement = json.loads(line)
        assert set(statement) >= {"actor", "verb", "object", "id"}
        assert re.fullmatch(r"urn:ladder:course:[A-Za-z0-9%._~-]+", statement["object"]["id"])


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.turned: list[str] = []
        self.open: list[str] = []
        self._script: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        given = dict(attrs)
        self._script = given if tag == "script" else None
        if tag == "script":
            self.scripts.append((given, ""))
        self.handlers += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.links += [link for name in ("href", "src", "action") if (link := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            attributes, before = self.scripts.pop()
            self.scripts.append((attributes, before + data))
        elif TURNS.search(data) and not {"bdi", "option"} & {*self.open}:
            self.turned.append(data)


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip


def test_no_text_runs_in_a_page_nor_leads_out_of_the_folder(current: Path) -> None:
    report = (current / "report").resolve()
    for name, text in _texts(current, "report/**/*.html"):
        page = _Page(text)
        assert page.handlers == [], name
        assert page.turned == [], name
        for attributes, content in page.scripts:
            if attributes.get("type") == "application/json":
                json.loads(content)
            else:
                assert "alert(" not in content, name
        for link in page.links:
            parts = urlsplit(link)
            assert parts.scheme in ("", "mailto"), (name, link)
            if parts.scheme or not parts.path or link in SERVED:
                continue
            aim = ((current / name).parent / unquote(parts.path)).resolve()
            assert aim.is_relative_to(report), (name, link)
            assert aim.exists(), (name, link)


def test_data_beside_a_page_is_data(current: Path) -> None:
    for name, text in _texts(current, "report/analysis/*-data.js"):
        _, _, value = text.partition("=")
        json.loads(value.strip().rstrip(";")), name
        assert "</script" not in text.lower()


def test_nothing_is_written_outside_nor_under_an_odd_name(out: Path) -> None:
    top = out.parent
    assert sorted(one.name for one in top.iterdir()) == sorted(["in'; drop table x; --", out.name])
    odd = re.compile(r"[^A-Za-z0-9._\-\u4e00-\u9fff]")
    written = [*(out / "current" / "report").rglob("*"), *(out / "current" / "delivery").rglob("*")]
    assert [one.name for one in written if odd.search(one.name) or one.name.startswith(".")] == []
    assert [one for one in written if len(one.name) > 120] == []
    assert [one for one in (out / "current").rglob("*") if one.is_symlink()] == []


def test_logs_name_nobody_and_every_line_is_one_object(out: Path) -> None:
    logs = sorted((out / "logs").rglob("*.jsonl"))
    assert any(path.name.startswith("run-") for path in logs)
    for path in logs:
        for line in path.read_text("utf-8").splitlines():
            assert isinstance(json.loads(line), dict), path.name
            for person in (*AGENTS, "alert(1)", "escaped", "gift"):
                assert json.dumps(person)[1:-1] not in line, (path.name, line)


def test_secrets_are_in_the_key_file_alone(out: Path) -> None:
    keys = (out / "keys" / "keys.json").read_text("utf-8")
    secrets = re.findall(r'"([A-Za-z0-9+/=_-]{32,})"', keys)
    assert secrets
    for path in out.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.parent != out / "keys":
            content = path.read_bytes()
            assert not [one for one in secrets if one.encode() in content], path


def _call(*arguments: object) -> Result:
    return CliRunner().invoke(ladder, [str(one) for one in arguments])


def test_ids_are_looked_up_never_run(out: Path) -> None:
    known = duckdb.execute(
        "select agent_id from read_parquet(?) where status <> 'left'",
        [str(out / "current" / "marts" / "agents.parquet")],
    ).fetchall()
    for agent in (SQL, TURNED, HEADER):
        told = _call("explain", "--out", out, "--agent", agent)
        assert told.exit_code == 0, (agent, told.output)
        assert not CONTROLS.search(told.stdout.replace("\n", "")), agent
        assert not TURNS.search(told.stdout), agent
        assert "\nSUMMARY" not in told.stdout
    told = _call("explain", "--out", out, "--agent", SCRIPT, "--json")
    assert json.loads(told.stdout)["agent"]["agent_id"] == SCRIPT
    for odd in ("x' or '1'='1", "'; drop table marts.agents; --", "%", "A1\x00"):
        assert _call("explain", "--out", out, "--agent", odd).exit_code == 2
    with duckdb.connect(str(out / "current" / "warehouse.duckdb"), read_only=True) as connection:
        count = connection.execute("select count(*) from marts.agents").fetchone()
    assert count is not None
    assert count[0] >= len(known)


def test_what_if_and_the_served_map_take_them_as_they_are(out: Path) -> None:
    config = out / "current" / "config.yml"
    told = _call("whatif", "--out", out, "--config", config, "--json")
    assert told.exit_code == 0, told.output
    site = read_site_map((out / "current").resolve())
    assert {SQL, UP, SCRIPT} <= {*site.people}
    report = (out / "current" / "report").resolve()
    for member in site.people.values():
        assert (report / member.page).resolve().is_relative_to(report)
        assert (report / member.page).is_file()
    assert FORMULA in site.subjects.courses
