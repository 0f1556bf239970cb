"""Follow-up plans and letters to file on screen: made, started from a record and a list, steered, filed."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def ground(api: Client) -> dict[str, str]:
    """A plan for contacts with two steps, and two contacts."""
    tail = uuid4().hex[:6]
    ids = {"tail": tail, "plan_name": f"Après salon {tail}"}
    ids["plan"] = api.create("follow_up_plans", {
        "name": ids["plan_name"], "kind": "contact",
        "steps": [{"day": 3, "action": "call", "subject": f"Rappeler {tail}"},
                  {"day": 10, "action": "task", "subject": "Dernier mot"}]})["id"]
    for name in ("Chloé", "Zoé"):
        ids[name] = api.create("contacts", {
            "name": f"{name} {tail}", "last_name": f"{name} {tail}",
            "emails": [{"address": f"{name[0].lower()}{tail}@client.test"}]})["id"]
    return ids


def test_a_plan_is_started_and_steered_on_a_record(desk: Page, api: Client, ground: dict[str, str]):
    desk.goto(f"/contacts/{ground['Chloé']}")
    panel = desk.locator("#plans")
    panel.get_by_label("Plan à lancer").select_option(label=ground["plan_name"])
    panel.get_by_role("button", name="Lancer le plan").click()
    line = desk.locator("#plans .next-step")
    expect(line).to_contain_text("Étape 1 sur 2")
    expect(line).to_contain_text(f"Rappeler {ground['tail']}")
    line.get_by_role("button", name="Sauter cette étape").click()
    expect(desk.locator("#plans .next-step")).to_contain_text("Étape 2 sur 2")
    # One place for who is where.
    desk.goto("/plans")
    group = desk.locator(".next-step", has=desk.get_by_text(f"Chloé {ground['tail']}"))
    expect(group).to_contain_text("Dernier mot")
    group.get_by_role("button", name="Mettre en pause").click()
    expect(desk.locator(".next-step", has=desk.get_by_text(f"Chloé {ground['tail']}"))).to_contain_text("En pause")
    desk.locator(".next-step", has=desk.get_by_text(f"Chloé {ground['tail']}")).get_by_role(
        "button", name="Arrêter le plan").click()
    expect(desk.locator(".next-step", has=desk.get_by_text(f"Chloé {ground['tail']}"))).to_have_count(0)
    desk.goto("/plans?state=ended")
    expect(desk.locator(".next-step", has=desk.get_by_text(f"Chloé {ground['tail']}"))).to_contain_text(
        "Arrêté à la main")


def test_a_plan_is_started_for_a_selection(desk: Page, api: Client, ground: dict[str, str]):
    desk.goto(f"/contacts?q={ground['tail']}")
    for name in ("Chloé", "Zoé"):
        desk.locator(f"tr[data-id='{ground[name]}'] input[type=checkbox]").check()
    desk.get_by_role("button", name="Lancer un plan").click()
    expect(desk.get_by_text("Pour 2 fiches.")).to_be_visible()
    desk.get_by_label("Plan de relance").select_option(label=ground["plan_name"])
    desk.get_by_role("button", name="Lancer le plan", exact=True).click()
    expect(desk.get_by_text("Lancé pour 2 fiches.")).to_be_visible()
    assert len(api.all("plan_runs", plan=ground["plan"])) == 2


def test_a_plan_is_written_and_says_when_it_starts(desk: Page, api: Client, ground: dict[str, str]):
    desk.goto(f"/follow_up_plans/{ground['plan']}")
    card = desk.get_by_role("region", name="Démarre seul quand")
    expect(card).to_contain_text("Jamais")
    card.get_by_role("link", name="Modifier").click()
    expect(desk).to_have_url(re.compile("/condition"))
    expect(desk.get_by_role("button", name="Enregistrer")).to_be_visible()
    api.change("follow_up_plans", ground["plan"], {"condition": '{"field":"city","is":"Lille"}'})
    desk.goto(f"/follow_up_plans/{ground['plan']}")
    expect(desk.get_by_role("region", name="Démarre seul quand")).to_contain_text("Lille")


@pytest.mark.parametrize("theme, width", [LOOKS[0], LOOKS[3]])
def test_the_pages_are_open_to_all(
    chromium: Browser, server: Server, api: Client, ground: dict[str, str], theme: str, width: dict[str, int]
):
    api.call("POST", "/plan_runs/start", expect=201,
             json={"plan": ground["plan"], "about": {"kind": "contact", "id": ground["Zoé"]}})
    box = api.create("mailboxes", {"address": f"b{uuid4().hex[:6]}@acme.test", "host": "imap.acme.test"})["id"]
    template = api.create("email_templates", {"name": f"Relance {uuid4().hex[:6]}", "versions": [
        {"language": "fr", "subject": "Bonjour", "text": "Bonjour {contact.first_name|}"}]})["id"]
    page = tab_of(chromium, server.url, theme, width)
    pages = {
        "/plans": "plans", "/unfiled-letters": "unfiled",
        f"/mailboxes/{box}": "mailbox", f"/follow_up_plans/{ground['plan']}": "plan",
        f"/follow_up_plans/{ground['plan']}/condition": "plan-condition",
        "/plan_runs": "plan-runs", "/follow_up_plans/new": "plan-new", "/mailboxes/new": "mailbox-new",
        f"/email_templates/{template}": "template", f"/email_templates/{template}/edit": "template-edit",
        "/settings/letters": "sending", "/settings/my-mail": "my-mail", "/consents": "consents",
        "/consents/new": "consent-new", "/consent_purposes/new": "purpose-new", "/oppositions": "oppositions",
    }
    for path, name in pages.items():
        page.goto(f"{server.url}{path}")
        must_be_open_to_all(page, name, theme)
    page.context.close()
