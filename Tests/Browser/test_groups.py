"""Groups of companies, groups of customers and needs on screen: walked, moved, split, saved and sold."""

import re
from urllib.parse import quote
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


@pytest.fixture
def family(api: Client) -> dict[str, str]:
    """Holding › Nord › Lille, and Sud beside Nord."""
    tail = uuid4().hex[:6]
    ids: dict[str, str] = {"tail": tail}
    for name, parent in (("Holding", None), ("Nord", "Holding"), ("Lille", "Nord"), ("Sud", "Holding")):
        body = {"name": f"{name} {tail}", "city": "Lille", "source": f"Salon {tail}"}
        if parent:
            body["parent"] = ids[parent]
        ids[name] = api.create("accounts", body)["id"]
    api.create("opportunities", {"title": f"Vente {tail}", "account": ids["Lille"],
                                 "amount": {"amount": "12000.00", "currency": "EUR"}})
    return ids


def row(page: Page, id: str):
    return page.locator(f"#branch-{id}")


def test_the_tree_is_walked_by_keyboard(desk: Page, family: dict[str, str]):
    desk.goto(f"/accounts/{family['Holding']}")
    panel = desk.locator("#account-group")
    expect(panel.get_by_text("12 000")).to_be_visible()
    panel.get_by_role("link", name="Arbre").click()
    expect(row(desk, family["Lille"])).to_be_visible()
    expect(row(desk, family["Holding"])).to_have_attribute("tabindex", "0")
    row(desk, family["Holding"]).focus()
    desk.keyboard.press("ArrowDown")
    expect(row(desk, family["Nord"])).to_be_focused()
    desk.keyboard.press("ArrowLeft")
    expect(row(desk, family["Nord"])).to_have_attribute("aria-expanded", "false")
    expect(row(desk, family["Lille"])).to_be_hidden()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    expect(row(desk, family["Lille"])).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(f"/accounts/{family['Lille']}$"))


def test_a_branch_is_moved_by_its_menu_and_moved_back(desk: Page, api: Client, family: dict[str, str]):
    desk.goto(f"/accounts/{family['Holding']}/group")
    expect(row(desk, family["Lille"])).to_have_attribute("tabindex", "-1")
    row(desk, family["Lille"]).focus()
    desk.keyboard.press("m")
    sheet = desk.get_by_role("dialog")
    box = sheet.get_by_role("combobox")
    box.fill(f"Sud {family['tail']}")
    sheet.get_by_role("option", name=re.compile("Sud")).click()
    sheet.get_by_role("button", name="Déplacer").click()
    expect(desk.get_by_text("appartient maintenant à")).to_be_visible()
    assert api.read("accounts", family["Lille"])["parent"] == family["Sud"]
    expect(row(desk, family["Lille"])).to_have_attribute("data-parent", family["Sud"])
    desk.get_by_role("button", name="Annuler").click()
    expect(row(desk, family["Lille"])).to_have_attribute("data-parent", family["Nord"])
    assert api.read("accounts", family["Lille"])["parent"] == family["Nord"]


def test_an_answer_that_comes_late_does_not_cover_a_newer_one(desk: Page, api: Client, family: dict[str, str]):
    desk.goto(f"/accounts/{family['Holding']}/group")
    expect(row(desk, family["Lille"])).to_have_attribute("data-parent", family["Nord"])
    held = []

    def hold(route):
        if held:
            return route.fallback()
        held.append((route, route.fetch()))

    desk.route(f"**/accounts/{family['Holding']}/group", hold)
    desk.evaluate("document.dispatchEvent(new CustomEvent('refresh'))")
    while not held:
        desk.wait_for_timeout(20)
    api.call("PATCH", f"/accounts/{family['Lille']}", expect=200, json={"parent": family["Sud"]})
    desk.evaluate("document.dispatchEvent(new CustomEvent('refresh'))")
    expect(row(desk, family["Lille"])).to_have_attribute("data-parent", family["Sud"])
    route, old = held[0]
    with desk.expect_response(lambda response: response.url.endswith("/group")):
        route.fulfill(response=old)
    desk.wait_for_timeout(100)
    expect(row(desk, family["Lille"])).to_have_attribute("data-parent", family["Sud"])


def test_a_branch_is_dragged_onto_another(desk: Page, api: Client, family: dict[str, str]):
    desk.goto(f"/accounts/{family['Holding']}/group")
    expect(row(desk, family["Lille"])).to_have_attribute("draggable", "true")
    row(desk, family["Lille"]).drag_to(row(desk, family["Sud"]))
    expect(row(desk, family["Lille"])).to_have_attribute("data-parent", family["Sud"])
    assert api.read("accounts", family["Lille"])["parent"] == family["Sud"]


def test_the_whole_group_is_one_customer(desk: Page, family: dict[str, str]):
    desk.goto(f"/accounts/{family['Holding']}/group/whole")
    expect(desk.locator("#group-sales").get_by_text(f"Vente {family['tail']}")).to_be_visible()
    desk.locator("#group-sales").get_by_role("link", name="Tout afficher").click()
    expect(desk.locator("#filter-sentence")).to_contain_text("dans le groupe de Holding")


def test_a_line_of_a_split_becomes_a_group(desk: Page, api: Client, family: dict[str, str]):
    desk.goto("/split?kind=accounts&field=source")
    line = desk.locator("tr", has_text=f"Salon {family['tail']}")
    expect(line).to_contain_text("4")
    line.hover()
    line.get_by_role("link", name=re.compile("comme groupe")).click()
    sheet = desk.get_by_role("dialog")
    name = f"Salon d’automne {family['tail']}"
    sheet.get_by_label("Nom d’un nouveau groupe").fill(name)
    sheet.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator("#group-sentence")).to_contain_text(f"Salon {family['tail']}")
    [group] = api.all("groups", name=name)
    assert api.count("accounts", group=group["id"]) == 4
    desk.goto(f"/accounts?group={group['id']}")
    expect(desk.locator("#filter-sentence")).to_have_text(f"dans le groupe {name}")
    desk.goto(f"/accounts/{family['Sud']}")
    expect(desk.locator("#customer-groups")).to_contain_text(name)


def test_a_need_is_noted_sold_and_answered(desk: Page, api: Client, family: dict[str, str]):
    product = f"Formation {family['tail']}, une journée"
    api.create("products", {"name": product})
    desk.goto(f"/accounts/{family['Sud']}")
    desk.locator("#add-need").get_by_label("Nouveau besoin").fill(f"Une formation {family['tail']}")
    desk.locator("#add-need").get_by_role("button", name="Ajouter").click()
    needs = desk.locator("#account-needs")
    expect(needs.get_by_text(f"Une formation {family['tail']}")).to_be_visible()
    expect(needs.get_by_role("link", name=product)).to_be_visible()
    needs.get_by_role("button", name="Créer une opportunité").click()
    expect(desk).to_have_url(re.compile("/opportunities/"))
    sale = desk.url.split("/opportunities/")[1].split("?")[0]
    [need] = api.all("needs", account=family["Sud"])
    assert need["status"] == "open" and need["opportunity"] == sale
    api.call("POST", f"/opportunities/{sale}/outcome", expect=200, json={"outcome": "won"})
    assert api.read("needs", need["id"])["status"] == "answered"


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_pages_are_open_to_all(chromium: Browser, server: Server, api: Client, family: dict[str, str], theme: str,
                               size: dict[str, int]):
    need = api.create("needs", {"title": "Un besoin", "account": family["Sud"], "priority": "urgent"})
    page = tab_of(chromium, server.url, theme, size)
    where = quote('{"field":"city","is":"Lille"}')
    for name, path in (
        ("group-tree", f"/accounts/{family['Holding']}/group"), ("group-move", f"/accounts/{family['Nord']}/move"),
        ("group-whole", f"/accounts/{family['Holding']}/group/whole"), ("split", "/split?field=source"),
        ("group-define", f"/groups/define?kind=account&where={where}"), ("need", f"/needs/{need['id']}"),
        ("bands", "/settings/bands"),
    ):
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        must_be_open_to_all(page, name, theme)
    page.context.close()
