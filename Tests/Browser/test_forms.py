"""Making an account and a contact: what is wrong is said beside its field, and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


def fill_more(page: Page, label: str, text: str) -> None:
    """Fields that few need wait behind “Plus de champs”."""
    more = page.locator("details", has=page.get_by_text("Plus de champs"))
    if more.get_attribute("open") is None:
        more.locator("summary").click()
    page.get_by_label(label, exact=True).fill(text)


def test_an_account_is_made_once_its_siret_is_right(desk: Page, api: Client):
    desk.goto("/accounts/new")
    desk.locator("[data-field=name] input").fill("Menuiserie Durand")
    desk.locator("#field-city").fill("Angers")
    fill_more(desk, "SIRET", "12345678900000")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    field = desk.locator("[data-field=siret]")
    expect(field.locator(".error")).to_be_visible()
    expect(field.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(desk.locator("#field-city")).to_have_value("Angers")
    assert api.count("accounts") == 0
    fill_more(desk, "SIRET", "73282932000074")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/accounts/\d+"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("Menuiserie Durand")
    [account] = api.all("accounts")
    assert (account["siret"], account["city"]) == ("73282932000074", "Angers")


def test_a_contact_with_two_addresses_at_an_account_found_by_its_name(desk: Page, api: Client):
    account = api.create("accounts", {"name": "Électricité Martin"})
    desk.goto("/contacts/new")
    desk.locator("[data-field=name] input").fill("Zoé Lefèvre")
    desk.get_by_role("combobox", name="Compte").fill("electricite")
    desk.get_by_role("option", name="Électricité Martin").click()
    mails = desk.locator("[data-parts=emails]")
    mails.get_by_label("Adresse").fill("zoe@martin.test")
    mails.get_by_role("button", name="Ajouter").click()
    mails.get_by_label("Adresse").nth(1).fill("zoe at home")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(mails.locator(".error:visible").first).to_be_visible()
    expect(desk.locator("[data-field=name] input")).to_have_value("Zoé Lefèvre")
    mails.get_by_label("Adresse").nth(1).fill("Zoe@Home.test")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/contacts/\d+"))
    [contact] = api.all("contacts")
    assert contact["account"] == account["id"]
    assert [item["address"] for item in contact["emails"]] == ["zoe@martin.test", "zoe@home.test"]


def test_a_record_like_it_is_shown_while_typing(desk: Page, api: Client):
    api.create("accounts", {"name": "Boulangerie Petit", "city": "Lyon"})
    desk.goto("/accounts/new")
    desk.locator("[data-field=name] input").press_sequentially("boulangerie petit")
    duplicates = desk.locator(".duplicates")
    expect(duplicates).to_contain_text("Est-ce l’une de ces fiches")
    expect(duplicates.get_by_role("link")).to_contain_text("Boulangerie Petit")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_forms_are_open_to_everyone(chromium: Browser, server: Server, theme: str, size: dict[str, int]):
    page = tab_of(chromium, server.url, theme, size)
    for plural in ("accounts", "contacts", "opportunities"):
        page.goto(f"/{plural}/new")
        must_be_open_to_all(page, f"form-{plural}", theme)
        page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.context.close()
