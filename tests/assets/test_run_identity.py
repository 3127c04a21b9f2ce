from datetime import date

from assets.run_identity import run_id
from assets.run_record import config_cited
from competency.loading import load_framework


def test_the_run_id_depends_on_what_went_in_and_nothing_else() -> None:
    record = {
        "as_of": "2026-03-31",
        "code_version": "1",
        "config": {"sha256": "c"},
        "mapping": None,
        "sources": [
            {"table": "crm/agents", "file": "a.csv", "sha256": "x"},
            {"table": "crm/surveys", "file": "s.csv", "sha256": "y"},
        ],
    }
    same = {**record, "sources": record["sources"][::-1], "finished_at": "now"}
    assert run_id(record) == run_id(same)
    for change in (
        {"as_of": "2026-04-01"},
        {"code_version": "2"},
        {"config": {"sha256": "d"}},
        {"mapping": {"sha256": "m"}},
        {"sources": record["sources"][:1]},
        {"paths": {"items_sha256": "p"}},
    ):
        assert run_id({**record, **change}) != run_id(record)


def _edition(since: date | None, text_hash: str, name: str | None = None) -> dict[str, object]:
    names = ("record_id", "proposed_by", "proposed_at", "approved_by", "approved_at")
    return {
        "effective_from": since,
        "sha256": text_hash,
        "entry_sha256": name and "e" * 64,
        **dict.fromkeys(names, name),
    }


def test_the_run_id_depends_on_every_edition_and_its_month_but_not_on_names() -> None:
    def made(*editions: dict[str, object]) -> str:
        config = config_cited(load_framework(), editions)
        return run_id(
            {"as_of": "2026-03-31", "code_version": "1", "config": config, "mapping": None,
             "sources": []}
        )  # fmt: skip

    march, april = date(2026, 3, 1), date(2026, 4, 1)
    base = made(_edition(None, "a"), _edition(march, "b", "p1"))
    assert base == made(_edition(None, "a"), _edition(march, "b", "p2"))
    others = [
        made(_edition(None, "b")),
        made(_edition(None, "c"), _edition(march, "b", "p1")),
        made(_edition(None, "a"), _edition(april, "b", "p1")),
        made(_edition(None, "a"), _edition(march, "c", "p1")),
        made(_edition(None, "a"), _edition(march, "c", "p1"), _edition(april, "b", "p2")),
    ]
    assert len({base, *others}) == 6
