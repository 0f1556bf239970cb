"""Letters in a mailbox elsewhere come to the records they belong to, once; nothing is marked there."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from Support.client import Client
from Support.imap_house import PASSWORD, USER, ImapHouse
from Support.post_office import certificate
from Support.server import Server


@pytest.fixture
def house(tmp_path) -> Iterator[ImapHouse]:
    with ImapHouse(tmp_path / "imap") as house:
        yield house


def letter(number: int | str, sender: str = "Chloé <chloe@client.test>", *headers: str, text: str = "Bonjour") -> str:
    lines = [f"From: {sender}", f"To: {USER}", f"Subject: Letter {number}", f"Message-ID: <{number}@client.test>",
             "Date: Fri, 20 Nov 2026 10:00:00 +0100", "Content-Type: text/plain; charset=utf-8", *headers]
    return "\n".join(lines) + f"\n\n{text} {number}\n"


def connect(client: Client, house: ImapHouse, password: str = PASSWORD, **more: Any) -> str:
    fields = {"address": USER, "host": "127.0.0.1", "port": house.port, "protection": "none",
              "reads_since": "2026-01-01"} | more
    box = client.create("mailboxes", fields)["id"]
    client.call("POST", f"/mailboxes/{box}/password", expect=204, json={"password": password})
    return box


def until(question: Callable[[], Any], seconds: float = 40) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s")


def state(client: Client, box: str) -> dict[str, Any]:
    return client.get(f"/mailboxes/{box}/state")


def read_again(client: Client, box: str) -> dict[str, Any]:
    """The state after another reading."""
    before = state(client, box)["last_read_at"]
    client.call("POST", f"/mailboxes/{box}/read", expect=202)
    return until(lambda: (now := state(client, box)) and now["last_read_at"] != before and now)


def test_letters_find_their_records_once_and_stop_plans(server, house):
    client = Client(server)
    contact = client.create("contacts", {"last_name": "Petit", "name": "Chloé Petit",
                                         "emails": [{"address": "chloe@client.test"}]})["id"]
    about = {"kind": "contact", "id": contact}
    plan = client.create("follow_up_plans", {
        "name": "After the fair", "kind": "contact",
        "steps": [{"day": 3, "action": "call", "subject": "Call again"},
                  {"day": 10, "action": "task", "subject": "Last word"}]})["id"]
    run = client.call("POST", "/plan_runs/start", expect=201, json={"plan": plan, "about": about}).json()
    assert run["state"] == "running" and run["next_at"]
    again = client.refusal("POST", "/plan_runs/start", expect=409, json={"plan": plan, "about": about})
    assert again["code"] == "plan_already_running"

    house.put(
        letter("away", "Chloé <chloe@client.test>", "Auto-Submitted: auto-replied"),
        letter("news", "News <news@shop.test>", "List-Id: <news.shop.test>"),
        letter("unknown", "Zoé <zoe@new.test>"))
    box = connect(client, house)
    letters = until(lambda: (said := state(client, box)["letters"]) and said)
    assert letters == {"filed": 1, "unfiled": 1, "ignored": 1}
    assert client.read("plan_runs", run["id"])["state"] == "running", "a machine's answer is none"
    house.put(letter("answer", "Chloé <chloe@client.test>", text="D’accord, à demain. Été"))
    read_again(client, box)
    mails = {mail["subject"]: mail for mail in client.all("emails")}
    assert set(mails) == {"Letter away", "Letter unknown", "Letter answer"}
    mail = mails["Letter answer"]
    assert mail["direction"] == "in" and mail["state"] == "received" and mail["about"] == about
    assert "D’accord, à demain. Été" in mail["text"] and mail["message_id"] == "answer@client.test"
    assert mails["Letter unknown"]["about"] is None
    ended = until(lambda: (now := client.read("plan_runs", run["id"])) and now["state"] == "stopped" and now)
    assert ended["reason"] == "answered" and ended["next_at"] is None

    # Filed by hand, it is on its record like the others.
    filed = client.change("emails", mails["Letter unknown"]["id"], {"about": about})
    assert filed["about"] == about
    # Nothing is marked, and numbering anew files nothing twice.
    assert all("Seen" not in flags for flags in house.flags()) and len(house.flags()) == 4
    house.number_anew()
    time.sleep(1)
    assert read_again(client, box)["last_error"] is None
    assert len(client.all("emails")) == 3


def test_a_server_killed_in_the_middle_files_each_letter_once(server, house):
    client = Client(server)
    client.create("contacts", {"name": "Chloé Petit", "last_name": "Petit",
                               "emails": [{"address": "chloe@client.test"}]})
    house.put(*[letter(number) for number in range(80)])
    box = connect(client, house)
    until(lambda: state(client, box)["letters"].get("filed", 0) > 3)
    server.kill()
    server.start()
    until(lambda: read_again(client, box)["letters"].get("filed") == 80, seconds=120)
    subjects = [mail["subject"] for mail in client.all("emails")]
    assert sorted(subjects) == sorted(f"Letter {number}" for number in range(80))


def failure(client: Client, box: str) -> str:
    return until(lambda: state(client, box)["last_error"])


def test_what_is_wrong_is_said(tmp_path, monkeypatch):
    (tmp_path / "certificate").mkdir()
    _, trusted = certificate(tmp_path / "certificate")
    pair = (trusted, tmp_path / "certificate" / "server.key")
    server = Server(tmp_path, "sqlite")
    server.set_up("en")
    with ImapHouse(tmp_path / "imap", pair) as house:
        try:
            server.start()
            client = Client(server)
            tls = {"host": "localhost", "port": house.tls_port, "protection": "tls"}
            box = connect(client, house, **tls)
            assert "certificate" in failure(client, box)
            server.stop()
            monkeypatch.setenv("ENTREGENT_CA_FILE", str(trusted))
            server.start()
            client.call("POST", f"/mailboxes/{box}/password", expect=204, json={"password": "wrong"})
            assert "name and password" in failure(client, box)
            client.call("POST", f"/mailboxes/{box}/password", expect=204, json={"password": PASSWORD})
            until(lambda: state(client, box)["last_read_at"])
            assert state(client, box)["last_error"] is None
            client.change("mailboxes", box, {"port": house.port, "protection": "starttls"})
            assert not state(client, box)["has_password"], "a password is for one server only"
            client.call("POST", f"/mailboxes/{box}/password", expect=204, json={"password": PASSWORD})
            house.put(letter(1))
            until(lambda: read_again(client, box)["letters"])
            client.change("mailboxes", box, {"folder": "Nowhere"})
            client.call("POST", f"/mailboxes/{box}/read", expect=202)
            assert "Nowhere" in failure(client, box)
            client.change("mailboxes", box, {"folder": "INBOX"})
            house.stop()
            client.call("POST", f"/mailboxes/{box}/read", expect=202)
            until(lambda: "cannot be reached" in (state(client, box)["last_error"] or ""))
            assert state(client, box)["next_attempt_at"]
            assert b"s3cr3t" not in (server.data / "entregent.sqlite").read_bytes()
            server.stop()
        finally:
            server.kill()
