"""The pages as `ladder serve` sends them: signed in, under its content security policy."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
import yaml
from argon2 import PasswordHasher
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from browser.checks import inaccessible, overflowing, pale
from browser.sites import made_up_run
from browser.test_use import one_of_each
from browser.visit import STATES, Visit, visiting
from pipelines.serve.app import make_app

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"  # noqa: S105  nobody's
# Weak on purpose: what is tested is not how long guessing takes.
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PEOPLE = {
    "mei": {"name": "Mei Li", "role": "manager", "manager_id": "M1"},
    "anna": {"name": "Anna", "role": "analyst", "names": True, "may_approve": True},
}
OWN_PAGES = {"mei": ("", "appeals", "overrides", "nothing-here"), "anna": ("", "proposals")}


@pytest.fixture(scope="module")
def server(made_up_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of the made-up site."""
    out = tmp_path_factory.mktemp("served")
    version = out / "versions" / "v1"
    shutil.copytree(made_up_site, version / "report")
    marts, run = made_up_run()
    (version / "run.json").write_text(json.dumps(run), encoding="utf-8")
    (version / "marts").mkdir()
    agents = marts["agents"]
    with duckdb.connect() as connection:
        connection.register("agents", agents)
        connection.execute(f"copy agents to '{version}/marts/agents.parquet' (format parquet)")
    (out / "current").symlink_to("versions/v1")
    access = out / "access.yml"
    users = [{"user": user, **fields, "password_hash": HASH} for user, fields in PEOPLE.items()]
    access.write_text(yaml.safe_dump({"users": users}), encoding="utf-8")
    access.chmod(0o600)
    served = make_server("127.0.0.1", 0, make_app(out, access, "s" * 64), threaded=True)
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()


@pytest.fixture(params=PEOPLE)
def signed_in(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Visit]:
    """A tab of somebody who signed in at the form."""
    with visiting(browser, server) as visit:
        visit.user = request.param
        visit.open(f"{server}/sign-in")
        page = visit.page
        for state in STATES:
            visit.turn(state)
            assert overflowing(page) + inaccessible(page) + pale(page) == []
        visit.turn(STATES[0])
        page.locator("[name=user]").fill(visit.user)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/sign-in" not in address)
        yield visit


def test_pages_work_under_the_policy(signed_in: Visit, made_up_site: Path) -> None:
    page, opened = signed_in.page, 0
    for path in one_of_each(made_up_site):
        address = f"{signed_in.home}/{quote(path)}"
        if page.request.get(address).status != 200:
            continue
        opened += 1
        signed_in.open(address)
        expect(page.locator(".signed-in")).to_have_text(PEOPLE[signed_in.user]["name"])
        for state in STATES:
            signed_in.turn(state)
            assert signed_in.draw() == [], (path, state)
            assert overflowing(page) == [], (path, state)
        assert signed_in.heard + signed_in.outside == [], path
    assert opened


def test_the_servers_own_pages(signed_in: Visit) -> None:
    page = signed_in.page
    for path in OWN_PAGES[signed_in.user]:
        signed_in.open(f"{signed_in.home}/{path}")
        missing = path == "nothing-here"
        for state in STATES:
            signed_in.turn(state)
            assert overflowing(page) + inaccessible(page) + pale(page) == [], (path, state)
        assert missing or signed_in.heard + signed_in.outside == [], path


def test_the_policy_stops_a_script_in_a_page(
    browser: Browser, server: str, made_up_site: Path
) -> None:
    """What is not a file of the site does not run, and the tests hear of it."""
    with visiting(browser, server) as visit:
        visit.open(f"{server}/sign-in")
        visit.page.evaluate(
            "const script = document.createElement('script');"
            "script.text = 'window.ran = 1'; document.body.append(script);"
        )
        assert visit.page.evaluate("window.ran") is None
        assert any("Content Security Policy" in one for one in visit.heard)
