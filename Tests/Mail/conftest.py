"""A company whose letters go to a post office of ours."""

from collections.abc import Iterator

import pytest
from Support.post_office import PostOffice
from Support.posted import posting_server
from Support.server import Server, backends


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(params=backends())
def server(request, tmp_path, office) -> Iterator[Server]:
    with posting_server(tmp_path, request.param, office) as server:
        yield server
