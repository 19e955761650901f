"""A real server on a free port and a real Chromium that drives it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SOFTWARE_DRAWING = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
"""The map needs WebGL; no machine that tests needs a graphics card for it."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium of the machine; the test skips, with the reason, where there is none.

    It ends with its module: while the driver's event loop runs, no test of the same process may ask the database.
    """
    found = os.environ.get("ATALAYA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("Chromium is not on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *SOFTWARE_DRAWING, "--disable-sync"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(demo_home: Path) -> Iterator[str]:
    """`atalaya run --demo` over a copy of the synthetic city; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "atalaya.cli", "run", "--demo", "--home", str(demo_home), "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 40
    while True:
        try:
            urllib.request.urlopen(f"{address}/salud/", timeout=2).close()
            break
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, server.stdout.read() if server.stdout else ""
            assert time.monotonic() < deadline, "the server did not answer within 40 s"
            time.sleep(0.2)
    yield address
    server.terminate()
    assert server.wait(timeout=20) is not None
    if server.stdout:
        server.stdout.close()
