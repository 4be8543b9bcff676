"""A headless Chromium that a test can look through; every name of the network leads to a server of its own."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
    "--window-size=1200,900",
)


class Asked(ThreadingHTTPServer):
    """Answers everything with nothing and keeps what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.paths: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: Asked

    def do_GET(self) -> None:
        self.server.paths.append(f"{self.headers['Host']}{self.path}")
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Quiet."""


@contextmanager
def listening() -> Iterator[Asked]:
    with Asked() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def look(page: Path, server: Asked) -> Any:
    """What the page has written as JSON into its `<pre id="seen">` when it is loaded."""
    done = _run(
        page, "--dump-dom", f"--host-resolver-rules=MAP * 127.0.0.1:{server.server_address[1]}"
    )
    found = re.search(r'<pre id="seen">(.+?)</pre>', done, re.DOTALL)
    assert found, done[:500]
    return json.loads(html.unescape(found[1]))


def printed_pages(page: Path) -> int:
    """How many sheets the page is printed on."""
    pdf = page.with_suffix(".pdf")
    _run(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


def _run(page: Path, *flags: str) -> str:
    assert CHROMIUM is not None
    profile = f"--user-data-dir={page.parent / 'profile'}"
    done = subprocess.run(
        [CHROMIUM, *FLAGS, profile, *flags, page.as_uri()],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    return done.stdout
