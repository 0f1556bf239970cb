"""The quality of the base on screen: criteria, score, cockpit, queue of repairs, inventory of source files."""

import re

from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server

FILE = "Nom;E-mail;Téléphone;SIREN\nAcme;info@acme.fr;01 23 45 67 89;732829320\nAcme SAS;info@acme.fr;;111\n"


def test_a_record_says_what_is_missing_and_leads_to_the_field(desk: Page, api: Client):
    account = api.create("accounts", {"name": "Bruyère et Fils", "country": "FR"})
    desk.goto(f"/accounts/{account['id']}")
    panel = desk.locator("#record-quality")
    expect(panel.get_by_text("Téléphone renseigné")).to_be_visible()
    panel.get_by_role("link", name="Téléphone renseigné").click()
    phone = desk.locator("input[name=phone]")
    expect(phone).to_be_focused()
    phone.fill("01 23 45 67 89")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile(f"/accounts/{account['id']}$"))
    expect(desk.locator("#record-quality .quality-list").first.get_by_text("Téléphone renseigné")).to_have_count(0)


def test_the_cockpit_leads_to_the_list_and_to_the_queue(desk: Page, api: Client):
    for name in ("Bergerac Toiles", "Quincaillerie du Port", "Atelier Zéphyr"):
        api.create("accounts", {"name": name})
    desk.goto("/quality?kind=accounts")
    row = desk.locator("table[aria-label='Critères'] tr", has_text="E-mail renseigné")
    failing = row.locator("td.amount").nth(1).get_by_role("link")
    count = failing.inner_text()
    failing.click()
    expect(desk).to_have_url(re.compile("/accounts\\?"))
    expect(desk.locator("#list-count")).to_contain_text(count)
    desk.go_back()
    row.get_by_role("link", name=re.compile("Réparer une par une")).click()
    expect(desk.locator("input[name=email]")).to_be_focused()
    first = desk.locator("main h2").first.inner_text()
    desk.locator("input[name=email]").fill("contact@example.com")
    desk.get_by_role("button", name="Enregistrer et continuer").click()
    expect(desk.locator("main h2").first).not_to_have_text(first)
    second = desk.locator("main h2").first.inner_text()
    desk.wait_for_load_state()
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("n")
    expect(desk.locator("main h2").first).not_to_have_text(second)
    assert api.all("accounts", email="contact@example.com")


def test_all_failing_records_get_a_field_at_once(desk: Page, api: Client):
    api.create("accounts", {"name": "Sans secteur"})
    desk.goto("/quality?kind=accounts")
    row = desk.locator("table[aria-label='Critères'] tr", has_text="Secteur renseigné")
    row.get_by_role("button", name=re.compile("Remplir un champ de toutes")).click()
    field = desk.locator("details", has=desk.locator("input[name=set][value=sector]"))
    field.locator("summary").click()
    field.locator("input[name=set]").check()
    field.locator("input[name=sector]").fill("Commerce")
    desk.get_by_role("button", name=re.compile("Modifier")).last.click()
    expect(desk).to_have_url(re.compile("/accounts/list/jobs/"))
    expect(desk.get_by_role("button", name="Tout annuler")).to_be_visible(timeout=20_000)
    [found] = api.all("accounts", name="Sans secteur")
    assert found["sector"] == "Commerce"


def test_a_criterion_is_made_with_the_filter_editor(desk: Page, api: Client):
    desk.goto("/settings/quality/new?kind=account")
    desk.get_by_label("Nom").fill("Site web renseigné")
    desk.locator("section.card").first.get_by_role("button", name=re.compile("Filtre")).click()
    desk.get_by_role("link", name="Site web", exact=True).click()
    desk.get_by_role("button", name="est rempli").click()
    expect(desk.get_by_text("Le filtre n’est pas encore enregistré")).to_be_visible()
    desk.get_by_label("Nom").fill("Site web renseigné")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(desk).to_have_url(re.compile("/settings/quality$"))
    expect(desk.get_by_text("Site web renseigné")).to_be_visible()
    [criterion] = api.all("quality_criteria", name="Site web renseigné")
    assert '"website"' in criterion["condition"]


def test_a_source_file_is_measured_and_decided(desk: Page):
    desk.goto("/quality/sources")
    desk.locator("input[type=file]").set_input_files(
        {"name": "anciens.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
    desk.get_by_label("Système d’origine").fill("Ancien CRM")
    desk.get_by_role("button", name="Le mesurer").click()
    expect(desk).to_have_url(re.compile(r"/quality/sources/\d+"))
    expect(desk.get_by_text("Colonne par colonne")).to_be_visible(timeout=20_000)
    expect(desk.get_by_role("cell", name="111")).to_be_visible()
    desk.locator("select[name=decision]").select_option("keep")
    desk.get_by_role("button", name="Enregistrer", exact=True).click()
    desk.get_by_role("button", name="Importer ce fichier").click()
    expect(desk).to_have_url(re.compile(r"/imports/\d+/mapping"))


def test_every_page_of_quality_is_open_to_all(chromium: Browser, server: Server, api: Client):
    account = api.create("accounts", {"name": "Regardée"})
    [criterion, *_] = api.all("quality_criteria")
    pages = {
        "cockpit": "/quality", "repair": "/quality/repair?kind=accounts", "sources": "/quality/sources",
        "criteria": "/settings/quality", "criterion": f"/settings/quality/{criterion['id']}",
        "record": f"/accounts/{account['id']}",
    }
    for theme, size in LOOKS:
        page = tab_of(chromium, server.url, theme, size)
        for name, place in pages.items():
            page.goto(place)
            must_be_open_to_all(page, f"quality-{name}", theme)
        page.context.close()
