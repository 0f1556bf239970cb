"""Our OpenAPI description is true, and nothing that a stranger sends brings the server down."""

import subprocess
import sys
from pathlib import Path

from Support.client import Client
from Support.server import Server

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
]
EXAMPLES_EACH = 12
SECONDS = 600


def test_it_describes_every_entity(api: Client):
    schema = api.get("/openapi.json")
    assert schema["openapi"].startswith("3.1")
    for plural in ("accounts", "contacts", "opportunities", "pipelines", "products", "users", "teams", "activities"):
        assert {"get", "post"} <= schema["paths"][f"/api/v1/{plural}"].keys(), plural
        assert {"get", "patch", "delete"} <= schema["paths"][f"/api/v1/{plural}/{{id}}"].keys(), plural


def test_no_request_made_from_it_breaks_the_server(server: Server, tmp_path: Path):
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.url}/api/v1/openapi.json",
            "--url", server.url,
            "--header", f"Authorization: Bearer {server.token}",
            "--checks", ",".join(CHECKS),
            "--phases", "examples,coverage,fuzzing",
            "--max-examples", str(EXAMPLES_EACH),
            "--workers", "2",
            "--request-timeout", "20",
            "--max-failures", "20",
            "--generation-deterministic",
            "--suppress-health-check", "all",
            "--no-shrink",
            "--no-color",
        ],
        capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path, stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{done.stdout[-12000:]}\n{done.stderr[-2000:]}"
