"""A page in a real browser: what it complains of, whom it asks, and what it measures."""

from __future__ import annotations

import html
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Seen:
    """`asked`: the addresses the page itself asked for; what the browser asks on its own account is not the page's."""

    dom: str
    complaints: list[str]
    asked: list[str]


def visit(page: Path, work: Path, *flags: str) -> Seen:
    log = work / "net.json"
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", f"--user-data-dir={work / 'profile'}", "--enable-logging=stderr",
         "--host-resolver-rules=MAP * ~NOTFOUND", f"--log-net-log={log}", "--virtual-time-budget=5000", *flags,
         "--dump-dom", page.resolve().as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    net = json.loads(log.read_text(encoding="utf-8"))
    started = net["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    requests = [event["params"] for event in net["events"] if event["type"] == started and "url" in event["params"]]
    asked = [request["url"] for request in requests if request.get("initiator") != "not an origin"]
    return Seen(done.stdout, re.findall(r":CONSOLE:\d+\] (.*)", done.stderr), asked)


def overflows(pages: dict[str, str], width: int, work: Path) -> dict[str, int]:
    """How many pixels each page is wider than a window of `width`; only those that are."""
    frames = "\n".join(
        f'<iframe name="{html.escape(name)}" style="width:{width}px;height:600px;border:0" srcdoc="{html.escape(page)}">'
        "</iframe>"
        for name, page in pages.items()
    )
    measure = """<script>addEventListener("load", () => {
      const wide = {};
      for (const frame of document.querySelectorAll("iframe")) {
        const root = frame.contentDocument.documentElement;
        wide[frame.name] = [root.clientWidth, root.scrollWidth, frame.contentDocument.body.innerText.length];
      }
      document.body.replaceChildren(JSON.stringify(wide));
    });</script>"""
    file = work / f"frames-{width}.html"
    file.write_text(f'<!doctype html><meta charset="utf-8"><body>{frames}{measure}', encoding="utf-8")
    dom = visit(file, work).dom
    measured = json.loads(html.unescape(re.search(r"<body>(.*)</body>", dom, re.S).group(1)))
    assert set(measured) == set(pages)
    for name, (window, _, words) in measured.items():
        assert window <= width, name
        assert words > 100, f"{name} shows nothing"
    return {name: content - window for name, (window, content, _) in measured.items() if content > window}
