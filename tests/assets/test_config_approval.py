import json
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from assets import config_approval, framework_file
from assets.config_approval import Shown, approve, propose, reject
from assets.config_record import Proposed, RecordError, read_record, record_path
from assets.framework_file import editions_of_run
from assets.publication import AnotherRunError, single_writer
from assets.run_settings import RunSettings
from assets.sealed_lines import sha
from competency.errors import ConfigError
from competency.loading import load_text

TEXT = load_text()
MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))


def _publish(
    out: Path,
    run_id: str = "r1",
    as_of: str = "2026-05-20",
    text: str = TEXT,
    newest_month: str | None = None,
) -> None:
    current = out / "current"
    current.mkdir(parents=True, exist_ok=True)
    config = {"name": "shipped", "sha256": sha(text), "record": None, "newest_month": newest_month}
    run = {"run_id": run_id, "as_of": as_of, "config": config}
    (current / "run.json").write_text(json.dumps(run), "utf-8")
    (current / "config.yml").write_text(text, "utf-8")


def changed(old: str = "closure_hours: 24", new: str = "closure_hours: 48") -> str:
    assert TEXT.count(old) == 1
    return "# why we do it\n" + TEXT.replace(old, new)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(config_approval, "show", lambda *_: Shown({"people_moved": 3}, {}))
    _publish(tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yml"
    path.write_text(changed(), "utf-8")
    return path


def _settings(out: Path, config: Path | None = None) -> RunSettings:
    return RunSettings(exports=out, out=out, config=config)


def test_proposed_shown_approved_in_force(out: Path, file: Path) -> None:
    made, _ = propose(out, file, by=" Ann Lee ", effective_from=JUNE, reason="slower systems")
    assert (made.by, made.run_id, made.what_if) == ("Ann Lee", "r1", {"people_moved": 3})
    assert [one.effective_from for one in editions_of_run(_settings(out))] == [None]
    entry = approve(out, made.id, by="Bob", note="seen")
    first, second = editions_of_run(_settings(out))
    assert first.text == TEXT
    assert first.framework.closure_hours == 24
    assert second.text == changed()
    assert second.framework.closure_hours == 48
    assert second.effective_from == JUNE
    assert second.approval is not None
    assert (second.approval.proposed_by, second.approval.approved_by) == ("Ann Lee", "Bob")
    assert second.approval.entry_sha256 == entry.sha256


def test_what_takes_effect_later_waits(out: Path, file: Path) -> None:
    approve(out, propose(out, file, by="Ann", effective_from=JUNE)[0].id, by="Bob")
    before = editions_of_run(_settings(out), date(2026, 5, 31))
    assert [one.framework.closure_hours for one in before] == [24]
    assert len(editions_of_run(_settings(out), JUNE)) == 2


@pytest.mark.parametrize("by", ["Ann Lee", " ANN   LEE", "Ａｎｎ lee", "Lee-Ann", "Ánn.Lee"])
def test_nobody_approves_what_they_proposed(out: Path, file: Path, by: str) -> None:
    made, _ = propose(out, file, by="Ann Lee", effective_from=JUNE)
    with pytest.raises(RecordError, match="somebody else must approve"):
        approve(out, made.id, by=by)
    assert read_record(out).plans() == []


@pytest.mark.parametrize("by", ["", "  ", "--", "A\nB", "A\x1b[2J"])
def test_a_name_is_a_name(out: Path, file: Path, by: str) -> None:
    with pytest.raises(RecordError, match="no name"):
        propose(out, file, by=by, effective_from=JUNE)
    assert not record_path(out).exists()


def test_a_name_is_in_one_script(out: Path, file: Path) -> None:
    made, _ = propose(out, file, by="Mei Li", effective_from=JUNE)
    with pytest.raises(RecordError, match=r"mixes letters of Latin and Cyrillic.*one script"):
        approve(out, made.id, by="M\N{CYRILLIC SMALL LETTER IE}i Li")
    assert read_record(out).plans() == []


def test_what_was_shown_must_be_what_is_approved(out: Path, file: Path) -> None:
    made, _ = propose(out, file, by="Ann", effective_from=JUNE)
    _publish(out, run_id="r2")
    with pytest.raises(RecordError, match="has changed since"):
        approve(out, made.id, by="Bob")
    again, _ = propose(out, file, by="Ann", effective_from=JUNE)
    approve(out, again.id, by="Bob")
    assert len(editions_of_run(_settings(out))) == 2


def test_a_record_of_an_earlier_version_stays_readable(out: Path, file: Path) -> None:
    before = TEXT.replace("  prior_uplift: 2.0\n", "  prior_uplift: 2.0\n  gap_months: 3\n")
    assert before != TEXT
    _publish(out, text=before)
    with pytest.raises(ConfigError, match="unknown key 'gap_months'"):
        framework_file.framework_of(out / "current" / "config.yml")
    made, _ = propose(out, file, by="Ann", effective_from=JUNE)
    approve(out, made.id, by="Bob")
    first, second = editions_of_run(_settings(out))
    assert first.text == before
    assert first.notes == (
        f"{record_path(out)}, founded: effects.gap_months is no setting any more: "
        "course effects are followed month by month, so no gap is set",
    )
    assert second.notes == ()


@pytest.mark.parametrize(
    ("month", "refused"),
    [
        pytest.param(date(2026, 4, 1), "2026-04 lies before the newest published", id="past"),
        pytest.param(date(2026, 6, 2), "not the first day", id="middle of a month"),
        pytest.param(MAY, None, id="the newest published month"),
        pytest.param(JULY, None, id="to come"),
        pytest.param(date(2028, 5, 1), None, id="two years ahead"),
        pytest.param(date(2028, 6, 1), "more than 24 months.*year right", id="further ahead"),
    ],
)
def test_a_past_month_keeps_its_configuration(
    out: Path, file: Path, month: date, refused: str | None
) -> None:
    if refused is None:
        made, _ = propose(out, file, by="Ann", effective_from=month)
        assert made.effective_from == month
    else:
        with pytest.raises(RecordError, match=refused):
            propose(out, file, by="Ann", effective_from=month)


def test_a_result_as_of_an_earlier_day_opens_no_published_month(out: Path, file: Path) -> None:
    made, _ = propose(out, file, by="Ann", effective_from=MAY)
    # June was published, then May again, from the same inputs as before.
    _publish(out, newest_month="2026-06-01")
    with pytest.raises(RecordError, match="2026-05 lies before the newest published month"):
        approve(out, made.id, by="Bob")
    with pytest.raises(RecordError, match="newest published month, 2026-06"):
        propose(out, file, by="Ann", effective_from=MAY)
    approve(out, propose(out, file, by="Ann", effective_from=JUNE)[0].id, by="Bob")
    assert len(editions_of_run(_settings(out))) == 2


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        pytest.param(TEXT, RecordError, "nothing to change", id="the same"),
        pytest.param(changed("time_zone: Asia/Shanghai", "time_zone: Europe/Berlin"), RecordError,
                     "time_zone: 'Asia/Shanghai'", id="another time zone"),
        pytest.param(TEXT.replace("key: entry\n", "key: starter\n"), RecordError, "tiers: ",
                     id="another ladder"),
        pytest.param(changed("closure_hours: 24", "closure_hour: 24"), ConfigError,
                     "Did you mean 'closure_hours'", id="broken"),
    ],
)  # fmt: skip
def test_what_cannot_take_effect_is_not_put_on_record(
    out: Path, file: Path, text: str, error: type[Exception], says: str
) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(error, match=says):
        propose(out, file, by="Ann", effective_from=JUNE)
    assert not record_path(out).exists()


def test_answers_need_an_open_proposal(out: Path, file: Path) -> None:
    with pytest.raises(RecordError, match="no proposal 'nope'; open: none"):
        approve(out, "nope", by="Bob")
    made, _ = propose(out, file, by="Ann", effective_from=JUNE)
    with pytest.raises(RecordError, match=f"open: {made.id}"):
        reject(out, "nope", by="Bob")
    reject(out, made.id, by="Ann", note="withdrawn")
    with pytest.raises(RecordError, match="it was rejected"):
        approve(out, made.id, by="Bob")


def test_an_answer_to_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no proposal"):
        approve(tmp_path / "typo", "p1", by="Bob")
    assert not (tmp_path / "typo").exists()


def test_a_proposal_overtaken_by_another_is_refused(out: Path, file: Path) -> None:
    old, _ = propose(out, file, by="Ann", effective_from=JUNE)
    file.write_text(changed(new="closure_hours: 36"), "utf-8")
    new, _ = propose(out, file, by="Cem", effective_from=JUNE)
    with pytest.raises(RecordError, match=f"superseded by proposal {new.id} .Cem.*once more"):
        approve(out, old.id, by="Bob")
    other, _ = propose(out, file, by="Cem", effective_from=JULY)
    approve(out, new.id, by="Ann")
    with pytest.raises(RecordError, match=f"by the approval of {new.id} .Ann.*once more"):
        approve(out, other.id, by="Bob")
    assert editions_of_run(_settings(out))[-1].framework.closure_hours == 36


def test_a_result_that_is_not_there_or_does_not_hold_its_configuration(
    out: Path, file: Path, tmp_path: Path
) -> None:
    with pytest.raises(RecordError, match="holds no published result"):
        propose(tmp_path, file, by="Ann", effective_from=JUNE)
    (out / "current" / "config.yml").unlink()
    with pytest.raises(RecordError, match="does not hold its own configuration"):
        propose(out, file, by="Ann", effective_from=JUNE)


def test_founded_is_what_was_published_last_before_the_first_approval(
    out: Path, file: Path
) -> None:
    propose(out, file, by="Ann", effective_from=JUNE)
    _publish(out, run_id="r2", text=changed(new="closure_hours: 12"))
    made, _ = propose(out, file, by="Ann", effective_from=JUNE)
    approve(out, made.id, by="Bob")
    assert [one.framework.closure_hours for one in editions_of_run(_settings(out))] == [12, 48]


def test_a_run_may_only_name_the_configuration_in_force(out: Path, file: Path) -> None:
    assert editions_of_run(_settings(out, file))[0].text == changed()  # no record yet
    approve(out, propose(out, file, by="Ann", effective_from=JUNE)[0].id, by="Bob")
    assert len(editions_of_run(_settings(out, file), JUNE)) == 2
    with pytest.raises(RecordError, match="is not the configuration in force: the one published"):
        editions_of_run(_settings(out, file), date(2026, 5, 31))
    file.write_text(changed() + "# one more remark\n", "utf-8")
    with pytest.raises(RecordError, match=r"approved by Bob, from 2026-06.*config propose"):
        editions_of_run(_settings(out, file), JUNE)
    with pytest.raises(RecordError, match="config propose"):
        editions_of_run(_settings(out, file))


def test_a_configuration_that_begins_after_today_is_refused_before_the_run_starts(
    out: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(out, propose(out, file, by="Ann", effective_from=JULY)[0].id, by="Bob")
    for today, begun in ((datetime(2026, 7, 1), True), (datetime(2026, 6, 30), False)):
        monkeypatch.setattr(framework_file, "horizon", lambda today=today: today)
        if begun:
            assert len(editions_of_run(_settings(out, file))) == 2
        else:
            with pytest.raises(RecordError, match="the one published before the first approval"):
                editions_of_run(_settings(out, file))


def test_a_result_published_while_the_change_was_reckoned_is_noticed(
    out: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(out: Path, *_: object) -> Shown:
        _publish(out, run_id="r2")
        return Shown({}, {})

    monkeypatch.setattr(config_approval, "show", show)
    with pytest.raises(RecordError, match="published meanwhile"):
        propose(out, file, by="Ann", effective_from=JUNE)
    assert not record_path(out).exists()


def test_nothing_is_answered_while_a_run_writes(out: Path, file: Path) -> None:
    made, _ = propose(out, file, by="Ann", effective_from=JUNE)
    with single_writer(out), pytest.raises(AnotherRunError):
        approve(out, made.id, by="Bob")
    approve(out, made.id, by="Bob")


def test_writers_at_once_lose_nothing_and_break_nothing(out: Path, file: Path) -> None:
    """Four processes propose as fast as they can; whoever finds the folder busy tries again."""
    script = (
        "import sys, time\nfrom datetime import date\nfrom pathlib import Path\n"
        "from assets import config_approval\nfrom assets.publication import AnotherRunError\n"
        "config_approval.show = lambda *_: config_approval.Shown({}, {})\n"
        "out, file, name = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]\n"
        "done = 0\n"
        "while done < 5:\n"
        "    try:\n"
        "        config_approval.propose(out, file, by=name, effective_from=date(2026, 6, 1))\n"
        "        done += 1\n"
        "    except AnotherRunError:\n"
        "        time.sleep(0.01)\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(out), str(file), f"writer {number}"])
        for number in range(4)
    ]
    assert [one.wait(timeout=120) for one in writers] == [0] * 4
    events = [one.event for one in read_record(out).entries]
    assert len(events) == 1 + 4 * 5
    made = [one for one in events if isinstance(one, Proposed)]
    assert len({one.id for one in made}) == 20


def test_it_is_shown_from_its_month_on_with_the_warnings_of_the_file(
    out: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def show(out: Path, framework: object, *rest: object) -> Shown:
        asked.extend(rest)
        return Shown({}, {})

    monkeypatch.setattr(config_approval, "show", show)
    file.write_text(re.sub(r"review_by: [0-9-]+", "review_by: 2020-01-31", changed()), "utf-8")
    propose(out, file, by="Ann", effective_from=JUNE)
    month, warnings = asked
    assert month == JUNE
    assert isinstance(warnings, list)
    assert any("review_by" in one for one in warnings)
