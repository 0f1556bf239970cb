"""The power goes during an import: it goes on by itself, every line once."""

import csv
import time
from pathlib import Path

from Support.client import Client
from Support.server import Server

LINES = 6_000
RESUME_SECONDS = 180


def write_file(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["external_id", "name", "city", "website"])
        for number in range(LINES):
            lines.writerow([f"c-{number}", f"Société importée {number}", "Évreux", f"https://s{number}.example"])


def wait_for_count(api: Client, at_least: int, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    count = 0
    while time.monotonic() < deadline:
        count = api.count("accounts")
        if count >= at_least:
            return count
        time.sleep(0.1)
    return count


def check_whole(api: Client) -> None:
    records = api.all("accounts", limit=200, fields="name,external_id")
    keys = [record["external_id"] for record in records]
    assert len(keys) == len(set(keys)) == LINES


def test_a_killed_server_finishes_the_import(own_server: Server, tmp_path: Path):
    file = tmp_path / "societes.csv"
    write_file(file)
    command = own_server.begin("import", "accounts", str(file), "--match", "external_id")
    begun = wait_for_count(Client(own_server), 1, 60)
    assert 0 < begun < LINES, f"{begun} of {LINES} lines were in when the power went; the test needs some in between"
    own_server.kill()
    command.kill()
    command.wait()

    own_server.start()
    assert wait_for_count(Client(own_server), LINES, RESUME_SECONDS) == LINES
    check_whole(Client(own_server))


def test_a_killed_command_is_finished_by_the_next_server(own_server: Server, tmp_path: Path):
    file = tmp_path / "societes.csv"
    write_file(file)
    own_server.stop()
    command = own_server.begin("import", "accounts", str(file), "--match", "external_id")
    time.sleep(2.5)
    command.kill()
    command.wait()

    own_server.start()
    own_server.run("import", "accounts", str(file), "--match", "external_id")
    assert wait_for_count(Client(own_server), LINES, RESUME_SECONDS) == LINES
    check_whole(Client(own_server))
