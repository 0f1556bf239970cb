"""Who looked at what is written down; who deleted what can bring it back; who wrote second is told."""

import time

import pytest
import requests

from Support.client import Client
from Support.server import EMAIL, PASSWORD, Server


def lines(api: Client, **filters) -> list[dict]:
    return api.get("/access_log", limit=100, **filters)["data"]


def test_reading_exporting_and_fetching_are_written_down(api: Client):
    account = api.create("accounts", {"name": "Lue SA", "city": "Nantes"})["id"]
    api.read("accounts", account)
    opened = lines(api, action="opened", kind="account", record=account)
    assert [line["door"] for line in opened] == ["api"]
    assert opened[0]["origin"] == "127.0.0.1"

    export = api.call(
        "POST", "/exports", expect=202, json={"entity": "accounts", "where": {"field": "city", "is": "Nantes"}}
    ).json()
    for _ in range(100):
        if api.get(f"/exports/{export['id']}")["state"] == "done":
            break
        time.sleep(0.1)
    exported = lines(api, action="exported", kind="account")[0]
    assert exported["count"] >= 1 and exported["door"] == "api" and exported["origin"] == "127.0.0.1"
    assert exported["condition"] == {"field": "city", "is": "…"}
    api.call("GET", f"/exports/{export['id']}/file", expect=200)
    assert lines(api, action="downloaded")[0]["kind"] == "account"

    file = api.call(
        "POST", "/attachments", expect=201, data={"about": f"account:{account}"},
        files={"file": ("devis.txt", b"bonjour", "text/plain")},
    ).json()
    api.call("GET", f"/attachments/{file['id']}/file", expect=200)
    assert lines(api, action="downloaded", kind="attachment")[0]["record"] == file["id"]


def test_coming_in_and_failing_to_are_written_down(api: Client, server: Server):
    session = requests.Session()
    headers = {"Origin": server.url, "Accept": "application/json"}
    wrong = session.post(f"{server.url}/sign-in", data={"email": EMAIL, "password": "wrong password"}, headers=headers)
    assert wrong.status_code == 422
    failed = lines(api, action="sign_in_failed")[0]
    assert failed["user"] and "wrong password" not in str(failed)
    right = session.post(f"{server.url}/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=headers)
    assert right.status_code in (200, 303)
    assert lines(api, action="signed_in")[0]["user"] == failed["user"]


def test_a_stop_loses_no_line(api: Client, server: Server):
    account = api.create("accounts", {"name": "Dernière SA"})["id"]
    api.read("accounts", account)
    server.stop()
    server.start()
    assert len(lines(api, action="opened", kind="account", record=account)) == 1


def test_a_deletion_is_announced_and_taken_back_with_its_links(api: Client):
    parent = api.create("accounts", {"name": "Mère SA"})["id"]
    child = api.create("accounts", {"name": "Fille SA", "parent": parent})["id"]
    api.create("notes", {"text": "Une note", "about": {"kind": "account", "id": parent}})
    told = api.get(f"/accounts/{parent}/deletion")
    assert told["possible"] and told["deleted"] == {"note": 1}
    assert {"kind": "account", "field": "parent", "count": 1} in told["emptied"]
    api.delete("accounts", parent)
    assert api.read("accounts", child)["parent"] is None
    deletion = next(line for line in api.get("/trash")["data"] if line["title"] == "Mère SA")
    back = api.call("POST", f"/trash/{deletion['id']}/restore", expect=200).json()
    assert back["problems"] == [] and back["restored"] == 2
    assert api.read("accounts", child)["parent"] == parent


def test_a_change_is_taken_back_once_and_honours_its_key(api: Client):
    account = api.create("accounts", {"name": "Reprise SA", "city": "Nantes"})["id"]
    api.change("accounts", account, {"city": "Lyon"})
    entry = api.get(f"/accounts/{account}/history")["data"][0]
    assert entry["origin"] == "127.0.0.1" and entry["door"] == "api"
    place, headers = f"/accounts/{account}/history/{entry['id']}/revert", {"Idempotency-Key": "reprise-1"}
    for _ in range(2):
        assert api.call("POST", place, expect=200, json={}, headers=headers).json()["city"] == "Nantes"
    actions = [line["action"] for line in api.get(f"/accounts/{account}/history")["data"]]
    assert actions == ["reverted", "changed", "created"]
