"""A field added on the running server is at once in form, list, filter and record."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


def test_a_choice_is_added_filled_in_listed_and_filtered(desk: Page, api: Client):
    desk.goto("/settings/fields")
    desk.get_by_label("Fiches concernées").or_(desk.locator("select[name=kind]")).first.select_option("account")
    desk.locator("select[name=type]").select_option("choice")
    desk.locator("input[name=label_fr]").fill("Niveau de service")
    desk.locator("textarea[name=choices]").fill("Or\nArgent")
    desk.get_by_role("button", name="Ajouter le champ").click()
    expect(desk.locator("code", has_text="niveau_de_service")).to_be_visible()

    desk.goto("/accounts/new")
    desk.locator("[data-field=name] input").fill("Acme")
    if not desk.locator("select[name=niveau_de_service]").is_visible():
        desk.locator("summary", has_text="Plus de champs").click()
    desk.get_by_label("Niveau de service").select_option(label="Or")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(r"/accounts/\d+"))
    expect(desk.get_by_role("region", name="Informations")).to_contain_text("Niveau de service")
    api.create("accounts", {"name": "Autre"})

    desk.goto("/accounts")
    expect(desk.get_by_role("columnheader", name="Niveau de service")).to_be_visible()
    expect(desk.locator("tbody tr")).to_have_count(2)
    desk.get_by_role("button", name="Filtre", exact=True).click()
    desk.locator("[popover]:popover-open").get_by_role("link", name="Niveau de service").click()
    dialog = desk.get_by_role("dialog", name="Niveau de service")
    dialog.get_by_label("Or", exact=True).check()
    dialog.get_by_role("button", name="Appliquer").first.click()
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody tr")).to_contain_text("Acme")


def test_a_field_without_what_it_needs_is_refused_beside_it(desk: Page):
    desk.goto("/settings/fields")
    desk.locator("select[name=kind]").select_option("account")
    desk.locator("select[name=type]").select_option("choice")
    desk.locator("input[name=label_fr]").fill("Sans choix")
    desk.get_by_role("button", name="Ajouter le champ").click()
    expect(desk.locator("[data-field=choices] .error")).to_be_visible()
    expect(desk.locator("input[name=label_fr]")).to_have_value("Sans choix")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_settings_are_open_to_everyone(chromium: Browser, server: Server, theme: str, size: dict[str, int]):
    page = tab_of(chromium, server.url, theme, size)
    for place in ("", "/fields"):
        page.goto(f"/settings{place}")
        must_be_open_to_all(page, "settings" + place.replace("/", "-"), theme)
    page.goto("/")
    must_be_open_to_all(page, "home", theme)
    page.context.close()
