"""The system's browser, pages of somebody who signed in, and screenshots."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "correct horse battery"


@contextmanager
def serving(store: Path, *words: str | Path) -> Iterator[str]:
    """The workbench as a process of its own, as users run it; gives its address."""
    gauger = Path(sys.executable).parent / "gauger"
    server = subprocess.Popen(
        [gauger, "serve", "--port", "0", "--store", store, *words],
        stdout=subprocess.PIPE, env={**os.environ, "NO_COLOR": "1", "HOME": str(store.parent)},
        text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser; skips, loudly, when there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("NO CHROMIUM: the workbench was NOT tested in a browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def enter(chromium: Browser, address: str, name: str, **kind: object) -> Page:
    """A page of somebody who signed in; an error or a foreign request fails the test."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, **kind).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda e: pytest.fail(f"script error: {e}"))
    page.on("request", partial(stays, address))
    page.goto(f"{address}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{address}/")
    return page


def stays(address: str, request: Request) -> None:
    """Fail when the page asks another server for anything."""
    if not request.url.startswith(address):
        pytest.fail(f"asks {request.url}")


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """Keep a screenshot."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=whole)
