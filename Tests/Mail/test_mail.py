"""Letters leave the server as real mail, once, encrypted where they travel, and their failures can be seen."""

import re
import time

import pytest
import requests
from Support.client import Client
from Support.post_office import PostOffice, accepts, certificate
from Support.server import EMAIL, Server

PASSWORD = "encore un mot de passe"


def post(
    server: Server, path: str, data: dict | None = None, expect: int | None = None, **headers: str
) -> requests.Response:
    """A form sent by the administrator's token."""
    wanted = {"Authorization": f"Bearer {server.token}", "Accept": "application/json"} | headers
    form = data or {"-": ""}
    answer = requests.post(f"{server.url}{path}", data=form, headers=wanted, timeout=60, allow_redirects=False)
    said = f"{path}: {answer.status_code} {answer.text[:600]}"
    assert answer.status_code in ([expect] if expect else [200, 303]), said
    return answer


def add_user(server: Server, name: str, email: str, **more: str) -> str:
    return Client(server).create("users", {"name": name, "email": email, **more})["id"]


def address(letter) -> str:
    return re.search(r"http://\S+", letter.get_body(("plain",)).get_content())[0]


def test_a_test_mail_arrives(server, office):
    post(server, "/settings/mail/test")
    letter = office.to(EMAIL)
    assert letter["Subject"] == "A test mail from Entregent"
    assert letter["From"] == "Ateliers Acme <crm@acme.test>"
    assert letter["Message-ID"].endswith("@acme.test>") and letter["Date"] and letter["MIME-Version"] == "1.0"


def test_an_invited_person_chooses_a_password_and_is_in(server, office):
    id = add_user(server, "Chloé d’Été", "chloe@acme.test", language="fr")
    made = post(server, f"/users/{id}/invitation").json()
    assert made["mailed"] and made["url"].startswith(f"{server.url}/welcome/")
    letter = office.to("chloe@acme.test")
    assert letter["To"] == "Chloé d’Été <chloe@acme.test>"
    assert address(letter) == made["url"]
    assert made["url"] in letter.get_body(("html",)).get_content()
    assert "Bonjour Chloé d’Été" in letter.get_body(("plain",)).get_content()

    browser = requests.Session()
    page = browser.get(made["url"])
    assert page.status_code == 200 and "Choisissez un mot de passe" in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    form = {"password": "court", "language": "fr"}
    assert browser.post(made["url"], data=form).status_code == 422
    form["password"] = PASSWORD
    inside = browser.post(made["url"], data=form, headers={"Origin": server.url}, allow_redirects=False)
    assert inside.status_code == 303 and inside.headers["Location"] == "/"
    assert "Chloé" in browser.get(server.url).text
    assert requests.get(made["url"]).status_code == 404, "a link works once"


def test_inviting_again_ends_the_link_of_before(server, office):
    id = add_user(server, "Dan", "dan@acme.test")
    first = post(server, f"/users/{id}/invitation").json()["url"]
    second = post(server, f"/users/{id}/invitation").json()["url"]
    assert requests.get(first).status_code == 404 and requests.get(second).status_code == 200
    printed = server.run("user", "invite", "--email", "dan@acme.test").strip()
    assert re.fullmatch(re.escape(server.url) + r"/welcome/\S{43}", printed)
    assert requests.get(second).status_code == 404 and requests.get(printed).status_code == 200


def test_a_claimed_host_is_never_believed(server, office):
    id = add_user(server, "Eve", "eve@acme.test")
    made = post(server, f"/users/{id}/invitation", Host="evil.test").json()
    assert made["url"].startswith(server.url)
    requests.post(f"{server.url}/forgotten", data={"email": EMAIL}, headers={"Host": "evil.test"}, timeout=30)
    assert address(office.to(EMAIL)).startswith(server.url)


def test_a_forgotten_password_is_answered_alike(server, office):
    browser = requests.Session()
    known = browser.post(f"{server.url}/forgotten", data={"email": EMAIL}, headers={"Accept-Language": "en"})
    unknown = browser.post(
        f"{server.url}/forgotten", data={"email": "nobody@acme.test"}, headers={"Accept-Language": "en"})
    assert known.status_code == unknown.status_code == 200 and known.text == unknown.text
    link = address(office.to(EMAIL))
    assert "/reset/" in link
    done = requests.post(link, data={"password": PASSWORD, "language": "en"}, allow_redirects=False)
    assert done.status_code == 303
    assert requests.get(link).status_code == 404
    office.wait(2)
    time.sleep(1)
    subjects = [letter["Subject"] for letter in office.letters]
    assert len(subjects) == 2, subjects
    assert all(EMAIL in letter.recipients for letter in office.letters), "nobody else is written to"
    assert "password" in subjects[1].lower(), "a new password is told to its owner"
    signed = requests.post(
        f"{server.url}/sign-in", data={"email": EMAIL, "password": PASSWORD}, allow_redirects=False)
    assert signed.status_code == 303


def test_asking_too_often_is_refused(server, office):
    answers = [
        requests.post(f"{server.url}/forgotten", data={"email": EMAIL}, timeout=30).status_code for _ in range(5)
    ]
    assert answers[:3] == [200, 200, 200] and answers[-1] == 429


def test_a_mention_is_written_to_whom_may_see_it(server, office):
    client = Client(server)
    add_user(server, "Fanny Faure", "fanny@acme.test", language="fr")
    account = client.create("accounts", {"name": "Boulangerie"})
    text = "Bonjour @Fanny Faure, regarde.\n.\nFrom here – été"
    note = client.create("notes", {"text": text, "about": {"kind": "account", "id": account["id"]}})
    assert [mention["words"] for mention in note["mentions"]] == ["Fanny Faure"]
    time.sleep(2)
    assert office.letters == [], "Fanny is a seller: she does not see this account"
    user = note["mentions"][0]["user"]
    user = user["id"] if isinstance(user, dict) else user
    post(server, f"/timeline/accounts/{account['id']}/share?user={user}", expect=303)
    letter = office.to("fanny@acme.test")
    assert "Boulangerie" in letter["Subject"] and "partagé" in letter["Subject"]
    client.create("notes", {"text": "@fanny encore", "about": {"kind": "account", "id": account["id"]}})
    for _ in range(100):
        if len(office.letters) > 1:
            break
        time.sleep(0.1)
    assert "mentionne" in office.letters[-1]["Subject"]
    assert "> @fanny encore" in office.letters[-1].get_body(("plain",)).get_content()


def test_a_refused_letter_is_seen_and_not_tried_again(server, office):
    office.refusals = ["550 no such person"]
    id = add_user(server, "Gus", "gus@acme.test")
    post(server, f"/users/{id}/invitation")
    page = ""
    for _ in range(100):
        page = requests.get(
            f"{server.url}/settings/mail",
            headers={"Authorization": f"Bearer {server.token}", "Accept": "text/html"}).text
        if "Not sent" in page:
            break
        time.sleep(0.1)
    assert "Not sent" in page and "gus@acme.test" in page and "550" in page
    assert office.attempts == 1


def test_a_letter_put_off_is_tried_again_and_sent_once(server, office):
    office.refusals = ["451 try later"]
    id = add_user(server, "Hal", "hal@acme.test")
    post(server, f"/users/{id}/invitation")
    office.to("hal@acme.test", seconds=60)
    time.sleep(1)
    assert len(office.letters) == 1 and office.attempts == 2


@pytest.mark.parametrize("protection", ["starttls", "tls"])
def test_mail_travels_encrypted_with_a_password(tmp_path, monkeypatch, protection):
    context, trusted = certificate(tmp_path)
    options = {"authenticator": accepts("crm", "s3cr3t é"), "auth_required": True}
    options |= {"ssl_context": context} if protection == "tls" else {"tls_context": context, "require_starttls": True}
    if protection == "tls":
        options["auth_require_tls"] = False
    monkeypatch.setenv("ENTREGENT_CA_FILE", str(trusted))
    server = Server(tmp_path, "sqlite")
    server.set_up("en")
    with PostOffice(**options) as office:
        try:
            server.start()
            form = {
                "host": "localhost", "port": str(office.port), "protection": protection, "user": "crm",
                "password": "s3cr3t é", "from": "crm@acme.test", "name": "Acme", "public_address": server.url,
            }
            post(server, "/settings/mail", form)
            post(server, "/settings/mail/test")
            letter = office.to(EMAIL)
            assert letter.was_encrypted or protection == "tls"
            assert letter.login == "crm"
            page = requests.get(
                f"{server.url}/settings/mail",
                headers={"Authorization": f"Bearer {server.token}", "Accept": "text/html"}).text
            assert "s3cr3t" not in page and "Unchanged" in page
            assert b"s3cr3t" not in (server.data / "entregent.sqlite").read_bytes()
            # Without the certificate nothing is sent, and the reason is told.
            server.stop()
            monkeypatch.delenv("ENTREGENT_CA_FILE")
            server.start()
            said = post(server, "/settings/mail/test", expect=503).json()["error"]
            assert said["code"] == "mail_failed" and "certificate" in said["message"]
            assert len(office.letters) == 1
            server.stop()
        finally:
            server.kill()


def test_nothing_leaves_unencrypted(tmp_path):
    server = Server(tmp_path, "sqlite")
    server.set_up("en")
    with PostOffice() as office:
        try:
            server.start()
            form = {
                "host": "127.0.0.1", "port": str(office.port), "protection": "starttls", "from": "crm@acme.test",
                "public_address": server.url,
            }
            post(server, "/settings/mail", form)
            assert post(server, "/settings/mail/test", expect=422).json()["error"]["code"] == "mail_unprotected"
            form |= {"host": "smtp.invalid.test", "protection": "none"}
            post(server, "/settings/mail", form)
            post(server, "/settings/mail/test", expect=503)
            assert office.letters == []
            server.stop()
        finally:
            server.kill()
