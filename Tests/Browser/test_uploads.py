"""Files on a record: they come back as they were; what may not come in is refused in words."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from Support.client import Client, Record

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def account(api: Client, request: pytest.FixtureRequest) -> Record:
    return api.create("accounts", {"name": request.node.name})


def attach(page: Page, path: Path) -> None:
    page.locator("[data-drop*=attachments] input[type=file]").set_input_files(path)


def test_a_file_comes_back_as_it_was_sent(desk: Page, account: Record, tmp_path: Path):
    path = tmp_path / "Devis été.pdf"
    path.write_bytes(PDF)
    desk.goto(f"/accounts/{account['id']}")
    attach(desk, path)
    link = desk.locator("#files").get_by_role("link", name="Devis été.pdf").first
    expect(link).to_be_visible()
    address = link.get_attribute("href")
    answer = desk.request.get(address)
    if "text/html" in answer.headers["content-type"]:
        desk.goto(address)
        with desk.expect_download() as download:
            desk.get_by_role("link", name="Télécharger").first.click()
        assert Path(download.value.path()).read_bytes() == PDF
    else:
        assert answer.body() == PDF
    desk.goto(f"/accounts/{account['id']}")
    expect(desk.locator("#timeline")).to_contain_text("Devis été.pdf")


def test_a_file_that_is_not_what_it_says_is_refused(desk: Page, api: Client, account: Record, tmp_path: Path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"MZ\x90\x00" + bytes(400))
    desk.goto(f"/accounts/{account['id']}")
    attach(desk, path)
    expect(desk.locator("#toasts")).to_contain_text("photo.png")
    expect(desk.locator("#files").get_by_role("link", name="photo.png")).to_have_count(0)


def test_a_file_beyond_the_limit_is_refused(desk: Page, account: Record, tmp_path: Path):
    path = tmp_path / "film.pdf"
    with path.open("wb") as file:
        file.write(PDF)
        file.truncate(27 << 20)
    desk.goto(f"/accounts/{account['id']}")
    attach(desk, path)
    expect(desk.locator("#toasts")).to_contain_text("Mo", timeout=30_000)
    expect(desk.locator("#files").get_by_role("link", name="film.pdf")).to_have_count(0)
