"""The company registers as a program meets them: searching, checking, filling, and registers in every bad mood."""

import time

import pytest

from Support.client import Client
from Support.registers import Registers, company
from Support.server import Server

RHONE, OTHER = "732829320", "303265045"


@pytest.fixture(scope="module")
def server(register_server: Server) -> Server:
    return register_server


@pytest.fixture(autouse=True)
def ready(registers: Registers) -> None:
    registers.mood, registers.questions, registers.vat = "well", [], {}
    registers.companies = [
        company(RHONE, "ATELIERS DU RHONE"), company(OTHER, "ATELIERS DE LOIRE", city="NANTES", postcode="44000"),
    ]


def test_the_register_is_searched_by_name_and_number(api: Client):
    found = api.get("/registers/french", q="ateliers")
    assert found["state"] == "answered" and found["total"] == 2 and not found["has_more"]
    assert found["data"][0]["name"] == "ATELIERS DU RHONE" and found["data"][0]["city"] == "Lyon"
    [one] = api.get("/registers/french", q="732 829 320 00074")["data"]
    assert one["siret"] == RHONE + "00074" and one["trade"] == "62"
    assert api.get("/registers/french", q="nobody at all")["data"] == []
    assert api.refusal("GET", "/registers/french", expect=422)["field"] == "q"
    assert api.refusal("GET", "/registers/french", expect=422, params={"q": "ab"})["code"] == "register_unclear"


def test_an_account_is_checked_and_filled(api: Client):
    account = api.create("accounts", {"name": "Ateliers du Rhône", "siren": RHONE, "city": "Villeurbanne"})
    place = f"/accounts/{account['id']}/register"
    checked = api.call("POST", place, expect=200).json()
    assert checked["state"] == "valid" and checked["filled"] == [] and checked["register_state"] == "open"
    differing = {one["field"]: one for one in checked["differences"]}
    assert differing["city"] == {"field": "city", "stored": "Villeurbanne", "register": "Lyon"}
    assert "name" not in differing, "accents and capitals are no difference"
    filled = api.call("POST", place, expect=200, json={"fill": True}).json()
    assert "siret" in filled["filled"] and "city" not in filled["filled"]
    now = api.read("accounts", account["id"])
    assert now["city"] == "Villeurbanne" and now["siret"] == RHONE + "00074" and now["vat_number"] == f"FR44{RHONE}"
    assert now["street"] == "12 Rue de la Republique" and now["naf_section"] == "J" and now["founded_in"] == 1998
    api.call("POST", place, expect=200, json={"fill": ["city"]})
    assert api.read("accounts", account["id"])["city"] == "Lyon"
    [check] = api.all("register_checks", account=account["id"])
    assert check["state"] == "valid" and check["registered_name"] == "ATELIERS DU RHONE"


def test_an_account_without_number_is_filled_by_one(api: Client):
    account = api.create("accounts", {"name": "Loire"})
    place = f"/accounts/{account['id']}/register"
    assert api.refusal("POST", place, expect=422)["code"] == "nothing_to_ask"
    assert api.refusal("POST", place, expect=422, json={"number": "123"})["field"] == "number"
    assert api.refusal("POST", place, expect=422, json={"full": True})["code"] == "unknown_field"
    assert api.refusal("POST", place, expect=422, json={"fill": 3})["field"] == "fill"
    filled = api.call("POST", place, expect=200, json={"number": OTHER, "fill": True}).json()
    assert filled["register_state"] == "open" and "siren" in filled["filled"]
    unknown = api.call("POST", place, expect=200, json={"number": "552100554"}).json()
    assert unknown["state"] == "not_found"


def test_whoever_opposed_publication_is_barred(api: Client, registers: Registers):
    registers.companies = [company("542065479", "JEANNE MARTIN", diffusion="P")]
    account = api.create("accounts", {"name": "Jeanne M.", "siren": "542065479"})
    answer = api.call("POST", f"/accounts/{account['id']}/register", expect=200, json={"fill": True})
    assert answer.json()["prospecting_barred"] == "opposed" and "MARTIN" not in answer.text
    now = api.read("accounts", account["id"])
    assert now["diffusion"] == "partial" and now["street"] is None and now["name"] == "Jeanne M."
    assert api.count("accounts", **{"prospecting_barred": "opposed"}) == 1
    [check] = api.all("register_checks", account=account["id"])
    assert "MARTIN" not in (check["facts"] or "") and check["registered_name"] is None
    refused = api.refusal("PATCH", f"/accounts/{account['id']}", expect=422, json={"prospecting_barred": None})
    assert refused["code"] == "read_only"


def test_vat_numbers_are_checked(api: Client, registers: Registers):
    registers.vat = {"DE136695976": {"name": "MUELLER GMBH", "address": "BERLIN"}}
    account = api.create("accounts", {"name": "Müller", "vat_number": "de 136.695.976"})
    place = f"/accounts/{account['id']}/vat-check"
    yes = api.call("POST", place, expect=200).json()
    assert yes["state"] == "valid" and yes["name"] == "MUELLER GMBH" and yes["vat_state"] == "valid"
    registers.vat = {}
    assert api.call("POST", place, expect=200).json()["vat_state"] == "invalid"
    api.change("accounts", account["id"], {"vat_number": "DE129273398"})
    assert api.read("accounts", account["id"])["vat_state"] is None, "said of the number of before"
    swiss = api.create("accounts", {"name": "Suisse", "vat_number": "CHE-116.281.710"})
    refused = api.refusal("POST", f"/accounts/{swiss['id']}/vat-check", expect=422)
    assert refused["code"] == "nothing_to_ask"


@pytest.mark.parametrize("mood", ["busy", "broken", "slow", "huge", "nonsense"])
def test_a_register_in_a_bad_mood_changes_nothing(api: Client, registers: Registers, mood: str):
    account = api.create("accounts", {"name": f"Humeur {mood}", "siren": RHONE})
    version = api.read("accounts", account["id"])["version"]
    registers.mood = mood
    found = api.get("/registers/french", q="ateliers")
    assert found["state"] == "unavailable" and found["data"] == [] and found["message"]
    answer = api.call(
        "POST", f"/accounts/{account['id']}/register", expect=200, json={"fill": True, "retry": mood == "broken"}
    ).json()
    assert answer["state"] == "unavailable" and answer["filled"] == []
    assert api.read("accounts", account["id"])["version"] == version
    registers.mood = "well"
    if mood == "busy":
        time.sleep(1.2)


def test_only_who_may_change_an_account_asks(api: Client, server: Server):
    server.run("user", "add", "--email", f"gus@{server.backend}.test", "--name", "Gus", "--role", "guest", "--password",
               "un autre mot de passe long")
    token = server.run("token", "create", "--user", f"gus@{server.backend}.test", "--name", "tests").strip()
    account = api.create("accounts", {"name": "Fermé aux autres", "siren": RHONE})
    guest = Client(server, token)
    guest.refusal("POST", f"/accounts/{account['id']}/register", expect=404)
    guest.refusal("GET", "/registers/french", expect=403, params={"q": "ateliers"})
