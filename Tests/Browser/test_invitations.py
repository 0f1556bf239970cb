"""A colleague is invited by a copied link, is told of what concerns them, and chooses how; every page open to all."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, new_context, sign_in, tab_of
from Support.client import Client
from Support.server import Server

PASSWORD = "une phrase assez longue"


def invited(api: Client, name: str, email: str) -> str:
    """The identifier of somebody who has an address and no password yet."""
    return api.create("users", {"name": name, "email": email, "language": "fr"})["id"]


def link_for(desk: Page, user: str) -> str:
    """Where the administrator's page leads the invited person."""
    desk.goto(f"/users/{user}")
    desk.get_by_role("button", name=re.compile("Inviter|invitation", re.IGNORECASE)).first.click()
    shown = desk.locator("input[value*='/welcome/']")
    expect(shown).to_have_count(1)
    return shown.input_value()


def test_a_copied_link_lets_a_colleague_in_once(desk: Page, api: Client, chromium: Browser, server: Server):
    user = invited(api, "Inès Aubry", "ines@acme.test")
    link = link_for(desk, user)
    context = new_context(chromium, server.url)
    page = context.new_page()
    page.goto(link)
    must_be_open_to_all(page, "welcome", "light")
    page.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    context.close()
    other = new_context(chromium, server.url)
    again = other.new_page()
    assert again.goto(link).status in (404, 410)
    must_be_open_to_all(again, "welcome-used", "light")
    again.goto("/sign-in")
    sign_in(again, "ines@acme.test", PASSWORD)
    other.close()


def test_a_token_made_in_somebodys_name_is_told_to_them(desk: Page, api: Client, chromium: Browser, server: Server):
    user = invited(api, "Noé Blin", "noe@acme.test")
    link = link_for(desk, user)
    context = new_context(chromium, server.url)
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Mot de passe", exact=False).first.fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    server.run("token", "create", "--user", "noe@acme.test", "--name", "programme")
    for _ in range(20):
        page.goto("/notifications")
        if page.get_by_text("Un jeton pour programmes a été créé à votre nom.").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text("Un jeton pour programmes a été créé à votre nom.")).to_be_visible()
    page.goto("/settings/notifications")
    expect(page.get_by_label("Les clés de mon compte changent").locator("option")).to_have_count(2)
    context.close()


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_these_pages_are_open_to_all(chromium: Browser, server: Server, theme: str, size: dict):
    page = tab_of(chromium, server.url, theme, size)
    try:
        for name, address in [
            ("mail-settings", "/settings/mail"), ("sign-in-settings", "/settings/sign-in"),
            ("notifications", "/notifications?show=all"), ("notification-choices", "/settings/notifications"),
            ("my-access", "/settings/access"), ("access-log", "/settings/access-log"), ("trash", "/trash"),
            ("configuration", "/settings/configuration"), ("background-work", "/settings/jobs"),
        ]:
            page.goto(address)
            must_be_open_to_all(page, name, theme)
    finally:
        page.context.close()
