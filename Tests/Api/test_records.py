"""The promises of the REST doors on one record: create, read, change, delete."""

from uuid import uuid4

import requests

from Support.client import Client
from Support.server import Server


def name(stem: str) -> str:
    return f"{stem} {uuid4().hex[:8]}"


def test_what_is_created_is_read_back(api: Client):
    made = api.create("accounts", {"name": name("Brasserie")})
    read = api.read("accounts", made["id"])
    assert read["name"] == made["name"]
    assert isinstance(read["id"], str)


def test_a_change_touches_only_what_is_sent(api: Client):
    made = api.create("accounts", {"name": name("Menuiserie"), "website": "https://menuiserie.example"})
    changed = api.change("accounts", made["id"], {"name": name("Ébénisterie")})
    assert changed["website"] == made["website"]
    assert changed["name"] != made["name"]


def test_a_deleted_record_is_not_found(api: Client):
    made = api.create("accounts", {"name": name("Garage")})
    api.delete("accounts", made["id"])
    assert api.refusal("GET", f"/accounts/{made['id']}", expect=404)["code"] == "not_found"


def test_a_post_sent_twice_with_one_key_acts_once(api: Client):
    key, body = {"Idempotency-Key": uuid4().hex}, {"name": name("Imprimerie")}
    first = api.create("accounts", body, key)
    again = api.create("accounts", body, key)
    assert first["id"] == again["id"]
    assert api.count("accounts", name=body["name"]) == 1


def test_a_key_used_for_another_body_is_refused(api: Client):
    key = {"Idempotency-Key": uuid4().hex}
    api.create("accounts", {"name": name("Un")}, key)
    answer = api.call("POST", "/accounts", expect=None, json={"name": name("Deux")}, headers=key)
    assert answer.status_code in {409, 422}, answer.text


def test_two_people_cannot_overwrite_each_other(api: Client):
    made = api.create("accounts", {"name": name("Librairie")})
    place = f"/accounts/{made['id']}"
    tag = api.call("GET", place, expect=200).headers["ETag"]
    api.change("accounts", made["id"], {"name": name("Librairie du port")}, {"If-Match": tag})
    late = {"json": {"name": name("Librairie du parc")}, "headers": {"If-Match": tag}}
    assert api.refusal("PATCH", place, expect=412, **late)["type"] == "precondition_failed"
    assert api.call("GET", place, expect=200).headers["ETag"] != tag


def test_every_failing_field_is_named_at_once(api: Client):
    error = api.refusal("POST", "/accounts", expect=422, json={"name": "", "employees": "beaucoup", "no_such_field": 1})
    assert {"name", "employees", "no_such_field"} <= {field["field"] for field in error["fields"]}, error


def test_a_stranger_is_told_to_sign_in(server: Server):
    answer = requests.get(f"{server.url}/api/v1/accounts", timeout=20)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "unauthenticated"
    wrong = requests.get(f"{server.url}/api/v1/accounts", headers={"Authorization": "Bearer nope"}, timeout=20)
    assert wrong.status_code == 401


def test_broken_requests_get_a_clear_answer(api: Client):
    broken = {"data": b'{"name": ', "headers": {"Content-Type": "application/json"}}
    assert api.refusal("POST", "/accounts", expect=400, **broken)["type"] == "malformed"
    api.refusal("GET", "/no_such_things", expect=404)
    api.refusal("GET", "/accounts/abc", expect=404)
    api.refusal("GET", "/accounts/9223372036854775807", expect=404)
    api.refusal("PUT", "/accounts", expect=405, json={})


def test_contacts_keep_several_addresses(api: Client):
    made = api.create(
        "contacts",
        {
            "last_name": name("Durand"),
            "emails": [{"address": "Zoe.Durand@Example.COM"}, {"address": "zoe@maison.example"}],
            "phones": [{"number": "06 12 34 56 78"}],
        },
    )
    read = api.read("contacts", made["id"])
    assert len(read["emails"]) == 2 and len(read["phones"]) == 1
    kept = read["emails"][0]
    changed = api.change("contacts", made["id"], {"emails": [{"id": kept["id"], "address": kept["address"]}]})
    assert [item["id"] for item in changed["emails"]] == [kept["id"]]
    assert len(changed["phones"]) == 1
