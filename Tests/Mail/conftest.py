"""A company whose letters go to a post office of ours."""

from collections.abc import Iterator

import pytest
from Support.post_office import PostOffice
from Support.server import EMAIL, Server, backends


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(params=backends())
def server(request, tmp_path, office, monkeypatch) -> Iterator[Server]:
    monkeypatch.setenv("ENTREGENT_SMTP_URL", office.address)
    server = Server(tmp_path, request.param)
    monkeypatch.setenv("ENTREGENT_PUBLIC_ADDRESS", server.url)
    server.set_up("en")
    try:
        server.start()
        # The token of these tests is told to its owner, as every new key is.
        office.to(EMAIL)
        office.forget()
        yield server
        server.stop()
    finally:
        server.kill()
        server.drop_database()
