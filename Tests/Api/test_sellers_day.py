"""A seller's whole day for a program, in English: what the screens do, with a seller's own token."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import uuid4

import pytest

from Support.client import Client, Record
from Support.server import Server

PASSWORD = "another quite long password"


@pytest.fixture
def people(server: Server, api: Client) -> dict[str, Record]:
    """Two sellers of one team, each with a token that speaks English."""
    tail = uuid4().hex[:6]
    team = api.create("teams", {"name": f"North {tail}"})["id"]
    found = {}
    for name in ("sam", "kim"):
        email = f"{name}-{tail}@acme.test"
        server.run("user", "add", "--email", email, "--name", name, "--role", "seller", "--password", PASSWORD)
        [user] = api.all("users", email=email)
        api.change("users", user["id"], {"team": team, "language": "en"})
        token = server.run("token", "create", "--user", email, "--name", "day").strip()
        client = Client(server, token)
        client.session.headers["Accept-Language"] = "en"
        found[name] = {"id": user["id"], "api": client}
    return found | {"tail": tail, "team": team}


def test_a_seller_lives_through_a_day(api: Client, people: dict):
    tail, sam, own = people["tail"], people["sam"]["id"], people["sam"]["api"]
    stages = {stage["name"]: stage["id"] for stage in own.all("stages")}
    api.create("objectives", {"measure": "won_amount", "amount": {"amount": "10000.00", "currency": "EUR"},
                              "owner": sam})
    api.create("objectives", {"measure": "calls", "number": 2, "owner": sam})

    # What is late, and a lead that comes with its clock.
    account = own.create("accounts", {"name": f"Mill {tail}"})["id"]
    late = own.create("activities", {
        "subject": "Call back", "type": "call", "due_on": str(date.today() - timedelta(days=2)), "owner": sam,
        "about": {"kind": "account", "id": account}})
    assert [one["id"] for one in own.all("activities", is_done="false", **{
        "owner[is_me]": "true", "due_on[before]": str(date.today())})] == [late["id"]]
    lead = own.create("leads", {
        "first_name": "Zoe", "last_name": f"Durand {tail}", "company": f"Dairy {tail}", "email": f"zoe@{tail}.example",
        "need": "Two warehouses", "source": "Fair", "campaign": "Spring", "medium": "stand", "owner": sam})
    assert lead["respond_by"] > lead["received_at"] and lead["first_touch_at"]

    # Called, answered, converted: once, whoever asks and however often.
    own.create("activities", {
        "subject": "First call", "type": "call", "is_done": True, "owner": sam,
        "about": {"kind": "lead", "id": lead["id"]}})
    assert own.read("leads", lead["id"])["first_responded_at"]
    body = {"opportunity": {"title": f"Warehouses {tail}", "amount": {"amount": "4000.00", "currency": "EUR"}}}
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(
            lambda who: who.call("POST", f"/leads/{lead['id']}/convert", expect=None, json=body,
                                 headers={"Idempotency-Key": f"day-{tail}"}), [own, own, own, api]))
    assert len({answer.json()["opportunity"] for answer in answers if answer.status_code in (200, 201)}) == 1
    # Whoever repeats a key while the first is under way is told to wait.
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
    made = own.call("POST", f"/leads/{lead['id']}/convert", expect=200, json=body).json()
    assert not made["converted_now"]
    assert api.count("opportunities", title=f"Warehouses {tail}") == api.count("accounts", name=f"Dairy {tail}") == 1
    sale = own.read("opportunities", made["opportunity"])
    assert (sale["source"], sale["campaign"], sale["medium"]) == ("Fair", "Spring", "stand")
    assert sale["first_touch_at"] == lead["first_touch_at"]

    # A meeting, a letter to send, a plan, a move.
    about = {"kind": "opportunity", "id": sale["id"]}
    day = date.today() + timedelta(days=7)
    visit = own.create("activities", {
        "subject": f"Visit {tail}", "type": "meeting", "about": about, "owner": sam, "starts_at": f"{day}T13:00:00Z",
        "duration_minutes": 60, "place": "Le Mans"})
    assert visit["due_on"] == str(day)
    letter = own.create("emails", {
        "subject": "Your quote", "text": "Hello Zoe,\n\nHere it is.", "to_addresses": f"zoe@{tail}.example",
        "about": about})
    assert letter["state"] == "draft"
    plan = api.create("follow_up_plans", {"name": f"After a quote {tail}", "kind": "opportunity", "steps": [
        {"day": 3, "action": "call", "subject": "Call again"}]})["id"]
    own.call("POST", "/plan_runs/start", expect=201, json={"plan": plan, "about": about})
    moved = own.change("opportunities", sale["id"], {"stage": stages["Découverte"]})
    assert moved["stage"] == stages["Découverte"]
    assert {change["to_stage"] for change in own.all("stage_changes", opportunity=sale["id"])} >= {
        stages["Découverte"]}

    # In the evening: the late one is done, the sale is won, the objectives know.
    done = own.change("activities", late["id"], {"is_done": True})
    assert done["done_at"]
    own.call("POST", f"/opportunities/{sale['id']}/outcome", expect=None, json={"outcome": "won"})
    progress = {one["measure"]: one for one in own.get("/objective-progress")["data"]}
    assert progress["won_amount"]["done"] == {"amount": "4000.00", "currency": "EUR"}
    assert progress["won_amount"]["percent"] == 40
    assert (progress["calls"]["done"], progress["calls"]["standing"]) == (2, "reached")
    fair = [one for one in own.get("/lead-figures")["sources"] if one["source"] == "Fair"]
    assert fair and fair[0]["won_revenue"]["amount"] == "4000.00"
    assert own.all("opportunities", source="Fair", outcome="won")[0]["id"] == sale["id"]


def test_objectives_are_set_by_whoever_may(api: Client, people: dict):
    sam, own = people["sam"]["id"], people["sam"]["api"]
    refusal = own.refusal("POST", "/objectives", expect=403, json={"measure": "calls", "number": 20, "owner": sam})
    assert "objectives" in refusal["message"] or refusal["code"]
    missing = api.refusal("POST", "/objectives", expect=422, json={"measure": "won_amount", "owner": sam})
    assert missing["field"] == "amount"
    api.create("objectives", {"measure": "meetings", "number": 40, "team": people["team"], "period": "quarter"})
    [team] = own.get("/objective-progress")["data"]
    assert (team["measure"], team["done"], team["team"]) == ("meetings", 0, people["team"])
    assert people["kim"]["api"].get("/objective-progress")["data"][0]["objective"] == team["objective"]
