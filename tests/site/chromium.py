"""Chromium, driven over a pipe by its own protocol: no port, no library, and everything that it can tell.

Protocol: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Self

PROGRAM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --mute-audio --autoplay-policy=no-user-gesture-required"
    " --disable-features=IsolateSandboxedIframes --remote-debugging-pipe"
)
PATIENCE = 20.0
"""Seconds after which something that should have happened has not."""


class Chromium:
    """A browser with one window at a time; what pages asked for and complained of is kept."""

    def __init__(self, profile: Path) -> None:
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        # The browser reads descriptor 3 and writes 4, whichever numbers ours happen to have.
        script = f'exec 3<&{to_browser} 4>&{from_browser}; exec "$0" "$@"'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", script, PROGRAM or "", *FLAGS.split(), f"--user-data-dir={profile}"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._number, self._buffer = 0, b""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.received = 0  # bytes, with their heads, in frames as well
        self._contexts: dict[str, int] = {}
        self._session = self._target = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
        os.close(self._in)
        os.close(self._out)

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Ask the window, or the browser before there is one, and return what it answers."""
        asked = self._write(method, **parameters)
        while True:
            heard = self._read()
            if heard.get("id") == asked:
                assert "error" not in heard, (method, heard["error"])
                result: dict[str, Any] = heard["result"]
                return result
            if heard.get("sessionId", "") == self._session:  # a window that is closed has its last words late
                self._note(heard)

    def window(self, width: int = 1280, height: int = 900, **emulation: Any) -> None:
        """Open an empty window in place of the one before; `emulation` are media features or `scripts=False`."""
        if self._target:
            self.send("Target.closeTarget", targetId=self._target)
        self._session = ""
        self._target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Audits"):
            self.send(f"{domain}.enable")
        if not emulation.pop("scripts", True):
            self.send("Emulation.setScriptExecutionDisabled", value=True)
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in emulation.items()]
        self.send("Emulation.setEmulatedMedia", features=features)
        self.requests, self.complaints, self._contexts = [], [], {}
        self.received = 0

    def visit(self, address: str) -> None:
        """Load a page and wait until it has loaded."""
        self.send("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script: str, *, frame: str = "") -> Any:
        """Return what an expression gives, after its promise when it is one; in the frame with this name."""
        where = {"contextId": self._context(frame)} if frame else {}
        asked = {"expression": script, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        done = self.send("Runtime.evaluate", **asked, **where)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def until(self, script: str, *, frame: str = "") -> Any:
        """Wait until an expression gives something true, and return that."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.run(script, frame=frame)
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"never came true: {script}")

    def press(self, *keys: str) -> None:
        """Press keys as a person does: named keys by their name, letters by themselves."""
        codes = {
            "Tab": 9,
            "Enter": 13,
            " ": 32,
            "End": 35,
            "Home": 36,
            "ArrowLeft": 37,
            "ArrowRight": 39,
            "PageUp": 33,
            "Escape": 27,
        }
        for key in keys:
            text = "\r" if key == "Enter" else key if len(key) == 1 else ""
            code = codes.get(key, ord(key[0].upper()))
            self.send(
                "Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code
            )
            self.send("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def tree(self) -> list[tuple[str, str]]:
        """Return the accessibility tree as roles and names, in the order in which they are read."""
        self.send("Accessibility.enable")
        nodes = {one["nodeId"]: one for one in self.send("Accessibility.getFullAXTree")["nodes"]}
        told, left = [], [next(iter(nodes))]
        while left:
            node = nodes[left.pop()]
            told.append((node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "")))
            left += [one for one in reversed(node.get("childIds", [])) if one in nodes]
        return [(role, name) for role, name in told if role not in ("InlineTextBox", "StaticText", "none")]

    def focused(self) -> str:
        """Return what a screen reader is told of the element that has the focus: role, name, value, states."""
        self.send("Accessibility.enable")
        found = self.send("Runtime.evaluate", expression="document.activeElement")["result"]["objectId"]
        node = self.send("Accessibility.getPartialAXTree", objectId=found, fetchRelatives=False)["nodes"][0]
        states = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
        told = [node["role"]["value"], f"« {node.get('name', {}).get('value', '')} »"]
        value = self.run("document.activeElement.ariaValueText") or node.get("value", {}).get("value", "")
        told += [f"= {value}"] if value != "" else []
        told += [{True: "expanded", False: "collapsed"}[states["expanded"]]] if "expanded" in states else []
        told += ["checked"] if states.get("checked") == "true" else []
        return " ".join(told).replace("\u202f", " ").replace("\u00a0", " ")

    def _write(self, method: str, **parameters: Any) -> int:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session and not method.startswith("Target."):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        return self._number

    def _context(self, name: str) -> int:
        frames = self.send("Page.getFrameTree")["frameTree"].get("childFrames", [])
        return next(self._contexts[one["frame"]["id"]] for one in frames if one["frame"].get("name") == name)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], PATIENCE)
            assert ready, "the browser says nothing"
            part = os.read(self._in, 1 << 20)
            assert part, "the browser has gone"
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        return message

    def _note(self, heard: dict[str, Any]) -> None:
        told = heard.get("params", {})
        if heard.get("method") == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif heard.get("method") == "Network.loadingFinished":
            self.received += told["encodedDataLength"]
        elif heard.get("method") == "Page.javascriptDialogOpening":
            self.complaints.append(f"{told['type']}({told['message']}) on {told['url']}")
            self._write("Page.handleJavaScriptDialog", accept=True)
        elif heard.get("method") == "Runtime.executionContextCreated":
            made = told["context"]
            if made["auxData"]["isDefault"]:
                self._contexts[made["auxData"]["frameId"]] = made["id"]
        elif heard.get("method") == "Log.entryAdded" and told["entry"]["level"] == "error":
            self.complaints.append(f"{told['entry']['text']} {told['entry'].get('url', '')}")
        elif heard.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"].get("exception", told["exceptionDetails"])))
        elif heard.get("method") == "Runtime.consoleAPICalled" and told["type"] == "error":
            self.complaints.append(str(told["args"]))
        elif (
            heard.get("method") == "Audits.issueAdded" and "contentSecurityPolicy" in json.dumps(told).lower()
        ):
            self.complaints.append(json.dumps(told["issue"]))
