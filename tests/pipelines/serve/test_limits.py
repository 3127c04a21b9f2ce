"""Guesses: counted before they are compared, given back when right, forgotten in time."""

import threading
from collections import Counter

import pytest
from flask import Flask

from pipelines.serve.limits import GUESS_SECONDS, Guesses
from serve.conftest import csrf


def test_guesses_at_once_are_each_counted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # The comparing lasts until as many compare as may: who counts afterwards lets all in.
    looked, released = threading.Semaphore(0), threading.Event()

    def slow(*_: object) -> bool:
        looked.release()
        released.wait(5)
        return False

    monkeypatch.setattr("pipelines.serve.sign_in.fits", slow)
    clients = [app.test_client() for _ in range(24)]
    tokens = [csrf(client) for client in clients]
    found: list[int] = []

    def guess(number: int) -> None:
        sent = {"user": "mei", "password": f"guess {number}", "csrf_token": tokens[number]}
        found.append(clients[number].post("/sign-in", data=sent).status_code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        assert looked.acquire(timeout=5)
    for thread in threads:
        thread.join(0.05)
    released.set()
    for thread in threads:
        thread.join()

    assert Counter(found) == {401: 8, 429: 16}


def test_guesses_are_forgotten_one_by_one() -> None:
    now = 0.0
    guesses = Guesses(lambda: now)
    begun = []
    for at in (0, 100, 200, GUESS_SECONDS, GUESS_SECONDS + 50, GUESS_SECONDS + 100):
        now = float(at)
        begun.append(guesses.begin({"name": 2}))

    assert begun == [True, True, False, True, False, True]
    now = 10.0 * GUESS_SECONDS
    guesses.begin({"other": 2})
    assert set(guesses._times) == {"other"}


def test_what_one_key_refuses_is_counted_for_none() -> None:
    guesses = Guesses(lambda: 0.0)
    assert guesses.begin({"address": 2, "mei": 1})
    assert not guesses.begin({"address": 2, "mei": 1})
    assert guesses.begin({"address": 2, "ann": 1})
