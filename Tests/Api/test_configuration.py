"""A company of 200 people from one file, by the command line of the built program."""

import json
from pathlib import Path

from Support.client import Client
from Support.server import ROOT, Server

EXAMPLE = ROOT / "docs/guide/examples/company-200.json"


def test_one_file_sets_up_two_hundred_people(own_server: Server, tmp_path: Path):
    foreseen = json.loads(own_server.run("config", "diff", str(EXAMPLE), "--json"))
    assert foreseen["applied"] is False
    assert sum(change["action"] == "add" and change["section"] == "users" for change in foreseen["changes"]) == 200
    done = json.loads(own_server.run("config", "apply", str(EXAMPLE), "--json"))
    assert done["changes"] == foreseen["changes"], "what was foreseen is what was done"
    again = json.loads(own_server.run("config", "apply", str(EXAMPLE), "--json"))
    assert again["applied"] is False
    assert {change["action"] for change in again["changes"]} == {"keep"}, "only what the file does not name is left"

    api = Client(own_server)
    assert api.get("/users", count="exact")["count"] == 201, "the founder is still there"
    assert api.get("/teams", count="exact")["count"] == 20
    account = api.create("accounts", {"name": "Boulangerie du port", "loyalty": "or"})
    assert account["loyalty"] == "or", "the running server knows the new field at once"

    first, second = tmp_path / "first.json", tmp_path / "second.json"
    own_server.run("config", "export", str(first))
    own_server.run("config", "apply", str(first))
    own_server.run("config", "export", str(second))
    assert first.read_bytes() == second.read_bytes()
    assert "secret" not in first.read_text(encoding="utf-8")


def test_a_bad_file_changes_nothing_and_says_where(own_server: Server, tmp_path: Path):
    before = own_server.run("config", "export", "-")
    bad = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    bad["users"][12]["team"] = "Nulle part"
    bad["users"][13]["shoe_size"] = 42
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(bad), encoding="utf-8")
    own_server.run("config", "apply", str(file), code=1)
    own_server.run("config", "apply", str(tmp_path / "none.json"), code=1)
    file.write_text('{"teams": [', encoding="utf-8")
    own_server.run("config", "apply", str(file), code=1)
    assert own_server.run("config", "export", "-") == before
