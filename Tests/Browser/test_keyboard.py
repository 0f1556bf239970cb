"""A working day without the mouse: find, go, walk a list, look up the keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from Support.client import Client


@pytest.fixture
def accounts(api: Client) -> list[str]:
    names = ["Affrètement Puech", "Boulangerie Petit", "Câblerie du Nord"]
    if api.count("accounts") == 0:
        for name in names:
            api.create("accounts", {"name": name})
    return names


def test_the_palette_finds_a_record_without_its_accents_and_goes_there(desk: Page, accounts: list[str]):
    desk.keyboard.press("Control+k")
    palette = desk.locator("#palette")
    expect(palette.get_by_role("combobox")).to_be_focused()
    desk.keyboard.type("affretement")
    expect(palette.get_by_role("option", name="Affrètement Puech")).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/accounts/\d+"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("Affrètement Puech")


def test_a_typing_error_is_forgiven(desk: Page, accounts: list[str]):
    desk.keyboard.press("/")
    desk.keyboard.type("boulangrie")
    expect(desk.locator("#palette").get_by_role("option", name="Boulangerie Petit").first).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#palette")).to_be_hidden()


def test_letters_go_to_pages_and_make_records(desk: Page):
    desk.keyboard.press("g")
    desk.keyboard.press("a")
    expect(desk).to_have_url(re.compile("/accounts$"))
    desk.wait_for_load_state()  # keys are heard once the scripts are there
    desk.keyboard.press("c")
    expect(desk).to_have_url(re.compile("/contacts/new"))
    # While somebody types, letters are letters.
    desk.locator("[data-field=name] input").press_sequentially("gaco")
    expect(desk.locator("[data-field=name] input")).to_have_value("gaco")


def test_a_list_is_walked_ticked_and_opened(desk: Page, accounts: list[str]):
    desk.goto("/accounts")
    rows = desk.locator("tbody tr")
    expect(rows).to_have_count(len(accounts))
    # Keys are heard once the scripts are there, and the list has taken in what was just made.
    desk.wait_for_load_state()
    desk.wait_for_timeout(2_000)
    desk.keyboard.press("j")
    expect(rows.nth(0)).to_have_class(re.compile("current"))
    desk.keyboard.press("j")
    expect(rows.nth(1)).to_have_class(re.compile("current"))
    desk.keyboard.press("x")
    expect(rows.nth(1).get_by_role("checkbox")).to_be_checked()
    expect(desk.locator("#bulk")).to_be_visible()
    desk.keyboard.press("k")
    desk.keyboard.press("Space")
    expect(desk.locator(".peek")).to_contain_text(accounts[0])
    desk.keyboard.press("Escape")
    expect(desk.locator(".peek")).to_be_hidden()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(r"/accounts/\d+"))
    expect(desk.get_by_role("heading", level=1)).to_have_text(accounts[0])


def test_the_keys_explain_themselves_and_can_be_turned_off(desk: Page):
    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Raccourcis clavier")
    expect(keys).to_contain_text("Recherche et commandes")
    desk.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    desk.get_by_role("button", name="ben").press("Enter")
    desk.get_by_role("button", name=re.compile("Désactiver les raccourcis")).press("Enter")
    expect(desk.locator("body")).to_have_attribute("data-shortcuts", "off")
    desk.wait_for_load_state()
    desk.keyboard.press("?")
    expect(keys).to_be_hidden()
    desk.get_by_role("button", name="ben").press("Enter")
    desk.get_by_role("button", name=re.compile("Activer les raccourcis")).press("Enter")
    expect(desk.locator("body")).to_have_attribute("data-shortcuts", "on")
