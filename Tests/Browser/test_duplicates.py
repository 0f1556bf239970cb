"""The queue of duplicates on screen: found, looked at side by side, put aside, brought back, and merged by key."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


def search(api: Client) -> None:
    """Looks for duplicates and waits until the search is over."""
    job = api.call("POST", "/duplicates/scan", expect=202).json()["job"]
    for _ in range(200):
        if api.get(f"/jobs/{job}")["state"] == "done":
            return
        time.sleep(0.1)
    raise AssertionError("the search for duplicates does not end")


def twins(api: Client, name: str) -> list[str]:
    """One company, entered twice."""
    first = api.create("accounts", {"name": f"Transports {name}", "phone": "02 61 91 10 20", "city": "Nantes"})
    second = api.call("POST", "/accounts?duplicates=allow", expect=201, json={
        "name": f"{name.upper()} TRANSPORTS SARL", "phone": "+33 2 61 91 10 20", "city": "Nantes",
        "website": f"https://{name.lower()}.example"}).json()
    return [first["id"], second["id"]]


def press(desk: Page, key: str) -> None:
    """Keys are heard once the scripts are there."""
    desk.wait_for_load_state()
    desk.wait_for_timeout(300)
    desk.keyboard.press(key)


def test_a_pair_is_found_put_aside_and_brought_back(desk: Page, api: Client):
    twins(api, "Kermorgant")
    search(api)
    desk.goto("/duplicates")
    pair = desk.locator("#duplicates a", has_text="KERMORGANT")
    expect(pair).to_contain_text("même nom")
    expect(pair).to_contain_text("même téléphone")
    pair.click()
    expect(desk.locator("table.beside tr.differs")).not_to_have_count(0)
    address = desk.url
    press(desk, "n")
    expect(desk.get_by_text("Entregent ne posera plus la question")).to_be_visible()
    desk.goto("/duplicates")
    expect(desk.locator("#duplicates a", has_text="KERMORGANT")).to_have_count(0)
    search(api)
    desk.reload()
    expect(desk.locator("#duplicates a", has_text="KERMORGANT")).to_have_count(0)
    desk.get_by_role("link", name="Pas des doublons").click()
    desk.locator("#duplicates a", has_text="KERMORGANT").click()
    expect(desk).to_have_url(address)
    desk.get_by_role("button", name="Poser à nouveau la question").click()
    desk.goto("/duplicates")
    expect(desk.locator("#duplicates a", has_text="KERMORGANT")).to_be_visible()


def test_the_queue_is_walked_by_keyboard_and_leads_to_merging(desk: Page, api: Client):
    ids = twins(api, "Quintric")
    twins(api, "Lannuzel")
    search(api)
    desk.goto("/duplicates?kind=account")
    desk.locator("#duplicates a").first.click()
    expect(desk.locator("table.beside")).to_be_visible()
    first = desk.url
    press(desk, "j")
    expect(desk).not_to_have_url(first)
    expect(desk.locator("table.beside")).to_be_visible()
    press(desk, "k")
    expect(desk).to_have_url(first)
    [pair] = api.get("/duplicates", record=ids[0])["data"]
    desk.goto(f"/duplicates/{pair['id']}")
    expect(desk.locator("table.beside")).to_be_visible()
    press(desk, "m")
    expect(desk).to_have_url(re.compile(r"/accounts/merge\?ids="))


def test_a_search_begun_on_screen_shows_what_it_finds_by_itself(desk: Page, api: Client):
    ids = twins(api, "Trividic")
    desk.goto("/duplicates?kind=account")
    desk.get_by_role("button", name="Chercher maintenant").click()
    expect(desk.locator("#duplicates a", has_text="TRIVIDIC")).to_be_visible(timeout=20_000)
    # What has a double is no good record: the way there is beside what it lacks.
    desk.goto(f"/duplicates?kind=account&record={ids[0]}")
    expect(desk.locator("#duplicates a")).to_have_count(1)
    expect(desk.locator("#duplicates a")).to_contain_text("TRIVIDIC")


def test_a_record_names_its_possible_duplicates(desk: Page, api: Client):
    ids = twins(api, "Perrigault")
    search(api)
    desk.goto(f"/accounts/{ids[0]}")
    panel = desk.locator("#possible-duplicates")
    expect(panel).to_contain_text("PERRIGAULT TRANSPORTS SARL")
    panel.get_by_role("link").click()
    expect(desk.locator("table.beside")).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_queue_is_open_to_everyone(
    chromium: Browser, server: Server, api: Client, theme: str, size: dict[str, int]
):
    twins(api, f"Looks{theme}{size['width']}")
    search(api)
    page = tab_of(chromium, server.url, theme, size)
    page.goto("/duplicates")
    must_be_open_to_all(page, "duplicates", theme)
    page.locator("#duplicates a").first.click()
    expect(page.locator("table.beside")).to_be_visible()
    must_be_open_to_all(page, "duplicate-pair", theme)
    page.context.close()
