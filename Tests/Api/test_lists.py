"""The promises of the REST doors on lists: pages, sorts, filters and conditions."""

import json

import pytest

from Support.client import Client
from Support.server import Server

CITIES = ["Évreux", "Nice", "Paris", "Lyon", "Brest"]
ACCOUNTS = 23


@pytest.fixture(scope="module")
def list_api(server: Server) -> Client:
    api = Client(server)
    for number in range(ACCOUNTS):
        api.create("accounts", {"name": f"Société n° {number:02}", "employees": number if number % 4 else None})
    return api


def names(page: dict) -> list[str]:
    return [record["name"] for record in page["data"]]


def test_pages_deliver_every_record_once(list_api: Client):
    for sort in ("name", "-name", "employees", "-employees", "-created_at"):
        records = list_api.all("accounts", sort=sort, limit=5)
        assert len(records) == len({record["id"] for record in records}) == list_api.count("accounts"), sort


def test_a_list_says_what_it_holds(list_api: Client):
    page = list_api.get("/accounts", limit=10, count="exact", sort="name")
    assert len(page["data"]) == 10 and page["has_more"] is True and page["count"] == ACCOUNTS
    assert "count" not in list_api.get("/accounts", limit=10)
    last = list_api.get("/accounts", limit=200)
    assert last["has_more"] is False


def test_fields_are_chosen(list_api: Client):
    record = list_api.get("/accounts", fields="name", limit=1)["data"][0]
    assert set(record) - {"id"} == {"name"}


def test_filters_in_the_address_and_as_a_condition_agree(list_api: Client):
    by_address = list_api.get("/accounts", **{"employees[at_least]": 10, "sort": "name", "limit": 100})
    where = json.dumps({"field": "employees", "at_least": 10})
    by_condition = list_api.get("/accounts", where=where, sort="name", limit=100)
    expected = [f"Société n° {number:02}" for number in range(10, ACCOUNTS) if number % 4]
    assert names(by_address) == names(by_condition) == expected


def test_not_is_the_exact_opposite(list_api: Client):
    test = {"field": "employees", "at_least": 10}
    yes = list_api.count("accounts", where=json.dumps(test))
    no = list_api.count("accounts", where=json.dumps({"not": test}))
    assert yes + no == ACCOUNTS


def test_text_is_found_without_its_accents(list_api: Client):
    where = json.dumps({"field": "name", "contains": "SOCIETE N° 1"})
    assert list_api.count("accounts", where=where) == 10
    assert list_api.count("accounts", q="societe") == ACCOUNTS


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "no_such_field", "is": 1},
        {"field": "name", "at_leest": 1},
        {"field": "employees", "at_least": "many"},
        {"all": {"field": "name"}},
        {"field": "name", "is": "a", "contains": "b"},
        {"related": "no_such_things", "where": {"field": "name", "is": "x"}},
        [],
        "name",
    ],
)
def test_a_wrong_condition_is_refused_with_its_place(list_api: Client, condition: object):
    error = list_api.refusal("GET", "/accounts", expect=422, params={"where": json.dumps({"all": [condition]})})
    assert "all[0]" in json.dumps(error), error


@pytest.mark.parametrize(
    "parameters",
    [{"limit": "0"}, {"limit": "many"}, {"sort": "no_such_field"}, {"after": "nonsense"}, {"fields": "no_such_field"},
     {"where": "{"}, {"no_such_field": "1"}, {"include": "no_such_link"}, {"count": "roughly"}],
)
def test_a_wrong_parameter_is_refused(list_api: Client, parameters: dict[str, str]):
    answer = list_api.call("GET", "/accounts", expect=None, params=parameters)
    assert answer.status_code in {400, 422}, f"{parameters}: {answer.status_code} {answer.text[:300]}"
