import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.archive import Archive
from assets.contracts.catalogue import TABLES, table
from assets.contracts.table import TableContract
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.parts import landed
from assets.landing.report import Drift, FileReport, TableReport, read_report, write_report
from assets.source_plans import (
    Unmended,
    is_late,
    last_landed,
    read_unmended,
    stand_in,
    write_unmended,
)
from competency.degradation_rules import DegradationRules

FILES = {
    "crm/agents": "agent_id,team_id\nA1,T1\nA2,T1\n",
    "crm/interactions": "interaction_id,agent_id,opened_at\nI1,A1,2026-03-01\nI2,A2,2026-03-09\n",
    "crm/surveys": "survey_id,interaction_id,responded_at,csat\nS1,I1,2026-03-02,5\n",
    "qa/reviews": "review_id,agent_id,reviewer_id,reviewed_at\nR1,A1,Q1,2026-03-10\n",
    "lms/courses": "course_id,title\nC1,Listening\n",
}
RULES = DegradationRules.model_validate(
    {
        "sources": {
            "crm/agents": {"max_age_days": 14},
            "crm/interactions": {"late_after_days": 3, "max_age_days": 7},
            "crm/surveys": {"max_age_days": 7},
            "lms/courses": {"max_age_days": 7},
        }
    }
)
KEPT, NOW = date(2026, 3, 10), date(2026, 3, 12)


class Centre:
    """Exports, their landing, and the archive, which keeps it as that of `KEPT`."""

    def __init__(self, root: Path) -> None:
        self.exports, self.landing, self.archive = root / "in", root / "landing", Archive(root)
        self.changed: set[str] = set()

    def write(self, key: str, text: str) -> None:
        path = self.exports / f"{key}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.changed.add(key)

    def remove(self, key: str) -> None:
        (self.exports / f"{key}.csv").unlink()
        self.changed.add(key)

    def land(self, one: TableContract) -> TableReport:
        return land_table(one, exports=self.exports, landing=self.landing)

    def land_changed(self) -> None:
        for one in TABLES:
            if one.key in self.changed:
                self.land(one)
        collect_rejected_rows(self.landing)

    def keep(self, as_of: date, *, late: str = "") -> None:
        record = {
            "run_id": "r",
            "as_of": as_of.isoformat(),
            "finished_at": f"{as_of}T10:00:00+00:00",
            "code_version": "1",
            "mode": {"notices": [{"code": "late_source", "subject": late}] if late else []},
        }
        self.archive.keep(self.landing, record, f"v-{as_of}")

    def stand_in(self, as_of: date | None = NOW, rules: DegradationRules = RULES) -> dict[str, str]:
        self.land_changed()
        return stand_in(self.archive, self.landing, rules, as_of=as_of, land_again=self.land)

    def report(self, key: str) -> TableReport:
        return read_report(self.landing, table(key))

    def rows(self, name: str) -> list[tuple[Any, ...]]:
        return duckdb.execute(f"from {landed(self.landing, name)}").fetchall()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sound")
    centre = Centre(root)
    for key, text in FILES.items():
        centre.write(key, text)
    centre.changed |= {one.key for one in TABLES}
    centre.land_changed()
    centre.keep(KEPT)
    return root


@pytest.fixture
def centre(sound: Path, tmp_path: Path) -> Centre:
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    return Centre(tmp_path)


def test_sound_exports_stand_as_they_are(centre: Centre) -> None:
    rules = RULES.model_copy(update={"sources": {}})
    assert centre.stand_in() == {}
    assert centre.report("crm/surveys").status == "ok"
    centre.remove("crm/surveys")
    centre.stand_in(rules=rules)
    assert centre.report("crm/surveys").status == "missing", "no rule lets a snapshot stand in"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(None, "missing", id="missing"),
        pytest.param("survey_id,interaction_id,responded_at,csat\n", "empty", id="empty"),
        pytest.param("survey_id,interaction_id,csat\nS1,NOBODY,5\n", "refused", id="refused"),
    ],
)
def test_what_cannot_be_used_is_taken_from_the_last_good_landing(
    centre: Centre, text: str | None, reason: str
) -> None:
    if text is None:
        centre.remove("crm/surveys")
    else:
        centre.write("crm/surveys", text)
    assert centre.stand_in() == {}
    report = centre.report("crm/surveys")
    assert report.status == "snapshot"
    assert report.snapshot is not None
    assert (report.snapshot.reason, report.snapshot.as_of) == (reason, KEPT)
    assert report.accepted == 1
    assert len(centre.rows("crm_surveys")) == 1


def test_the_file_that_failed_is_still_named_in_rejected_rows(centre: Centre) -> None:
    centre.remove("crm/surveys")
    (centre.exports / "crm" / "surveys.parquet").write_bytes(b"no parquet at all")
    centre.stand_in()
    assert centre.report("crm/surveys").snapshot is not None
    collect_rejected_rows(centre.landing)
    refused = duckdb.execute(f"select file, rule from '{centre.landing}/rejected_rows.parquet'")
    assert refused.fetchall() == [("crm/surveys.parquet", "unreadable_file")]
    assert centre.report("crm/surveys").snapshot.reason == "failed"


def test_a_landing_that_is_too_old_does_not_stand_in(centre: Centre) -> None:
    centre.remove("crm/surveys")
    assert centre.stand_in(as_of=date(2026, 3, 18)) == {}
    assert centre.report("crm/surveys").status == "missing"
    centre.stand_in(as_of=date(2026, 3, 17))
    assert centre.report("crm/surveys").status == "snapshot"


def test_nothing_is_taken_from_a_later_day(centre: Centre) -> None:
    centre.remove("crm/surveys")
    centre.stand_in(as_of=date(2026, 3, 9))
    assert centre.report("crm/surveys").status == "missing"


def test_without_an_as_of_day_the_events_that_landed_say_how_old_it_is(centre: Centre) -> None:
    centre.remove("qa/reviews")
    centre.remove("crm/surveys")
    centre.stand_in(as_of=None)  # the last event left is of 2026-03-09, before what was kept
    assert centre.report("crm/surveys").status == "snapshot"
    assert centre.report("qa/reviews").status == "missing", "no rule for reviews"


def test_a_late_table_gives_way_to_a_newer_one_only(centre: Centre) -> None:
    old = "interaction_id,agent_id,opened_at\nI1,A1,2026-03-01\n"
    centre.write("crm/interactions", old)
    centre.stand_in()
    report = centre.report("crm/interactions")
    assert (report.status, report.accepted) == ("snapshot", 2)
    assert report.snapshot is not None
    assert report.snapshot.reason == "late"
    centre.write("crm/interactions", FILES["crm/interactions"])
    centre.stand_in(as_of=date(2026, 3, 15))  # late now, but the archive has nothing newer
    assert centre.report("crm/interactions").status == "ok"


def test_children_are_checked_against_the_keys_of_what_stands_in(centre: Centre) -> None:
    centre.remove("crm/agents")
    text = FILES["crm/interactions"] + "I3,A9,2026-03-10\n"
    centre.write("crm/interactions", text)
    centre.stand_in()
    report = centre.report("crm/interactions")
    assert (report.status, report.accepted, report.rejected) == ("ok", 2, 1)


def test_a_table_that_stood_in_is_no_good_landing_itself(centre: Centre) -> None:
    centre.remove("crm/surveys")
    centre.stand_in()
    centre.keep(NOW)
    centre.stand_in(as_of=date(2026, 3, 17))
    report = centre.report("crm/surveys")
    assert report.snapshot is not None
    assert report.snapshot.as_of == KEPT
    centre.stand_in(as_of=date(2026, 3, 18))
    assert centre.report("crm/surveys").status == "missing", "its age does not start anew"


def test_a_table_that_was_late_when_it_was_kept_is_no_good_landing(centre: Centre) -> None:
    centre.keep(date(2026, 3, 16), late="crm/interactions")  # contacts until the 9th
    centre.remove("crm/interactions")
    centre.stand_in(as_of=date(2026, 3, 17))
    report = centre.report("crm/interactions")
    assert report.snapshot is not None
    assert report.snapshot.as_of == KEPT
    centre.stand_in(as_of=date(2026, 3, 18))
    assert centre.report("crm/interactions").status == "missing"


def test_what_drifted_today_is_told_although_an_older_landing_stands_in(centre: Centre) -> None:
    centre.write("crm/surveys", "survey_id,contact\nS1,I1\n")
    centre.land_changed()
    drift = Drift(kind="vanished", column="interaction_id", since=KEPT)
    report = centre.report("crm/surveys").model_copy(update={"drift": [drift]})
    write_report(centre.landing, table("crm/surveys"), report)
    stand_in(centre.archive, centre.landing, RULES, as_of=NOW, land_again=centre.land)
    assert centre.report("crm/surveys").status == "snapshot"
    assert centre.report("crm/surveys").drift == [drift]


def test_a_damaged_landing_is_passed_over_and_told(centre: Centre) -> None:
    centre.remove("crm/surveys")
    (kept,) = centre.archive.landings()
    (sha,) = (sha for name, sha in kept.files.items() if name.startswith("crm_surveys/"))
    (damaged,) = centre.archive.folder.rglob(sha)
    damaged.chmod(0o600)
    damaged.write_bytes(b"damaged")
    failed = centre.stand_in()
    assert list(failed) == ["crm/surveys"]
    assert centre.report("crm/surveys").status == "missing"
    assert centre.rows("crm_surveys") == [], "what landed today stays"
    unmended = Unmended(failed=failed, lost=last_landed(centre.archive, centre.landing, NOW))
    write_unmended(centre.landing, unmended)
    assert read_unmended(centre.landing) == unmended


def test_what_is_away_and_has_no_stand_in_was_last_landed_well_on_a_day(centre: Centre) -> None:
    def lost(as_of: date | None) -> dict[str, date]:
        return last_landed(centre.archive, centre.landing, as_of)

    assert lost(NOW) == {}, "complaints were never there"
    centre.remove("crm/surveys")
    centre.write("qa/reviews", "review_id,agent_id,reviewer_id\nR1,NOBODY,Q1\n")
    centre.stand_in()
    assert lost(NOW) == {"qa/reviews": KEPT}, "a landing stands in for surveys"
    centre.keep(NOW)
    later = date(2026, 6, 30)
    centre.land_changed()
    centre.stand_in(as_of=later)
    assert lost(later) == lost(None) == {"crm/surveys": KEPT, "qa/reviews": KEPT}
    assert lost(date(2026, 3, 9)) == {}, "a look back knows nothing of it"


def test_a_record_of_decisions_that_is_taken_away_is_not_lost(centre: Centre) -> None:
    centre.write("lms/overrides", "agent_id,course_id,action\nA1,C1,add\n")
    report = centre.land(table("lms/overrides")).model_copy(
        update={"status": "ok", "files": [FileReport(file="o.csv", rows_read=1, accepted=1)]}
    )
    write_report(centre.landing, table("lms/overrides"), report)
    centre.keep(date(2026, 3, 11))
    assert centre.archive.landings()[-1].tables["lms/overrides"].is_good
    centre.remove("lms/overrides")
    centre.stand_in()
    assert last_landed(centre.archive, centre.landing, NOW) == {}


def test_without_any_event_nothing_is_taken_over(centre: Centre) -> None:
    for key in FILES:
        centre.remove(key)
    assert centre.stand_in(as_of=None) == {}
    assert centre.report("crm/agents").status == "missing"


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_late_is_more_than_the_days_allowed(days: int, late: bool) -> None:
    latest = date(2026, 3, 10)
    assert is_late("crm/interactions", latest, date(2026, 3, 10 + days), RULES) is late
    assert not is_late("lms/courses", latest, date(2027, 1, 1), RULES)
