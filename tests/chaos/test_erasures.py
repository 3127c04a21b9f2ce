"""Killed while somebody is being erased: the next plain run finishes, and nobody is named."""

import pytest

from assets.content_hash import require_whole
from assets.erasure_proof import places
from assets.erasure_record import read_erasures
from assets.keys import key_file, open_keys
from assets.redaction import Redaction
from chaos.centre import Trial

pytestmark = pytest.mark.chaos

PERSON = "A001"
STAGE = "landing/erasures"


@pytest.mark.parametrize("how", ["kill", "full"])
@pytest.mark.parametrize(
    "numbers", [[1, 5, 21, 89], [2, 8, 34, 120], [3, 13, 55, 150]], ids=["one", "two", "three"]
)
def test_killed_while_somebody_is_erased(trial: Trial, numbers: list[int], how: str) -> None:
    person = Redaction({}, people=[PERSON], words=[PERSON])
    keys = open_keys(key_file(trial.out))
    assert places(trial.out, person, keys)[1], "there is nobody to erase"
    asked = trial.exports / "crm" / "deletions.csv"
    asked.write_text(f"about,id,reason\nperson,{PERSON},asked\n", encoding="utf-8")
    for number in numbers:
        fault = {"kind": "at_write", "number": number, "how": how}
        status = trial.run({**fault, "out": str(trial.out), "stage": STAGE})
        assert status == -9 if how == "kill" else status in (0, 1, 2), trial.said
        assert "Traceback" not in trial.said, trial.said
        require_whole((trial.out / "current").resolve(strict=True))
    assert trial.run() == 0, trial.said
    require_whole((trial.out / "current").resolve(strict=True))
    assert places(trial.out, person, keys)[1] == []
    assert [one.proved is not None for one in read_erasures(trial.out)] == [True]
