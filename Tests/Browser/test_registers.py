"""The company registers on screen: a form filled from the register, differences chosen, what is known of an account."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.registers import Registers, company
from Support.server import Server

RHONE, OTHER = "732829320", "303265045"


@pytest.fixture(scope="module")
def server(register_server: Server) -> Server:
    return register_server


@pytest.fixture(autouse=True)
def ready(registers: Registers) -> None:
    registers.mood = "well"
    registers.vat = {f"FR44{RHONE}": {"name": "ATELIERS DU RHONE", "address": "LYON"}}
    registers.companies = [
        company(RHONE, "ATELIERS DU RHONE"),
        company(OTHER, "ATELIERS FERMES", state="C", closed_on="2025-03-31", city="NANTES"),
        company("542065479", "JEANNE ATELIERS", diffusion="P"),
    ]


def test_a_new_account_is_filled_while_typing(desk: Page, api: Client):
    desk.goto("/accounts/new")
    city = desk.locator("main form.form [name=city]")
    city.fill("Villeurbanne")
    desk.get_by_label("Nom, SIREN ou SIRET").fill("ateliers")
    answers = desk.get_by_role("list", name="Ce que le registre a trouvé")
    expect(answers.get_by_role("listitem")).to_have_count(3)
    expect(answers.get_by_text("Fermé", exact=True)).to_be_visible()
    expect(answers.get_by_text("Opposé à la publication")).to_be_visible()
    answers.get_by_text("ATELIERS DU RHONE").click()
    expect(desk.locator("main form.form [name=name]")).to_have_value("ATELIERS DU RHONE")
    expect(desk.locator("main form.form [name=siret]")).to_have_value(f"{RHONE}00074")
    expect(city).to_have_value("Villeurbanne")
    desk.get_by_label(re.compile("Villeurbanne")).check()
    desk.get_by_role("button", name="Remplacer", exact=True).click()
    expect(city).to_have_value("Lyon")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/accounts/\d+$"))
    account = api.read("accounts", desk.url.rsplit("/", 1)[1])
    assert account["vat_number"] == f"FR44{RHONE}" and account["city"] == "Lyon" and account["trade"] == "62"


def test_differences_are_chosen_field_by_field(desk: Page, api: Client):
    account = api.create("accounts", {"name": "Rhodanienne", "siren": RHONE, "city": "Oullins", "street": "1 quai"})
    desk.goto(f"/accounts/{account['id']}")
    desk.get_by_role("link", name="Compléter depuis le registre").click()
    desk.get_by_role("link", name=re.compile("ATELIERS DU RHONE")).click()
    chosen = desk.locator("[data-field=city]")
    expect(chosen.get_by_label(re.compile("Oullins"))).to_be_checked()
    chosen.get_by_label(re.compile("Lyon")).check()
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(rf"/accounts/{account['id']}$"))
    expect(desk.locator("#account-registers").get_by_text("En activité")).to_be_visible()
    now = api.read("accounts", account["id"])
    assert now["city"] == "Lyon" and now["street"] == "1 quai" and now["siret"] == f"{RHONE}00074"


def test_the_panel_checks_and_says_who_is_barred(desk: Page, api: Client, registers: Registers):
    account = api.create("accounts", {"name": "Jeanne", "siren": "542065479", "vat_number": "DE136695976"})
    desk.goto(f"/accounts/{account['id']}")
    panel = desk.locator("#account-registers")
    panel.get_by_role("button", name="Vérifier").first.click()
    expect(panel.get_by_text("Ne pas prospecter")).to_be_visible()
    panel.get_by_role("button", name="Vérifier").last.click()
    expect(panel.get_by_text("Non valide", exact=True)).to_be_visible()
    registers.mood = "broken"
    panel.get_by_role("button", name="Vérifier").first.click()
    expect(desk.get_by_text("Le registre ne répond pas").first).to_be_visible()
    panel.get_by_role("button", name="Redemander plus tard").click()
    expect(desk.get_by_text("sera interrogé de nouveau").first).to_be_visible()
    desk.goto(f"/accounts/{account['id']}/register?q=ateliers")
    expect(desk.get_by_text("Le registre ne répond pas")).to_be_visible()


def test_without_script_the_same_pages_do(desk: Page, api: Client):
    desk.goto("/registers/french?q=ateliers")
    desk.get_by_role("link", name=re.compile("ATELIERS DU RHONE")).click()
    expect(desk.locator("main form.form [name=siren]")).to_have_value(RHONE)


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_these_pages_are_open_to_all(chromium: Browser, server: Server, theme: str, size: dict):
    api = Client(server)
    account = api.create("accounts", {"name": f"Vu {theme} {size['width']}", "siren": RHONE, "city": "Oullins"})
    barred = api.create("accounts", {"name": f"Opposé {theme} {size['width']}", "siren": "542065479"})
    for one in (account, barred):
        api.call("POST", f"/accounts/{one['id']}/register", expect=200)
    page = tab_of(chromium, server.url, theme, size)
    try:
        for name, address in [
            ("register-search", "/registers/french?q=ateliers"),
            ("register-compare", f"/accounts/{account['id']}/register?number={RHONE}"),
            ("register-form", "/accounts/new"), ("register-panel", f"/accounts/{barred['id']}"),
            ("register-settings", "/settings/registers"),
        ]:
            page.goto(address)
            must_be_open_to_all(page, name, theme)
    finally:
        page.context.close()
