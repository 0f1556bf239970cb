"""A seller's morning with leads: who waits, whom we know, converting, the telephone."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def known(api: Client) -> dict:
    tail = uuid4().hex[:6]
    account = api.create("accounts", {"name": f"Laiterie {tail}"})["id"]
    contact = api.create("contacts", {
        "name": f"Marie Martin {tail}", "account": account,
        "emails": [{"address": f"marie@{tail}.example"}], "phones": [{"number": "06 39 98 11 22"}],
    })["id"]
    digits = "".join(str(int(letter, 16) % 10) for letter in uuid4().hex[:2])
    return {"tail": tail, "digits": digits, "account": account, "contact": contact}


def test_a_lead_is_recognised_answered_and_converted(desk: Page, api: Client, known: dict):
    desk.goto("/leads/new")
    desk.evaluate("document.querySelectorAll('form details').forEach(more => more.open = true)")
    desk.locator("[name=first_name]").fill("Marie")
    desk.locator("[name=last_name]").fill(f"Martin {known['tail']}")
    desk.locator("[name=email]").fill(f"marie@{known['tail']}.example")
    expect(desk.locator("[data-duplicates-here]").get_by_text(f"Marie Martin {known['tail']}")).to_be_visible()
    desk.locator("[name=need]").fill("Suivre deux entrepôts")
    desk.locator("[name=need]").press("Control+Enter")
    if "/new" in desk.url:
        desk.locator("form[method=post] button.primary[type=submit]").first.click()
    expect(desk.get_by_text("Client connu")).to_be_visible()
    expect(desk.locator("#lead-panel").get_by_text(re.compile("encore"))).to_be_visible()
    desk.get_by_role("button", name=re.compile("^Marquer comme répondue")).click()
    expect(desk.locator("#lead-panel").get_by_text(re.compile("Répondu en"))).to_be_visible()
    desk.get_by_role("button", name=re.compile("^Convertir")).click()
    sheet = desk.locator("#convert-form")
    expect(sheet.get_by_text(re.compile(f"Utiliser.*Marie Martin {known['tail']}")).last).to_be_visible()
    sheet.get_by_role("button", name="Convertir").click()
    expect(desk).to_have_url(re.compile("/opportunities/"))
    sale = api.read("opportunities", desk.url.rsplit("/", 1)[1])
    assert sale["contact"] == known["contact"] and sale["account"] == known["account"]
    expect(desk.get_by_role("heading", name="Origine")).to_be_visible()


def test_a_ringing_telephone_shows_who_it_is_without_taking_the_focus(desk: Page, api: Client, known: dict):
    desk.goto("/accounts")
    search = desk.locator("body")
    search.focus()
    desk.wait_for_timeout(800)
    api.call("POST", "/calls/incoming", expect=201, json={"number": "0639981122", "external_id": uuid4().hex})
    card = desk.locator(".ringing")
    expect(card.get_by_text(f"Marie Martin {known['tail']}")).to_be_visible()
    card.get_by_role("link", name="Ouvrir l’appel").click()
    expect(desk.get_by_role("button", name="Enregistrer l’appel").first).to_be_visible()


def test_a_known_callers_call_opens_an_opportunity(desk: Page, api: Client, known: dict):
    api.change("contacts", known["contact"], {"phones": [{"number": "06 39 98 22 " + known["digits"]}]})
    desk.goto(f"/call?number=06399822{known['digits']}")
    desk.get_by_role("textbox", name="Ce qui s’est dit").fill("Elle veut suivre deux entrepôts")
    desk.get_by_role("textbox", name=re.compile("^Nouvelle opportunité")).fill(f"Entrepôts {known['tail']}")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/opportunities/"))
    [sale] = api.all("opportunities", contact=known["contact"])
    assert sale["title"] == f"Entrepôts {known['tail']}" and sale["account"] == known["account"]
    [call] = [one for one in api.all("activities") if (one["about"] or {}).get("id") == sale["id"]]
    assert call["type"] == "call" and call["is_done"] and call["description"] == "Elle veut suivre deux entrepôts"


def test_the_board_shows_more_of_a_column(desk: Page, api: Client):
    tail = uuid4().hex[:6]
    leads = [{"last_name": f"Suite {tail} {number}", "source": tail, "status": "qualified"} for number in range(42)]
    for lead in leads:
        api.create("leads", lead)
    desk.goto(f"/lead-board?source={tail}")
    column = desk.locator("[data-stage=qualified]").first
    expect(column.locator("[data-card]")).to_have_count(40)
    column.get_by_role("link", name="Afficher plus").click()
    expect(column.locator("[data-card]")).to_have_count(42)
    # What is brought up to date stays as long.
    api.create("leads", {"last_name": f"Suite {tail} 42", "source": tail, "status": "qualified"})
    expect(column.locator("[data-card]")).to_have_count(43)


def test_an_import_of_leads_asks_whether_somebody_waits(desk: Page, api: Client, tmp_path: Path):
    tail = uuid4().hex[:6]
    file = tmp_path / "pistes.csv"
    file.write_text(f"Prénom;Nom de famille;Entreprise\nZoé;Neuf {tail};Acme {tail}\n")
    desk.goto("/imports/new?entity=leads")
    desk.locator("input[name=file]").set_input_files(file)
    desk.get_by_role("button", name="Continuer").click()
    desk.get_by_label("Ces pistes").select_option("live")
    desk.get_by_role("button", name="Lancer l’import").click()
    expect(desk.locator(".topbar .badge")).to_have_text("Fait", timeout=60_000)
    [lead] = api.all("leads", company=f"Acme {tail}")
    assert lead["arrival"] == "live" and lead["respond_by"]


def test_three_fields_make_a_stranger_known(desk: Page, api: Client):
    number = "02 61 91 " + "".join(str(int(letter, 16) % 10) for letter in uuid4().hex[:4])
    desk.goto("/call")
    desk.locator("[name=number]").fill(number)
    desk.keyboard.press("Enter")
    desk.locator("#new-caller [name=name]").fill("Paul Neuf")
    desk.locator("#new-caller [name=need]").fill("Deux bras articulés")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("/opportunities/"))
    expect(desk.get_by_role("heading", name="Deux bras articulés")).to_be_visible()


@pytest.mark.parametrize("theme,size", LOOKS)
def test_leads_are_open_to_all(chromium: Browser, server: Server, api: Client, known: dict, theme: str, size: dict):
    lead = api.create("leads", {
        "first_name": "Zoé", "last_name": "Durand", "company": f"Laiterie {known['tail']}", "source": "Salon",
        "need": "Suivre deux entrepôts",
    })["id"]
    page = tab_of(chromium, server.url, theme, size)
    try:
        for name, address in (
            ("leads-list", "/leads"), ("leads-board", "/lead-board"), ("lead", f"/leads/{lead}"),
            ("lead-convert", f"/leads/{lead}/convert"), ("lead-figures", "/lead-figures"),
            ("lead-settings", "/settings/leads"), ("lead-rule", "/settings/leads/rules/new"),
            ("call-known", "/call?number=0639981122"), ("call-new", "/call?number=0639989999"), ("home-leads", "/"),
        ):
            page.goto(address)
            must_be_open_to_all(page, name, theme)
    finally:
        page.context.close()
