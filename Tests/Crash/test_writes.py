"""The power goes while people write: what was acknowledged is there, and no record is half there."""

import threading
import time

import pytest
import requests

from Support.client import Client
from Support.server import Server

WRITERS = 4
WRITING_SECONDS = 2.0
ROUNDS = 3


class Writer(threading.Thread):
    """Creates contacts with two e-mails and a telephone each, and notes those that the server acknowledged."""

    def __init__(self, server: Server, number: int):
        super().__init__()
        self.api = Client(server)
        self.number = number
        self.acknowledged: dict[str, str] = {}
        self.fault: str | None = None

    def run(self) -> None:
        count = 0
        while True:
            name = f"Écrivain {self.number}-{count}"
            count += 1
            try:
                answer = self.api.call("POST", "/contacts?duplicates=allow", expect=None, json=contact(name))
            except requests.RequestException:
                return
            if answer.status_code != 201:
                self.fault = f"{answer.status_code} {answer.text[:300]}"
                return
            self.acknowledged[answer.json()["id"]] = name


def contact(name: str) -> dict:
    slug = name.replace(" ", "-").replace("É", "e").lower()
    return {
        "last_name": name,
        "emails": [{"address": f"{slug}@un.example"}, {"address": f"{slug}@deux.example"}],
        "phones": [{"number": "01 44 55 66 77"}],
    }


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_nothing_acknowledged_is_lost(own_server: Server, round_number: int):
    writers = [Writer(own_server, number) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(WRITING_SECONDS + round_number * 0.37)
    own_server.kill()
    for writer in writers:
        writer.join(30)
        assert writer.fault is None, writer.fault
    acknowledged = {id: name for writer in writers for id, name in writer.acknowledged.items()}
    assert acknowledged, "nobody wrote anything before the power went"

    own_server.start()
    found = {record["id"]: record for record in Client(own_server).all("contacts", limit=200)}
    lost = {id: name for id, name in acknowledged.items() if id not in found}
    assert not lost, f"{len(lost)} of {len(acknowledged)} acknowledged contacts are lost"
    for id, record in found.items():
        assert len(record["emails"]) == 2 and len(record["phones"]) == 1, f"half a record: {record}"
        assert acknowledged.get(id, record["last_name"]) == record["last_name"]
    # At most one write a person was under way; it may have been kept or not.
    assert len(found) <= len(acknowledged) + WRITERS
    own_server.stop()
    own_server.run("doctor")
    own_server.start()


def test_a_polite_stop_answers_what_was_asked(own_server: Server):
    writers = [Writer(own_server, number) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(1)
    own_server.stop()
    for writer in writers:
        writer.join(30)
        assert writer.fault is None or writer.fault.startswith("503"), writer.fault
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    own_server.start()
    assert Client(own_server).count("contacts") >= acknowledged > 0
