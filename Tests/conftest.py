"""Fixtures that all the tests on the running program share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from Support.client import Client
from Support.registers import Registers
from Support.server import Server, backends, running


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


@pytest.fixture(scope="module")
def registers() -> Iterator[Registers]:
    """Stand-ins for the company registers."""
    with Registers() as registers:
        yield registers


@pytest.fixture(scope="module", params=backends())
def register_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
                    registers: Registers) -> Iterator[Server]:
    """A company whose registers are our stand-ins; files that want it as `server` say so."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in registers.environment().items():
            patch.setenv(name, value)
        yield from running(tmp_path_factory.mktemp(request.param), request.param)
