"""A document of the library is brought in two versions, ticked in a mail, and knows to whom it went."""

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client, Record
from Support.post_office import PostOffice
from Support.server import Server


@pytest.fixture(scope="module")
def office():
    with PostOffice() as office:
        yield office


@pytest.fixture
def brochure(api: Client, request: pytest.FixtureRequest) -> Record:
    document = api.create("library_documents", {
        "title": f"Brochure {request.node.name}", "kind": "brochure", "language": "fr", "valid_until": "2099-12-31"})
    for text in ("one", "two"):
        api.call(
            "POST", "/attachments", expect=201, data={"about": f"library_document:{document['id']}"},
            files={"file": (f"{text}.txt", text.encode())})
    return document


def test_a_document_goes_with_a_mail(desk: Page, api: Client, server: Server, brochure: Record, office: PostOffice):
    office.forget()
    answer = api.session.post(f"{server.url}/settings/my-mail", headers={"Accept": "application/json"}, data={
        "host": "127.0.0.1", "port": str(office.port), "protection": "none", "from": "ben@acme.test", "name": "Ben",
        "signature": "", "user": "", "password": ""}, allow_redirects=False)
    assert answer.status_code in (200, 303), answer.text
    contact = api.create("contacts?duplicates=allow", {
        "first_name": "Zoé", "last_name": "Lecteur", "emails": [{"address": "lecteur@client.test"}]})
    template = api.create("email_templates", {
        "name": f"Envoi {brochure['id']}", "documents": [{"document": brochure["id"]}],
        "versions": [{"language": "fr", "subject": "Notre brochure", "text": "Bonjour, voici notre brochure."}]})

    desk.goto(f"/emails/new?about=contact:{contact['id']}")
    desk.get_by_label("Modèle").select_option(label=template["name"])
    expect(desk.get_by_label("Objet")).to_have_value("Notre brochure")
    book = desk.locator("#mail-library").get_by_label(brochure["title"])
    expect(book).to_be_checked()
    desk.get_by_label("Texte", exact=True).press("Control+Enter")
    desk.wait_for_url(f"**/contacts/{contact['id']}")
    letter = office.to("lecteur@client.test", seconds=40)
    files = {part.get_filename(): part.get_payload(decode=True) for part in letter.iter_attachments()}
    assert files == {"two.txt": b"two"}

    desk.goto(f"/library_documents/{brochure['id']}")
    expect(desk.locator("#versions")).to_contain_text("one.txt")
    line = desk.get_by_role("link", name="Zoé Lecteur")
    expect(line).to_contain_text("Version 2")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_library_is_open_to_everyone(
    chromium: Browser, server: Server, brochure: Record, theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    page.goto(f"/library_documents/{brochure['id']}")
    expect(page.locator("#versions")).to_contain_text("two.txt")
    must_be_open_to_all(page, "library", theme)
    page.goto(f"/emails/new?document={brochure['id']}")
    expect(page.locator("#mail-library").get_by_label(brochure["title"])).to_be_checked()
    must_be_open_to_all(page, "library-mail", theme)
    page.context.close()
