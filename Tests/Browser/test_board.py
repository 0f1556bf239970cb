"""The board: a sale moves by mouse, by keyboard and by menu, and stays where the rules want it."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client, Record
from Support.server import Server


@pytest.fixture
def stages(api: Client) -> dict[str, Record]:
    """The stages a new company starts with, by name."""
    return {stage["name"]: stage for stage in api.all("stages")}


@pytest.fixture
def sale(api: Client, stages: dict[str, Record], request: pytest.FixtureRequest) -> Record:
    stage = stages["Qualification"]
    money = {"amount": "1200.00", "currency": "EUR"}
    return api.create(
        "opportunities",
        {"title": request.node.name[:100], "stage": stage["id"], "pipeline": stage["pipeline"], "amount": money},
    )


def card(page: Page, sale: Record) -> Locator:
    return page.locator(f"#card-{sale['id']}")


def column(page: Page, stage: Record) -> Locator:
    return page.locator(f"#column-{stage['id']}")


def open_board(page: Page) -> None:
    page.goto("/board")
    page.wait_for_function("() => document.querySelector('[data-cards]')?.sorted !== undefined")


def grab(page: Page, moved: Locator) -> None:
    moved.hover(position={"x": 20, "y": 60})
    page.mouse.down()
    box = moved.bounding_box()
    page.mouse.move(box["x"] + 32, box["y"] + 72, steps=4)
    expect(page.locator("body")).to_have_class("dragging")


def resting_place(page: Page, place: Locator) -> dict[str, float]:
    """Where it stands once it has slid in."""
    expect(place).to_be_visible()
    box = place.bounding_box()
    while True:
        page.wait_for_timeout(60)
        again = place.bounding_box()
        if again == box:
            return box
        box = again


def drop_on(page: Page, place: Locator) -> None:
    box = resting_place(page, place)
    x, y = box["x"] + box["width"] / 2, box["y"] + min(40, box["height"] / 2)
    page.mouse.move(x, y, steps=12)
    # Cards that make room are not dropped on while they slide (150 ms): a hand waits that long without knowing.
    page.wait_for_timeout(250)
    page.mouse.move(x + 2, y + 2, steps=2)
    page.wait_for_timeout(50)
    page.mouse.up()


def stays_at(api: Client, sale: Record, stage: Record) -> list[Record]:
    """The server says that the sale stands there; its history of stages, oldest first."""
    assert api.read("opportunities", sale["id"])["stage"] == stage["id"]
    return sorted(api.all("stage_changes", opportunity=sale["id"]), key=lambda change: change["entered_at"])


def test_a_card_that_is_dragged_stays_where_it_was_let_fall(
    desk: Page, api: Client, sale: Record, stages: dict[str, Record]
):
    open_board(desk)
    target = column(desk, stages["Proposition"])
    with desk.expect_response(lambda answer: answer.url.endswith(f"/opportunities/{sale['id']}/stage")) as answer:
        grab(desk, card(desk, sale))
        drop_on(desk, target.locator("[data-cards]"))
    assert answer.value.ok
    expect(target.locator(f"#card-{sale['id']}")).to_be_visible()
    changes = stays_at(api, sale, stages["Proposition"])
    assert [change["to_stage"] for change in changes] == [stages["Qualification"]["id"], stages["Proposition"]["id"]]
    assert changes[0]["left_at"] and not changes[1]["left_at"]
    desk.reload()
    expect(target.locator(f"#card-{sale['id']}")).to_be_visible()


def test_a_move_that_is_refused_goes_back_and_says_why(
    desk: Page, api: Client, sale: Record, stages: dict[str, Record]
):
    open_board(desk)
    expect(card(desk, sale)).to_be_visible()
    desk.route("**/opportunities/*/stage*", lambda route: route.abort("connectionfailed"))
    card(desk, sale).focus()
    desk.keyboard.press("Shift+ArrowRight")
    expect(desk.locator("#toasts")).to_contain_text("injoignable")
    expect(column(desk, stages["Qualification"]).locator(f"#card-{sale['id']}")).to_be_visible()
    stays_at(api, sale, stages["Qualification"])


def test_a_stage_that_asks_for_a_reason_lets_go_of_the_card(
    desk: Page, api: Client, sale: Record, stages: dict[str, Record]
):
    desk.goto("/board?closed=all")
    card(desk, sale).get_by_role("button", name="Déplacer").click()
    desk.locator("#move-menu").get_by_role("button", name="Perdue").first.click()
    dialog = desk.get_by_role("dialog", name="Marquer comme perdue")
    expect(dialog).to_be_visible()
    dialog.get_by_role("link", name="Annuler").click()
    expect(column(desk, stages["Qualification"]).locator(f"#card-{sale['id']}")).to_be_visible()
    stays_at(api, sale, stages["Qualification"])


def test_a_lost_sale_needs_its_reason(desk: Page, api: Client, sale: Record, stages: dict[str, Record]):
    open_board(desk)
    grab(desk, card(desk, sale))
    drop_on(desk, desk.locator(f"[data-zone='{stages['Perdue']['id']}']"))
    dialog = desk.get_by_role("dialog", name="Marquer comme perdue")
    expect(dialog).to_be_visible()
    # Nothing is lost yet: the card stands where it stood.
    expect(column(desk, stages["Qualification"]).locator(f"#card-{sale['id']}")).to_be_visible()
    reason = dialog.locator("input[name=lost_reason]")
    reason.evaluate("input => input.required = false")
    reason.fill("")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator("#lost-reason-error")).to_be_visible()
    stays_at(api, sale, stages["Qualification"])
    reason.fill("Trop cher")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_have_count(0)
    expect(card(desk, sale)).to_have_count(0)
    stays_at(api, sale, stages["Perdue"])
    assert api.read("opportunities", sale["id"])["lost_reason"] == "Trop cher"


def test_keys_move_a_card_too(desk: Page, api: Client, sale: Record, stages: dict[str, Record]):
    open_board(desk)
    card(desk, sale).focus()
    with desk.expect_response(lambda answer: answer.url.endswith("/stage")):
        desk.keyboard.press("Shift+ArrowRight")
    expect(column(desk, stages["Découverte"]).locator(f"#card-{sale['id']}")).to_be_focused()
    stays_at(api, sale, stages["Découverte"])


def test_the_menu_moves_a_card_too(desk: Page, api: Client, sale: Record, stages: dict[str, Record]):
    open_board(desk)
    card(desk, sale).hover()
    card(desk, sale).get_by_role("button", name="Déplacer").click()
    with desk.expect_response(lambda answer: answer.url.endswith("/stage")):
        desk.locator("#move-menu").get_by_text("Négociation").click()
    expect(column(desk, stages["Négociation"]).locator(f"#card-{sale['id']}")).to_be_visible()
    stays_at(api, sale, stages["Négociation"])


def test_what_was_won_and_lost_long_ago_is_shown_on_demand(
    desk: Page, api: Client, sale: Record, stages: dict[str, Record]
):
    api.change("opportunities", sale["id"], {"stage": stages["Perdue"]["id"], "lost_reason": "Prix"})
    open_board(desk)
    expect(column(desk, stages["Perdue"])).to_have_count(0)
    desk.get_by_role("link", name="Toutes les affaires closes").click()
    expect(column(desk, stages["Perdue"]).locator(f"#card-{sale['id']}")).to_be_visible()
    expect(column(desk, stages["Gagnée"]).get_by_role("heading", level=2)).to_contain_text("Gagnée")


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_board_is_open_to_everyone(
    chromium: Browser, server: Server, sale: Record, theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    open_board(page)
    expect(card(page, sale)).to_be_attached()
    must_be_open_to_all(page, "board", theme)
    page.context.close()
