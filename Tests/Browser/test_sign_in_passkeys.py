"""Passkeys, with Chromium's own virtual authenticator."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from Support.browser import barriers, forget_session, new_context, shot, sign_in
from Support.server import EMAIL, PASSWORD, Server


@pytest.fixture
def person(chromium: Browser, own_server: Server):
    """Somebody whose computer has a fingerprint reader. Passkeys belong to names: localhost, not 127.0.0.1."""
    context = new_context(chromium, own_server.url.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(15_000)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield context, page
    context.close()


def add_passkey(page: Page) -> None:
    page.goto("/settings/access")
    page.locator("#passkey-name").fill("Mon ordinateur")
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_text("Mon ordinateur")).to_be_visible()


def leave(context: BrowserContext) -> None:
    forget_session(context.pages[0])


def test_a_passkey_opens_alone_and_after_the_password(person: tuple[BrowserContext, Page]):
    context, page = person
    sign_in(page)
    add_passkey(page)
    shot(page, "passkeys")
    assert not barriers(page)

    leave(context)
    page.goto("/accounts")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page).to_have_url(re.compile("/accounts$"))

    leave(context)
    page.goto("/sign-in")
    page.locator("input[name=email]").fill(EMAIL)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("/sign-in/second-step$"))
    assert not barriers(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))

    page.goto("/settings/access")
    page.get_by_role("button", name="Retirer").click()
    leave(context)
    sign_in(page)


def test_a_passkey_of_nobody_opens_nothing(person: tuple[BrowserContext, Page], own_server: Server):
    context, page = person
    sign_in(page)
    add_passkey(page)
    own_server.run("sign-in", "reset", "--user", EMAIL)
    leave(context)
    page.goto("/sign-in")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_text("Cette clé d’accès n’ouvre pas cette porte")).to_be_visible()
