"""A form put together without code and filled in by a stranger; the page where people change their mind."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, PHONE, must_be_open_to_all, new_context, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def form(api: Client) -> dict:
    [letter] = [one for one in api.all("consent_purposes") if one["name_en"] == "Newsletter"]
    return api.create("web_forms", {
        "name": f"Devis {uuid4().hex[:6]}", "title_fr": "Demander un devis", "title_en": "Ask for a quote",
        "intro_fr": "Une personne vous répond dans l’heure.", "purpose": letter["id"]})


def test_a_form_is_built_filled_in_and_becomes_a_lead(desk: Page, chromium: Browser, server: Server, form: dict,
                                                      api: Client):
    desk.goto(f"/web_forms/{form['id']}/questions")
    extra = desk.get_by_role("group", name="Une question de plus").first
    extra.get_by_label("Champ de la piste").select_option("city")
    extra.get_by_label("Libellé en français").fill("Votre ville")
    extra.get_by_label("Obligatoire").check()
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.frame_locator("iframe").get_by_label("Votre ville")).to_be_visible()

    outside = new_context(chromium, server.url, theme="light", size=PHONE)
    stranger = outside.new_page()
    stranger.goto(f"/f/{form['slug']}?utm_source=lettre&language=fr")
    expect(stranger.get_by_role("heading", name="Demander un devis")).to_be_visible()
    box = stranger.get_by_role("checkbox")
    expect(box).not_to_be_checked()
    tail = uuid4().hex[:6]
    stranger.locator("[name=last_name]").fill(f"Durand {tail}")
    stranger.locator("[name=email]").fill(f"durand.{tail}@gmail.com")
    stranger.locator("[name=city]").fill("Rennes")
    box.check()
    stranger.wait_for_timeout(3200)
    stranger.get_by_role("button", name="Envoyer").click()
    expect(stranger.get_by_text("Merci. Nous vous répondrons bientôt.")).to_be_visible()
    outside.close()

    [lead] = api.all("leads", email=f"durand.{tail}@gmail.com")
    assert lead["source"] == "lettre" and lead["city"] == "Rennes"
    desk.goto(f"/leads/{lead['id']}")
    expect(desk.locator("#record-consents").get_by_text("E-mail · Accepté", exact=True)).to_be_visible()
    link = desk.get_by_role("link", name="Sa page de préférences").get_attribute("href")
    desk.goto(f"{link}?language=fr")
    desk.get_by_role("button", name="Ne plus recevoir aucune publicité").click()
    expect(desk.get_by_text("Cela vaut dès maintenant")).to_be_visible()
    desk.goto(f"/leads/{lead['id']}")
    expect(desk.locator("#record-consents").get_by_text("E-mail · Retiré", exact=True).first).to_be_visible()


@pytest.fixture
def site() -> Iterator[SimpleNamespace]:
    """Somebody else's site, of another origin; `html` is its only page."""
    site = SimpleNamespace(html="")

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(site.html.encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as http:
        site.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = Thread(target=http.serve_forever)
        thread.start()
        yield site
        http.shutdown()
        thread.join()


def test_a_form_with_a_file_stands_in_another_site(chromium: Browser, server: Server, site: SimpleNamespace,
                                                   api: Client):
    tail = uuid4().hex[:6]
    form = api.create("web_forms", {
        "name": f"Plan {tail}", "title_fr": "Envoyez-nous votre plan", "title_en": "Send us your plan",
        "file_megabytes": 2, "file_label_fr": "Votre plan", "file_label_en": "Your plan", "file_is_required": True,
        "sites": site.url})
    site.html = ("<!doctype html><html lang=fr><title>Un site</title><h1>Un site</h1>"
                 f"<script src='{server.url}/f/{form['slug']}.js' data-language=fr async></script>")
    outside = new_context(chromium, site.url)
    page = outside.new_page()
    page.goto("/?utm_source=lettre")
    inside = page.frame_locator("iframe")
    inside.locator("[name=last_name]").fill(f"Durand {tail}")
    inside.locator("[name=email]").fill(f"durand.{tail}@gmail.com")
    file = inside.get_by_label("Votre plan")
    expect(file).to_have_attribute("required", "")
    file.set_input_files({"name": "plan.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    inside.get_by_role("button", name="Envoyer").click()
    expect(inside.locator("#field-file-error")).to_contain_text("pdf")
    expect(inside.locator("[name=last_name]")).to_have_value(f"Durand {tail}")
    file.set_input_files({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"})
    page.wait_for_timeout(3200)
    inside.get_by_role("button", name="Envoyer").click()
    expect(inside.get_by_text("Merci. Nous vous répondrons bientôt.")).to_be_visible()
    outside.close()
    [lead] = api.all("leads", email=f"durand.{tail}@gmail.com")
    assert lead["source"] == "lettre" and lead["landing_page"].startswith(site.url)
    assert [one["name"] for one in api.all("attachments") if one["about"]["id"] == lead["id"]] == ["plan.pdf"]


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_pages_are_open_to_all(chromium: Browser, server: Server, form: dict, api: Client, theme: str,
                                   size: dict[str, int]):
    tail = uuid4().hex[:8]
    lead = api.create("leads", {"last_name": tail, "email": f"{tail}@gmail.com", "company": f"Société {tail}"})
    rule = api.all("score_rules")[0]
    page = tab_of(chromium, server.url, theme, size)
    for name, path in (
        ("form-public", f"/f/{form['slug']}?language=fr"), ("form-questions", f"/web_forms/{form['id']}/questions"),
        ("form-record", f"/web_forms/{form['id']}"), ("consent-settings", "/settings/consents"),
        ("score-rule", f"/score_rules/{rule['id']}"), ("score-condition", f"/score_rules/{rule['id']}/condition"),
        ("lead-score", f"/leads/{lead['id']}"),
    ):
        page.goto(path)
        if name == "lead-score":
            expect(page.locator("#record-consents")).to_be_visible()
            expect(page.locator("#score")).to_be_visible()
        must_be_open_to_all(page, name, theme)
    page.goto(page.locator("#record-consents a", has_text="préférences").get_attribute("href"))
    must_be_open_to_all(page, "preferences", theme)
    page.context.close()
