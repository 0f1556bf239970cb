"""A company whose letters go to a post office of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from Support.post_office import PostOffice
from Support.server import EMAIL, Server


@contextmanager
def posting_server(folder: Path, backend: str, office: PostOffice) -> Iterator[Server]:
    """Started, in English, its public address known, the first letter of the house already read."""
    server = Server(folder, backend)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENTREGENT_SMTP_URL", office.address)
        patch.setenv("ENTREGENT_PUBLIC_ADDRESS", server.url)
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
