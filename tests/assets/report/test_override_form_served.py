"""The form on a served page: what is entered is sent at once, as the signed-in person's."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from report.page_reader import read_page
from report.test_override_form_script import BROWSER

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

DRIVER = Path(__file__).with_name("served_override_driver.js").read_text("utf-8")


def drive(pages, folder, can):
    """What the driver sees on the page of Billing, for somebody who may do some things."""
    source = next(path for name, path in pages.items() if name.startswith("T1-"))
    page = source.with_name(f"served-{len(can)}.html")
    here = json.dumps({"user": "Mei", "role": "manager", "csrf": "t0ken", "can": can})
    # As ladder.js would have it from the server, before the form's script runs.
    told = f"<script>ladder.session = Promise.resolve({here});</script>"
    driver = f'addEventListener("DOMContentLoaded", () => {{ {DRIVER} }});'
    text = source.read_text("utf-8").replace("</body>", f"{told}<script>{driver}</script></body>")
    page.write_text(text, "utf-8")
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/p",
        "--virtual-time-budget=5000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    page.unlink()
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout.decode("utf-8"), re.S)
    assert found, "the driver did not come to its end"
    return json.loads(read_page(found[1]).text())


def test_what_is_entered_is_sent_and_what_is_refused_is_told(pages, tmp_path):
    seen = drive(pages, tmp_path, ["override"])
    first, second = seen["sent"]

    assert (first["where"], first["method"], first["token"]) == ("/overrides", "POST", "t0ken")
    # Who and when is for the server to say.
    given = {name for name, value in first["fields"].items() if value}
    assert given == {"agent_id", "course_id", "action", "reason"}
    assert first["fields"]["reason"] == "on site"
    assert (first["fields"]["agent_id"], second["fields"]["agent_id"]) == ("A000", "A002")
    assert (seen["open"], seen["listed"], seen["download"], seen["record"]) == (
        False,
        1,
        False,
        True,
    )
    assert seen["leaves"]
    assert (seen["refused"]["open"], seen["refused"]["shown"]) == (True, True)
    assert "no <b>such</b> course" in seen["refused"]["told"]
    assert seen["listedStill"] == 1


def test_who_may_not_decide_is_not_asked(pages, tmp_path):
    assert drive(pages, tmp_path, []) == {"sent": [], "buttons": False}
