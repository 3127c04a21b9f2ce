"""A landing that goes on from the one before is equal to one that begins anew."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from assets.contracts.catalogue import TABLES, table
from assets.keys import throwaway_keys
from assets.landing import known_files
from assets.landing.landing import collect_rejected_rows, land_table
from assets.landing.parts import files_sql, landed, part_files
from assets.landing.report import TableReport

KEYS = throwaway_keys()
NAMES = ("crm/agents", "crm/interactions", "crm/surveys", "qa/reviews", "qa/review_scores")
HORIZON = datetime(2026, 1, 1)


@pytest.fixture(autouse=True)
def _trust_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests write and land within the same second."""
    monkeypatch.setattr(known_files, "_TOO_FRESH_NS", 0)


class Folder:
    """Exports whose files come, change and go, and two landings of them."""

    def __init__(self, root: Path) -> None:
        self.exports, self.landing, self.root = root / "exports", root / "landing", root
        for system in ("crm", "qa"):
            (self.exports / system).mkdir(parents=True)
        self.anew = 0

    def write(self, name: str, rows: list[str]) -> None:
        headers = {
            "crm/agents": "agent_id,name",
            "crm/interactions": "interaction_id,agent_id,opened_at,customer_id,handle_seconds",
            "crm/surveys": "survey_id,interaction_id,responded_at,csat",
            "qa/reviews": "review_id,agent_id,reviewer_id,reviewed_at,interaction_id",
            "qa/review_scores": "review_id,criterion,score,max_score",
        }
        key = next(one for one in sorted(headers, reverse=True) if name.startswith(one))
        path = self.exports / f"{name}.csv"
        path.write_text("\n".join([headers[key], *rows, ""]), encoding="utf-8")

    def land(self, landing: Path | None = None, **options: object) -> dict[str, TableReport]:
        landing = landing or self.landing
        reports = {
            key: land_table(
                table(key),
                exports=self.exports,
                landing=landing,
                **{"horizon": HORIZON, "keys": KEYS} | options,
            )
            for key in NAMES
        }
        collect_rejected_rows(landing)
        return reports

    def require_equal(self, **options: object) -> dict[str, TableReport]:
        """Land on from before, and anew; nothing but the cut into parts may differ."""
        self.anew += 1
        fresh = self.root / f"anew{self.anew}"
        one, other = self.land(**options), self.land(fresh, **options)
        for key in NAMES:
            name = table(key).name
            assert rows_of(landed(self.landing, name)) == rows_of(landed(fresh, name)), key
            assert fates(self.landing, one[key]) == fates(fresh, other[key]), key
            cut = {"parts", "parents", "context"}
            assert one[key].model_dump(exclude=cut) == other[key].model_dump(exclude=cut), key
            assert months(one[key]) == months(other[key])
        refused = [
            rows_of(f"read_parquet('{landing}/rejected_rows.parquet')")
            for landing in (self.landing, fresh)
        ]
        assert refused[0] == refused[1]
        return one


def rows_of(relation: str) -> list[tuple[object, ...]]:
    return duckdb.execute(f"FROM {relation} ORDER BY ALL").fetchall()


def fates(landing: Path, report: TableReport) -> list[tuple[object, ...]]:
    keys = files_sql(part_files(landing, report, "keys"))
    return rows_of(f"(SELECT * EXCLUDE (__file, __at) FROM {keys})")


def months(report: TableReport) -> dict[tuple[object, object], int]:
    found: dict[tuple[object, object], int] = {}
    for part in report.parts:
        for month in part.months:
            at = month.period, month.opened
            found[at] = found.get(at, 0) + month.rows
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    made.write("crm/agents", ["A1,Li Na", "A2,Wang Wei"])
    made.write("crm/interactions-1", ["I1,A1,2024-03-01T09:00,C1,60", "I2,A2,2024-03-02,C2,70"])
    made.write("crm/surveys-1", ["S1,I1,2024-03-03,5", "S3,I3,2024-03-05,4"])
    made.write("qa/reviews-1", ["R1,A1,Q1,2024-03-04,I1", "R2,A2,Q1,2024-03-09,I9"])
    made.write("qa/review_scores-1", ["R1,opening,3,5", "R2,opening,4,5"])
    made.land()
    return made


def kept(report: TableReport, before: TableReport) -> int:
    return len({part.rows for part in report.parts} & {part.rows for part in before.parts})


def test_what_did_not_change_is_not_read_again(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folder.land()
    read = read_files(monkeypatch)
    folder.write("crm/interactions-2", ["I5,A1,2024-04-01T09:00,C1,60"])
    folder.write("crm/surveys-2", ["S5,I5,2024-04-03,5"])
    now = folder.land()
    assert read == ["crm/agents.csv", "crm/interactions-2.csv", "crm/surveys-2.csv"]
    assert kept(now["crm/interactions"], before["crm/interactions"]) == 1
    assert now["crm/interactions"].accepted == 3
    folder.require_equal()


def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are opened from now on."""
    read: list[str] = []
    from assets.landing import landing, opening

    def noted(con, contract, found, *args, **options):
        read.append(found.relative)
        return opening.open_file(con, contract, found, *args, **options)

    monkeypatch.setattr(landing, "open_file", noted)
    return read


def test_a_contact_that_comes_late_brings_its_survey_back(folder: Folder) -> None:
    assert folder.require_equal()["crm/surveys"].accepted == 1
    folder.write("crm/interactions-2", ["I3,A1,2024-03-04T09:00,C1,60"])
    assert folder.require_equal()["crm/surveys"].accepted == 2
    (folder.exports / "crm/interactions-2.csv").unlink()
    assert folder.require_equal()["crm/surveys"].accepted == 1


def test_a_later_file_wins_and_gives_back_when_it_goes(folder: Folder) -> None:
    folder.write("crm/interactions-2", ["I1,A2,2024-03-01T09:00,C1,99", "I2,A2,2024-03-02,C2,70"])
    report = folder.require_equal()["crm/interactions"]
    first, second = report.files
    assert (first.duplicates_conflicting, first.duplicates_exact, second.accepted) == (1, 1, 2)
    (folder.exports / "crm/interactions-2.csv").unlink()
    assert folder.require_equal()["crm/interactions"].files[0].accepted == 2


def test_an_earlier_file_that_comes_late_does_not_win(folder: Folder) -> None:
    folder.write("crm/interactions-0", ["I1,A2,2024-03-01T09:00,C1,99"])
    report = folder.require_equal()["crm/interactions"]
    assert [file.accepted for file in report.files] == [0, 2]


def test_an_agent_who_is_known_now_and_one_who_is_not_any_more(folder: Folder) -> None:
    folder.write("crm/interactions-2", ["I7,A9,2024-03-01T09:00,C1,60"])
    assert folder.require_equal()["crm/interactions"].rejected == 1
    folder.write("crm/agents", ["A1,Li Na", "A9,New"])
    report = folder.require_equal()["crm/interactions"]
    assert [file.accepted for file in report.files] == [1, 1]


def test_a_contact_that_was_opened_on_another_day(folder: Folder) -> None:
    """The survey comes before it then, and is refused."""
    folder.write("crm/interactions-1", ["I1,A1,2024-03-20T09:00,C1,60", "I2,A2,2024-03-02,C2,70"])
    assert folder.require_equal()["crm/surveys"].accepted == 0


def test_no_parent_at_all_switches_its_rules_off(folder: Folder) -> None:
    (folder.exports / "crm/interactions-1.csv").unlink()
    assert folder.require_equal()["crm/surveys"].accepted == 2
    folder.write("crm/interactions-1", ["I3,A1,2024-03-01T09:00,C1,60"])
    assert folder.require_equal()["crm/surveys"].accepted == 1


def test_the_future_that_has_come(folder: Folder) -> None:
    folder.write("crm/interactions-2", ["I7,A1,2026-02-01T09:00,C1,60"])
    assert folder.require_equal()["crm/interactions"].rejected == 1
    later = datetime(2026, 3, 1)
    assert folder.require_equal(horizon=later)["crm/interactions"].rejected == 0
    assert folder.require_equal()["crm/interactions"].rejected == 1


def test_another_time_zone_key_or_erasure_reads_all_anew(folder: Folder) -> None:
    before = folder.land()["crm/interactions"]
    others: list[dict[str, object]] = [
        {"time_zone": "Asia/Shanghai"},
        {"keys": throwaway_keys()},
        {"erased": {"person": {KEYS.pseudonym("erased", "A2")}}},
    ]
    for options in others:
        now = folder.require_equal(**options)["crm/interactions"]
        assert now.context != before.context
    assert now.rejected == 1


@pytest.mark.parametrize("kind", ["rows", "keys"])
@pytest.mark.parametrize("harm", ["gone", "flipped"])
def test_a_damaged_part_is_made_anew(folder: Folder, kind: str, harm: str) -> None:
    (path,) = part_files(folder.landing, folder.land()["crm/interactions"], kind)  # type: ignore[arg-type]
    if harm == "gone":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 255
        path.write_bytes(content)
    folder.require_equal()


def test_a_killed_landing_leaves_nothing_behind(folder: Folder) -> None:
    """Parts were written, their report was not."""
    left = folder.landing / "crm_interactions" / f"{'0' * 64}.parquet"
    duckdb.execute(f"COPY (FROM {landed(folder.landing, 'crm_interactions')}) TO '{left}'")
    folder.require_equal()
    assert not left.exists()


def test_many_small_parts_become_few(folder: Folder) -> None:
    for day in range(2, 80):
        folder.write(f"crm/interactions-{day}", [f"J{day},A1,2024-03-01T09:00,C{day},60"])
        report = folder.land()["crm/interactions"]
    assert report.accepted == 80
    assert len(report.parts) < 24
    folder.require_equal()


def changes(rng: random.Random) -> Iterator[Callable[[Folder], None]]:
    """Whatever can happen to a folder of exports, again and again."""

    def file(key: str) -> str:
        return f"{key}-{rng.randint(1, 4)}"

    def some(what: Callable[[], str]) -> list[str]:
        return [what() for _ in range(rng.randint(0, 5))]

    def number() -> int:
        return rng.randint(1, 6)

    def day() -> str:
        return f"2024-0{rng.randint(2, 4)}-0{rng.randint(1, 9)}"

    rows: dict[str, Callable[[], str]] = {
        "crm/interactions": lambda: f"I{number()},A{number()},{day()},C{number()},{number()}",
        "crm/surveys": lambda: f"S{number()},I{number()},{day()},{number()}",
        "qa/reviews": lambda: f"R{number()},A{number()},Q1,{day()},I{number()}",
        "qa/review_scores": lambda: f"R{number()},{rng.choice('ab')},{number()},5",
    }
    while True:
        key = rng.choice([*rows, *rows, "crm/agents", "gone"])
        if key == "crm/agents":
            agents = [f"A{one},N" for one in range(1, 7) if rng.random() < 0.8]
            yield lambda folder, agents=agents: folder.write("crm/agents", agents)
        elif key == "gone":
            name = file(rng.choice([*rows]))
            yield lambda folder, name=name: (folder.exports / f"{name}.csv").unlink(missing_ok=True)
        else:
            name, lines = file(key), some(rows[key])
            yield lambda folder, name=name, lines=lines: folder.write(name, lines)


@pytest.mark.parametrize("seed", range(6))
def test_any_chain_of_changes(folder: Folder, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  no secret
    change = changes(rng)
    for _ in range(8):
        for _ in range(rng.randint(1, 2)):
            next(change)(folder)
        folder.require_equal()


def test_every_table_that_is_referred_to_comes_first() -> None:
    keys = [one.key for one in TABLES]
    for one in TABLES:
        for column in one.references:
            assert column.reference
            assert keys.index(column.reference.table) < keys.index(one.key)
