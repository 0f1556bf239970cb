"""Fixtures that all the tests on the running program share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from Support.client import Client
from Support.server import Server, backends


def running(folder: Path, backend: str) -> Iterator[Server]:
    server = Server(folder, backend)
    try:
        server.set_up()
        server.start()
        yield server
        server.stop()
    finally:
        server.kill()
        server.drop_database()


@pytest.fixture(scope="module", params=backends())
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A company that the tests of one file share."""
    yield from running(tmp_path_factory.mktemp(request.param), request.param)


@pytest.fixture(params=backends())
def own_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A company for one test only: to be killed, filled or spoilt."""
    yield from running(tmp_path, request.param)


@pytest.fixture
def api(server: Server) -> Client:
    return Client(server)
