"""Two companies that are one: compared, merged, undone, on screen and by keyboard."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server


def twins(api: Client, name: str) -> tuple[str, str]:
    """Two accounts with a contact and a note each; the second knows more."""
    plural = "accounts?duplicates=allow"
    first = api.create(plural, {"name": name, "city": "Paris"})
    second = api.create(plural, {"name": f"{name} SARL", "city": "Lyon", "sector": "Fleurs"})
    for number, account in enumerate((first, second)):
        api.create("contacts?duplicates=allow", {"name": f"{name} Contact {number}", "account": account["id"]})
        api.create("notes", {"text": f"Note {number}", "about": {"kind": "account", "id": account["id"]}})
    return first["id"], second["id"]


def merge(api: Client, survivor: str, other: str) -> None:
    api.call("POST", f"/accounts/{survivor}/merge", expect=200, json={"ids": [other]})


def test_rows_of_a_list_are_merged_and_the_toast_undoes_it(desk: Page, api: Client):
    first, second = twins(api, "Jacinthe")
    desk.goto("/accounts?q=Jacinthe")
    for name in ("Jacinthe", "Jacinthe SARL"):
        desk.get_by_role("row").filter(has=desk.get_by_role("link", name=name, exact=True)).get_by_role(
            "checkbox").check()
    desk.locator("#bulk").get_by_role("button", name="Fusionner").click()
    expect(desk).to_have_url(re.compile(r"/accounts/merge\?ids="))
    expect(desk.get_by_role("group", name="Laquelle reste ?")).to_be_visible()
    expect(desk.get_by_text("Contacts : 1")).to_be_visible()
    desk.locator(f"input[name=survivor][value='{first}']").check()
    # By keyboard: the arrows move between the values of a field.
    desk.locator(f"input[name='choice[city]'][value='{first}']").focus()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(f"input[name='choice[city]'][value='{second}']")).to_be_checked()
    desk.get_by_role("button", name="Fusionner ces 2 fiches").click()
    expect(desk).to_have_url(re.compile(r"/accounts\?q=Jacinthe"))
    toast = desk.locator("#toasts")
    expect(toast).to_contain_text("Fusionné dans")
    kept = api.read("accounts", first)
    assert kept["city"] == "Lyon" and kept["sector"] == "Fleurs"
    assert api.read("accounts", second)["id"] == first
    toast.get_by_role("button", name="Annuler").click()
    expect(toast).to_contain_text("annulé")
    assert api.read("accounts", second)["city"] == "Lyon"
    assert api.read("accounts", first)["city"] == "Paris"


def test_three_records_become_one_and_each_gives_something(desk: Page, api: Client):
    first, second = twins(api, "Capucine")
    third = api.create(
        "accounts?duplicates=allow", {"name": "Capucine Fleurs", "city": "Nice", "phone": "+33493102030"})
    ids = [first, second, third["id"]]
    desk.goto(f"/accounts/merge?ids={','.join(ids)}")
    # The names stand once, above the columns.
    expect(desk.get_by_role("group", name="Ville").get_by_text("Lyon")).to_be_visible()
    expect(desk.get_by_role("group", name="Téléphone").get_by_text("+33 4 93 10 20 30")).to_be_visible()
    desk.locator(f"input[name=survivor][value='{second}']").check()
    desk.locator(f"input[name='choice[name]'][value='{first}']").check()
    desk.locator(f"input[name='choice[city]'][value='{third['id']}']").check()
    desk.get_by_role("button", name="Fusionner ces 3 fiches").click()
    expect(desk).to_have_url(re.compile(rf"/accounts/{second}$"))
    kept = api.read("accounts", second)
    assert (kept["name"], kept["city"], kept["sector"]) == ("Capucine", "Nice", "Fleurs")
    assert {api.read("accounts", id)["id"] for id in ids} == {second}


def test_a_record_is_merged_with_another_from_its_menu_and_old_links_lead_on(desk: Page, api: Client):
    first, second = twins(api, "Lavande")
    desk.goto(f"/accounts/{first}")
    desk.get_by_role("button", name="Autres actions").first.click()
    desk.locator("#record-menu").get_by_text("Fusionner avec…").click()
    sheet = desk.locator("dialog[open]")
    sheet.get_by_role("combobox").fill("Lavande SARL")
    sheet.get_by_role("option").filter(has_text="Lavande SARL").first.click()
    sheet.get_by_role("button", name="Comparer").click()
    expect(desk).to_have_url(re.compile(r"/accounts/merge\?ids="))
    desk.get_by_role("button", name="Fusionner ces 2 fiches").click()
    expect(desk).to_have_url(re.compile(rf"/accounts/{first}$"))
    expect(desk.get_by_text("a fusionné Lavande SARL").first).to_be_visible()
    desk.goto(f"/accounts/{second}")
    expect(desk).to_have_url(re.compile(rf"/accounts/{first}$"))
    for number in (0, 1):
        expect(desk.get_by_text(f"Note {number}").first).to_be_visible()


def test_a_merge_is_undone_later_with_what_changed_since(desk: Page, api: Client):
    first, second = twins(api, "Mimosa")
    merge(api, first, second)
    api.change("accounts", first, {"sector": "Pépinière"})
    api.create("contacts?duplicates=allow", {"name": "Mimosa Nouveau", "account": first})
    desk.goto("/settings/merges")
    desk.get_by_role("link", name=re.compile("Mimosa SARL")).first.click()
    expect(desk.get_by_text("Modifié depuis")).to_be_visible()
    expect(desk.get_by_text(re.compile("Secteur a changé depuis"))).to_be_visible()
    expect(desk.get_by_text(re.compile("Ajouté depuis"))).to_be_visible()
    desk.get_by_role("button", name="Annuler cette fusion").click()
    expect(desk).to_have_url(re.compile(rf"/accounts/{first}$"))
    assert api.read("accounts", first)["sector"] == "Pépinière"
    assert api.read("accounts", second)["name"] == "Mimosa SARL"
    desk.goto("/settings/merges")
    expect(desk.get_by_text("Annulé").first).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_the_pages_of_merging_are_open_to_all(
    chromium: Browser, server: Server, api: Client, theme: str, size: dict[str, int]
):
    name = f"Narcisse {theme} {size['width']}"
    first, second = twins(api, name)
    third, fourth = twins(api, name + " bis")
    merge(api, third, fourth)
    [done] = api.get("/merges", limit=1)["data"]
    page = tab_of(chromium, server.url, theme, size)
    for place, label in (
        (f"/accounts/merge?ids={first},{second}", "merge"), (f"/accounts/{first}/merge", "merge-with"),
        ("/settings/merges", "merges"), (f"/settings/merges/{done['id']}", "unmerge"),
    ):
        page.goto(place)
        must_be_open_to_all(page, label, theme)
    page.context.close()
