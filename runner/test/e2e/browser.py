# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium, spoken to over a pipe: pages are loaded, looked at and typed into."""
import json
import os
import select
import signal
import subprocess
import tempfile
import time

KEYS = {
    "Enter": (13, "\r"),
    "Tab": (9, ""),
    " ": (32, " "),
    "ArrowDown": (40, ""),
}


class Browser:
    """One browser with one page; use it in a with statement."""

    def __init__(self, timeout_s=60):
        self.deadline = time.monotonic() + timeout_s
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.complaints = []
        self.events = []
        self.last_id = 0
        self.session = None
        self.buffer = b""
        from_here, self.to_browser = os.pipe()
        self.from_browser, to_here = os.pipe()

        def take_pipes():
            # The browser reads descriptor 3 and writes 4; neither pipe may be overwritten first.
            reader, writer = os.dup2(from_here, 100), os.dup2(to_here, 101)
            os.dup2(reader, 3)
            os.dup2(writer, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--remote-debugging-pipe", "--user-data-dir=" + self.profile.name, "about:blank"],
            preexec_fn=take_pipes, close_fds=False, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(from_here)
        os.close(to_here)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.profile.cleanup()

    def receive(self):
        """The next message."""
        while b"\0" not in self.buffer:
            left_s = self.deadline - time.monotonic()
            if left_s <= 0 or not select.select([self.from_browser], [], [], left_s)[0]:
                raise TimeoutError("the browser does not answer")
            got = os.read(self.from_browser, 1 << 20)
            if not got:
                raise EOFError("the browser ended")
            self.buffer += got
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def note(self, message):
        """Keeps what a page complains of, and every event."""
        method, params = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.complaints.append(params["exceptionDetails"]["text"])
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.complaints.append(params["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append("console." + params["type"])
        elif method == "Network.requestWillBeSent":
            self.events.append(("request", params["request"]["url"]))
        elif method:
            self.events.append((method, None))

    def call(self, method, **params):
        """The result of a command."""
        self.last_id += 1
        message = {"id": self.last_id, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            got = self.receive()
            if got.get("id") == self.last_id:
                if "error" in got:
                    raise RuntimeError(method + ": " + got["error"]["message"])
                return got["result"]
            self.note(got)

    def load(self, path):
        """Loads a file and waits for it to be there whole."""
        self.events.clear()
        self.complaints.clear()
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        while ("Page.loadEventFired", None) not in self.events:
            self.note(self.receive())

    def requests(self):
        """The addresses that the page asked for, itself among them."""
        return [url for what, url in self.events if what == "request"]

    def run(self, script):
        """The value of an expression in the page."""
        got = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                        awaitPromise=True)
        if "exceptionDetails" in got:
            raise RuntimeError(got["exceptionDetails"].get("exception", {}).get("description", "?"))
        return got["result"].get("value")

    def resize(self, width, height=900):
        """A window of so many CSS pixels."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 700)

    def emulate(self, media="", **features):
        """prefers_color_scheme="dark", or media="print"."""
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": name.replace("_", "-"), "value": value}
                            for name, value in features.items()])

    def press(self, key):
        """One key, as from a keyboard."""
        code, text = KEYS[key]
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code,
                      text=text if kind == "keyDown" else "")

    def type(self, text):
        """Text into what has the focus."""
        self.call("Input.insertText", text=text)
