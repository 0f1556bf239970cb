"""A seller walks through every door with the identifiers of what they do not see, and must come back with nothing.

The doors are read, not listed: all operations of the OpenAPI description, as the administrator sees it, and every link
and form of the administrator's own pages of the records.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
import requests

from Support.client import Client
from Support.server import EMAIL, PASSWORD, Server

SELLER, SELLER_PASSWORD = "seller@acme.test", "un autre mot de passe long"
REFUSED = {403, 404, 405, 406, 409, 412, 415, 422}
SECRET = f"zq{uuid4().hex[:10]}"
"""Stands in everything the seller must not see."""


@dataclass
class Ground:
    """What the administrator has, and nobody shares."""

    ids: dict[str, str] = field(default_factory=dict)
    jobs: list[str] = field(default_factory=list)
    shares: dict[str, str] = field(default_factory=dict)
    journal: str = ""


def jobs_of(api: Client) -> list[str]:
    return [job["id"] for job in api.get("/jobs")["data"]]


@pytest.fixture(scope="module")
def admin(server: Server) -> Client:
    return Client(server)


@pytest.fixture(scope="module")
def seller(server: Server) -> Client:
    server.run("user", "add", "--email", SELLER, "--name", "Sam", "--role", "seller", "--password", SELLER_PASSWORD)
    return Client(server, server.run("token", "create", "--user", SELLER, "--name", "walk").strip())


@pytest.fixture(scope="module")
def ground(admin: Client, seller: Client) -> Ground:
    ground, ids = Ground(), {}
    ids["accounts"] = admin.create("accounts", {"name": f"Account {SECRET}", "city": SECRET})["id"]
    about = {"kind": "account", "id": ids["accounts"]}
    ids["contacts"] = admin.create(
        "contacts", {"name": f"Contact {SECRET}", "account": ids["accounts"],
                     "emails": [{"address": f"{SECRET}@example.test"}]})["id"]
    ids["opportunities"] = admin.create(
        "opportunities", {"title": f"Sale {SECRET}", "account": ids["accounts"],
                          "amount": {"amount": "77.00", "currency": "EUR"}})["id"]
    ids["notes"] = admin.create("notes", {"text": f"Note {SECRET}", "about": about})["id"]
    ids["activities"] = admin.create("activities", {"subject": f"Call {SECRET}", "about": about})["id"]
    file = {"file": (f"{SECRET}.txt", f"inside {SECRET}".encode(), "text/plain")}
    ids["attachments"] = admin.call(
        "POST", "/attachments", expect=201, files=file, data={"about": f"account:{ids['accounts']}"}).json()["id"]
    ids["stage_changes"] = admin.get("/stage_changes")["data"][0]["id"]
    admin.change("accounts", ids["accounts"], {"siren": "732829320"})
    admin.call("POST", f"/accounts/{ids['accounts']}/register", expect=200)  # Nobody answers, which is written down.
    ids["register_checks"] = admin.get("/register_checks")["data"][0]["id"]
    view = {"name": f"View {SECRET}", "kind": "account"}
    ids["saved_views"] = admin.create("saved_views", view)["id"]
    box = {"address": f"{SECRET}@box.test", "host": "imap.box.test"}
    ids["mailboxes"] = admin.create("mailboxes", box)["id"]
    steps = [{"day": 3, "action": "task", "subject": "Call"}]
    plan = admin.create("follow_up_plans", {"name": f"Plan {uuid4().hex[:6]}", "kind": "account", "steps": steps})
    ids["plan_runs"] = admin.call(
        "POST", "/plan_runs/start", expect=201, json={"plan": plan["id"], "about": about}).json()["id"]
    for plural in ("accounts", "contacts", "opportunities"):
        team = admin.create("teams", {"name": f"Team of {plural} {uuid4().hex[:6]}"})["id"]
        share = admin.call("POST", f"/{plural}/{ids[plural]}/shares", expect=201, json={"team": team}).json()
        ground.shares[plural] = share["id"]
    export = admin.call("POST", "/exports", expect=202, json={"entity": "accounts"}).json()["id"]
    ground.jobs = sorted({export, *jobs_of(admin)})
    ground.ids = ids
    return ground


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in document["paths"].items():
        for method in methods:
            if method in {"get", "post", "patch", "put", "delete"}:
                yield method.upper(), path


def others(path: str, ground: Ground) -> Iterator[str]:
    """The path with each identifier the administrator has put into it."""
    plural = path.removeprefix("/api/v1/").split("/")[0]
    if plural in ground.ids:
        id = ground.ids[plural]
        candidates = [id]
    elif plural in {"jobs", "exports", "imports"}:
        candidates = ground.jobs
    else:
        return  # The company's structure: users, teams, roles, pipelines, stages, products are seen by everybody.
    for id in candidates:
        filled = path.replace("{id}", id).replace("{share}", ground.shares.get(plural, "1"))
        yield re.sub(r"\{[^}]+\}", id, filled)


BODIES = [{}, {"name": "Taken"}, {"title": "Taken"}, {"text": "Taken"}, {"outcome": "won"}, {"user": "1"}]


def test_every_operation_with_the_ids_of_others_is_refused(
    server: Server, admin: Client, seller: Client, ground: Ground
):
    document = admin.get("/openapi.json")
    walked, leaks = 0, []
    for method, path in operations(document):
        if "{" not in path:
            continue
        for place in others(path, ground):
            bodies: list[Any] = [None] if method in {"GET", "DELETE"} else BODIES
            for body in bodies:
                options = {} if body is None else {"json": body}
                answer = seller.session.request(
                    method, server.url + place, timeout=60, allow_redirects=False, **options)
                walked += 1
                if answer.status_code not in REFUSED or SECRET in answer.text:
                    leaks.append(f"{method} {place} {body}: {answer.status_code} {answer.text[:200]}")
    assert not leaks, "\n".join(leaks)
    assert walked > 100, f"only {walked} requests were made"
    for plural, id in ground.ids.items():
        if plural not in {"stage_changes", "register_checks", "plan_runs"}:
            assert SECRET in str(admin.read(plural, id)), f"{plural} is as it was"


def test_lists_and_searches_tell_nothing(server: Server, admin: Client, seller: Client, ground: Ground):
    document = admin.get("/openapi.json")
    asked = [
        path for method, path in operations(document)
        if method == "GET" and "{" not in path and not path.endswith(("openapi.json",))
    ]
    assert len(asked) > 15
    for path in asked:
        for query in ("", f"?q={SECRET}", f"?where=" + '{"field":"id","empty":false}', "?count=exact&limit=500"):
            answer = seller.session.get(server.url + path + query, timeout=60)
            assert answer.status_code < 500, f"{path}{query}: {answer.status_code} {answer.text[:200]}"
            assert SECRET not in answer.text.replace(f"q={SECRET}", ""), f"GET {path}{query}"


class Links(HTMLParser):
    """Every address of a page: links, forms, what scripts fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.gets: set[str] = set()
        self.posts: set[str] = set()
        self.method = "get"

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in pairs if value}
        if tag == "form":
            self.method = given.get("method", "get").lower()
            (self.posts if self.method == "post" else self.gets).add(given.get("action", ""))
        if "formaction" in given:
            self.posts.add(given["formaction"])
        for name in (
            "href", "data-sheet", "data-peek", "data-inline", "data-picker", "data-live", "data-map", "hx-get",
        ):
            if name in given:
                self.gets.add(given[name])
        for name in ("hx-post", "data-drop", "data-move"):
            if name in given:
                self.posts.add(given[name])


class Browser:
    """Somebody signed in, as a browser without scripts."""

    def __init__(self, server: Server, email: str, password: str):
        self.url = server.url
        self.session = requests.Session()
        form = {"email": email, "password": password}
        page = self.session.post(f"{self.url}/sign-in", data=form, timeout=60, headers={"Origin": self.url})
        assert page.status_code == 200, page.text[:300]
        home = self.session.get(f"{self.url}/", timeout=60).text
        found = re.search(r'<meta name="csrf" content="([^"]+)"', home)
        assert found, home[:500]
        self.csrf = found.group(1)

    def get(self, path: str) -> requests.Response:
        return self.session.get(urljoin(self.url, path), timeout=60, allow_redirects=False)

    def post(self, path: str, form: dict[str, str]) -> requests.Response:
        return self.session.post(
            urljoin(self.url, path), data={"_csrf": self.csrf, **form}, timeout=60, allow_redirects=False,
            headers={"Origin": self.url})


def own(address: str) -> str | None:
    """The path of an address of this site; nil for others, for files and for anchors."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return None
    if parts.path.startswith(("/v/", "/vendor", "/css", "/js", "/sign-out", "/live")):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def test_every_link_and_form_of_others_records_is_refused(server: Server, seller: Client, ground: Ground):
    boss, thief = Browser(server, EMAIL, PASSWORD), Browser(server, SELLER, SELLER_PASSWORD)
    secret_ids = set(ground.ids.values()) | set(ground.shares.values())
    gets: set[str] = set()
    posts: set[str] = set()
    for plural, id in ground.ids.items():
        for page in (f"/{plural}", f"/{plural}/{id}", f"/{plural}/{id}/edit", f"/{plural}/{id}/history",
                     f"/{plural}/{id}/peek", f"/{plural}/{id}/shares", f"/{plural}/{id}/access",
                     f"/{plural}/list/peek/{id}"):
            answer = boss.get(page)
            if answer.status_code != 200:
                continue
            gets.add(page)
            links = Links()
            links.feed(answer.text)
            gets |= {path for address in links.gets if (path := own(address))}
            posts |= {path for address in links.posts if (path := own(address))}
    def is_others(path: str) -> bool:
        return any(id in re.split(r"\D+", urlsplit(path).path) for id in secret_ids)

    theirs = sorted(path for path in gets if is_others(path))
    forms = sorted(path for path in posts if is_others(path))
    assert len(theirs) > 40 and len(forms) > 10, (theirs, forms)
    leaks = []
    for path in sorted(gets):
        answer = thief.get(path)
        told = answer.text.replace(f"q={SECRET}", "")
        if SECRET in told or (path in theirs and answer.status_code not in REFUSED):
            leaks.append(f"GET {path}: {answer.status_code}")
    for path in forms:
        for form in ({}, {"name": "Taken", "title": "Taken", "text": "Taken", "with": "user:1", "done": "true"}):
            answer = thief.post(path, form)
            if answer.status_code not in REFUSED or SECRET in answer.text:
                leaks.append(f"POST {path}: {answer.status_code} {answer.headers.get('Location', '')}")
    assert not leaks, "\n".join(leaks)
