"""Roles, sharing and their reasons on screen: set up by the administrator, felt by a seller."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, new_context, sign_in, tab_of
from Support.client import Client
from Support.server import Server

SELLER, SELLER_PASSWORD = "sam@acme.test", "un autre mot de passe long"


@pytest.fixture(scope="module")
def seller(server: Server) -> str:
    """The identifier of Sam, who sells."""
    server.run("user", "add", "--email", SELLER, "--name", "Sam Sellier", "--role", "seller", "--password",
               SELLER_PASSWORD)
    [user] = Client(server).all("users", email=SELLER)
    return user["id"]


@pytest.fixture
def sam(chromium: Browser, server: Server, seller: str) -> Iterator[Page]:
    """Sam at their own screen."""
    context = new_context(chromium, server.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, SELLER, SELLER_PASSWORD)
    yield page
    context.close()


def role(api: Client, key: str) -> str:
    [found] = api.all("roles", key=key)
    return found["id"]


def test_a_role_is_narrowed_and_the_seller_feels_it(desk: Page, sam: Page, api: Client, seller: str):
    account = api.create("accounts", {"name": "Aster Fleurs", "owner": seller, "city": "Angers"})
    sam.goto(f"/accounts/{account['id']}")
    expect(sam.get_by_text("Angers").first).to_be_visible()
    desk.goto("/settings/roles")
    desk.locator("main").get_by_role("link", name=re.compile("Commercial")).first.click()
    place = f"/settings/roles/{role(api, 'seller')}"
    desk.goto(place)
    desk.get_by_label("Comptes : Supprimer", exact=True).select_option("own")
    desk.locator("details", has=desk.locator("summary", has_text="Comptes")).first.locator("summary").click()
    desk.locator("[name='field[account].city']").select_option("hidden")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(place))
    expect(desk.get_by_label("Comptes : Supprimer", exact=True)).to_have_value("own")
    sam.wait_for_timeout(2_500)  # A signed-in person is remembered for two seconds.
    sam.goto(f"/accounts/{account['id']}")
    expect(sam.get_by_text("Angers")).to_have_count(0)
    sam.get_by_role("button", name="Autres actions").first.click()
    expect(sam.locator("#record-menu").get_by_text("Supprimer")).to_be_visible()


def test_a_role_is_made_like_another_previewed_and_deleted(desk: Page, api: Client, seller: str):
    api.create("accounts", {"name": "Bégonia Compagnie"})
    desk.goto("/settings/roles")
    desk.get_by_label("Nom", exact=True).fill("Stagiaire")
    desk.get_by_label("En partant de").select_option(label="Comme Agent de support")
    desk.get_by_role("button", name="Ajouter", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/settings/roles/\d+"))
    desk.get_by_role("link", name="Que verrait ce rôle ?").click()
    desk.get_by_label("Personne").select_option(seller)
    desk.get_by_role("button", name="Afficher").click()
    expect(desk.get_by_role("link", name="Bégonia Compagnie")).to_be_visible()
    desk.get_by_role("link", name="Retour au rôle").click()
    desk.get_by_role("button", name="Supprimer ce rôle").click()
    expect(desk).to_have_url(re.compile(r"/settings/roles$"))
    expect(desk.get_by_text("Stagiaire")).to_have_count(0)


def test_a_record_is_shared_found_explained_and_taken_back(desk: Page, sam: Page, api: Client, seller: str):
    account = api.create("accounts", {"name": "Clématite & Fils"})
    place = f"/accounts/{account['id']}"
    sam.goto("/accounts")
    expect(sam.get_by_text("Clématite & Fils")).to_have_count(0)
    desk.goto(place)
    desk.get_by_role("button", name="Autres actions").first.click()
    desk.locator("#share").click()
    sheet = desk.locator("dialog[open]")
    sheet.get_by_label("Partager avec").select_option(f"user:{seller}")
    sheet.get_by_role("button", name="Partager", exact=True).click()
    expect(desk.get_by_text("C’est partagé.")).to_be_visible()
    sam.goto("/accounts")
    expect(sam.get_by_role("link", name="Clématite & Fils")).to_be_visible()
    sam.locator("[popovertarget=views]").click()
    sam.get_by_role("link", name="Partagées avec moi").click()
    expect(sam.get_by_role("link", name="Clématite & Fils")).to_be_visible()
    desk.goto(f"{place}/access")
    desk.get_by_label("Personne").select_option(seller)
    desk.get_by_role("button", name="Pourquoi ?").click()
    expect(desk.locator("#reasons")).to_contain_text("l’a partagée avec cette personne")
    desk.goto(f"{place}/shares")
    desk.locator("#shares").get_by_role("button").click()
    expect(desk.locator("#shares").get_by_text("Sam Sellier")).to_have_count(0)
    sam.goto(place)
    expect(sam.get_by_text("Clématite & Fils")).to_have_count(0)


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_these_pages_are_open_to_all(chromium: Browser, server: Server, seller: str, theme: str, size: dict):
    api = Client(server)
    account = api.create("accounts", {"name": f"Dahlia {theme} {size['width']}", "owner": seller})
    api.call("POST", f"/accounts/{account['id']}/shares", expect=201, json={"user": api.all("users")[0]["id"]})
    support, place = role(api, "support_agent"), f"/accounts/{account['id']}"
    page = tab_of(chromium, server.url, theme, size)
    try:
        for name, address in [
            ("roles", "/settings/roles"), ("role", f"/settings/roles/{role(api, 'marketer')}"),
            ("role-preview", f"/settings/roles/{support}/preview?person={seller}"),
            ("shares", f"{place}/shares"), ("access", f"{place}/access?person={seller}"),
        ]:
            page.goto(address)
            must_be_open_to_all(page, name, theme)
    finally:
        page.context.close()
