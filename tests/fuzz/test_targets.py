"""The campaign's targets in small: their seeds, a few spoiled ones, and that they can find."""

from collections.abc import Callable

import fuzz_files
import fuzz_texts
import pytest
from fuzz_targets import TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st

SPOILED = st.tuples(
    st.integers(0, 10_000), st.integers(0, 8), st.sampled_from([b"", b"\0", b'"', b"\xff"])
)


@pytest.mark.parametrize("name", list(TARGETS))
def test_sound_inputs_are_no_finding(name: str) -> None:
    for seed in TARGETS[name].seeds():
        TARGETS[name].run(seed)
    fuzz_texts.judge_cells()


@pytest.mark.parametrize("name", list(TARGETS))
@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.data())
def test_spoiled_inputs_are_no_finding(name: str, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from(TARGETS[name].seeds()))
    for place, length, put in data.draw(st.lists(SPOILED, max_size=4)):
        start = place % (len(seed) + 1)
        seed = seed[:start] + put + seed[start + length :]
    TARGETS[name].run(seed)


CELLS = st.text(alphabet="0123456789-+:.TZe eé是否　Ａ１（）āy\ue000\t", max_size=24)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.lists(CELLS, min_size=40, max_size=80))
def test_cells_mean_the_same_to_sql_and_the_model(cells: list[str]) -> None:
    for cell in cells:
        fuzz_texts.fuzz_cells(cell.encode())
    fuzz_texts.judge_cells()


def test_the_shares_add_up() -> None:
    assert sum(target.share for target in TARGETS.values()) == pytest.approx(1)


def _csat_of_any_size(check: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    real = fuzz_files.typed_rows
    monkeypatch.setattr(
        fuzz_files,
        "typed_rows",
        lambda *given, **options: real(*given, **options).replace('"csat" > 5', '"csat" > 50'),
    )
    check()


def test_a_bound_that_sql_forgets_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = b"survey_id,interaction_id,csat\nS1,I1,7\n"
    fuzz_files.fuzz_csv(rows)
    with pytest.raises(AssertionError, match="against the contract"):
        _csat_of_any_size(lambda: fuzz_files.fuzz_csv(rows), monkeypatch)


def test_a_cell_that_sql_reads_otherwise_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    fuzz_texts.judge_cells()
    monkeypatch.setitem(fuzz_texts._READERS, "number", lambda cell: 1.0)
    fuzz_texts.fuzz_cells(b"2")
    with pytest.raises(AssertionError, match="number of '2'"):
        fuzz_texts.judge_cells()


def test_a_record_that_is_lost_is_a_finding() -> None:
    with pytest.raises(AssertionError, match="1 of 2 records"):
        fuzz_files._require_all_records(b"a,b\n1,2\n3,4\n", 2, 1)
