"""The pictures of the guide, French screens for the French one and English for the English; run by bin/screenshots."""

import re
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from Support.browser import PHONE, chromium_path, new_context, sign_in
from Support.client import Client
from Support.server import ROOT, Server

GUIDE = ROOT / "docs/guide/images"
README = ROOT / "docs/images"
WINDOW = {"width": 1200, "height": 750}

# A list of customers as a program of another time exports it; the last line cannot be right.
FILES = {
    "fr": "Société;Ville;Code postal;Effectif;Chiffre d’affaires\n"
          "Menuiserie Durand;Angers;49000;12;1 250 000,50\nBoulangerie Petit;Lyon;69003;4;310 000,00\n"
          "Câblerie du Nord;Lille;59000;57;8 400 000,00\nGarage Roussel;Nice;06000;beaucoup;720 000,00\n",
    "en": "Company;City;Postcode;Employees;Revenue\n"
          "Durand Joinery;Angers;49000;12;1250000.50\nPetit Bakery;Lyon;69003;4;310000.00\n"
          "Northern Cables;Lille;59000;57;8400000.00\nRoussel Garage;Nice;06000;many;720000.00\n",
}


def keep(page: Page, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=path, animations="disabled")
    print(path.relative_to(ROOT))


def guide(page: Page, api: Client, folder: Path, language: str) -> None:
    pictures = GUIDE / language
    account = max(api.all("accounts", limit=100)[:100], key=lambda record: record["updated_at"])
    page.goto("/")
    keep(page, pictures / "home.png")
    page.goto(f"/accounts/{account['id']}")
    keep(page, pictures / "account.png")
    page.goto('/accounts?where={"field":"city","is":"Paris"}')
    keep(page, pictures / "list.png")
    page.goto("/board")
    keep(page, pictures / "board.png")
    page.goto("/settings/fields")
    keep(page, pictures / "custom-fields.png")
    page.goto("/exports/new?entity=accounts")
    keep(page, pictures / "export.png")
    page.keyboard.press("Control+k")
    page.keyboard.type("durand")
    expect(page.locator("#palette").get_by_role("option").nth(1)).to_be_visible()
    keep(page, pictures / "palette.png")
    wizard(page, folder, language)


def wizard(page: Page, folder: Path, language: str) -> None:
    path = folder / {"fr": "clients.csv", "en": "customers.csv"}[language]
    path.write_text(FILES[language], encoding="cp1252")
    page.goto("/imports/new?entity=accounts")
    page.locator("input[name=file]").set_input_files(path)
    keep(page, GUIDE / language / "import-file.png")
    page.locator(".content form button[type=submit]").click()
    expect(page.locator("#choice-entity")).to_have_value("accounts")
    keep(page, GUIDE / language / "import-columns.png")
    page.locator("button[value=start]").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+$"))
    expect(page.locator(".topbar .badge.good")).to_be_visible(timeout=30_000)
    keep(page, GUIDE / language / "import-report.png")


def readme(browser: Browser, server: Server) -> None:
    account = max(Client(server).all("accounts", limit=100)[:100], key=lambda record: record["updated_at"])["id"]
    shots = [
        ("board", "/board", "light", WINDOW), ("board-dark", "/board", "dark", WINDOW),
        ("account", f"/accounts/{account}", "light", WINDOW), ("account-phone", f"/accounts/{account}", "light", PHONE),
    ]
    for name, address, theme, size in shots:
        context = new_context(browser, server.url, theme=theme, size=size, locale="en-GB")
        page = context.new_page()
        sign_in(page)
        page.goto(address)
        keep(page, README / f"{name}.png")
        context.close()


def main(languages: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for language in languages:
            with tempfile.TemporaryDirectory() as place:
                server = Server(Path(place), "sqlite")
                try:
                    server.set_up(language)
                    server.run("demo", "--scale", "small", "--seed", "1")
                    server.start()
                    locale = {"fr": "fr-FR", "en": "en-GB"}[language]
                    context = new_context(browser, server.url, size=WINDOW, locale=locale)
                    page = context.new_page()
                    sign_in(page)
                    guide(page, Client(server), Path(place), language)
                    if language == "en":
                        readme(browser, server)
                        (README / "imports.png").write_bytes((GUIDE / "en/import-columns.png").read_bytes())
                finally:
                    server.kill()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:] or ["fr", "en"])
