"""The browser, and a page that fails its test when the program misbehaves behind the scenes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from Support.browser import chromium_path, new_context, sign_in
from Support.server import Server


# Two journeys share the machine: what comes may come late.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One journey of six hundred that meets a busy machine is tried once more; the summary names it (RERUN)."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_terminal_summary(terminalreporter) -> None:
    """A first try that failed says what it met: it may be the machine, it may be us."""
    for report in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"tried twice: {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Watch:
    """Notes what a person would not see: script errors, refused scripts, answers of 500 and above."""

    def __init__(self, page: Page):
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", lambda message: self.hear(message.type, message.text))
        page.on("response", self.see)
        page.on("requestfailed", self.miss)

    def hear(self, kind: str, text: str) -> None:
        # A refused request is told by its status; the console only repeats it.
        if kind == "error" and "Failed to load resource" not in text:
            self.faults.append(f"console: {text}")

    def see(self, response: Response) -> None:
        missing = response.status == 404 and response.request.resource_type in {"script", "stylesheet", "font", "image"}
        if response.status >= 500 or missing:
            self.faults.append(f"{response.status} {response.url}")

    def miss(self, request: Request) -> None:
        failure = request.failure or ""
        # A test that cuts the line itself knows why.
        if "ERR_ABORTED" not in failure and "ERR_CONNECTION_FAILED" not in failure:
            self.faults.append(f"{failure} {request.url}")


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """Somebody with a large screen, not signed in yet."""
    context = new_context(chromium, server.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch = Watch(page)
    yield page
    context.close()
    assert not watch.faults, "\n".join(watch.faults)


@pytest.fixture
def desk(page: Page) -> Page:
    """The administrator at their desk, signed in."""
    sign_in(page)
    page.wait_for_load_state()
    return page
