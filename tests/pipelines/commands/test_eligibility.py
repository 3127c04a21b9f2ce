"""`ladder eligibility` on made-up results: locked by each condition alone, decided by others."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from assets.appeal_record import decide_appeal, open_appeal
from assets.archive import Archive
from assets.eligibility_record import EligibilityError, read_lists, record_path
from assets.keys import key_file, open_keys
from assets.restricted import write_people
from competency.framework import Framework
from competency.loading import load_framework
from pipelines.cli import ladder

AGENTS = 40
IDS = ["=cmd|' /C calc'!A0", *(f"A{number:02d}" for number in range(1, AGENTS))]
MONTHS = pd.date_range("2026-01-01", periods=8, freq="MS")
LAST = MONTHS[-1]
AS_OF = datetime(2026, 8, 31, tzinfo=UTC).date()


class MadeUp:
    """A made-up result to change and publish."""

    def __init__(self) -> None:
        rng = np.random.default_rng(1)
        grid = pd.MultiIndex.from_product([IDS, MONTHS]).to_frame(index=False)
        grid.columns = ["agent_id", "period"]
        place = grid["agent_id"].map({one: number for number, one in enumerate(IDS)})
        tier = np.where(place % 4 < 2, 4.0, 3.0)
        level = place % 10
        self.framework: Framework = load_framework()
        self.mode: dict[str, Any] = {"state": "full", "notices": []}
        self.days_ago = 20
        self.agents = pd.DataFrame(
            {
                "agent_id": IDS,
                "team_id": "T1",
                "status": ["left" if number == 39 else "active" for number in range(AGENTS)],
                "language": ["zh" if number < 20 else "en" for number in range(AGENTS)],
                "site": None,
                "shift": None,
            }
        )
        self.ladder = grid.assign(tier=tier)
        self.composites = grid.assign(composite=50.0 + level, known_weight=1.0)
        noise = np.repeat(rng.normal(size=AGENTS), len(MONTHS))
        self.outcomes = grid.assign(
            outcome="satisfaction", n=10.0, estimate=0.1 * level + 0.05 * noise, std_error=0.1
        )
        self.records = grid.assign(
            measure="tier",
            value=tier,
            config_sha256="c",
            published_as_of=pd.Timestamp(AS_OF),
            is_provisional=False,
        )

    def publish(self, out: Path) -> Path:
        current = out / "current"
        current.mkdir(parents=True)
        marts = {
            "agents": self.agents.astype({"site": "string", "shift": "string"}),
            "agent_ladder": self.ladder,
            "agent_composites": self.composites,
            "agent_outcomes": self.outcomes,
            "month_records": self.records,
            "framework": pd.DataFrame({"framework_json": [self.framework.to_json()]}),
        }
        with duckdb.connect(str(current / "warehouse.duckdb")) as connection:
            connection.execute("create schema marts")
            for name, frame in marts.items():
                connection.register("made_up", frame)
                days = [one for one in ("period", "published_as_of") if one in frame]
                cast = ", ".join(f"{one}::date as {one}" for one in days)
                replace = f" replace ({cast})" if days else ""
                connection.execute(f"create table marts.{name} as select *{replace} from made_up")
                connection.unregister("made_up")
        finished = datetime.now(UTC) - timedelta(days=self.days_ago)
        run = {
            "run_id": "r1",
            "as_of": AS_OF.isoformat(),
            "finished_at": finished.isoformat(timespec="seconds"),
            "config": {"sha256": "0" * 64},
            "mode": self.mode,
        }
        (current / "run.json").write_text(json.dumps(run), "utf-8")
        return out


@pytest.fixture
def made_up() -> MadeUp:
    return MadeUp()


def _call(*arguments: object) -> Result:
    return CliRunner().invoke(ladder, ["eligibility", *map(str, arguments)])


def _draw(out: Path, *more: str) -> Result:
    return _call("--out", out, "--for", "promotion", "--by", "Ann Lee", *more)


def _decide(out: Path, list_id: str, agent: str = "A01", **changed: str) -> Result:
    given = {"decision": "yes", "by": "Mei Li", "reason": "leads well", **changed}
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    return _call("decide", list_id, "--out", out, "--agent", agent, *options)


def _only_list(out: Path) -> str:
    (found,) = read_lists(out)
    return found.drawn.list_id


def test_the_list_names_who_meets_the_rule_and_decides_nothing(
    made_up: MadeUp, tmp_path: Path
) -> None:
    made_up.composites.loc[made_up.composites["agent_id"] == "A04", "known_weight"] = 0.7
    made_up.ladder.loc[made_up.ladder["agent_id"] == "A05", "tier"] = np.nan
    made_up.ladder = made_up.ladder[made_up.ladder["agent_id"] != "A08"]
    early = (made_up.ladder["agent_id"] == "A09") & (made_up.ladder["period"] < MONTHS[-2])
    made_up.ladder.loc[early, "tier"] = 3.0
    out = made_up.publish(tmp_path / "out")
    done = _draw(out, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert not told["locked"]
    lines = {line["agent_id"]: line for line in told["list"]["lines"]}
    reasons = {name: line["reason"] for name, line in lines.items() if line["reason"] != "meets"}
    assert reasons == {"A04": "thin_evidence", "A05": "no_tier", "A08": "no_evidence"}
    eligible = {name for name, line in lines.items() if line["state"] == "eligible"}
    assert eligible == {
        one for number, one in enumerate(IDS[:39]) if number % 4 < 2
    } - {"A04", "A05", "A08", "A09"}  # fmt: skip
    assert told["list"]["decisions"] == []
    assert told["list"]["not_met"] == 39 - len(lines)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_told_that_every_line_waits(made_up: MadeUp, tmp_path: Path, language: str) -> None:
    done = _draw(made_up.publish(tmp_path / "out"), "--language", language)
    waits = {"en": "meets the rule: waits", "zh": "符合规则：待决定"}[language]
    assert done.stdout.count(waits) == 20
    assert {"en": "decides nothing", "zh": "不构成任何决定"}[language] in done.stdout


def _degraded(made: MadeUp) -> None:
    made.mode = {"state": "degraded", "notices": [{"subject": "crm/surveys"}]}


def _frozen(made: MadeUp) -> None:
    made.mode = {"state": "full", "notices": [], "plans": ["frozen"]}


def _fresh(made: MadeUp) -> None:
    made.days_ago = 14


def _one_sided(made: MadeUp) -> None:
    others = made.agents.loc[made.agents["language"] == "en", "agent_id"]
    for frame, column in ((made.ladder, "tier"), (made.records, "value")):
        frame.loc[frame["agent_id"].isin(others), column] = 3.0


def _rated_too_low(made: MadeUp) -> None:
    others = made.agents.loc[made.agents["language"] == "en", "agent_id"]
    made.outcomes.loc[made.outcomes["agent_id"].isin(others), "estimate"] += 0.5


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (_degraded, "mode", "crm/surveys"),
        (_frozen, "mode", "frozen"),
        (_fresh, "appeal_window", "people may appeal until"),
        (_one_sided, "adverse_impact", "language en: 0.00"),
        (_rated_too_low, "calibration", "rated too low"),
    ],
)
def test_each_condition_alone_locks_it(
    made_up: MadeUp,
    tmp_path: Path,
    spoil: Callable[[MadeUp], None],
    code: str,
    words: str,
) -> None:
    spoil(made_up)
    out = made_up.publish(tmp_path / "out")
    done = _draw(out, "--json", "--to", str(tmp_path / "list.csv"))
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["locked"]
    assert [one["code"] for one in told["conditions"] if not one["holds"]] == [code]
    assert words in done.stderr
    assert not record_path(out).exists()
    assert not (tmp_path / "list.csv").exists()


def test_the_time_for_appeals_runs_from_the_first_publication(
    made_up: MadeUp, tmp_path: Path
) -> None:
    """Every night's run publishes the month again; people could appeal all the while."""
    made_up.days_ago = 0
    out = made_up.publish(tmp_path / "out")
    assert _draw(out).exit_code == 1
    first = _keep(out, days_ago=15)
    done = _draw(out)
    assert done.exit_code == 0, done.output
    assert f"came out on {first:%Y-%m-%d}" in done.stderr


def test_tiers_that_did_not_stand_start_no_time_for_appeals(
    made_up: MadeUp, tmp_path: Path
) -> None:
    made_up.days_ago = 0
    out = made_up.publish(tmp_path / "out")
    _keep(out, "failed_table", days_ago=30)
    whole = _keep(out, "other_columns", days_ago=3)
    done = _draw(out)
    assert done.exit_code == 1
    assert f"came out on {whole:%Y-%m-%d}" in done.stderr
    frozen = _keep(out, "failed_table", "frozen", days_ago=20)
    done = _draw(out)
    assert done.exit_code == 0, done.output
    assert f"came out on {frozen:%Y-%m-%d}" in done.stderr


def _keep(out: Path, *codes: str, days_ago: int) -> datetime:
    """Put a result of the as-of day with notices of these codes into the archive."""
    finished = datetime.now(UTC) - timedelta(days=days_ago)
    record = {
        "run_id": "r0",
        "as_of": AS_OF.isoformat(),
        "finished_at": finished.isoformat(timespec="seconds"),
        "code_version": "0",
        "mode": {"state": "full", "notices": [{"code": code} for code in codes]},
    }
    Archive(out).enter({}, record, f"v{days_ago}")
    return finished


def _appeal(out: Path, agent: str, about: str = "tier") -> str:
    entered = {"agent_id": agent, "run_id": "r1", "about": about, "text": "not so"}
    return open_appeal(out, "Somebody", "some", as_of=AS_OF, entered=entered).appeal_id


def test_an_open_appeal_of_somebody_on_it_locks_it_until_it_is_refused(
    made_up: MadeUp, tmp_path: Path
) -> None:
    out = made_up.publish(tmp_path / "out")
    _appeal(out, "A01", about="path_item")  # a course has no part in it
    appeal = _appeal(out, "A01")
    done = _draw(out)
    assert done.exit_code == 1
    assert appeal in done.stderr
    decide_appeal(out, appeal, "Mei", "mei", outcome="refused", reason="checked", as_of=AS_OF)
    assert _draw(out).exit_code == 0


def test_an_upheld_appeal_locks_it_until_a_run_knows(made_up: MadeUp, tmp_path: Path) -> None:
    out = made_up.publish(tmp_path / "out")
    appeal = _appeal(out, "A02")
    decide_appeal(out, appeal, "Mei", "mei", outcome="upheld", reason="wrong case", as_of=AS_OF)
    done = _draw(out)
    assert done.exit_code == 1
    assert "run again" in done.stderr


def test_an_open_appeal_of_somebody_not_on_it_keeps_the_door_open(
    made_up: MadeUp, tmp_path: Path
) -> None:
    out = made_up.publish(tmp_path / "out")
    _appeal(out, "A02")
    done = _draw(out, "--json")
    assert done.exit_code == 0, done.output
    lines = {line["agent_id"]: line for line in json.loads(done.stdout)["list"]["lines"]}
    assert (lines["A02"]["state"], lines["A02"]["reason"]) == ("not_assessable", "appeal_open")


def test_a_tier_restated_since_it_was_published_cannot_be_gone_by(
    made_up: MadeUp, tmp_path: Path
) -> None:
    record = (made_up.records["agent_id"] == "A01") & (made_up.records["period"] == LAST)
    made_up.records.loc[record, "value"] = 3.0
    done = _draw(made_up.publish(tmp_path / "out"), "--json")
    lines = {line["agent_id"]: line for line in json.loads(done.stdout)["list"]["lines"]}
    assert lines["A01"]["reason"] == "restated"


def test_a_few_people_apart_are_told_of_but_lock_nothing(made_up: MadeUp, tmp_path: Path) -> None:
    made_up.agents["language"] = ["en" if n in (1, 2, 10, 18, 26) else "zh" for n in range(AGENTS)]
    out = made_up.publish(tmp_path / "out")
    done = _draw(out)
    assert done.exit_code == 0, done.output
    assert "may be chance: language en: 0.36" in done.stderr


def test_decisions_are_made_once_by_somebody_else_with_a_name(
    made_up: MadeUp, tmp_path: Path
) -> None:
    out = made_up.publish(tmp_path / "out")
    _draw(out)
    made = _only_list(out)
    for changed, words in (
        ({"by": "LEE, ann"}, "somebody else must decide"),
        ({"by": "a01"}, "cannot decide on their own line"),
        ({"by": "  "}, "no name"),
        ({"reason": " "}, "reason"),
        ({"agent": "A02"}, "has no line of 'A02'"),
    ):
        done = _decide(out, made, **changed)
        assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
    appeal = _appeal(out, "A01")
    assert appeal in _decide(out, made).stderr
    decide_appeal(out, appeal, "Mei", "mei", outcome="refused", reason="checked", as_of=AS_OF)
    assert _decide(out, made).exit_code == 0
    assert "was decided by Mei Li" in _decide(out, made, decision="no").stderr
    assert _decide(out, "list-0").exit_code == 2
    (kept,) = read_lists(out)
    assert kept.decided["A01"].reason == "leads well"


@pytest.mark.parametrize("lost", ["key", "log"])
def test_nobody_decides_where_names_cannot_be_read(
    made_up: MadeUp, tmp_path: Path, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them A01 could decide on their own line under their name."""
    out = made_up.publish(tmp_path / "out")
    write_people(out / "current", {"A01": "Mei Li"}, open_keys(key_file(out)))
    assert _draw(out).exit_code == 0
    made = _only_list(out)
    own = _decide(out, made, by="LI, mei")
    assert (own.exit_code, "cannot decide on their own line" in own.stderr) == (2, True)
    if lost == "key":
        monkeypatch.setenv("LADDER_KEYS", str(tmp_path / "elsewhere.json"))
    else:
        shutil.rmtree(out / "logs")
        (out / "logs").write_text("no folder")
    for done in (_decide(out, made), _draw(out)):
        assert done.exit_code == 2
        assert "cannot read people's names" in done.stderr
    assert not (tmp_path / "elsewhere.json").exists()
    (kept,) = read_lists(out)
    assert not kept.decided


def test_the_file_is_private_and_no_cell_of_it_can_run(made_up: MadeUp, tmp_path: Path) -> None:
    out = made_up.publish(tmp_path / "out")
    (tmp_path / "for").mkdir(mode=0o755)
    assert _draw(out, "--to", str(tmp_path / "for" / "list.csv")).exit_code == 0
    made = _only_list(out)
    assert _decide(out, made, reason="=1+1").exit_code == 0
    for name in ("list.csv", "list.xlsx"):
        done = _call("show", made, "--out", out, "--to", tmp_path / "for" / name)
        assert done.exit_code == 0, done.output
        assert (tmp_path / "for" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "for").stat().st_mode & 0o777 == 0o755
    text = (tmp_path / "for" / "list.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any(cell == f"'{IDS[0]}" for cell in cells)
    decided = {row["agent_id"]: row["decision"] for row in rows}
    assert decided["A01"] == "yes"
    assert {*decided.values()} == {"yes", "waits"}
    book = openpyxl.load_workbook(tmp_path / "for" / "list.xlsx")
    assert {cell.data_type for row in book["promotion"].iter_rows() for cell in row} <= {
        "s", "n", "d"
    }  # fmt: skip


def test_wrong_use_is_told(made_up: MadeUp, tmp_path: Path) -> None:
    out = made_up.publish(tmp_path / "out")
    assert _call("--out", out, "--by", "Ann").exit_code == 2
    assert "--for" in _call("--out", out, "--by", "Ann").output
    assert _draw(out, "--to", str(tmp_path / "list.pdf")).exit_code == 2
    assert _call("--out", tmp_path, "--for", "pay", "--by", "Ann").exit_code == 2
    assert not record_path(out).exists()


def test_a_configuration_without_such_a_list_draws_none(made_up: MadeUp, tmp_path: Path) -> None:
    rules = made_up.framework.eligibility.model_copy(update={"promotion": None})
    made_up.framework = made_up.framework.model_copy(update={"eligibility": rules})
    done = _draw(made_up.publish(tmp_path / "out"))
    assert done.exit_code == 2
    assert "has no eligibility.promotion" in done.stderr


def test_a_changed_line_is_found(made_up: MadeUp, tmp_path: Path) -> None:
    out = made_up.publish(tmp_path / "out")
    _draw(out)
    _decide(out, _only_list(out))
    path = record_path(out)
    path.write_text(path.read_text("utf-8").replace('"yes"', '"no"'), "utf-8")
    with pytest.raises(EligibilityError, match=r"record\.jsonl:2: this line was changed"):
        read_lists(out)
    assert _call("log", "--out", out).exit_code == 2
