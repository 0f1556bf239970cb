"""Addresses with the help of towns, and a list as a map: typed, walked by keys, looked at in every look."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import ROOT, Server

TOWNS = ROOT / "Public/vendor/.server/communes.tsv"
pytestmark = pytest.mark.skipif(not TOWNS.is_file(), reason="bin/install gathers the towns")

CITIES = [("69003", "Lyon"), ("75008", "Paris"), ("13006", "Marseille"), ("97400", "Saint-Denis"), ("59800", "Lille")]


@pytest.fixture(scope="module")
def companies(server: Server) -> list[dict]:
    """Eleven companies: ten in towns, one nowhere."""
    api = Client(server)
    made = [
        api.create("accounts", {"name": f"Carte {number} {city}", "postcode": postcode, "city": city})
        for number in (1, 2) for postcode, city in CITIES
    ]
    return [*made, api.create("accounts", {"name": "Carte nulle part"})]


def opened_map(page: Page, query: str = "") -> None:
    page.goto("/accounts?layout=map&q=Carte" + query)
    expect(page.locator("#map[data-loaded]")).to_be_visible()


def test_a_postcode_offers_its_towns_by_keyboard(desk: Page, api: Client):
    desk.goto("/accounts/new")
    desk.get_by_text("Plus de champs", exact=True).click()
    desk.locator("input[name=name]").fill("Vergers de Bron")
    desk.locator("input[name=postcode]").press_sequentially("69500")
    offer = desk.get_by_role("option", name=re.compile("Bron"))
    expect(offer).to_have_attribute("aria-selected", "true")  # The only one: Enter takes it.
    desk.keyboard.press("Enter")
    expect(desk.locator("input[name=city]")).to_have_value("Bron")
    expect(offer).to_be_hidden()
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk.get_by_role("heading", name="Vergers de Bron")).to_be_visible()
    [account] = api.all("accounts", name="Vergers de Bron")
    assert (account["department"], account["region"]) == ("69", "Auvergne-Rhône-Alpes")
    assert account["latitude"].startswith("45.7")


def test_a_town_offers_its_postcodes_and_enter_saves_what_was_typed(desk: Page, api: Client):
    desk.goto("/accounts/new")
    desk.get_by_text("Plus de champs", exact=True).click()
    desk.locator("input[name=name]").fill("Forges Saint-Étienne")
    city = desk.locator("input[name=city]")
    city.press_sequentially("st etien")
    expect(desk.locator(".towns [role=option]").first).to_contain_text("42000")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(city).to_have_value("Saint-Étienne")
    expect(desk.locator("input[name=postcode]")).to_have_value("42100")
    city.fill("")
    city.press_sequentially("Lyon")
    expect(desk.locator(".towns [role=option]").first).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator(".towns [role=option]").first).to_be_hidden()
    expect(city).to_have_value("Lyon")


def test_an_address_of_the_list_is_helped_too_and_stands_on_the_page(desk: Page):
    desk.goto("/accounts/new")
    desk.get_by_text("Plus de champs", exact=True).click()
    desk.locator("input[name=name]").fill("Quincaillerie Roux")
    desk.locator('[name="addresses[0].use"]').select_option("delivery")
    desk.locator('[name="addresses[0].street"]').fill("Bâtiment C\n12 bis, rue de l’Église")
    desk.locator('[name="addresses[0].postcode"]').press_sequentially("33000")
    expect(desk.get_by_role("option", name=re.compile("Bordeaux"))).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator('[name="addresses[0].city"]')).to_have_value("Bordeaux")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    postal = desk.get_by_label(re.compile("Adresse postale"))
    expect(postal).to_have_value("Quincaillerie Roux\nBATIMENT C\n12 BIS RUE DE L EGLISE\n33000 BORDEAUX")
    desk.get_by_role("button", name="Copier l’adresse postale").click()
    expect(desk.get_by_text("Adresse copiée.")).to_be_visible()


def test_a_map_is_walked_from_a_group_to_a_record(desk: Page, companies: list[dict]):
    opened_map(desk)
    expect(desk.get_by_text("Sans position sur la carte : 1")).to_be_visible()
    # Most are in metropolitan France: the map begins there.
    expect(desk.locator("[data-map-count]")).to_contain_text("8 dans cette partie")
    # Two in one town: the group unfolds.
    desk.locator(".map-group").first.click()
    expect(desk.locator(".map-pin")).to_have_count(2)
    desk.locator(".map-pin").first.press("Enter")
    expect(desk.locator("#peek")).to_be_visible()
    expect(desk.locator("[data-peek-close]")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#peek")).to_be_hidden()
    first = desk.locator("[data-map-rows] a").first
    first.click()
    expect(desk.locator("#peek")).to_contain_text("Carte 1")
    desk.keyboard.press("Escape")
    expect(first).to_be_focused()


def test_what_is_in_view_opens_as_a_list(desk: Page, companies: list[dict]):
    opened_map(desk)
    desk.goto("/accounts?layout=map&q=Carte#map=45,4,46.5,5.5")
    desk.reload()
    expect(desk.locator("[data-map-count]")).to_contain_text("2 dans cette partie")
    desk.locator("[data-map-all]").click()
    expect(desk.locator("#rows tr")).to_have_count(2)
    expect(desk.locator("#rows")).to_contain_text("Carte 1 Lyon")


def test_a_map_is_moved_by_keys(desk: Page, companies: list[dict]):
    opened_map(desk)
    desk.locator("#map").focus()
    before = desk.url
    desk.keyboard.press("+")
    desk.wait_for_function("before => location.href !== before", arg=before)
    desk.keyboard.press("ArrowDown")
    desk.get_by_role("button", name="Zoomer", exact=True).first.press("Enter")


def test_nothing_is_asked_of_other_servers(desk: Page, server: Server, companies: list[dict]):
    foreign = []
    desk.on("request", lambda request: request.url.startswith((server.url, "data:")) or foreign.append(request.url))
    refusals = []
    desk.on("console", lambda message: "Content Security" in message.text and refusals.append(message.text))
    opened_map(desk)
    desk.wait_for_timeout(500)
    assert not foreign and not refusals


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_map_is_open_to_all(
    chromium: Browser, server: Server, companies: list[dict], theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    opened_map(page)
    page.wait_for_timeout(500)
    must_be_open_to_all(page, "map", theme)
    page.goto("/accounts/new")
    page.get_by_text("Plus de champs", exact=True).click()
    page.locator("input[name=postcode]").press_sequentially("690")
    expect(page.locator(".towns [role=option]").first).to_be_visible()
    must_be_open_to_all(page, "towns", theme)
    page.context.close()
