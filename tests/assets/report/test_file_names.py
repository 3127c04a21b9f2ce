"""File names of teams cannot leave their folder and never meet."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.report.file_names import safe_file_names


@given(st.lists(st.text(max_size=80), max_size=8))
def test_names_are_safe_and_distinct(ids):
    names = safe_file_names(ids)
    assert set(names) == set(ids)
    assert len({n.casefold() for n in names.values()}) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,110}", n) for n in names.values())


@pytest.mark.parametrize("own", ["..", "../x", "a/b", "CON", "nul", "index", "", "组一", "a.b"])
def test_unsafe_ids_gain_a_hash(own):
    assert re.fullmatch(r"[\w-]+-[0-9a-f]{8}", safe_file_names([own])[own])


def test_ids_that_differ_in_case_only_do_not_share_a_file():
    names = safe_file_names(["T1", "t1"])
    assert len({n.casefold() for n in names.values()}) == 2
