"""Leads for programs: received, converted once, taken, measured; and the telephone that rings."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from Support.client import Client


@pytest.fixture
def lead(api: Client) -> dict:
    tail = uuid4().hex[:8]
    return api.create("leads", {
        "first_name": "Zoé", "last_name": f"Durand {tail}", "company": f"Société {tail}",
        "email": f"zoe@{tail}.example",
        "source": f"Salon {tail}", "campaign": "Printemps", "need": "Douze capteurs",
    })


def converted(api: Client, lead: dict, body: dict, key: str | None = None):
    headers = {"Idempotency-Key": key} if key else {}
    return api.call("POST", f"/leads/{lead['id']}/convert", expect=None, json=body, headers=headers)


def test_a_lead_has_its_clock_and_its_name(api: Client, lead: dict):
    assert lead["name"].startswith("Zoé Durand") and lead["status"] == "new"
    assert lead["received_at"] and lead["respond_by"] > lead["received_at"]
    refusal = api.refusal("POST", "/leads", expect=422, json={"source": "Site"})
    assert refusal["field"] == "last_name"


def test_it_becomes_converted_only_by_converting(api: Client, lead: dict):
    refusal = api.refusal("PATCH", f"/leads/{lead['id']}", expect=422, json={"status": "converted"})
    assert refusal["code"] == "convert_first"


def test_conversion_happens_once_with_the_same_key_and_with_another(api: Client, lead: dict):
    body = {"opportunity": {"amount": {"amount": "1200.00", "currency": "EUR"}}}
    first = converted(api, lead, body, "k-" + lead["id"])
    assert first.status_code == 201, first.text
    assert converted(api, lead, body, "k-" + lead["id"]).json() == first.json()
    again = converted(api, lead, {"account": {"create": True}})
    assert again.status_code == 200
    assert again.json() == first.json() | {"converted_now": False}
    sale = api.read("opportunities", first.json()["opportunity"])
    assert sale["source"] == lead["source"] and sale["lead"] == {"kind": "lead", "id": lead["id"]}
    refusal = api.refusal("PATCH", f"/leads/{lead['id']}", expect=422, json={"status": "new"})
    assert refusal["code"] == "already_converted"


def test_many_at_once_convert_it_once(api: Client, lead: dict):
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: converted(api, lead, {"opportunity": {}}), range(6)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len({answer.json()["opportunity"] for answer in answers}) == 1
    assert api.count("accounts", name=lead["company"]) == 1


def test_an_answer_stops_the_clock_once(api: Client, lead: dict):
    answered = api.call("POST", f"/leads/{lead['id']}/answered", expect=200).json()
    assert answered["first_responded_at"] and answered["status"] == "contacted"
    api.refusal("POST", f"/leads/{lead['id']}/answered", expect=409)


def test_the_pool_is_taken_from_and_figures_are_told(api: Client, lead: dict):
    taken = api.call("POST", f"/leads/{lead['id']}/take", expect=200).json()
    assert taken["owner"]
    figures = api.get("/lead-figures")
    assert figures["all"]["leads"] >= 1
    api.refusal("GET", "/lead-figures", expect=422, params={"from": "yesterday"})


def test_a_call_shows_who_it_is_or_makes_somebody_new(api: Client):
    number = "06 39 98 " + "".join(str(int(letter, 16) % 10) for letter in uuid4().hex[:4])
    assert api.get("/calls/caller", number=number)["data"] == []
    body = {"number": number, "name": "Paul Neuf", "need": "Deux bras"}
    made = api.call("POST", "/calls", expect=201, json=body).json()
    known = api.get("/calls/caller", number=number)["data"]
    assert [one["id"] for one in known if one["kind"] == "contact"] == [made["contact"]]
    assert api.read("activities", made["call"])["about"] == {"kind": "opportunity", "id": made["opportunity"]}
    call = {"about": {"kind": "contact", "id": made["contact"]}, "said": "Encore", "opportunity": f"Suite {number}"}
    with ThreadPoolExecutor(2) as crowd:
        headers = {"Idempotency-Key": uuid4().hex}
        answers = list(crowd.map(lambda _: api.call("POST", "/calls/log", expect=None, json=call, headers=headers),
                                 range(2)))
    # At the same moment one of them may be asked to come back.
    assert {answer.status_code for answer in answers} <= {201, 409}, [answer.text for answer in answers]
    [sale] = api.all("opportunities", title=call["opportunity"])
    assert sale["contact"] == made["contact"]
    api.refusal("POST", "/calls/log", expect=422, json=call | {"about": {"kind": "user", "id": "1"}})
    api.refusal("POST", "/calls/log", expect=422, json={"said": "?"})
    key = uuid4().hex
    first = api.call("POST", "/calls/incoming", expect=201, json={"number": number, "external_id": key}).json()
    again = api.call("POST", "/calls/incoming", expect=200, json={"number": number, "external_id": key}).json()
    assert again["id"] == first["id"] and first["user"]
    api.refusal("POST", "/calls/incoming", expect=422, json={"number": "12"})
