"""A colleague saves: lists, boards and records follow by themselves; focus, place and typing are left alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import tab_of
from Support.client import Client
from Support.server import Server


FURTHEST = "Math.max(...[...document.querySelectorAll('*')].map(element => element.scrollTop))"


@pytest.fixture
def colleague(chromium: Browser, server: Server) -> Iterator[Page]:
    """The same company in another browser."""
    page = tab_of(chromium, server.url, "light", {"width": 1280, "height": 800})
    yield page
    page.context.close()


def listening(page: Page, address: str) -> None:
    """Opens a page and waits until it hears what others change."""
    with page.expect_response(lambda response: "/live" in response.url):
        page.goto(address)
    page.wait_for_load_state()


def change_inline(page: Page, record: str, field: str, text: str) -> None:
    page.goto(record)
    page.wait_for_load_state()
    fact = page.locator(f"#fact-{field}")
    if not fact.is_visible():
        page.locator("#record-facts details summary").click()
    fact.hover()
    fact.locator("[data-inline-edit]").click()
    fact.locator("input:not([type=hidden])").fill(text)
    fact.locator("input:not([type=hidden])").press("Enter")
    expect(fact).to_contain_text(text)


def test_a_list_follows_and_keeps_focus_and_place(desk: Page, colleague: Page, api: Client):
    ids = [api.create("accounts", {"name": f"Vivante {number:02}", "city": "Nantes"})["id"] for number in range(40)]
    listening(desk, "/accounts?q=vivante&sort=name")
    row = desk.locator("tbody tr", has_text="Vivante 39")
    row.scroll_into_view_if_needed()
    row.get_by_role("checkbox").check()
    row.get_by_role("link").first.focus()
    scrolled = desk.evaluate(FURTHEST)
    assert scrolled > 0

    change_inline(colleague, f"/accounts/{ids[38]}", "city", "Quimper")
    expect(desk.locator("tbody tr", has_text="Vivante 38")).to_contain_text("Quimper", timeout=10_000)
    assert desk.evaluate("document.activeElement?.textContent.includes('Vivante 39')")
    expect(row.get_by_role("checkbox")).to_be_checked()
    assert desk.evaluate(FURTHEST) == scrolled


def test_a_record_follows_while_somebody_types_in_it(desk: Page, colleague: Page, api: Client):
    account = api.create("accounts", {"name": "Frappe SA", "city": "Nantes", "website": "https://frappe.example"})["id"]
    listening(desk, f"/accounts/{account}")
    city = desk.locator("#fact-city")
    city.hover()
    city.locator("[data-inline-edit]").click()
    typed = city.locator("input:not([type=hidden])")
    typed.fill("Brest")
    typed.evaluate("input => input.setSelectionRange(1, 3)")

    change_inline(colleague, f"/accounts/{account}", "website", "nouveau.example")
    expect(desk.locator("#fact-website")).to_contain_text("nouveau.example", timeout=10_000)
    expect(typed).to_have_value("Brest")
    expect(typed).to_be_focused()
    assert typed.evaluate("input => [input.selectionStart, input.selectionEnd]") == [1, 3]

    # What the two changed differently merges by itself.
    typed.press("Enter")
    expect(city).to_contain_text("Brest")
    stored = api.get(f"/accounts/{account}")
    assert (stored["city"], "nouveau" in stored["website"]) == ("Brest", True)


def test_a_note_being_written_stays_while_the_timeline_grows(desk: Page, colleague: Page, api: Client):
    account = api.create("accounts", {"name": "Carnet SARL"})["id"]
    listening(desk, f"/accounts/{account}")
    note = desk.locator("textarea").first
    note.fill("Rappeler lundi")
    api.create("notes", {"text": "Note de la collègue", "about": {"kind": "account", "id": account}})
    expect(desk.locator("#timeline")).to_contain_text("Note de la collègue", timeout=10_000)
    expect(note).to_have_value("Rappeler lundi")
    expect(note).to_be_focused()


def test_a_board_follows(desk: Page, api: Client):
    account = api.create("accounts", {"name": "Tableau SAS"})["id"]
    sale = api.create("opportunities", {"title": "Affaire vivante", "account": account})
    listening(desk, "/board")
    card = desk.locator("[data-card]", has_text="Affaire vivante")
    expect(card).to_be_visible()
    api.change("opportunities", sale["id"], {"title": "Affaire renommée"})
    expect(desk.locator("[data-card]", has_text="Affaire renommée")).to_be_visible(timeout=10_000)


def test_both_change_the_same_field_and_the_second_chooses(desk: Page, colleague: Page, api: Client):
    account = api.create("accounts", {"name": "Dispute SA", "city": "Nantes"})["id"]
    desk.goto(f"/accounts/{account}/edit")
    desk.wait_for_load_state()
    desk.locator("#field-city").fill("Brest")
    desk.locator("#field-city").blur()  # The towns offered would lie over the button.
    change_inline(colleague, f"/accounts/{account}", "city", "Lyon")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    choice = desk.get_by_role("group", name="Ville")
    for text in ("Nantes", "Lyon", "Brest"):
        expect(choice).to_contain_text(text)
    choice.get_by_text("Lyon").click()
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(rf"/accounts/{account}$"))
    assert api.get(f"/accounts/{account}")["city"] == "Lyon"


def test_in_place_the_second_reads_what_stands_there_and_decides(desk: Page, api: Client):
    account = api.create("accounts", {"name": "En place SA", "city": "Nantes"})["id"]
    desk.goto(f"/accounts/{account}")
    desk.wait_for_load_state()
    city = desk.locator("#fact-city")
    city.hover()
    city.locator("[data-inline-edit]").click()
    city.locator("input:not([type=hidden])").fill("Brest")
    api.change("accounts", account, {"city": "Lyon"})
    desk.wait_for_timeout(800)
    city.locator("input:not([type=hidden])").press("Enter")
    expect(city.locator(".error")).to_contain_text("Lyon")
    city.locator("input:not([type=hidden])").press("Enter")
    expect(city.locator("form")).to_have_count(0)
    assert api.get(f"/accounts/{account}")["city"] == "Brest"
