"""What every journey does in the browser: sign in, look in both themes and widths, ask axe."""

import os
import re
import shutil
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from Support.server import EMAIL, PASSWORD, ROOT

SHOTS = Path(os.environ.get("ENTREGENT_SHOTS", ROOT / ".build/shots"))
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

# WCAG 2.2 A and AA, and what axe's makers hold to be good practice.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

LOOKS = [(theme, size) for theme in ("light", "dark") for size in (DESKTOP, PHONE)]


def chromium_path() -> str:
    named = os.environ.get("ENTREGENT_CHROMIUM")
    for path in [named, *map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))]:
        if path:
            return path
    raise AssertionError("no Chromium found; run bin/install test, or name it in ENTREGENT_CHROMIUM")


def new_context(
    browser: Browser, url: str, *, theme: str = "light", size: dict[str, int] = DESKTOP, locale: str = "fr-FR", **rest
) -> BrowserContext:
    context = browser.new_context(
        base_url=url, viewport=size, color_scheme=theme, locale=locale, timezone_id="Europe/Paris",
        has_touch=size["width"] < 500, reduced_motion="reduce", **rest,
    )
    close = context.close

    # Chromium may never finish closing a context whose page is on its way to another one: let it arrive first.
    def come_to_rest_and_close() -> None:
        for page in context.pages:
            page.goto("about:blank")
        close()

    context.close = come_to_rest_and_close
    context.on("page", wait_for_scripts)
    return context


def wait_for_scripts(page: Page) -> None:
    """A page that was asked for is there when it hears keys and clicks, not before."""
    for name in ("goto", "reload"):
        setattr(page, name, ready_after(page, getattr(page, name)))


def ready_after(page: Page, arrive: Callable[..., Response | None]) -> Callable[..., Response | None]:
    @wraps(arrive)
    def wait(*values, **options) -> Response | None:
        response = arrive(*values, **options)
        page.wait_for_selector("html[data-ready], html:not(:has(script[src$='/js/app.js']))", state="attached")
        return response

    return wait


def sign_in(page: Page, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.goto("/")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("input[name=password]")).to_have_count(0)


def forget_session(page: Page) -> None:
    """As if the browser had been new; the page is left first, or it would go to the sign-in by itself."""
    page.goto("about:blank")
    page.context.clear_cookies()


def shot(page: Page, name: str, theme: str = "light") -> None:
    """A picture for the eyes of a person, in .build/shots."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}-{page.viewport_size['width']}-{theme}.png")


def barriers(page: Page) -> list[str]:
    """What axe finds in the way of somebody, one readable line for each."""
    answer = Axe().run(page, options={"runOnly": AXE_TAGS, "resultTypes": ["violations"]}).response
    lines = []
    for violation in answer["violations"]:
        for node in violation["nodes"]:
            checks = node["any"] + node["all"] + node["none"]
            why = checks[0]["message"] if checks else violation["help"]
            html = re.sub(r"\s+", " ", node["html"])[:120]
            lines.append(f"{violation['id']} ({violation['impact']}) {html}: {why[:160]}")
    return lines


def overflows(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 is right."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def tab_of(chromium: Browser, url: str, theme: str, size: dict[str, int]) -> Page:
    """A window of this look, the administrator signed in; close its context in the end."""
    context = new_context(chromium, url, theme=theme, size=size)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page)
    return page


def must_be_open_to_all(page: Page, name: str, theme: str) -> None:
    """Looks at a page as it stands: a picture of it, nothing in anybody's way, nothing beside the window."""
    shot(page, name, theme)
    found = barriers(page)
    assert not found, f"{name}, {theme}, {page.viewport_size['width']} px:\n" + "\n".join(found)
    assert overflows(page) <= 0, f"{name} is {overflows(page)} px wider than its window"
