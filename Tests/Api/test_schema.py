"""Our OpenAPI description is true, and nothing that a stranger sends brings the server down."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import validate
from Support.client import Client
from Support.server import Server

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
]
HERE = Path(__file__).parent
EXAMPLES_EACH = 5
SECONDS = 2_400
# What the description forbids is refused before any database is asked: all of it is sent once.
PHASES = {"sqlite": "examples,coverage,fuzzing", "postgres": "examples,fuzzing"}


def test_it_describes_every_entity(api: Client):
    schema = api.get("/openapi.json")
    assert schema["openapi"].startswith("3.1")
    for plural in ("accounts", "contacts", "opportunities", "pipelines", "products", "users", "teams", "activities"):
        assert {"get", "post"} <= schema["paths"][f"/api/v1/{plural}"].keys(), plural
        assert {"get", "patch", "delete"} <= schema["paths"][f"/api/v1/{plural}/{{id}}"].keys(), plural


def test_the_description_is_valid(api: Client):
    validate(api.get("/openapi.json"))


def test_a_custom_field_is_described_at_once(api: Client):
    labels = {"label_fr": "Couleur", "label_en": "Colour"}
    field = {"kind": "account", "name": "colour", "type": "choice", "choices": ["red", "blue"], **labels}
    api.call("POST", "/custom_fields", expect=201, json=field)
    schemas = api.get("/openapi.json")["components"]["schemas"]
    assert schemas["account_create"]["properties"]["colour"]["enum"] == ["red", "blue", None]
    made = api.create("accounts", {"name": "Peinture du port", "colour": "blue"})
    assert api.count("accounts", colour="blue") == 1 and made["colour"] == "blue"


@pytest.mark.timeout(SECONDS + 60)
def test_no_request_made_from_it_breaks_the_server(server: Server, tmp_path: Path):
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "--config-file", str(HERE / "schemathesis.toml"),
            "run", f"{server.url}/api/v1/openapi.json",
            "--url", server.url,
            "--header", f"Authorization: Bearer {server.token}",
            "--checks", ",".join(CHECKS),
            "--phases", PHASES[server.backend],
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
        env={**os.environ, "SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(HERE)},
    )
    found = done.stdout.find("= FAILURES =")
    assert done.returncode == 0, f"{done.stdout[max(found, 0):][:12000]}\n{done.stdout[-1500:]}\n{done.stderr[-2000:]}"
