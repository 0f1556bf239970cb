"""Signing in with a real OpenID Connect provider (Canaille), from the button to the role."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import barriers, forget_session, new_context, shot, sign_in
from Support.client import Client
from Support.openid_provider import CLIENT, EMAIL, GROUP, PASSWORD, PERSON, SECRET
from Support.server import Server, free_port

SCRIPT = Path(__file__).resolve().parents[1] / "Support/openid_provider.py"


@pytest.fixture
def issuer(own_server: Server) -> Iterator[str]:
    port = free_port()
    callback = f"{own_server.url.replace('127.0.0.1', 'localhost')}/sign-in/with/acme/back"
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(port), callback], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline().strip() == "ready"
    yield f"http://localhost:{port}"
    process.stdin.close()
    process.wait(20)


def visit_provider(page: Page, *, for_the_first_time: bool) -> None:
    """Signs in at the provider, which asks once whether it may tell who came."""
    page.locator("input[name=login]").fill(PERSON)
    page.locator("input[name=login]").press("Enter")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    if for_the_first_time:
        page.locator("button[name=answer][value=accept]").click()


def test_a_person_of_the_provider_becomes_a_seller(chromium: Browser, own_server: Server, issuer: str):
    url = own_server.url.replace("127.0.0.1", "localhost")
    context = new_context(chromium, url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page)
    page.goto("/settings/sign-in")
    assert not barriers(page)
    page.get_by_role("link", name="Ajouter un fournisseur").click()
    page.locator("input[name=name]").fill("Acme")
    page.locator("input[name=issuer]").fill("http://localhost:9/")
    page.locator("input[name=client_id]").fill(CLIENT)
    page.locator("input[name=client_secret]").fill(SECRET)
    page.locator("textarea[name=group_roles]").fill(f"bosses = director\n{GROUP} = seller")
    page.locator("#field-is_private").check()
    # Canaille has checked the address, but does not say so.
    page.locator("#field-trusts_emails").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".error:visible")).to_be_visible()
    assert not barriers(page)
    page.locator("input[name=issuer]").fill(issuer)
    page.locator("input[name=client_secret]").fill(SECRET)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Acme", exact=True).click()
    expect(page.get_by_text(f"{url}/sign-in/with/acme/back")).to_be_visible()
    shot(page, "provider")

    forget_session(page)
    page.goto("/accounts")
    page.get_by_role("link", name="Continuer avec Acme").click()
    visit_provider(page, for_the_first_time=True)
    expect(page).to_have_url(f"{url}/accounts")

    users = [user for user in Client(own_server).all("users", include="role") if user["email"] == EMAIL]
    assert [user["name"] for user in users] == ["Zoé Zimmer"]
    roles = {role["id"]: role["key"] for role in Client(own_server).all("roles")}
    role = users[0]["role"]
    assert roles[role["id"] if isinstance(role, dict) else role] == "seller"

    # The second time the same person comes in, and no user more.
    forget_session(page)
    page.goto("/sign-in")
    page.get_by_role("link", name="Continuer avec Acme").click()
    visit_provider(page, for_the_first_time=False)
    expect(page).to_have_url(f"{url}/")
    assert len([user for user in Client(own_server).all("users") if user["email"] == EMAIL]) == 1

    # An answer that was used, or that another browser began, opens nothing.
    page.goto("/sign-in/with/acme/back?state=nothing&code=nothing")
    expect(page.get_by_role("alert")).to_be_visible()
    context.close()
