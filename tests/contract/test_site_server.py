"""The site as it is deployed, over a real socket: those who are slow, many or large, and files replaced under load."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from paminn.site.etags import etag
from paminn.site.serve import HEADERS
from paminn.site.store import write_folder
from tests.support.smtpserver import free_port

pytestmark = pytest.mark.slow

FEED = b"BEGIN:VCALENDAR\r\n" + b"X-NUMMER:0000\r\n" * 4000 + b"END:VCALENDAR\r\n"
IMPATIENT = """
import sys
from pathlib import Path
from paminn.site import serve
serve.LONGEST = 0.5
serve.serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("site")
    write_folder(place, {"plan.ics": FEED, "index.html": b"<!doctype html><p>Hej"})
    return place


@pytest.fixture(scope="module")
def port(folder) -> Iterator[int]:
    with served([sys.executable, "-m", "paminn.site", str(folder), "--port"]) as port:
        yield port


@pytest.fixture
def hasty(folder) -> Iterator[int]:
    """The same server with half a second's patience, so that the test need not have thirty."""
    with served([sys.executable, "-c", IMPATIENT, str(folder)]) as port:
        yield port


class served:
    def __init__(self, command: list[str]) -> None:
        self.port = free_port()
        self.process = subprocess.Popen([*command, str(self.port)], stderr=subprocess.PIPE)

    def __enter__(self) -> int:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            assert self.process.poll() is None, self.process.stderr.read()
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self.port
            except OSError:
                time.sleep(0.02)
        raise AssertionError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        said = self.process.communicate(timeout=20)[1]
        assert said == b"", "nothing that a stranger sends comes into a log"


def ask(port: int, method: str = "GET", path: str = "/plan.ics", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def raw(port: int, sent: bytes) -> bytes:
    """What comes back before the other side closes."""
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        line.sendall(sent)
        line.shutdown(socket.SHUT_WR)
        got = b""
        while piece := line.recv(65536):
            got += piece
    return got


def test_a_feed_is_fetched_and_then_only_asked_about(port):
    status, headers, body = ask(port)
    assert (status, body, headers["etag"]) == (200, FEED, etag(FEED))
    assert "server" not in headers
    status, headers, body = ask(port, if_none_match=f'"x", W/{etag(FEED)}')
    assert (status, body, headers["etag"]) == (304, b"", etag(FEED))
    status, headers, body = ask(port, "HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", str(len(FEED)))


def test_one_connection_is_enough_for_many_questions(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(5):
        connection.request("GET", "/plan.ics", headers={"If-None-Match": etag(FEED)})
        assert connection.getresponse().read() == b""
        connection.request("GET", "/ingen.ics")
        assert connection.getresponse().read().startswith("Här".encode())
    connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/../site.ics",
        "/%2e%2e/x.ics",
        "/..%2fx.ics",
        "/%2fetc%2fpasswd",
        "/plan.ics%00.html",
        "//plan.ics",
        "/?x=../..",
    ],
)
def test_hostile_addresses_are_answered_calmly(port, path):
    status, _, body = ask(port, path=path)
    assert status == (200 if path.startswith("/?") else 404)
    assert b"root:" not in body


@pytest.mark.parametrize(
    "sent", [b"\0\0\0\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\nHost\r\n\r\n"]
)
def test_what_is_not_http_is_refused_in_text(port, sent):
    answer = raw(port, sent)
    assert answer.startswith(b"HTTP/1.1 400") or answer == b""
    assert b"<" not in answer
    assert ask(port)[0] == 200


def test_headers_that_never_end_are_cut_off(port):
    answer = raw(port, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * (HEADERS * 2))
    assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))


def test_a_body_that_nobody_asked_for_is_not_kept(port):
    answer = raw(port, b"POST /plan.ics HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 100_000)
    assert answer.startswith(b"HTTP/1.1 405")
    assert ask(port)[0] == 200


def test_those_who_dawdle_are_let_go_and_hinder_nobody(hasty):
    lines = [socket.create_connection(("127.0.0.1", hasty), 10) for _ in range(300)]
    for number, line in enumerate(lines):
        line.sendall(b"GET /plan.ics HTTP/1.1\r\nHost: a\r\n"[: number % 30])
    assert ask(hasty)[0] == 200, "others are answered meanwhile"
    end = time.monotonic() + 10
    for line in lines:
        line.settimeout(max(end - time.monotonic(), 0.1))
        with suppress(ConnectionResetError):
            assert line.recv(1) == b""
        line.close()


def test_one_byte_at_a_time_does_not_buy_more_time(hasty):
    with socket.create_connection(("127.0.0.1", hasty), 10) as line:
        sent = 0
        with pytest.raises(OSError):  # noqa: PT012 - which of them meets the closed door is the system's to say
            for letter in b"GET /plan.ics HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 100:
                line.sendall(bytes([letter]))
                sent += 1
                time.sleep(0.1)
        assert sent < 50


def test_those_who_never_read_their_answer_are_let_go(hasty, folder):
    large = b"x" * 20_000_000
    write_folder(folder, {"stor.ics": large})
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(10)
        line.connect(("127.0.0.1", hasty))
        line.sendall(b"GET /stor.ics HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1)
        got = 0
        with suppress(ConnectionResetError):
            while piece := line.recv(1_000_000):
                got += len(piece)
        assert 0 < got < len(large), "what lay in the pipes, and then the end"


FOLLOWING = {
    "nothing more": b"",
    "a head that is too large": b"GET / HTTP/1.1\r\nX: " + b"x" * 3 * HEADERS,
    "a head that never ends": b"GET / HTTP/1.1\r\nX: y\r\n",
    "no HTTP": b"\x00\x01\x02\r\n\r\n",
}


@pytest.mark.parametrize("following", FOLLOWING.values(), ids=FOLLOWING)
def test_those_who_ask_for_much_at_once_and_never_read_are_let_go(hasty, following):
    """What fills the pipes is not all that was asked for: the answers to the rest wait at the server."""
    asked = b"GET /plan.ics HTTP/1.1\r\nHost: a\r\n\r\n" * 400
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.settimeout(20)
        silent.connect(("127.0.0.1", hasty))
        with suppress(OSError):  # it may have had enough before all is said
            silent.sendall(asked + following)
        time.sleep(2)
        got = b""
        with suppress(ConnectionResetError):
            while piece := silent.recv(1_000_000):
                got += piece
    assert 0 < got.count(b"END:VCALENDAR") < 400, "what lay in the pipes, and then the end"
    assert ask(hasty)[0] == 200


@pytest.mark.parametrize("times", [1, 50])
def test_a_head_that_is_too_large_is_refused_and_cut_off(hasty, times):
    asked = b"GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n" * (times - 1)
    answer = raw(hasty, asked + b"GET / HTTP/1.1\r\nX: " + b"x" * 3 * HEADERS)
    assert answer.count(b"HTTP/1.1 200") == times - 1
    assert answer.count(b"HTTP/1.1 400") <= 1


def test_those_who_ask_for_much_at_once_and_read_get_it_all(port):
    answer = raw(port, b"GET /plan.ics HTTP/1.1\r\nHost: a\r\n\r\n" * 60)
    assert answer.count(b"END:VCALENDAR") == 60


def test_every_answer_is_one_whole_file_while_files_are_replaced(port, folder):
    """Readers fetch as fast as they can while the feed changes a few hundred times."""
    versions = {FEED.replace(b"0000", b"%04d" % number) for number in range(20)}
    over = threading.Event()
    seen: set[str] = set()

    def read() -> int:
        count = 0
        while not over.is_set():
            status, headers, body = ask(port)
            assert status == 200
            assert headers["etag"] == etag(body)
            assert body in versions
            seen.add(headers["etag"])
            count += 1
        return count

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read) for _ in range(4)]
        try:
            for _ in range(5):
                for version in sorted(versions):
                    write_folder(folder, {"plan.ics": version})
        finally:
            over.set()
        assert sum(one.result() for one in reading) > 20
    assert len(seen) > 5
    write_folder(folder, {"plan.ics": FEED})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "99999"], "Det går inte att lyssna på 127.0.0.1, port 99999."),
        (["--port", "{taken}"], "Är porten upptagen, välj en annan med --port."),
        (["--host", "192.0.2.1"], "Adressen i --host ska vara den här datorns."),
        (["--port", "åtta"], "«åtta» är inget heltal. Se: python -m paminn.site --help"),
        (["--verbose"], "Okänt i anropet: --verbose. Se: python -m paminn.site --help"),
    ],
)
def test_a_call_that_cannot_work_is_told_in_one_sentence(folder, port, arguments, sentence):
    words = [word.replace("{taken}", str(port)) for word in arguments]
    told = subprocess.run(
        [sys.executable, "-m", "paminn.site", str(folder), *words], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert sentence in told.stderr
    assert len(told.stderr.splitlines()) == 1


def test_the_help_is_swedish():
    told = subprocess.run([sys.executable, "-m", "paminn.site", "-h"], capture_output=True, text=True, check=True)
    assert "port att lyssna på (annars 4201)" in told.stdout
    assert not re.search("show|usage|options|arguments:", told.stdout)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_says_nothing(folder, sign):
    server = served([sys.executable, "-m", "paminn.site", str(folder), "--port"])
    with server as port:
        assert ask(port)[0] == 200
        server.process.send_signal(sign)
        assert server.process.wait(10) in (0, -sign)


def test_a_folder_that_is_not_there_is_told_in_one_sentence(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "paminn.site", str(tmp_path / "ingen")], capture_output=True, text=True, check=False
    )
    assert told.returncode == 2
    assert told.stderr.splitlines()[-1].endswith(f"Skriv den först med: paminn publish --out {tmp_path / 'ingen'}")
