"""A seller's whole day in French, at the desk and on the phone: nothing forgotten, everything kept once."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from Support.browser import DESKTOP, PHONE, must_be_open_to_all, new_context, shot, sign_in
from Support.client import Client, Record
from Support.post_office import PostOffice
from Support.server import Server

PASSWORD = "un autre mot de passe long"


@pytest.fixture(scope="session")
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture
def seller(server: Server, api: Client, office: PostOffice) -> Record:
    """A seller with the preset, a call that is late, a visit for today, and what the company gives everybody."""
    tail = uuid4().hex[:6]
    email = f"sam-{tail}@acme.test"
    server.run("user", "add", "--email", email, "--name", f"Sam {tail}", "--role", "seller", "--password", PASSWORD)
    [user] = api.all("users", email=email)
    today = date.today()
    account = api.create("accounts", {"name": f"Minoterie {tail}", "owner": user["id"]})["id"]
    for subject, days in ((f"Rappeler {tail}", -2), (f"Préparer {tail}", 0)):
        api.create("activities", {
            "subject": subject, "type": "call" if days else "task", "owner": user["id"],
            "due_on": str(today + timedelta(days=days)), "about": {"kind": "account", "id": account}})
    token = server.run("token", "create", "--user", email, "--name", "journey").strip()
    own = Client(server, token)
    answer = own.session.post(f"{server.url}/settings/my-mail", headers={"Accept": "application/json"}, data={
        "host": "127.0.0.1", "port": str(office.port), "protection": "none", "from": email, "name": "Sam",
        "signature": "Sam", "user": "", "password": ""}, allow_redirects=False)
    assert answer.status_code in (200, 303), answer.text
    template = f"Devis {tail}"
    api.create("email_templates", {"name": template, "versions": [
        {"language": "fr", "subject": "Votre devis", "text": "Bonjour {contact.first_name|},\n\nVoici **le devis**."}]})
    api.create("objectives", {"measure": "calls", "number": 4, "owner": user["id"]})
    plan = f"Après devis {tail}"
    api.create("follow_up_plans", {"name": plan, "kind": "opportunity", "steps": [
        {"day": 3, "action": "call", "subject": f"Relancer {tail}"}]})
    return {"id": user["id"], "email": email, "tail": tail, "template": template, "plan": plan}


@pytest.fixture(params=["light", "dark"], ids=["desk", "phone"])
def theme(request: pytest.FixtureRequest) -> str:
    """Light at the desk, dark on the phone."""
    return request.param


@pytest.fixture
def page(theme: str, chromium: Browser, server: Server, seller: Record) -> Iterator[Page]:
    context = new_context(chromium, server.url, theme=theme, size=DESKTOP if theme == "light" else PHONE)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, seller["email"], PASSWORD)
    yield page
    context.close()


def test_a_seller_lives_through_a_day(page: Page, api: Client, seller: Record, office: PostOffice, theme: str):
    tail = seller["tail"]

    # In the morning: what is late, what is for today.
    today, aim = page.locator("#today"), page.locator("#objectives")
    expect(aim).to_contain_text(re.compile("Appels par mois"))
    expect(aim.locator("b")).to_have_text("0")
    expect(today).to_contain_text(f"Rappeler {tail}")
    expect(today).to_contain_text(f"Préparer {tail}")
    shot(page, "day-home", theme)

    # Somebody asks for something: a lead, with its clock.
    page.goto("/leads/new")
    for name, text in {
        "first_name": "Zoé", "last_name": f"Durand {tail}", "company": f"Laiterie {tail}",
        "email": f"zoe@{tail}.example", "phone": "01 99 00 12 34", "need": f"Suivre deux entrepôts {tail}",
    }.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=need]").press("Control+Enter")
    expect(page.locator("#lead-panel").get_by_text(re.compile("encore|Répondre avant"))).to_be_visible()
    lead = page.url.rsplit("/", 1)[1]
    page.goto("/")
    expect(page.locator("#waiting-leads")).to_contain_text(f"Zoé Durand {tail}")

    # Called and answered; then it becomes an account, a contact and an opportunity, though clicked twice.
    page.goto(f"/leads/{lead}")
    page.get_by_role("tab", name="Appel").click()
    call = page.get_by_role("tabpanel", name="Appel")
    call.get_by_role("textbox", name="Appel").fill("Elle veut suivre deux entrepôts")
    call.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#lead-panel").get_by_text(re.compile("Répondu en"))).to_be_visible()
    shot(page, "day-lead", theme)
    page.get_by_role("button", name=re.compile("^Convertir")).click()
    sheet = page.locator("#convert-form")
    sheet.get_by_role("button", name="Convertir").dblclick()
    expect(page).to_have_url(re.compile("/opportunities/"))
    sale = page.url.rsplit("/", 1)[1]
    for plural, name in (("accounts", f"Laiterie {tail}"), ("contacts", f"Zoé Durand {tail}")):
        assert api.count(plural, name=name) == 1
    assert api.count("opportunities", **{"account.name": f"Laiterie {tail}"}) == 1
    must_be_open_to_all(page, "day-sale", theme)

    # A visit is planned in the agenda.
    visit = next_open_day(date.today())
    page.goto(f"/agenda?view=day&on={visit}")
    expect(page.locator("[data-agenda][data-ready]")).to_be_visible()
    page.locator(f"[data-column][data-day='{visit}'] [data-slot]").nth(14).click(position={"x": 40, "y": 6})
    form = page.locator("dialog[open] form")
    form.locator("[name=subject]").fill(f"Visite {tail}")
    choose(form, "about", f"entrepots {tail}", f"Suivre deux entrepôts {tail}")
    must_be_open_to_all(page, "day-plan", theme)
    form.locator("button[type=submit]").last.click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_text(f"Visite {tail}").first).to_be_visible()

    # A mail from the record, with a template; then the plan that follows it up.
    page.goto(f"/opportunities/{sale}")
    page.locator(".composer").get_by_role("link", name="E-mail").click()
    page.get_by_label("Modèle").select_option(label=seller["template"])
    expect(page.get_by_label("Objet")).to_have_value("Votre devis")
    shot(page, "day-mail", theme)
    page.get_by_label("Texte", exact=True).press("Control+Enter")
    page.wait_for_url(f"**/opportunities/{sale}")
    expect(page.locator("#timeline")).to_contain_text("Votre devis")
    plans = page.locator("#plans")
    plans.get_by_label("Plan à lancer").select_option(label=seller["plan"])
    plans.get_by_role("button", name="Lancer le plan").click()
    expect(page.locator("#plans .next-step")).to_contain_text(f"Relancer {tail}")

    # The deal moves on the board.
    page.goto("/board")
    page.wait_for_function("() => document.querySelector('[data-cards]')?.sorted !== undefined")
    page.locator(f"#card-{sale}").get_by_role("button", name="Déplacer").click()
    with page.expect_response(lambda answer: answer.url.endswith("/stage")):
        page.locator("#move-menu").get_by_text("Découverte").click()
    [stage] = api.all("stages", name="Découverte")
    assert api.read("opportunities", sale)["stage"] == stage["id"]

    # What is done proposes what comes next; home says what is true then.
    page.goto("/")
    late = page.locator("#today .next-step", has=page.get_by_text(f"Rappeler {tail}"))
    late.get_by_role("button", name="Fait").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text(f"Minoterie {tail}")
    sheet.locator("[name=text]").fill(f"Envoyer le tarif {tail}")
    sheet.get_by_role("button", name="Planifier").click()
    expect(sheet).to_have_count(0)
    expect(page.locator("#today")).to_contain_text(f"Envoyer le tarif {tail}")
    expect(page.locator("#today")).not_to_contain_text(f"Rappeler {tail}")
    page.goto("/")
    expect(page.locator("#today")).to_contain_text(f"Visite {tail}")
    expect(page.locator("#waiting-leads")).to_have_count(0)
    expect(page.locator("#no-next-action")).to_have_count(0)
    expect(page.locator("#objectives b")).to_have_text("2")
    must_be_open_to_all(page, "day-evening", theme)
    letter = office.to(f"zoe@{tail}.example", seconds=40)
    assert letter["Subject"] == "Votre devis"


def next_open_day(day: date) -> date:
    """The next day from Monday to Friday."""
    day += timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def choose(form: Locator, field: str, words: str, title: str) -> None:
    """Finds a record by words of its own and takes it."""
    box = form.locator(f"[data-field={field}]")
    box.get_by_role("combobox").fill(words)
    box.get_by_role("option", name=re.compile(title)).first.click()
