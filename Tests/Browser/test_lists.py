"""A list is filtered by clicking, kept as a view, sorted, and taken out as a file that holds just what it showed."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def accounts(api: Client) -> None:
    if api.count("accounts") == 0:
        for number in range(30):
            api.create("accounts", {"name": f"Société {number:02}", "city": "Paris" if number % 3 == 0 else "Nantes"})


def filter_by_city(page: Page, city: str) -> None:
    page.get_by_role("button", name="Filtre", exact=True).click()
    page.locator("[popover]:popover-open").get_by_role("link", name="Ville", exact=True).click()
    dialog = page.get_by_role("dialog", name="Ville")
    dialog.get_by_role("textbox", name="Ville").fill(city)
    dialog.get_by_role("button", name="Appliquer").first.click()
    expect(page.locator("#filter-sentence")).to_contain_text(city)
    page.wait_for_load_state()


def test_a_filter_becomes_a_view_and_a_file(desk: Page, api: Client, accounts: None):
    desk.goto("/accounts")
    filter_by_city(desk, "paris")
    rows = desk.locator("tbody tr")
    expect(rows).to_have_count(10)

    desk.get_by_role("columnheader", name="Nom").get_by_role("link").click()
    expect(desk).to_have_url(re.compile("sort=-name"))
    expect(rows.first).to_contain_text("Société 27")
    expect(desk.get_by_role("columnheader", name="Nom")).to_have_attribute("aria-sort", "descending")
    desk.wait_for_load_state()  # buttons answer once the scripts are there

    desk.get_by_role("button", name="Enregistrer la vue").click()
    dialog = desk.get_by_role("dialog", name="Enregistrer la vue")
    dialog.get_by_label("Nom de la vue").fill("Les Parisiennes")
    dialog.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Les Parisiennes")
    desk.goto("/accounts?view=")
    expect(rows).to_have_count(30)
    desk.locator(".topbar").get_by_role("button", name="Tout").click()
    desk.get_by_role("link", name="Les Parisiennes").click()
    expect(rows).to_have_count(10)
    expect(rows.first).to_contain_text("Société 27")

    desk.get_by_role("link", name="Exporter").click()
    expect(desk.get_by_text("10 fiches")).to_be_visible()
    desk.get_by_label("CSV pour tous les programmes").check()
    desk.get_by_role("button", name="Exporter").click()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Télécharger").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 10
    assert {line["city"] for line in lines} == {"Paris"}


def test_a_filter_is_taken_off_with_one_click(desk: Page, accounts: None):
    desk.goto("/accounts?view=")
    filter_by_city(desk, "nantes")
    expect(desk.locator("tbody tr")).to_have_count(20)
    assert '"city"' in unquote(desk.url)
    desk.get_by_role("link", name="Retirer le filtre Ville").click()
    expect(desk.locator("tbody tr")).to_have_count(30)


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_lists_are_open_to_everyone(
    chromium: Browser, server: Server, accounts: None, theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    page.goto("/accounts?view=")
    must_be_open_to_all(page, "list", theme)
    page.get_by_role("button", name="Filtre", exact=True).click()
    expect(page.locator("[popover]:popover-open")).to_be_visible()
    must_be_open_to_all(page, "list-filter", theme)
    page.goto("/accounts?layout=calendar&view=")
    must_be_open_to_all(page, "list-calendar", theme)
    page.goto("/accounts?layout=summary&groups=city&view=")
    must_be_open_to_all(page, "list-summary", theme)
    page.goto("/exports/new?entity=accounts")
    must_be_open_to_all(page, "export", theme)
    page.context.close()
