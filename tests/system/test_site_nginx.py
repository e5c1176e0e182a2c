"""deployments/nginx.conf beside our own server: the same folder, the same questions, the same answers."""

from __future__ import annotations

import http.client
import os
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from paminn.site.store import write_folder
from tests.support.paminn_up import bare_environment, until
from tests.support.paths import ROOT
from tests.support.served_site import serving
from tests.support.smtpserver import free_port

EXAMPLE = ROOT / "deployments" / "nginx.conf"
README = ROOT / "deployments" / "README-site.md"
# What a server says of itself and of the line, and what only a server with encryption may say.
OWN = {"date", "connection", "server", "strict-transport-security"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Server:
    def __init__(self, port: int, context: ssl.SSLContext | None = None) -> None:
        self.port, self._context = port, context

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> Answer:
        if self._context:
            line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=self._context)
        else:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method, path, headers=headers or {})
            answer = line.getresponse()
            names = [name.lower() for name, _ in answer.getheaders()]
            assert len(names) == len(set(names)), "a header that is said twice"
            return Answer(answer.status, {n.lower(): v for n, v in answer.getheaders()}, answer.read())
        finally:
            line.close()


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def folder(work) -> Path:
    paminn = Path(sys.executable).parent / "paminn"
    subprocess.run([paminn, "publish", "--out", "site"], cwd=work, env=bare_environment(work), check=True)
    (work / "secret.ics").write_bytes(b"not for anybody")
    (work / "site" / ".half.ics").write_bytes(b"half")
    (work / "site" / "link.ics").symlink_to(work / "secret.ics")
    return work / "site"


@pytest.fixture(scope="module")
def ours(folder) -> Iterator[Server]:
    with serving(folder) as port:
        yield Server(port)


@pytest.fixture(scope="module")
def nginx(work, folder) -> Iterator[Server]:
    """The example as it stands, with only the words changed that it asks its reader to change."""
    port = free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", work / "key.pem", "-out",
         work / "chain.pem", "-days", "2", "-subj", "/CN=prov", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = EXAMPLE.read_text(encoding="utf-8")
    for given, chosen in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/certs/kalender.pem": str(work / "chain.pem"),
        "/etc/ssl/private/kalender.key": str(work / "key.pem"),
        "/var/lib/paminn/site": str(folder),
        "/var/log/nginx/error.log": str(work / "error.log"),
    }.items():
        assert text.count(given) == 1, given
        text = text.replace(given, chosen)
    (work / "site.conf").write_text(text, encoding="utf-8")
    server = Server(port, ssl.create_default_context(cafile=str(work / "chain.pem")))
    with running(work, "nginx", f"include {work / 'site.conf'};", lambda: server.ask("GET", "/")):
        yield server


@pytest.fixture(scope="module")
def proxied(work, ours) -> Iterator[Server]:
    """Our own server behind nginx, as README-site.md has it: in a folder of an address that is there already."""
    port = free_port()
    (block,) = re.findall(r"```nginx\n(.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert block.count("127.0.0.1:4301") == 1
    block = block.replace("127.0.0.1:4301", f"127.0.0.1:{ours.port}")
    server = Server(port)
    with running(work, "proxy", f"server {{ listen 127.0.0.1:{port}; {block} }}", lambda: server.ask("GET", "/plan/")):
        yield server


@contextmanager
def running(work: Path, name: str, http: str, asked: Callable[[], Answer]) -> Iterator[None]:
    places = "".join(
        f"{kind}_temp_path {work / kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    process_wide = f"{user} pid {work / name}.pid; daemon off; events {{}}"
    (work / f"{name}.conf").write_text(f"{process_wide} http {{ {places} {http} }}", "utf-8")
    process = subprocess.Popen(["nginx", "-e", work / f"{name}.log", "-c", work / f"{name}.conf"])

    def is_there() -> bool:
        try:
            return asked().status == 200
        except OSError:
            return False

    try:
        until(is_there, 30, 0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def compared(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    """An answer without what may differ: how a tag is made, and what the page's own policy says of its style."""
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    if "etag" in headers:
        assert re.fullmatch(r'"[^"]+"', headers["etag"]), "a strong tag"
        headers["etag"] = "strong"
    headers["content-security-policy"] = re.sub(r" style-src [^;]*;", "", headers["content-security-policy"])
    return answer.status, headers, answer.body


def missing(method: str, path: str) -> object:
    return pytest.param(method, path, {}, 404, id=f"{method} {path}")


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/index.html", {}, 200),
        ("GET", "/plan.ics", {}, 200),
        ("GET", "/plan.ics?fraga=1", {}, 200),
        ("HEAD", "/plan.ics", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/roll-kvalitetsteamet.ics", {}, 200),
        ("GET", "/fokusomrade-1.ics", {}, 200),
        ("GET", "/etags.json", {}, 200),
        ("GET", "/plan.ics", {"If-None-Match": '"annan"'}, 200),
        ("GET", "/plan.ics", {"If-None-Match": "{}"}, 304),
        ("GET", "/plan.ics", {"If-None-Match": "W/{}"}, 304),
        ("GET", "/plan.ics", {"If-None-Match": '"annan", W/{}, "tredje"'}, 304),
        ("GET", "/plan.ics", {"If-None-Match": "*"}, 304),
        ("HEAD", "/plan.ics", {"If-None-Match": "{}"}, 304),
        ("GET", "/", {"If-None-Match": "{}"}, 304),
        ("GET", "/plan.ics", {"If-Modified-Since": "{date}"}, 304),
        ("GET", "/plan.ics", {"If-Modified-Since": "{date}", "If-None-Match": '"annan"'}, 200),
        ("GET", "/plan.ics", {"If-Modified-Since": "Wed, 01 Jan 2031 00:00:00 GMT"}, 200),
        ("GET", "/plan.ics", {"If-Modified-Since": "Wed, 01 Jan 2020 00:00:00 GMT"}, 200),
        ("GET", "/plan.ics", {"If-Modified-Since": "i går"}, 200),
        ("GET", "/plan.ics", {"Range": "bytes=0-9"}, 200),
        ("GET", "/plan.ics", {"Accept": "text/html"}, 200),
        ("GET", "/plan.ics", {"Accept-Encoding": "gzip, br"}, 200),
        ("POST", "/plan.ics", {}, 405),
        ("PUT", "/ny.ics", {}, 405),
        ("DELETE", "/plan.ics", {}, 405),
        ("OPTIONS", "/plan.ics", {}, 405),
        ("TRACE", "/plan.ics", {}, 405),
        ("PROPFIND", "/", {}, 405),
        *[missing("GET", path) for path in (
            "/ingen.ics", "/ingen.html", "/ingen", "/admin/", "/.half.ics", "/link.ics", "/PLAN.ics", "/plan.ICS",
            "/plan.ics/", "/a/plan.ics", "/plan.txt", "/.git/config", "/plan.ics%00", "/%2e%2e%2fsecret.ics",
            "/plan.ics%2f..%2fplan.ics.bak",
        )],
        missing("HEAD", "/ingen.ics"),
    ],
)  # fmt: skip
def test_both_give_the_same_answer(ours, nginx, method, path, headers, status):
    told = []
    for server in (ours, nginx):
        asked = dict(headers)
        if "{" in str(headers):
            known = server.ask("GET", path).headers
            asked = {
                name: value.replace("{}", known["etag"]).replace("{date}", known["last-modified"])
                for name, value in headers.items()
            }
        told.append(server.ask(method, path, {n: v.encode("utf-8").decode("latin-1") for n, v in asked.items()}))
    mine, theirs = told
    if status == 404 and theirs.status == 400:
        # nginx refuses an address that is hostile in itself before it looks for the file.
        assert mine.status == 404
        assert b"<" not in theirs.body
        return
    assert mine.status == status
    assert compared(mine) == compared(theirs)


def test_every_address_in_the_instructions_is_one_that_answers(ours, nginx, proxied):
    told = re.findall(r"https://(kalender|www)\.kommun\.example(/[^\s`]*)", README.read_text(encoding="utf-8"))
    assert {host for host, _ in told} == {"kalender", "www"}
    for host, path in told:
        servers = (ours, nginx) if host == "kalender" else (proxied,)
        assert [server.ask("GET", path).status for server in servers] == [200] * len(servers), path


@pytest.mark.parametrize(
    "asked", [{}, {"If-None-Match": "{}"}, {"If-None-Match": '"annan"'}, {"Accept-Encoding": "gzip"}]
)
@pytest.mark.parametrize("path", ["/", "/plan.ics", "/ingen.ics", "/etags.json"])
def test_a_proxy_in_front_changes_nothing(ours, proxied, path, asked):
    tag = ours.ask("GET", path).headers.get("etag", "")
    headers = {name: value.replace("{}", tag) for name, value in asked.items()}
    mine, theirs = ours.ask("GET", path, headers), proxied.ask("GET", f"/plan{path}", headers)
    assert compared(mine) == compared(theirs)
    assert mine.headers.get("etag") == theirs.headers.get("etag")


def test_only_nginx_says_what_only_encryption_may_say(ours, nginx):
    assert nginx.ask("GET", "/plan.ics").headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in ours.ask("GET", "/plan.ics").headers


def test_neither_tells_what_it_is(ours, nginx):
    assert nginx.ask("GET", "/").headers["server"] == "nginx"
    assert "server" not in ours.ask("GET", "/").headers


def test_both_see_a_new_file_at_once_and_give_it_a_new_tag(ours, nginx, folder):
    before = [server.ask("GET", "/ny.ics") for server in (ours, nginx)]
    assert [answer.status for answer in before] == [404, 404]
    write_folder(folder, {"ny.ics": b"ett"})
    first = [server.ask("GET", "/ny.ics") for server in (ours, nginx)]
    time.sleep(1.1)  # nginx tells files apart by the second
    write_folder(folder, {"ny.ics": b"tva"})
    second = [server.ask("GET", "/ny.ics", {"If-None-Match": one.headers["etag"]})
              for server, one in zip((ours, nginx), first, strict=True)]  # fmt: skip
    assert [answer.status for answer in second] == [200, 200]
    assert [answer.body for answer in second] == [b"tva", b"tva"]
    time.sleep(1.1)
    write_folder(folder, {"ny.ics": b"ett"})
    again = [server.ask("GET", "/ny.ics").headers["etag"] for server in (ours, nginx)]
    assert again[0] == first[0].headers["etag"], "ours is of the bytes"
    assert again[1] != first[1].headers["etag"], "nginx's is of the moment"
