"""The second step: an authenticator app, and the codes on paper."""

import base64
import hashlib
import hmac
import struct
import time

import cv2
import numpy
from playwright.sync_api import Page, expect

from Support.browser import barriers, forget_session, new_context, overflows, shot, sign_in
from Support.server import EMAIL, PASSWORD, Server


def digits(secret: str, step: int) -> str:
    """As an app computes them (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    code = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    place = code[19] & 15
    return f"{(struct.unpack('>I', code[place:place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def scanned(page: Page) -> str:
    """What a telephone reads from the picture on the page."""
    picture = cv2.imdecode(numpy.frombuffer(page.get_by_role("img", name="Code QR").screenshot(), "uint8"), 1)
    # As a hand does that finds no code at first: a little nearer, a little further.
    for scale in (1, 2, 1.5, 3, 0.75):
        seen = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
        seen = cv2.copyMakeBorder(seen, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(255, 255, 255))
        text, _, _ = cv2.QRCodeDetector().detectAndDecode(seen)
        if text:
            return text
    return ""


def test_an_app_is_set_up_and_asked_for(own_server: Server, chromium):
    context = new_context(chromium, own_server.url)
    page = context.new_page()
    sign_in(page)
    page.goto("/settings/access")
    assert not barriers(page)
    page.get_by_role("button", name="Configurer une application").click()
    shown = page.locator("code").inner_text().replace(" ", "")
    address = scanned(page)
    assert address.startswith("otpauth://totp/") and f"secret={shown}&" in address
    shot(page, "second-step-setup")
    assert not barriers(page)
    assert overflows(page) <= 0

    now = int(time.time()) // 30
    page.locator("input[name=code]").fill(digits(shown, now))
    page.locator("input[name=code]").press("Enter")
    codes = page.locator("li code")
    expect(codes).to_have_count(10)
    paper = codes.first.inner_text()
    assert not barriers(page)

    def password() -> None:
        forget_session(page)
        page.goto("/sign-in?next=/accounts")
        page.locator("input[name=email]").fill(EMAIL)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        expect(page).to_have_url(f"{own_server.url}/sign-in/second-step")

    password()
    assert not barriers(page)
    shot(page, "second-step")
    page.locator("input[name=code]").fill(digits(shown, now + 10))
    page.locator("input[name=code]").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=code]").fill(digits(shown, max(now + 1, int(time.time()) // 30)))
    page.locator("input[name=code]").press("Enter")
    expect(page).to_have_url(f"{own_server.url}/accounts")

    password()
    page.locator("input[name=code]").fill(paper.upper())
    page.locator("input[name=code]").press("Enter")
    expect(page).to_have_url(f"{own_server.url}/accounts")

    # The administrator lost everything: the command line lets them in again.
    own_server.run("sign-in", "reset", "--user", EMAIL)
    forget_session(page)
    sign_in(page)
    context.close()
