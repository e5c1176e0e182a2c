"""A real Chromium, driven over its own protocol: pages are opened as they are, policy and all."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect


@dataclass
class Page:
    """One window. `asked`: every address it asked for; `complaints`: what the console was told."""

    _socket: ClientConnection
    _session: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _last: int = 0
    _seen: list[dict[str, Any]] = field(default_factory=list)

    def open(self, address: str, width: int = 1280, height: int = 900, *, dark: bool = False) -> None:
        """Go there and wait until it has loaded."""
        for name in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{name}.enable")
        wishes = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wishes.items()]
        self.call("Emulation.setEmulatedMedia", features=features)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        # By way of nowhere: from the same page a link into it would only be scrolled to.
        for place in ("about:blank", address):
            self.asked.clear()
            self.complaints.clear()
            self._seen.clear()
            self.call("Page.navigate", url=place)
            end = time.monotonic() + 30
            while not any(event["method"] == "Page.loadEventFired" for event in self._seen):
                self._read(end - time.monotonic())
        self.run("document.fonts.ready.then(() => true)")

    def run(self, expression: str) -> Any:
        """What a piece of script answers; a promise is waited for. The page's policy does not hold for us."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str, code: int, text: str = "", modifiers: int = 0) -> None:
        pressed = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **pressed)
        self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def picture(self, file: Path) -> Path:
        """The whole page, beyond the window too."""
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip=self._all())
        file.write_bytes(base64.b64decode(shot["data"]))
        return file

    def print(self, file: Path) -> Path:
        made = self.call("Page.printToPDF", preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)
        file.write_bytes(base64.b64decode(made["data"]))
        return file

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        number = self._last
        asked = {"id": number, "method": method, "params": parameters, "sessionId": self._session}
        self._socket.send(json.dumps(asked))
        while True:
            answer = self._read(60)
            if answer.get("id") == number:
                assert "error" not in answer, answer["error"]
                return answer["result"]

    def _all(self) -> dict[str, float]:
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        return {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}

    def _read(self, seconds: float) -> dict[str, Any]:
        message = json.loads(self._socket.recv(timeout=max(seconds, 0)))
        if "method" in message:
            self._note(message)
        return message

    def _note(self, event: dict[str, Any]) -> None:
        self._seen.append(event)
        told = event["params"]
        match event["method"]:
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(told["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(told["exceptionDetails"]["text"])
            case "Runtime.consoleAPICalled":
                self.complaints.append(str(told["args"]))


@contextmanager
def chromium(work: Path, *names: str) -> Iterator[Page]:
    """A browser with nothing remembered and no name server: what is not on this machine cannot be reached.

    `names` lead to this machine too, as if somebody far away had had them do so.
    """
    led_here = "".join(f"MAP {name} 127.0.0.1, " for name in names)
    profile = work / "chromium"
    process = subprocess.Popen(
        ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--hide-scrollbars", f"--host-resolver-rules={led_here}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
         "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        port, path = _door(profile / "DevToolsActivePort", process)
        with connect(f"ws://127.0.0.1:{port}{path}", max_size=None, proxy=None) as socket:
            root = Page(socket, "")
            target = _plain(root, "Target.createTarget", url="about:blank")["targetId"]
            session = _plain(root, "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            yield Page(socket, session, _last=root._last)
    finally:
        process.terminate()
        process.wait(30)


def _door(file: Path, process: subprocess.Popen[bytes]) -> tuple[str, str]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, "chromium ended at once"
        lines = file.read_text().split() if file.exists() else []
        if len(lines) == 2:
            return lines[0], lines[1]
        time.sleep(0.05)
    raise AssertionError("chromium did not start")


def _plain(root: Page, method: str, **parameters: Any) -> dict[str, Any]:
    """A call to the browser itself rather than to one of its pages."""
    root._last += 1
    root._socket.send(json.dumps({"id": root._last, "method": method, "params": parameters}))
    while (answer := root._read(30)).get("id") != root._last:
        pass
    return answer["result"]
