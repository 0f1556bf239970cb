"""The agenda: plan by a click, move by mouse, keys and form, turn pages by keys; what comes again moves as wished."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from Support.browser import LOOKS, PHONE, must_be_open_to_all, tab_of
from Support.client import Client, Record
from Support.server import Server

# A quiet week, so that the change of hour and today's line are elsewhere.
MONDAY = date(2027, 2, 1)


def me(api: Client) -> str:
    return api.all("users")[0]["id"]


@pytest.fixture
def visit(api: Client, request: pytest.FixtureRequest) -> Record:
    return api.create(
        "activities",
        {
            "subject": request.node.name[:60], "type": "meeting", "starts_at": f"{MONDAY}T09:00:00Z",
            "duration_minutes": 60, "owner": me(api),
        },
    )


def block(page: Page, activity: Record) -> Locator:
    return page.locator(f"[data-item='{activity['id']}']").first


def open_week(page: Page) -> None:
    page.goto(f"/agenda?view=week&on={MONDAY}")
    expect(page.locator("[data-agenda][data-ready]")).to_be_visible()


def press(page: Page, key: str, address: str) -> None:
    page.keyboard.press(key)
    page.wait_for_url(address)
    expect(page.locator("[data-agenda][data-ready]")).to_be_visible()


def starts(api: Client, activity: Record) -> str:
    return api.read("activities", activity["id"])["starts_at"][:16]


def test_a_visit_is_moved_by_mouse_keys_and_form_and_each_is_taken_back(desk: Page, api: Client, visit: Record) -> None:
    open_week(desk)
    moved = block(desk, visit)
    box = moved.bounding_box()
    target = desk.locator(f"[data-column][data-day='{MONDAY + timedelta(days=2)}']").bounding_box()
    hour = 48
    with desk.expect_response("**/move"):
        desk.mouse.move(box["x"] + 20, box["y"] + 8)
        desk.mouse.down()
        desk.mouse.move(box["x"] + 40, box["y"] + 20, steps=3)
        desk.mouse.move(target["x"] + 30, box["y"] + 8 + 2 * hour, steps=6)
        desk.mouse.up()
    expect(desk.locator(".toast")).to_be_visible()
    assert starts(api, visit) == "2027-02-03T11:00"
    with desk.expect_response("**/undo"):
        desk.locator(".toast button").first.click()
    assert starts(api, visit) == "2027-02-01T09:00"

    open_week(desk)
    block(desk, visit).locator(".agenda-link").focus()
    for key, at in (("Shift+ArrowRight", "2027-02-02T09:00"), ("Shift+ArrowDown", "2027-02-02T09:15")):
        with desk.expect_response("**/move"):
            desk.keyboard.press(key)
        expect(block(desk, visit).locator(".agenda-link")).to_be_focused()
        assert starts(api, visit) == at
    with desk.expect_response("**/move"):
        desk.keyboard.press("Alt+Shift+ArrowDown")
    expect(block(desk, visit)).to_have_attribute("data-minutes", "75")

    block(desk, visit).hover()
    block(desk, visit).locator(".agenda-mover").click()
    form = desk.locator("dialog[open] form")
    form.locator("[name=day]").fill("2027-02-05")
    form.locator("[name=start]").fill("15:30")
    with desk.expect_response("**/move"):
        form.locator("button[type=submit]").click()
    assert starts(api, visit) == "2027-02-05T14:30"


def test_a_click_plans_what_comes_every_week(desk: Page, api: Client) -> None:
    open_week(desk)
    desk.locator(f"[data-column][data-day='{MONDAY}'] [data-slot]").nth(14).click(position={"x": 40, "y": 6})
    form = desk.locator("dialog[open] form")
    expect(form.locator("[name=start]")).to_have_value("14:00")
    form.locator("[name=subject]").fill("Point hebdomadaire")
    form.locator("summary").click()
    form.locator("[name=repeat]").select_option("weekly")
    form.locator("[name=times]").fill("3")
    form.locator("button[type=submit]").last.click()
    expect(desk.locator("dialog[open]")).to_have_count(0)
    expect(desk.get_by_text("Point hebdomadaire").first).to_be_visible()
    for week, times in ((1, 1), (2, 1), (3, 0)):
        press(desk, "j", f"**on={MONDAY + timedelta(days=7 * week)}*")
        expect(desk.get_by_text("Point hebdomadaire")).to_have_count(times)
    press(desk, "m", "**view=month*")
    expect(desk.get_by_text("Point hebdomadaire")).to_have_count(3)
    press(desk, "t", f"**on={date.today()}*")


def test_a_finger_that_rests_lifts_and_one_at_the_edge_pulls(
    chromium: Browser, server: Server, api: Client, visit: Record
) -> None:
    page = tab_of(chromium, server.url, "light", PHONE)
    page.goto(f"/agenda?view=day&on={MONDAY}")
    expect(page.locator("[data-agenda][data-ready]")).to_be_visible()
    expect(page.locator(".agenda-strip [aria-current]")).to_have_text(re.compile("1$"))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    moved = block(page, visit)
    box = moved.bounding_box()
    x, y = box["x"] + 60, box["y"] + 12
    touch("touchStart", x, y)
    expect(moved).to_have_class(re.compile("lifted"))
    touch("touchMove", x, y + 40)
    touch("touchMove", x, y + 96)
    with page.expect_response("**/move"):
        touch("touchEnd")
    assert starts(api, visit) == "2027-02-01T11:00"
    # The page was asked for anew: what stands there now is what the server says.
    expect(moved).to_have_attribute("data-from", "720")
    expect(moved).not_to_have_class(re.compile("lifted"))

    box = moved.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 6
    touch("touchStart", x, y)
    touch("touchMove", x, y + 20)
    touch("touchMove", x, y + 54)
    with page.expect_response("**/move"):
        touch("touchEnd")
    assert api.read("activities", visit["id"])["duration_minutes"] == 120
    page.context.close()


def test_all_views_are_open_to_all(chromium: Browser, server: Server, visit: Record) -> None:
    for theme, size in LOOKS:
        page = tab_of(chromium, server.url, theme, size)
        for view in ("day", "week", "month", "list"):
            page.goto(f"/agenda?view={view}&on={MONDAY}")
            must_be_open_to_all(page, f"agenda-{view}", theme)
        page.goto("/settings/working-hours")
        must_be_open_to_all(page, "working-hours", theme)
        page.context.close()
