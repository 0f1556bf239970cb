"""A mail is written from a person's page with a template, previewed, sent, called back, and stands in the timeline."""

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client, Record
from Support.post_office import PostOffice
from Support.server import Server


@pytest.fixture(scope="session")
def office():
    with PostOffice() as office:
        yield office


@pytest.fixture
def person(api: Client, server: Server, office: PostOffice, request: pytest.FixtureRequest) -> Record:
    answer = api.session.post(f"{server.url}/settings/my-mail", headers={"Accept": "application/json"}, data={
        "host": "127.0.0.1", "port": str(office.port), "protection": "none", "from": "ben@acme.test", "name": "Ben",
        "signature": "**Ben** – Ateliers Acme", "user": "", "password": ""}, allow_redirects=False)
    assert answer.status_code in (200, 303), answer.text
    if not api.count("email_templates", name="Devis"):
        api.create("email_templates", {"name": "Devis", "versions": [
            {"language": "fr", "subject": "Votre devis",
             "text": "Bonjour {contact.first_name|},\n\nVoici **le devis**."},
            {"language": "en", "subject": "Your quote", "text": "Hello {contact.first_name|}"}]})
    account = api.create("accounts", {"name": f"Client {request.node.name}"})
    return api.create("contacts?duplicates=allow", {
        "first_name": "Zoé", "last_name": "Été", "language": "fr", "accounts": [{"account": account["id"]}],
        "emails": [{"address": "zoe@client.test"}]})


def test_a_mail_from_a_person_to_the_timeline(desk: Page, api: Client, person: Record, office: PostOffice):
    office.forget()
    desk.goto(f"/contacts/{person['id']}")
    desk.locator(".composer").get_by_role("link", name="E-mail").click()
    expect(desk.get_by_label("À", exact=True)).to_have_value("Zoé Été <zoe@client.test>")
    desk.get_by_label("Modèle").select_option(label="Devis")
    expect(desk.get_by_label("Objet")).to_have_value("Votre devis")
    desk.get_by_role("button", name="Aperçu").click()
    preview = desk.locator("#mail-preview")
    expect(preview).to_contain_text("Bonjour Zoé")
    expect(preview.locator("strong").first).to_have_text("le devis")
    text = desk.get_by_label("Texte", exact=True)
    text.press("Control+End")
    text.press_sequentially(" {contact.taille}")
    text.press("Control+Enter")
    expect(desk.locator("form[data-mail] .error:visible")).to_contain_text("contact.taille")
    text.fill("Bonjour {contact.first_name|}, à demain.")
    text.press("Control+Enter")
    desk.wait_for_url(f"**/contacts/{person['id']}")
    entry = desk.locator("#timeline").get_by_text("Bonjour Zoé, à demain.")
    expect(entry).to_be_visible()

    # Called back, it is a draft again, and nobody got it.
    desk.get_by_role("button", name="Annuler").click()
    desk.wait_for_url("**/writing")
    expect(desk.get_by_label("Texte", exact=True)).to_have_value("Bonjour Zoé, à demain.")
    assert not [letter for letter in office.letters if "zoe@client.test" in letter.recipients]
    desk.get_by_label("Texte", exact=True).press("Control+Enter")
    desk.wait_for_url(f"**/contacts/{person['id']}")
    letter = office.to("zoe@client.test", seconds=40)
    assert letter["Subject"] == "Votre devis" and "Ateliers Acme" in letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_writing_is_open_to_everyone(
    chromium: Browser, server: Server, person: Record, theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    page.goto(f"/emails/new?about=contact:{person['id']}")
    page.get_by_label("Objet").fill("Bonjour")
    must_be_open_to_all(page, "mail", theme)
    page.context.close()
