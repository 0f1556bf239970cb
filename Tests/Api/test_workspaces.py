"""Several companies on one running server: made, reached, and taken away while it serves."""

import json
import time
from uuid import uuid4

import requests

from Support.server import EMAIL, PASSWORD, Server


def ask(server: Server, path: str, host: str, token: str, expect: int) -> str:
    answer = requests.get(
        server.url + path, headers={"Host": host, "Authorization": f"Bearer {token}"}, timeout=30, allow_redirects=False
    )
    assert answer.status_code == expect, f"{host}{path}: {answer.status_code} {answer.text[:300]}"
    return answer.text


def test_companies_come_and_go_while_the_server_runs(own_server: Server):
    names = [f"{side}-{uuid4().hex[:8]}" for side in ("left", "right")]
    hosts = [f"{name}.test" for name in names]
    for name, host in zip(names, hosts):
        made = json.loads(own_server.run(
            "workspace", "create", name, "--host", host, "--email", EMAIL, "--password", PASSWORD, "--json"))
        assert made["path"] == f"/w/{name}"
    own_server.run("workspace", "create", names[0], code=1)
    own_server.run("workspace", "create", "Not A Name", code=1)
    listed = json.loads(own_server.run("workspace", "list", "--json"))
    assert [entry["name"] for entry in listed["data"]] == sorted(names)

    tokens = [
        own_server.run("token", "create", "--workspace", name, "--user", EMAIL, "--name", "tests").strip()
        for name in names
    ]
    deadline = time.monotonic() + 20
    while True:
        answer = requests.get(
            own_server.url + "/api/v1/users",
            headers={"Host": hosts[1], "Authorization": f"Bearer {tokens[1]}"}, timeout=30)
        if answer.status_code == 200:
            break
        assert time.monotonic() < deadline, f"{answer.status_code}\n{own_server.tail()}"
        time.sleep(0.1)

    made = requests.post(
        own_server.url + "/api/v1/accounts", json={"name": "Canari"},
        headers={"Host": hosts[0], "Authorization": f"Bearer {tokens[0]}"}, timeout=30)
    assert made.status_code == 201, made.text
    assert "Canari" in ask(own_server, "/api/v1/accounts", hosts[0], tokens[0], 200)
    assert "Canari" in ask(own_server, f"/w/{names[0]}/api/v1/accounts", "localhost", tokens[0], 200)
    assert "Canari" not in ask(own_server, "/api/v1/accounts", hosts[1], tokens[1], 200)
    assert "Canari" not in ask(own_server, "/api/v1/accounts", "localhost", own_server.token, 200)
    ask(own_server, f"/api/v1/accounts/{made.json()['id']}", hosts[1], tokens[1], 404)
    ask(own_server, "/api/v1/accounts", hosts[1], tokens[0], 401)
    ask(own_server, "/api/v1/accounts", "localhost", tokens[0], 401)
    ask(own_server, "/api/v1/accounts", hosts[0], own_server.token, 401)

    own_server.run("workspace", "remove", names[0], code=1)
    gone = json.loads(own_server.run("workspace", "remove", names[0], "--yes", "--json"))
    assert gone["backup"].endswith(".tar") and gone["kept_database"] is None
    ask(own_server, "/api/v1/accounts", hosts[0], tokens[0], 401)
    assert "Canari" not in ask(own_server, "/api/v1/accounts", hosts[1], tokens[1], 200)
    metrics = requests.get(own_server.url + "/metrics", timeout=30).text
    assert f'entregent_workspace_up{{workspace="{names[1]}"}} 1' in metrics and names[0] not in metrics.split("_up")[-1]
    assert requests.get(own_server.url + "/health/ready", timeout=30).status_code == 200
    own_server.stop()
    own_server.run("workspace", "remove", names[1], "--yes")
