"""Prefect's pages under a real browser that is on a page of somebody else's: nothing is read, and nothing is started."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.support import houses
from tests.support.chromium_driven import Page, chromium
from tests.support.paminn_up import Up, running, until
from tests.support.paths import PLAN
from tests.support.smtpserver import free_port

FOREIGN = "ond.example"


@pytest.fixture(scope="module")
def up(tmp_path_factory) -> Iterator[Up]:
    place = tmp_path_factory.mktemp("doors")
    files = {path.name: path.read_bytes() for path in PLAN.glob("*.yaml")}
    houses.write_plan(place / "plan_data" / "gnesta", files)
    with running(place, free_port()) as started:
        yield started


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    """Somebody else's page, under a name of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = b"<!doctype html><title>Vinn</title><p>Hej"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{FOREIGN}:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("browser"), FOREIGN) as opened:
        yield opened


@pytest.fixture(scope="module")
def remind(up) -> str:
    """The address that starts a day's reminders."""
    (made,) = [row for row in up.ask("/deployments/filter", {}) if row["name"] == "vardagar"]
    return f"/api/deployments/{made['id']}/create_flow_run"


def started(up: Up) -> int:
    """How many runs somebody has asked for."""
    runs = up.ask("/flow_runs/filter", {"limit": 200})
    return len([run for run in runs if (run["created_by"] or {}).get("type") != "SCHEDULE"])


def fetched(page: Page, address: str, **options: object) -> object:
    """The status that a script on the page gets to see, or what its browser says instead."""
    how = json.dumps(options)
    return page.run(
        f"fetch({json.dumps(address)}, {how}).then(a => a.type == 'opaque' ? 'opaque' : a.status, () => 'no')"
    )


JSON = {"Content-Type": "application/json"}
TRIES = {
    "read": {},
    "read with what the browser knows": {"credentials": "include"},
    "start": {"method": "POST", "headers": JSON, "body": "{}"},
    "start as a form would": {
        "method": "POST",
        "headers": {"Content-Type": "text/plain"},
        "body": "{}",
        "mode": "no-cors",
    },
    "start with what the browser knows": {"method": "POST", "headers": JSON, "body": "{}", "credentials": "include"},
}


@pytest.mark.parametrize("how", TRIES.values(), ids=TRIES)
def test_a_page_from_elsewhere_reads_and_starts_nothing(up, page, foreign, remind, how):
    page.open(foreign)
    assert page.run("document.title") == "Vinn"
    address = f"{up.address}{remind}" if how.get("method") else f"{up.address}/api/admin/version"
    assert fetched(page, address, **how) in ("no", "opaque")
    assert started(up) == 0


def test_nor_does_it_by_a_form_of_its_own(up, page, foreign, remind):
    page.open(foreign)
    page.run(
        f"document.body.innerHTML = `<form method=post enctype='text/plain' action='{up.address}{remind}'>"
        "<input name='{}' value=''></form>`; document.forms[0].submit()"
    )
    until(lambda: page.run("location.host").endswith(str(up.port)), 30)
    assert "bara den som är på datorn själv" in page.run("document.body.innerText")
    assert started(up) == 0


@pytest.mark.parametrize("path", ["/api/events/out", "/api/logs/out", "/api/events/in"])
def test_nor_does_it_listen_in(up, page, foreign, path):
    page.open(foreign)
    heard = page.run(
        f"new Promise(done => {{ const line = new WebSocket('ws://127.0.0.1:{up.port}{path}', 'prefect');"
        "line.onopen = () => done('open'); line.onclose = () => done('closed'); })"
    )
    assert heard == "closed"


def test_a_name_that_somebody_has_lead_to_this_machine_is_refused(up, page, remind):
    """The page is then Prefect's own in the eyes of the browser, but for its name."""
    page.open(f"http://{FOREIGN}:{up.port}/")
    assert page.run("location.host") == f"{FOREIGN}:{up.port}"
    assert "bara den som är på datorn själv" in page.run("document.body.innerText")
    assert fetched(page, "/api/admin/version") == 403
    assert fetched(page, remind, **TRIES["start"]) == 403
    assert started(up) == 0


def test_on_its_own_page_one_signs_in_first(up, page, remind):
    page.open(up.address)
    page.run("localStorage.clear()")
    assert fetched(page, "/api/admin/version") == 401
    login = page.run(f"btoa({json.dumps(up.login)})")
    assert fetched(page, "/api/admin/version", headers={"Authorization": f"Basic {login}"}) == 200
    wrong = page.run("btoa('paminn:fel')")
    assert fetched(page, "/api/admin/version", headers={"Authorization": f"Basic {wrong}"}) == 401


def test_what_needs_no_sign_in_tells_nothing(up):
    for path in ("/api/ready", "/api/health"):
        assert len(requests.get(f"{up.address}{path}", timeout=30).content) < 100


def test_the_login_stands_in_no_log(up):
    _, _, password = up.login.partition(":")
    logs = list(up.home.rglob("*.log"))
    assert logs
    assert [path for path in logs if password in path.read_text("utf-8", "replace")] == []
