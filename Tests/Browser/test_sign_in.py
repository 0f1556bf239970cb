"""The front door."""

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, barriers, new_context, overflows, shot, sign_in
from Support.server import EMAIL, Server


def test_a_person_signs_in_and_stays_signed_in(page: Page):
    sign_in(page)
    page.reload()
    expect(page.locator("input[name=password]")).to_have_count(0)


def test_a_wrong_password_is_refused_with_a_sentence(page: Page):
    page.goto("/")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill("pas le bon mot de passe")
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("input[name=email]")).to_have_value(EMAIL)


def test_the_page_asked_for_opens_after_signing_in(page: Page, server: Server):
    page.goto("/accounts")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill("un mot de passe assez long")
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(f"{server.url}/accounts")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_door_is_open_to_everyone(chromium: Browser, server: Server, theme: str, size: dict[str, int]):
    context = new_context(chromium, server.url, theme=theme, size=size)
    page = context.new_page()
    page.goto("/")
    shot(page, "sign-in", theme)
    assert not barriers(page)
    assert overflows(page) <= 0
    context.close()
