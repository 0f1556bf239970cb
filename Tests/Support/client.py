"""The REST API as a program of a customer would call it."""

from typing import Any

import requests

from Support.server import Server

Record = dict[str, Any]


class Client:
    """Bearer-token requests to /api/v1; each call states the answer it expects."""

    def __init__(self, server: Server, token: str | None = None):
        self.url = f"{server.url}/api/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token or server.token}"

    def call(self, method: str, path: str, *, expect: int | None, **options: Any) -> requests.Response:
        answer = self.session.request(method, f"{self.url}{path}", timeout=60, **options)
        said = f"{method} {path}: {answer.status_code}, not {expect}: {answer.text[:800]}"
        assert expect is None or answer.status_code == expect, said
        return answer

    def get(self, path: str, *, expect: int = 200, **parameters: Any) -> Any:
        return self.call("GET", path, expect=expect, params=parameters).json()

    # One record

    def create(self, plural: str, body: Any, headers: dict[str, str] | None = None) -> Record:
        return self.call("POST", f"/{plural}", expect=201, json=body, headers=headers).json()

    def read(self, plural: str, id: str) -> Record:
        return self.get(f"/{plural}/{id}")

    def change(self, plural: str, id: str, body: Any, headers: dict[str, str] | None = None) -> Record:
        return self.call("PATCH", f"/{plural}/{id}", expect=200, json=body, headers=headers).json()

    def delete(self, plural: str, id: str) -> None:
        self.call("DELETE", f"/{plural}/{id}", expect=204)

    # A no

    def refusal(self, method: str, path: str, *, expect: int, **options: Any) -> Record:
        """The `error` object of an answer that says no."""
        error = self.call(method, path, expect=expect, **options).json()["error"]
        assert error["code"] and error["message"] and error["type"] and error["request_id"], error
        return error

    # Many records

    def count(self, plural: str, **parameters: Any) -> int:
        return self.get(f"/{plural}", count="exact", limit=1, **parameters)["count"]

    def all(self, plural: str, **parameters: Any) -> list[Record]:
        """Every record of a list, page after page."""
        records, after = [], {}
        while True:
            page = self.get(f"/{plural}", **parameters, **after)
            records += page["data"]
            if not page["has_more"]:
                return records
            after = {"after": page["next"]}
