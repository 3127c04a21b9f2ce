"""Keys of objects as files: whatever a key is, its file lies in the folder, alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.object_store_keys import is_hidden, meant_paths, refusal, refused_keys


@pytest.mark.parametrize(
    "key",
    ["../a", "a/../b", "..", ".", "a/./b", "/a", "//a", "a//b", "a/", "a\\b", "C:\\a", "a\x00b",
     "a\nb", "\x7f", "a" * 256, "长" * 86, "a/" + "b" * 300 + "/c", "\ud800", ""],
)  # fmt: skip
def test_what_cannot_be_a_file_is_refused(key: str) -> None:
    assert refusal(key)
    assert set(refused_keys([key, "fine.csv"])) == {key}


@pytest.mark.parametrize(
    "key", ["a", "crm/agents.csv", "crm/导出\u3000一.csv", "a" * 255, "长" * 85, "..a", "a..b/c d"]
)
def test_what_can_be_a_file_is_not(key: str) -> None:
    assert refusal(key) is None


def test_no_object_lies_where_others_have_their_folder() -> None:
    assert set(refused_keys(["a", "a/b", "a/b/c", "a/d", "ab"])) == {"a", "a/b"}
    # One that is refused itself needs no folder.
    assert set(refused_keys(["a", "a/../b"])) == {"a/../b"}


@given(st.lists(st.text(alphabet="ab./\\\n", max_size=8), unique=True))
def test_what_is_left_lies_side_by_side_in_the_folder(keys: list[str]) -> None:
    refused = refused_keys(keys)
    paths = [Path("/mirror", key) for key in keys if key not in refused]
    assert len({*paths}) == len(paths)
    for path in paths:
        assert Path("/mirror") in path.parents
        assert ".." not in path.parts
        assert not any(path in other.parents for other in paths)


def test_hidden_files_are_those_that_exports_pass_over() -> None:
    assert is_hidden("crm/.git/a.csv")
    assert is_hidden("~$agents.xlsx")
    assert not is_hidden("crm/a.b")


@pytest.mark.parametrize(
    "key",
    ["/crm/agents.csv", "crm//agents.csv", "../crm/agents.csv", "lms/../crm/agents.csv",
     "crm\\agents.csv", "crm/../agents.csv", "crm/agents.csv\x00"],
)  # fmt: skip
def test_what_a_refused_key_was_meant_for(key: str) -> None:
    assert "crm/agents.csv" in meant_paths(key)
