"""Two thousand subscribers ask whether the calendar has changed, for a minute; then the rate beside nginx's.

`python benchmarks/site.py [SECONDS]`. Needs nginx and wrk (Debian: nginx-light wrk). Each subscriber opens a connection
of its own, asks with If-None-Match and reads its answer, as calendars do. Ends with 1 if a single answer was wrong.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from paminn.site.etags import etag  # noqa: E402
from tests.support.served_site import answers, serving  # noqa: E402
from tests.support.smtpserver import free_port  # noqa: E402

SUBSCRIBERS = 2_000
WAIT = 30  # seconds before a calendar gives up


async def subscriber(port: int, tag: str, end: float, seen: Counter[str], slowest: list[float]) -> None:
    """Asks again and again until the time is out."""
    question = f"GET /plan.ics HTTP/1.1\r\nHost: prov\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n".encode()
    while (began := time.monotonic()) < end:
        try:
            async with asyncio.timeout(WAIT):
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(question)
                told = await reader.read()
                writer.close()
                await writer.wait_closed()
        except (OSError, TimeoutError) as error:
            seen[f"fel: {type(error).__name__}"] += 1
            continue
        right = told.startswith(b"HTTP/1.1 304") and tag.encode() in told
        seen["304" if right else f"fel: {told[:12].decode('latin-1')}"] += 1
        slowest[0] = max(slowest[0], time.monotonic() - began)


async def refreshing(port: int, tag: str, seconds: float) -> tuple[Counter[str], float]:
    """Everybody at once. Returns what they were answered and the longest that anybody waited."""
    seen: Counter[str] = Counter()
    slowest = [0.0]
    end = time.monotonic() + seconds
    await asyncio.gather(*(subscriber(port, tag, end, seen, slowest) for _ in range(SUBSCRIBERS)))
    return seen, slowest[0]


def rate(port: int, *headers: str, seconds: int = 10) -> float:
    """Requests a second, 100 connections kept open. Raises when one of them went wrong."""
    asked = [word for header in headers for word in ("-H", header)]
    told = subprocess.run(
        ["wrk", "-t1", "-c100", f"-d{seconds}", *asked, f"http://127.0.0.1:{port}/plan.ics"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    if "Socket errors" in told or "Non-2xx" in told:
        raise AssertionError(told)
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    assert found, told
    return float(found[1])


@contextmanager
def nginx(folder: Path, work: Path) -> Iterator[int]:
    """One worker, as our server is one process; the same file, no encryption for either."""
    port = free_port()
    places = "".join(
        f"{name}_temp_path {work / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    server = f"server {{ listen 127.0.0.1:{port}; root {folder}; access_log off; gzip off; }}"
    about = f"types {{ text/calendar ics; }} keepalive_requests 1000000; {places} {server}"
    process_wide = (
        f"user root; worker_processes 1; daemon off; pid {work / 'pid'}; events {{ worker_connections 8192; }}"
    )
    (work / "nginx.conf").write_text(f"{process_wide} http {{ {about} }}")
    process = subprocess.Popen(["nginx", "-e", work / "log", "-c", work / "nginx.conf"])
    try:
        while not answers(port):
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    with TemporaryDirectory() as name:
        work = Path(name)
        publish = [Path(sys.executable).with_name("paminn"), "publish", "--out", "site"]
        subprocess.run(publish, cwd=work, check=True, stdout=subprocess.DEVNULL)
        tag = etag((work / "site" / "plan.ics").read_bytes())
        with serving(work / "site") as port:
            seen, slowest = asyncio.run(refreshing(port, tag, seconds))
            ours = rate(port, f"If-None-Match: {tag}"), rate(port)
        with nginx(work / "site", work) as port:
            told = subprocess.run(
                ["curl", "-sI", f"http://127.0.0.1:{port}/plan.ics"], capture_output=True, text=True, check=True
            )
            theirs = re.search(r'ETag: ("[^"]+")', told.stdout)
            assert theirs, told.stdout
            beside = rate(port, f"If-None-Match: {theirs[1]}"), rate(port)
    asked = seen.total()
    print(
        f"{SUBSCRIBERS} subscribers, {seconds:.0f} s: {asked} questions, {asked / seconds:.0f} a second, {dict(seen)}"
    )
    print(f"the longest wait: {slowest:.2f} s")
    print(f"{'figure':58} {'ours':>9} {'nginx':>9} {'ratio':>7}")
    for words, mine, other in zip(("unchanged feed, 304", "whole feed, 200"), ours, beside, strict=True):
        print(f"{words + ', requests a second':58} {mine:9.0f} {other:9.0f} {mine / other:7.2f}")
    return 0 if set(seen) == {"304"} else 1


if __name__ == "__main__":
    sys.exit(main())
