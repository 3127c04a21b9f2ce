"""The form at work in a browser: what a manager enters comes out as a file that landing reads."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import table
from assets.delivery.csv_text import csv_bytes
from assets.landing.landing import land_table
from assets.landing.parts import landed
from report.page_reader import read_page

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

DRIVER = Path(__file__).with_name("override_driver.js").read_text("utf-8")


@pytest.fixture(scope="module")
def seen(pages, tmp_path_factory):
    """What the driver saw on the page of Billing."""
    folder = tmp_path_factory.mktemp("browser")
    source = next(path for name, path in pages.items() if name.startswith("T1-"))
    page = source.with_name("driven.html")
    # The page's own scripts are deferred: they are there when its content is.
    driver = f'addEventListener("DOMContentLoaded", () => {{ {DRIVER} }});'
    driven = source.read_text("utf-8").replace("</body>", f"<script>{driver}</script></body>")
    page.write_text(driven, "utf-8")
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/p",
        "--virtual-time-budget=5000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout.decode("utf-8"), re.S)
    assert found, "the driver did not come to its end"
    return json.loads(read_page(found[1]).text())


@pytest.fixture(scope="module")
def rows(seen):
    return bytes(seen["bytes"]).decode("utf-8-sig")


def test_what_is_needed_is_asked_for(seen):
    """Nothing without a name, a replacement or a day gets onto the list."""
    asked = ("nameless", "blank", "courseless", "dayless")
    assert [seen[one] for one in asked] == [False] * 4
    assert seen["listedNone"] == 0


def test_a_later_change_takes_the_place_of_the_earlier_and_one_can_be_taken_back(seen):
    assert seen["again"]
    assert (seen["listedBefore"], seen["listed"]) == (3, 3)
    assert "first thought" not in seen["shown"]
    assert "to be removed" not in seen["shown"]


def test_leaving_warns_only_while_something_would_be_lost(seen):
    """`dispatchEvent` is false where a listener asked the browser to warn."""
    assert (seen["leavesAtFirst"], seen["leavesWithout"], seen["leavesAfter"]) == (
        True,
        False,
        True,
    )
    assert (seen["pending"], seen["pendingAfter"]) == ("3", False)


def test_a_course_is_not_offered_in_its_own_place(seen):
    assert seen["own"] == [seen["courses"][2]]


def test_the_file_is_the_one_the_project_would_write(seen, rows):
    """Same bytes as from the writer of every other CSV; only the times are the browser's."""
    times = re.findall(r"\d{4}-\d\d-\d\dT[\d:.]+Z", rows)[::2]
    columns = [column.name for column in table("lms/overrides").columns]
    entered = [
        ("A000", {"action": "exclude", "decided_by": "=cmd", "reason": '=1+1, "of course"'}),
        ("A002", {"action": "replace", "decided_by": "王经理", "reason": "换",
                  "replacement_id": "C01"}),
        ("A008", {"action": "postpone", "decided_by": "王经理", "reason": "leave",
                  "not_before": "2025-12-01", "valid_until": "2025-12-31"}),
    ]  # fmt: skip
    expected = []
    for (agent, fields), course, at in zip(entered, seen["courses"], times, strict=True):
        cells = {"override_id": f"{agent}/{course}/{at}", "agent_id": agent, "course_id": course,
                 "decided_at": at, **fields}  # fmt: skip
        expected.append([cells.get(column) for column in columns])
    assert bytes(seen["bytes"]) == csv_bytes(columns, expected)
    assert re.fullmatch(r"overrides-T1-\w+-\d{8}T\d{6}Z\.csv", seen["file"])


def test_landing_reads_the_file(seen, tmp_path):
    exports, landing = tmp_path / "exports", tmp_path / "landing"
    for name, text in {
        "crm/agents.csv": "agent_id\nA000\nA002\nA008\n",
        "lms/courses.csv": "course_id\n" + "\n".join({"C01", *seen["courses"]}) + "\n",
    }.items():
        (exports / name).parent.mkdir(parents=True, exist_ok=True)
        (exports / name).write_text(text, "utf-8")
    (exports / "lms" / seen["file"]).write_bytes(bytes(seen["bytes"]))
    for key in ("crm/agents", "lms/courses", "lms/overrides"):
        report = land_table(table(key), exports=exports, landing=landing, time_zone="Asia/Shanghai")
    rows = duckdb.sql(
        "select agent_id, action, replacement_id, not_before"
        f" from {landed(landing, 'lms_overrides')} order by agent_id"
    ).fetchall()
    assert [(row[0], row[1], row[2], row[3] and str(row[3])) for row in rows] == [
        ("A000", "exclude", None, None),
        ("A002", "replace", "C01", None),
        ("A008", "postpone", None, "2025-12-01"),
    ], report
