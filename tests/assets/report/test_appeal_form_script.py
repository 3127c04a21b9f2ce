"""The appeal form at work in a browser: every refusal is told for what it is."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from assets.report import reporting
from report.agent_marts import add_agent_marts
from report.page_reader import read_page
from report.test_agent_page import contents
from report.test_override_form_script import BROWSER

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")

DRIVER = Path(__file__).with_name("appeal_driver.js").read_text("utf-8")
STATIC = Path(reporting.__file__).with_name("static")


@pytest.fixture(scope="module")
def driven(marts, run, tmp_path_factory):
    """What the driver saw on the page of A000, for an agent."""
    folder = tmp_path_factory.mktemp("appeal")
    (folder / "shared").symlink_to(STATIC)
    content = contents(add_agent_marts(marts), run)
    template = reporting._environment().get_template("agent.html")
    text = template.render(**{**content.shared, "root": ""}, **content("A000"))
    here = json.dumps({"user": "Mei", "role": "agent", "csrf": "t0ken", "can": ["appeal"]})
    # As ladder.js would have it from the server, before the form's script runs.
    told = f"<script>ladder.session = Promise.resolve({here});</script>"
    driver = f'addEventListener("DOMContentLoaded", () => {{ {DRIVER} }});'
    page = folder / "page.html"
    page.write_text(text.replace("</body>", f"{told}<script>{driver}</script></body>"), "utf-8")
    command = [
        str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/p",
        "--virtual-time-budget=5000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout.decode("utf-8"), re.S)
    assert found, "the driver did not come to its end"
    return json.loads(read_page(found[1]).text())


@pytest.mark.parametrize(
    ("answer", "told", "words"),
    [
        ("taken", "sent", "已收到"),
        ("wrong", "refused", "subject: there is no <b>course</b>"),
        ("wrong", "refused", "subject：没有<b>课程</b>"),
        ("recorded", "refused", "could not be recorded"),
        ("stale", "signed-out", "you are signed out"),
        ("out", "signed-out", "您已退出登录"),
        ("often", "too-often", "提交次数过多"),
        ("long", "too-long", "the text is too long"),
        ("unreadable", "unsent", "Please try again"),
        ("unreachable", "unsent", "请重试"),
    ],
)
def test_each_answer_is_told_for_what_it_is(driven, answer, told, words):
    (seen,) = [one for one in driven["seen"] if one["name"] == answer]
    assert seen["told"] == [told]
    assert words in seen["words"]
    # What was written is lost with no refusal.
    assert seen["kept"] == ("" if answer == "taken" else "words")


def test_the_way_to_all_appeals_is_shown_when_served(driven):
    assert driven["link"]
