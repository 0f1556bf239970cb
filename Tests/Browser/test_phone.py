"""On the phone, 390 pixels wide: from the list to a record to the board, with nothing out of reach."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import PHONE, overflows, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def phone(chromium: Browser, server: Server, api: Client) -> Iterator[Page]:
    if api.count("accounts") == 0:
        account = api.create("accounts", {"name": "Établissements de la Très Longue Raison Sociale", "city": "Le Mans"})
        stage = next(stage for stage in api.all("stages") if stage["name"] == "Qualification")
        sale = {"title": "Rénovation", "account": account["id"], "stage": stage["id"], "pipeline": stage["pipeline"]}
        api.create("opportunities", sale)
    page = tab_of(chromium, server.url, "light", PHONE)
    yield page
    page.context.close()


def test_from_the_list_to_a_record_to_the_board(phone: Page):
    phone.goto("/accounts")
    assert overflows(phone) <= 0
    phone.get_by_role("link", name="Établissements de la Très Longue Raison Sociale").tap()
    expect(phone).to_have_url(re.compile(r"/accounts/\d+"))
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    assert overflows(phone) <= 0
    phone.goto("/board")
    expect(phone.locator("[data-card]").first).to_be_visible()
    assert overflows(phone) <= 0


def test_every_place_can_be_reached_by_thumb(phone: Page):
    tabs = phone.locator(".tabs")
    expect(tabs).to_be_visible()
    tabs.get_by_role("button", name="Plus").tap()
    sidebar = phone.locator(".sidebar")
    expect(sidebar).to_be_visible()
    sidebar.get_by_role("link", name="Contacts").tap()
    expect(phone).to_have_url(re.compile("/contacts$"))
    expect(sidebar).to_be_hidden()


def test_a_card_is_moved_by_its_menu(phone: Page, api: Client):
    phone.goto("/board")
    card = phone.locator("[data-card]").first
    card.get_by_role("button", name="Déplacer").tap()
    menu = phone.locator("#move-menu")
    expect(menu).to_be_visible()
    box = menu.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    with phone.expect_response(lambda answer: answer.url.endswith("/stage")):
        menu.get_by_text("Découverte").tap()
    [sale] = api.all("opportunities", **{"stage.name": "Découverte"})
    assert sale["title"] == "Rénovation"
