"""What one writes, plans and says on an account's page stands in its timeline at once."""

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client, Record
from Support.server import Server


@pytest.fixture
def account(api: Client, request: pytest.FixtureRequest) -> Record:
    return api.create("accounts", {"name": request.node.name})


def compose(page: Page, tab: str, text: str) -> None:
    page.get_by_role("tab", name=tab).click()
    panel = page.get_by_role("tabpanel", name=tab)
    panel.get_by_role("textbox", name=tab).fill(text)
    panel.get_by_role("button", name="Enregistrer").click()
    expect(panel.get_by_role("textbox", name=tab)).to_have_value("")


def test_a_note_a_call_and_a_task_stand_in_the_timeline(desk: Page, api: Client, account: Record):
    desk.goto(f"/accounts/{account['id']}")
    timeline = desk.locator("#timeline")
    compose(desk, "Note", "Ils veulent un devis avant Noël.")
    expect(timeline).to_contain_text("Ils veulent un devis avant Noël.")
    compose(desk, "Appel", "Rappelé Zoé : d’accord sur le prix")
    expect(timeline).to_contain_text("Rappelé Zoé")
    compose(desk, "Tâche", "Envoyer le devis")
    todo = desk.get_by_role("region", name="À faire")
    expect(todo).to_contain_text("Envoyer le devis")
    about = [(item["type"], item["is_done"]) for item in api.all("activities")]
    assert sorted(about) == [("call", True), ("task", False)]
    assert [note["text"] for note in api.all("notes")] == ["Ils veulent un devis avant Noël."]

    # Done is done, and the timeline says so.
    todo.get_by_role("button", name="Fait").click()
    expect(timeline).to_contain_text("Envoyer le devis")
    assert api.count("activities", is_done="true") == 2


def test_an_unfinished_note_is_kept_on_this_machine(desk: Page, account: Record):
    desk.goto(f"/accounts/{account['id']}")
    note = desk.get_by_role("tabpanel", name="Note").get_by_role("textbox")
    note.press_sequentially("à moitié écrit")
    expect(desk.locator("[data-draft-note]").first).not_to_be_empty()
    desk.reload()
    expect(note).to_have_value("à moitié écrit")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_an_account_is_open_to_everyone(
    chromium: Browser, server: Server, account: Record, theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    page.goto(f"/accounts/{account['id']}")
    compose(page, "Note", "Une note")
    expect(page.locator("#timeline")).to_contain_text("Une note")
    must_be_open_to_all(page, "account", theme)
    page.goto(f"/accounts/{account['id']}/history")
    must_be_open_to_all(page, "account-history", theme)
    page.context.close()
