"""A visitor books, moves and cancels a meeting; one of us shares a calendar and invites."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, new_context, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def booking(api: Client) -> dict:
    """A page with two kinds of meeting and a consent to give."""
    tail = uuid4().hex[:6]
    return api.create("booking_pages", {
        "title": f"Rendez-vous {tail}", "introduction": "Choisissez l’horaire qui vous convient.",
        "consent_text": "J’accepte de recevoir des nouvelles par e-mail.",
        "types": [{"name": "Premier échange", "minutes": 30, "place": "https://visio.test/salle"},
                  {"name": "Démonstration", "minutes": 60, "place": "Chez vous"}]})


def visitor(chromium: Browser, server: Server, **more):
    context = new_context(chromium, server.url, **more)
    context.set_default_timeout(15_000)
    return context


def fill(page: Page, name: str, email: str) -> None:
    page.get_by_label("Votre nom").fill(name)
    page.get_by_role("textbox", name="E-mail").fill(email)
    # A person needs a moment; the server would take a faster one for a machine.
    page.wait_for_timeout(2_200)


def test_a_visitor_books_moves_and_cancels(chromium: Browser, server: Server, api: Client, booking: dict):
    context = visitor(chromium, server)
    page = context.new_page()
    page.goto(f"/book/{booking['slug']}")
    page.get_by_role("link", name=re.compile("Premier échange")).click()
    expect(page.get_by_text("En visioconférence")).to_be_visible()
    if page.locator(".days .open").count() == 0:
        page.get_by_role("link", name="Plus tard").click()
    page.locator(".days .open").last.click()
    page.locator(".times .button").first.click()
    page.get_by_role("button", name="Prendre ce rendez-vous").wait_for()
    name, email = f"Ada Martin {uuid4().hex[:4]}", f"ada.{uuid4().hex[:6]}@client.test"
    fill(page, name, email)
    page.get_by_label("De quoi s’agit-il").fill("Nos capteurs")
    page.get_by_label(re.compile("J’accepte")).check()
    page.get_by_role("button", name="Prendre ce rendez-vous").click()
    expect(page.get_by_role("heading", name="Votre rendez-vous est pris")).to_be_visible()
    expect(page.get_by_role("link", name="https://visio.test/salle")).to_be_visible()
    contact = next(one for one in api.all("contacts", q=name) if one["emails"])
    assert contact["emails"][0]["address"] == email
    bookings = api.get(f"/booking_pages/{booking['id']}/bookings")["data"]
    assert bookings[0]["contact"] == contact["id"] and bookings[0]["consent_at"]
    before = api.read("activities", bookings[0]["activity"])

    page.get_by_role("link", name="Déplacer").click()
    if page.locator(".days .open").count() == 0:
        page.get_by_role("link", name="Plus tard").click()
    page.locator(".times .button").last.click()
    page.get_by_role("button", name="Le déplacer ici").click()
    expect(page.get_by_text("Le rendez-vous est déplacé.")).to_be_visible()
    after = api.read("activities", bookings[0]["activity"])
    assert after["starts_at"] != before["starts_at"] and after["sequence"] == 1

    page.get_by_text("Je ne peux pas venir").click()
    page.get_by_role("button", name="Annuler le rendez-vous").click()
    expect(page.get_by_role("heading", name="Ce rendez-vous est annulé")).to_be_visible()
    api.refusal("GET", f"/activities/{bookings[0]['activity']}", expect=404)
    context.close()


def test_the_visitors_language_and_hours(chromium: Browser, server: Server, booking: dict):
    context = chromium.new_context(base_url=server.url, locale="en-GB", timezone_id="America/New_York")
    page = context.new_page()
    page.goto(f"/book/{booking['slug']}/{booking['types'][1]['id']}")
    page.wait_for_url(re.compile("zone=America%2FNew_York"))
    expect(page.get_by_label("Time zone")).to_have_value("America/New_York")
    if page.locator(".days .open").count() == 0:
        page.get_by_role("link", name="Later").click()
    # Nine in Paris is long before breakfast in New York.
    expect(page.locator(".times .button").first).to_have_text(re.compile(r"^0[34]:"))
    page.get_by_label("Time zone").select_option("Europe/Paris")
    expect(page.locator(".times .button").first).to_have_text("09:00")
    context.close()


def test_the_public_pages_are_open_to_all(chromium: Browser, server: Server, booking: dict):
    for theme, size in LOOKS:
        context = visitor(chromium, server, theme=theme, size=size)
        page = context.new_page()
        page.goto(f"/book/{booking['slug']}")
        must_be_open_to_all(page, "booking-kinds", theme)
        page.goto(f"/book/{booking['slug']}/{booking['types'][0]['id']}")
        if page.locator(".days .open").count() == 0:
            page.get_by_role("link", name="Plus tard").click()
        must_be_open_to_all(page, "booking-times", theme)
        page.locator(".times .button").first.click()
        page.get_by_role("button", name="Prendre ce rendez-vous").wait_for()
        must_be_open_to_all(page, "booking-form", theme)
        if theme == "light":
            fill(page, "Max Roy", f"max.{uuid4().hex[:6]}@client.test")
            page.get_by_role("button", name="Prendre ce rendez-vous").click()
            page.get_by_role("link", name="Ajouter à mon agenda").wait_for()
            must_be_open_to_all(page, "booking-done", theme)
        context.close()


def test_a_calendar_is_shared_and_taken_back(chromium: Browser, server: Server, api: Client, booking: dict):
    page = tab_of(chromium, server.url, "light", LOOKS[0][1])
    page.goto("/settings/calendars")
    page.get_by_role("button", name="Créer une adresse").first.click()
    address = page.get_by_role("textbox", name="Lien").input_value()
    assert re.search(r"/calendars/[\w-]{43}\.ics$", address)
    answer = page.request.get(address)
    assert answer.status == 200 and answer.text().startswith("BEGIN:VCALENDAR")
    page.get_by_role("link", name="Retour à mes agendas").click()
    must_be_open_to_all(page, "calendars", "light")
    page.get_by_role("button", name="Révoquer").click()
    expect(page.get_by_text("L’adresse n’ouvre plus rien.")).to_be_visible()
    assert page.request.get(address).status == 404
    page.goto(f"/booking_pages/{booking['id']}")
    expect(page.get_by_role("textbox", name="Lien")).to_have_value(re.compile(f"/book/{booking['slug']}$"))
    must_be_open_to_all(page, "booking-page", "light")
    page.context.close()
