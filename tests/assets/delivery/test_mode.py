"""mode.json: what a receiver should know before it acts on the other files."""

import json

from assets.delivery.mode import mode_json


def test_it_says_what_run_json_says():
    notice = {"code": "frozen", "text": "Frozen: \ud800", "text_zh": "冻结"}
    mode = {"state": "degraded", "plans": ["frozen"], "notices": [notice]}
    told = json.loads(mode_json({"as_of": "2026-03-31", "run_id": "r1", "mode": mode}))
    assert (told["as_of"], told["run_id"]) == ("2026-03-31", "r1")
    assert (told["state"], told["plans"]) == ("degraded", ["frozen"])
    assert told["notices"][0]["text_zh"] == "冻结"


def test_a_run_without_a_mode_was_full():
    told = json.loads(mode_json({"as_of": "2026-03-31"}))
    assert (told["state"], told["plans"], told["notices"]) == ("full", [], [])
