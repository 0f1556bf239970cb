"""A day of each preset: what somebody of that role meets on their lists and pages, and what they may begin."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import new_context, sign_in
from Support.client import Client, Record
from Support.server import Server

PASSWORD = "un autre mot de passe long"


@dataclass(frozen=True)
class Day:
    """Whose accounts a role meets, whether it adds some, and what it knows of sales."""

    accounts: set[str]
    adds: bool
    sales: set[str] | None
    amounts: bool = True


EVERYBODY = {"own", "mate", "far"}
DAYS = {
    "administrator": Day(EVERYBODY, adds=True, sales=EVERYBODY),
    "director": Day(EVERYBODY, adds=True, sales=EVERYBODY),
    "sales_manager": Day({"own", "mate"}, adds=True, sales={"own", "mate"}),
    "seller": Day({"own"}, adds=True, sales={"own"}),
    "marketer": Day(EVERYBODY, adds=True, sales=EVERYBODY, amounts=False),
    "pre_sales": Day(EVERYBODY, adds=False, sales=EVERYBODY),
    "support_agent": Day(EVERYBODY, adds=False, sales=None),
    "customer_success_manager": Day(EVERYBODY, adds=True, sales=EVERYBODY),
    "accountant": Day(EVERYBODY, adds=True, sales=EVERYBODY),
    "guest": Day({"own"}, adds=False, sales={"own"}, amounts=False),
}


@pytest.fixture(scope="module")
def people(server: Server) -> dict[str, str]:
    """One person of each role in the team of the north, a mate there, and somebody far away; by role."""
    api = Client(server)
    head = api.create("teams", {"name": "Siège"})["id"]
    north = api.create("teams", {"name": "Nord", "parent": head})["id"]
    lille = api.create("teams", {"name": "Lille", "parent": north})["id"]
    south = api.create("teams", {"name": "Sud", "parent": head})["id"]
    found = {}
    for role, team in [*((role, north) for role in DAYS), ("mate", lille), ("far", south)]:
        server.run("user", "add", "--email", f"{role}@acme.test", "--name", f"Personne {role}", "--password", PASSWORD,
                   "--role", role if role in DAYS else "seller")
        [user] = api.all("users", email=f"{role}@acme.test")
        api.change("users", user["id"], {"team": team})
        found[role] = user["id"]
    return found


@pytest.fixture(params=DAYS)
def role(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def records(server: Server, people: dict[str, str], role: str) -> dict[str, tuple[Record, Record]]:
    """An account and a sale of one's own, of the mate below, and of somebody far away."""
    api, made = Client(server), {}
    [stage] = [stage for stage in api.all("stages") if stage["name"] == "Qualification"]
    for whose in ("own", "mate", "far"):
        owner = people[role if whose == "own" else whose]
        account = api.create("accounts", {"name": f"{role} {whose} SARL", "owner": owner})
        sale = api.create("opportunities", {
            "title": f"Vente {role} {whose}", "owner": owner, "account": account["id"], "stage": stage["id"],
            "pipeline": stage["pipeline"], "amount": {"amount": "43210.00", "currency": "EUR"},
        })
        made[whose] = (account, sale)
    return made


@pytest.fixture
def desk_of(chromium: Browser, server: Server, people: dict[str, str], role: str) -> Iterator[Page]:
    context = new_context(chromium, server.url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, f"{role}@acme.test", PASSWORD)
    yield page
    context.close()


def test_a_day_of_each_preset(desk_of: Page, role: str, records: dict[str, tuple[Record, Record]]):
    page, day = desk_of, DAYS[role]
    page.goto(f"/accounts?q={role}")
    for whose, (account, sale) in records.items():
        link = page.locator("main").get_by_role("link", name=account["name"])
        expect(link).to_have_count(1 if whose in day.accounts else 0)
    expect(page.locator("main a[href^='/accounts/new']")).to_have_count(1 if day.adds else 0)
    for whose, (account, sale) in records.items():
        answer = page.goto(f"/accounts/{account['id']}")
        assert answer.status == (200 if whose in day.accounts else 404), f"{role}: account of {whose}"
        answer = page.goto(f"/opportunities/{sale['id']}")
        assert answer.status == (200 if whose in (day.sales or set()) else 404), f"{role}: sale of {whose}"
        if whose in (day.sales or set()):
            said = page.locator("main").inner_text().replace("\u202f", " ").replace("\xa0", " ")
            assert ("43 210" in said) == day.amounts, f"{role}: amount of {whose}"
    answer = page.goto("/board")
    if day.sales is None:
        assert answer.status in {403, 404}
    else:
        for whose, (account, sale) in records.items():
            expect(page.locator(f"#card-{sale['id']}")).to_have_count(1 if whose in day.sales else 0)
    if day.adds:
        page.goto("/accounts/new")
        page.locator("main input[name=name]").fill(f"{role} nouveau")
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        expect(page.get_by_role("heading", name=f"{role} nouveau").first).to_be_visible()
    else:
        assert page.goto("/accounts/new").status in {403, 404}
