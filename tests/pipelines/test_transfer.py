"""How far a transfer is, on a terminal."""

import sys

import pytest

from pipelines.transfer import shown_transfer


def test_a_line_that_moves_and_goes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with shown_transfer("uploading") as told:
        told(1 << 20, 3 << 20)
        told(2 << 20, 3 << 20)  # too soon after the first to be shown
    said = capsys.readouterr()
    assert said.err == "\ruploading: 1.0 of 3.0 MiB\r\x1b[K"
    assert said.out == ""


def test_elsewhere_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_transfer("uploading") as told:
        told(1, 2)
    assert capsys.readouterr().err == ""
