"""Somebody who means harm: scripts in every text, forged forms, crooked paths, borrowed sessions, false addresses."""

import json
import re
from uuid import uuid4

import pytest
import requests

from Support.client import Client
from Support.server import EMAIL, PASSWORD, Server

HOSTILE = "<script>window.stolen=1</script>\"'><img src=x onerror=stolen()>"
RAW = re.compile(r"<script>window\.stolen|<img src=x onerror", re.IGNORECASE)


@pytest.fixture
def person(server: Server) -> requests.Session:
    """Signed in through the page, as a browser is."""
    session = requests.Session()
    answer = session.post(
        f"{server.url}/sign-in", data={"email": EMAIL, "password": PASSWORD}, timeout=30, allow_redirects=False
    )
    assert answer.status_code == 303, answer.text[:400]
    return session


def proof(server: Server, session: requests.Session) -> str:
    """The token that forms of this session carry."""
    page = session.get(f"{server.url}/accounts/new", timeout=30).text
    found = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert found, page[:400]
    return found.group(1)


def writable_texts(api: Client) -> dict[str, dict[str, list[str]]]:
    """Of each kind of record, the text fields that a program may write."""
    schemas = api.get("/openapi.json")["components"]["schemas"]
    kinds = {}
    for path, item in api.get("/openapi.json")["paths"].items():
        plural = path.strip("/").split("/")[-1]
        body = item.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {})
        name = body.get("schema", {}).get("$ref", "").split("/")[-1]
        if "{" in path or name not in schemas:
            continue
        fields = schemas[name].get("properties", {})
        texts = [
            key for key, field in fields.items()
            if "string" in str(field.get("type")) and not field.get("enum") and not field.get("format")
        ]
        kinds[plural] = {"texts": texts, "required": schemas[name].get("required", [])}
    return kinds


def test_no_text_of_a_record_becomes_markup(server: Server, api: Client, person: requests.Session):
    made = []
    for plural in ("accounts", "contacts", "products", "teams", "opportunities", "activities"):
        texts = writable_texts(api).get(plural, {"texts": ["name"]})["texts"]
        for field in texts:
            title = {"opportunities": "title", "activities": "subject"}.get(plural, "name")
            body = {title: f"{HOSTILE} {uuid4().hex[:6]}"}
            if plural == "opportunities":
                stage = api.get("/stages", limit=1)["data"][0]
                body |= {"stage": stage["id"], "pipeline": stage["pipeline"]}
            answer = api.call("POST", f"/{plural}", expect=None, json={**body, field: HOSTILE + uuid4().hex[:6]})
            assert answer.status_code in {201, 409, 422}, answer.text
            if answer.status_code == 201:
                made.append((plural, answer.json()["id"]))
    assert len(made) > 20
    for plural, id in made:
        for page in (f"/{plural}/{id}", f"/{plural}/{id}/edit", f"/{plural}/{id}/peek"):
            answer = person.get(f"{server.url}{page}", timeout=30)
            assert answer.status_code < 500, f"{page}: {answer.status_code}"
            assert not RAW.search(answer.text), f"{page} writes a hostile text as markup"
    for page in ("/", "/accounts", "/contacts", "/opportunities", "/activities", "/products", "/teams", "/board",
                 "/search?q=script", "/accounts?q=%3Cscript%3E", f"/accounts?sort={HOSTILE}"):
        answer = person.get(f"{server.url}{page}", timeout=30)
        assert answer.status_code < 500, f"{page}: {answer.status_code}"
        assert not RAW.search(answer.text), f"{page} writes a hostile text as markup"


def test_a_file_cannot_act_on_its_reader(server: Server, api: Client, person: requests.Session):
    account = api.create("accounts", {"name": f"Papeterie {uuid4().hex[:6]}"})
    names = ["a.html", 'x".svg', "../../etc/passwd", "a\r\nX-Evil: 1.txt", HOSTILE + ".txt", "..\\..\\win.txt"]
    kept = 0
    for name in names:
        answer = person.post(
            f"{server.url}/attachments/about/accounts/{account['id']}", timeout=30, allow_redirects=False,
            headers={"X-CSRF-Token": proof(server, person)},
            files={"file": (name, b"<html><script>stolen()</script></html>", "text/html")},
        )
        assert answer.status_code < 500, f"{name}: {answer.status_code} {answer.text[:300]}"
        assert "X-Evil" not in answer.headers
    for file in api.all("attachments"):
        page = person.get(f"{server.url}/attachments/{file['id']}/file", timeout=30, allow_redirects=True)
        if page.status_code != 200:
            continue
        kept += 1
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        disposition = page.headers.get("Content-Disposition", "")
        caged = "sandbox" in page.headers.get("Content-Security-Policy", "")
        assert disposition.startswith("attachment") or caged, page.headers
        assert "\n" not in disposition and "/" not in disposition.split("filename")[-1].split("''")[-1].split(";")[0]
        assert "X-Evil" not in page.headers
    assert kept >= 4, "most of these names are only odd"
    page = person.get(f"{server.url}/accounts/{account['id']}", timeout=30)
    assert not RAW.search(page.text)


def test_a_form_from_elsewhere_changes_nothing(server: Server, api: Client, person: requests.Session):
    before = api.count("accounts")
    for headers in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for fields in ({"name": "Forged"}, {"name": "Forged", "_csrf": "guessed"}):
            answer = person.post(
                f"{server.url}/accounts/new", data=fields, headers=headers, timeout=30, allow_redirects=False
            )
            assert answer.status_code == 403, f"{headers} {fields}: {answer.status_code}"
    token = proof(server, person)
    stranger = requests.Session()
    stranger.post(f"{server.url}/sign-in", data={"email": EMAIL, "password": PASSWORD}, timeout=30)
    answer = stranger.post(
        f"{server.url}/accounts/new", data={"name": "Forged", "_csrf": token}, timeout=30, allow_redirects=False
    )
    assert answer.status_code == 403, "a token of another session is no proof"
    assert api.count("accounts") == before


@pytest.mark.parametrize("path", [
    "/assets/../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd",
    "/assets/....//....//etc/passwd", "/assets/%00/etc/passwd", "/css/..%5c..%5cPackage.swift", "//etc/passwd",
    "/assets/%252e%252e/%252e%252e/etc/passwd", "/js/../../Package.swift",
])
def test_no_path_leads_out_of_what_is_served(server: Server, path: str):
    request = requests.Request("GET", server.url).prepare()
    request.url = server.url + path
    answer = requests.Session().send(request, timeout=30, allow_redirects=False)
    assert answer.status_code in {303, 308, 400, 404}, f"{path}: {answer.status_code}"
    assert "root:" not in answer.text and "swift-tools-version" not in answer.text


@pytest.mark.parametrize("target", [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/%2f/evil.example",
    "javascript:alert(1)", "/\t/evil.example", "http:evil.example", " //evil.example",
])
def test_signing_in_leads_to_nowhere_else(server: Server, target: str):
    answer = requests.post(
        f"{server.url}/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": target}, timeout=30,
        allow_redirects=False,
    )
    place = answer.headers.get("Location", "/")
    assert place.startswith("/") and not re.match(r"/[/\\\s]", place), f"{target!r} leads to {place!r}"


def test_a_session_is_made_anew_at_sign_in_and_closed_to_scripts(server: Server):
    session = requests.Session()
    session.cookies.set("entregent_session", "chosen-by-the-attacker")
    answer = session.post(
        f"{server.url}/sign-in", data={"email": EMAIL, "password": PASSWORD}, timeout=30, allow_redirects=False
    )
    cookie = answer.headers["Set-Cookie"]
    assert "entregent_session=" in cookie and "chosen-by-the-attacker" not in cookie
    assert "HttpOnly" in cookie and "SameSite" in cookie
    stolen = requests.get(
        f"{server.url}/accounts", cookies={"entregent_session": "chosen-by-the-attacker"}, timeout=30,
        allow_redirects=False,
    )
    assert stolen.status_code == 303 and "/sign-in" in stolen.headers["Location"]


def test_every_answer_carries_the_headers_that_guard_it(server: Server, person: requests.Session):
    for path in ("/", "/accounts", "/sign-in", "/nowhere", "/api/v1/accounts", "/health/live"):
        headers = person.get(f"{server.url}{path}", timeout=30).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        policy = headers["Content-Security-Policy"]
        assert "unsafe-inline" not in policy.split("style-src")[0] and "default-src" in policy, path
        assert "Referrer-Policy" in headers, path
        assert "frame-ancestors" in policy or "X-Frame-Options" in headers, path


def test_nothing_that_a_stranger_sends_forges_a_line_of_the_log(server: Server):
    mark = uuid4().hex[:10]
    requests.get(f"{server.url}/{mark}%0d%0a%7B%22level%22:%22forged%22%7D", timeout=30)
    requests.get(f"{server.url}/{mark}", headers={"User-Agent": f"{mark} \\n forged"}, timeout=30)
    for line in server.tail(200).splitlines():
        if line.startswith("{"):
            assert json.loads(line).get("level") != "forged"


def test_guessing_a_password_soon_takes_too_long(own_server: Server):
    codes = [
        requests.post(
            f"{own_server.url}/sign-in", timeout=60, allow_redirects=False,
            data={"email": EMAIL, "password": f"guess number {number}"},
        ).status_code
        for number in range(12)
    ]
    assert 429 in codes, codes
    assert codes[0] in {401, 403, 422}, codes
