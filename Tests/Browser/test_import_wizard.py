"""The wizard: a French file, seen before it is taken, corrected where it fails, taken back in one act."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from Support.browser import LOOKS, must_be_open_to_all, tab_of
from Support.client import Client
from Support.server import Server

HEAD = "Prénom;Nom;Courriel;Naissance;Métier"
GOOD = [f"Zoé;Lefèvre {number};zoe{number}@acme.test;{number + 1:02}/12/1980;Gérante" for number in range(24)]
BAD = "Noël;Garçon;noel@acme.test;31/02/1979;Façadier"


def french_file(folder: Path, *more: str) -> Path:
    """As an old program writes it: Windows-1252, semicolons, the day first."""
    path = folder / "clients.csv"
    path.write_bytes("\r\n".join([HEAD, *GOOD, *more, ""]).encode("windows-1252"))
    return path


def send(page: Page, path: Path, entity: str | None = None) -> None:
    page.goto("/imports/new")
    if entity:
        page.locator("#entity").select_option(entity)
    page.locator("input[name=file]").set_input_files(path)
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(re.compile("/mapping"))


def run(page: Page) -> None:
    page.get_by_role("button", name="Lancer l’import").click()
    expect(page.locator(".topbar .badge")).to_have_text("Fait", timeout=60_000)


def counts(page: Page) -> str:
    return " ".join(page.get_by_role("navigation", name="Lignes").inner_text().split())


def test_a_french_file_comes_in_is_corrected_and_goes_out_again(desk: Page, api: Client, tmp_path: Path):
    send(desk, french_file(tmp_path, BAD))

    # The guess: how it is written, what it holds, twenty lines as they are understood.
    expect(desk.get_by_text("Windows-1252")).to_contain_text("points-virgules")
    expect(desk.locator("#choice-entity")).to_have_value("contacts")
    expect(desk.locator("tbody tr")).to_have_count(20)
    expect(desk.locator("tbody tr").first).to_contain_text("Lefèvre 0")
    born = desk.get_by_label("Ce que « Naissance » remplit")
    expect(born).to_have_value("birthday")
    expect(desk.locator("tbody tr").nth(2)).to_contain_text("03/12/1980")

    # One column was not recognised: it is chosen by hand.
    work = desk.get_by_label("Ce que « Métier » remplit")
    expect(work).to_have_value("")
    work.select_option("job_title")

    desk.get_by_role("button", name="Essayer").click()
    tried = desk.get_by_role("region", name="Ce qui se passerait")
    expect(tried.get_by_role("status")).to_contain_text("25")
    expect(tried).to_contain_text("Ligne 26")
    assert api.count("contacts") == 0, "trying keeps nothing"
    expect(work).to_have_value("job_title")

    run(desk)
    assert counts(desk) == "Toutes 25 Créées 24 Mises à jour 0 Ignorées 0 En échec 1"
    expect(desk.locator("tbody tr")).to_have_count(1)
    expect(desk.locator("tbody tr")).to_contain_text("Anniversaire")
    assert api.count("contacts") == 24
    first_import = desk.url

    # The failed line comes back as a file, is corrected, and sent again with the same mapping.
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Fichier des lignes en échec").click()
    failed = tmp_path / "failed.csv"
    download.value.save_as(failed)
    text = failed.read_text(encoding="utf-8-sig")
    assert "Garçon" in text and "Lefèvre" not in text
    failed.write_text(text.replace("31/02/1979", "28/02/1979"), encoding="utf-8")
    send(desk, failed)
    desk.get_by_label("Ce que « Métier » remplit").select_option("job_title")
    run(desk)
    assert counts(desk).startswith("Toutes 1 Créées 1")
    noel = api.get("/contacts", q="Garçon")["data"][0]
    assert (noel["birthday"], noel["job_title"]) == ("1979-02-28", "Façadier")

    # And all of it goes out again.
    for address in (desk.url, first_import):
        desk.goto(address)
        desk.get_by_role("button", name="Annuler cet import").click()
        expect(desk.locator(".topbar .badge")).to_have_text("Annulé", timeout=30_000)
    assert api.count("contacts") == 0


def test_a_mapping_file_says_it_all(desk: Page, api: Client, tmp_path: Path):
    table = tmp_path / "table.csv"
    table.write_text("who,when\nAnn,3/4/1990\n", encoding="utf-8")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({
        "entity": "contacts", "match": "external_id", "dates": "mdy", "columns": {"who": "name", "when": "birthday"},
        "defaults": {"external_id": "old-{who}"}, "links": "fail",
    }))
    desk.goto("/imports/new")
    desk.locator("input[name=file]").set_input_files(table)
    desk.get_by_text("J’ai un plan de correspondance").click()
    desk.locator("input[name=mapping]").set_input_files(mapping)
    desk.get_by_role("button", name="Continuer").click()
    expect(desk.locator("#choice-dates")).to_have_value("mdy")
    expect(desk.locator("tbody tr")).to_contain_text("04/03/1990")
    expect(desk.get_by_text("« Identifiant externe » reçoit « old-{who} »")).to_be_visible()

    # A broken one is refused in words, on the page where it was chosen.
    mapping.write_text('{"entity":"contacts","colums":{}}')
    desk.locator("summary", has_text="Plan de correspondance").click()
    desk.locator("#mapping-file").set_input_files(mapping)
    desk.get_by_role("button", name="Utiliser ce fichier").click()
    expect(desk.get_by_role("alert")).to_contain_text("colums")
    expect(desk.locator("#choice-dates")).to_have_value("mdy")
    run(desk)
    assert [record["external_id"] for record in api.all("contacts", birthday="1990-03-04")] == ["old-Ann"]


def test_what_is_no_table_is_refused_with_a_sentence(desk: Page, tmp_path: Path):
    path = tmp_path / "picture.csv"
    path.write_bytes(bytes(range(256)) * 40)
    desk.goto("/imports/new")
    desk.get_by_role("button", name="Continuer").click()
    expect(desk.get_by_role("alert")).to_have_text("Choisissez d’abord un fichier.")
    desk.locator("input[name=file]").set_input_files(path)
    desk.get_by_role("button", name="Continuer").click()
    expect(desk.get_by_role("alert")).not_to_have_text("Choisissez d’abord un fichier.")
    expect(desk.locator("#entity")).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), LOOKS)
def test_every_step_is_open_to_everyone(
    chromium: Browser, server: Server, tmp_path: Path, theme: str, size: dict[str, int]
):
    page = tab_of(chromium, server.url, theme, size)
    page.goto("/imports/new")
    must_be_open_to_all(page, "import-1-file", theme)
    send(page, french_file(tmp_path, BAD), "contacts")
    must_be_open_to_all(page, "import-2-columns", theme)
    page.get_by_role("button", name="Essayer").click()
    expect(page.get_by_role("region", name="Ce qui se passerait")).to_be_visible()
    must_be_open_to_all(page, "import-2-tried", theme)
    run(page)
    must_be_open_to_all(page, "import-3-report", theme)
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.locator(".topbar .badge")).to_have_text("Annulé", timeout=30_000)
    must_be_open_to_all(page, "import-3-undone", theme)
    page.goto("/imports")
    must_be_open_to_all(page, "imports", theme)
    page.context.close()
