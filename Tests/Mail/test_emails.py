"""Letters to customers: written from a record, sent by a real mail server, told on the timeline."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
from Support.client import Client
from Support.post_office import PostOffice
from Support.server import EMAIL, Server


def post(server: Server, path: str, data: dict) -> requests.Response:
    """A form sent by the administrator's token."""
    headers = {"Authorization": f"Bearer {server.token}", "Accept": "application/json"}
    answer = requests.post(f"{server.url}{path}", data=data, headers=headers, timeout=60, allow_redirects=False)
    assert answer.status_code in (200, 303), f"{path}: {answer.status_code} {answer.text[:600]}"
    return answer


def customer(client: Client, **more) -> dict:
    account = client.create("accounts", {"name": "Client d’Été", "country": "FR"})
    return client.create("contacts", {
        "name": "Chloé Été", "first_name": "Chloé", "accounts": [{"account": account["id"]}],
        "emails": [{"address": "chloe@client.test"}]} | more)


def letter(contact: dict, **more) -> dict:
    return {
        "subject": "Été : votre devis", "text": "Bonjour {contact.first_name|},\n\n**Merci** – à bientôt.",
        "to_addresses": "Chloé Été <chloe@client.test>", "about": {"kind": "contact", "id": contact["id"]},
        "send": True} | more


def wait_for(client: Client, id: str, state: str, seconds: float = 30) -> dict:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = client.read("emails", id)
        if found["state"] == state:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{found['state']}, not {state}: {found['failure']}")


def test_a_letter_leaves_as_written_with_its_file_and_its_answer_stays_in_the_exchange(server, office):
    client = Client(server)
    contact = customer(client)
    made = client.session.post(f"{client.url}/attachments", data={"about": f"contact:{contact['id']}"},
                               files={"file": ("Devis été.txt", "Prix : 12 €\n".encode(), "text/plain")})
    assert made.status_code == 201, made.text
    sent = client.create("emails", letter(contact, files=[made.json()["id"]], cc_addresses="dan@client.test"))
    assert sent["state"] == "queued"
    arrived = office.to("chloe@client.test")
    assert arrived.recipients == ["chloe@client.test", "dan@client.test"]
    assert arrived["Subject"] == "Été : votre devis" and arrived["To"] == "Chloé Été <chloe@client.test>"
    assert arrived["Cc"] == "dan@client.test" and arrived["Auto-Submitted"] is None
    assert "crm@acme.test" in arrived["From"] and arrived["Reply-To"] and EMAIL in arrived["Reply-To"]
    assert "Bonjour Chloé" in arrived.get_body(("plain",)).get_content()
    assert "<strong>Merci</strong>" in arrived.get_body(("html",)).get_content()
    file = next(arrived.iter_attachments())
    assert file.get_filename() == "Devis été.txt" and "12 €".encode() in file.get_payload(decode=True)
    kept = wait_for(client, sent["id"], "sent")
    assert arrived["Message-ID"] == f"<{kept['message_id']}>" and kept["sent_at"]

    office.forget()
    client.create("emails", letter(contact, subject="Re", in_reply_to=f"<{kept['message_id']}>"))
    answer = office.to("chloe@client.test")
    assert answer["In-Reply-To"] == answer["References"] == arrived["Message-ID"]
    timeline = requests.get(f"{server.url}/contacts/{contact['id']}", headers={
        "Authorization": f"Bearer {server.token}"}).text
    assert "Été : votre devis" in timeline


def test_nothing_typed_becomes_a_header(server, office):
    client = Client(server)
    contact = customer(client)
    client.create("emails", letter(
        contact, subject="Hello\r\nBcc: spy@evil.test", to_addresses='"A\r\nBcc: spy@evil.test" <chloe@client.test>'))
    arrived = office.to("chloe@client.test")
    assert arrived.recipients == ["chloe@client.test"] and arrived["Bcc"] is None
    wrong = letter(contact, to_addresses="chloe@client.test\r\nX: y")
    refused = client.refusal("POST", "/emails", expect=422, json=wrong)
    assert refused["code"] == "invalid_email"


def test_a_letter_is_tried_again_and_a_refused_one_says_why(server, office):
    client = Client(server)
    contact = customer(client)
    office.refusals = ["451 come back later"]
    sent = client.create("emails", letter(contact))
    office.to("chloe@client.test", seconds=40)
    wait_for(client, sent["id"], "sent")
    assert len(office.letters) == 1
    office.refusals = ["550 5.7.1 taken for advertising"]
    failed = wait_for(client, client.create("emails", letter(contact))["id"], "failed")
    assert "550" in failed["failure"]
    again = client.call("POST", f"/emails/{failed['id']}/send", expect=200).json()
    assert again["state"] == "queued"
    assert wait_for(client, failed["id"], "sent")["message_id"] == failed["message_id"]


def test_called_back_in_time_it_never_leaves(server, office):
    client = Client(server)
    contact = customer(client)
    sent = client.create("emails", letter(contact, delay_seconds=3))
    back = client.call("POST", f"/emails/{sent['id']}/back", expect=200).json()
    assert back["state"] == "draft"
    time.sleep(5)
    assert not office.letters and client.read("emails", sent["id"])["state"] == "draft"


def test_a_killed_server_sends_it_once(server, office):
    client = Client(server)
    contact = customer(client)
    ids = [client.create("emails", letter(contact, subject=f"n{n}", delay_seconds=2))["id"] for n in range(3)]
    server.kill()
    time.sleep(2)
    server.start()
    for id in ids:
        wait_for(client, id, "sent", seconds=100)
    assert sorted(letter["Subject"] for letter in office.letters) == ["n0", "n1", "n2"]


def test_of_which_nobody_knows_whether_it_was_taken_a_letter_is_not_sent_twice(server, office):
    client = Client(server)
    contact = customer(client)
    office.hangs_up = True
    found = wait_for(client, client.create("emails", letter(contact))["id"], "uncertain")
    assert len(office.letters) == 1 and found["failure"]
    office.hangs_up = False
    again = client.call("POST", f"/emails/{found['id']}/send", expect=200).json()
    assert again["message_id"] == found["message_id"]
    office.wait(2)
    wait_for(client, found["id"], "sent")


def test_no_letter_goes_to_an_address_that_does_not_exist(server, office):
    client = Client(server)
    contact = customer(client)
    office.refusals = ["550 5.1.1 no such user"]
    failed = wait_for(client, client.create("emails", letter(contact))["id"], "failed")
    assert "no such user" in failed["failure"]
    assert client.refusal("POST", "/emails", expect=409, json=letter(contact))["code"] == "undeliverable"
    [line] = client.all("undeliverable_addresses")
    assert line["about"]["id"] == contact["id"] and line["address"] == "chloe@client.test"
    client.call("POST", f"/undeliverable_addresses/{line['id']}/lift", expect=200, json={"reason": "It was repaired"})
    wait_for(client, client.create("emails", letter(contact))["id"], "sent")


def test_ones_own_server_is_used_and_its_password_kept_secret(server, office):
    client = Client(server)
    contact = customer(client)
    with PostOffice() as own:
        post(server, "/settings/my-mail", {
            "host": "127.0.0.1", "port": str(own.port), "protection": "none", "from": "ben@own.test",
            "name": "Ben Bold", "signature": "**Ben**\nAteliers Acme", "user": "", "password": "secret-of-ben"})
        client.create("emails", letter(contact))
        arrived = own.to("chloe@client.test")
        assert arrived["From"] == "Ben Bold <ben@own.test>" and arrived["Message-ID"].endswith("@own.test>")
        assert "Ateliers Acme" in arrived.get_body(("plain",)).get_content()
    assert not office.letters
    page = requests.get(f"{server.url}/settings/my-mail", headers={"Authorization": f"Bearer {server.token}"}).text
    assert "secret-of-ben" not in page


def test_one_click_ends_advertising_and_looking_does_not(server, office):
    client = Client(server)
    contact = customer(client)
    client.create("emails", letter(contact, purpose="prospecting"))
    arrived = office.to("chloe@client.test")
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = re.search(rb"List-Unsubscribe: <?(.*?)>?\r\n(?! )", office.raw[-1], re.S)[1]
    link = re.sub(rb"\s", b"", raw).decode().strip("<>")
    assert link.startswith(server.url)
    assert requests.get(link).status_code == 200
    client.create("emails", letter(contact, purpose="prospecting"))
    assert requests.post(link, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False).status_code == 200
    refused = client.refusal("POST", "/emails", expect=422, json=letter(contact, purpose="prospecting"))
    assert refused["code"] == "opposed"
    client.create("emails", letter(contact))


class Carrier(BaseHTTPRequestHandler):
    calls: list = []
    status = 200

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Carrier.calls.append((self.headers["Authorization"], body))
        answer = json.dumps({"messages": [{"id": "m-1"}]}).encode()
        self.send_response(Carrier.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def test_a_short_message_goes_by_the_carrier(server, office):
    client = Client(server)
    contact = customer(client, phones=[{"number": "06 12 34 56 78", "use": "mobile"}])
    about = {"kind": "contact", "id": contact["id"]}
    message = {"to_number": "06 12 34 56 78", "text": "Bonjour {contact.first_name} “été”", "about": about}
    assert client.refusal("POST", "/text_messages", expect=422, json=message)["code"] == "sms_not_set_up"
    carrier = HTTPServer(("127.0.0.1", 0), Carrier)
    threading.Thread(target=carrier.serve_forever, daemon=True).start()
    Carrier.calls = []
    post(server, "/settings/letters/sms", {
        "address": f"http://127.0.0.1:{carrier.server_port}/v1", "header": "Authorization", "secret": "Bearer abc",
        "body": '{"to":"{to}","text":"{text}","ref":"{reference}"}', "sender": "Acme", "stop": "STOP 36123",
        "reference_path": "messages.0.id", "is_private": "true"})
    sent = client.create("text_messages", message)
    assert sent["state"] == "queued" and sent["to_number"] == "+33612345678"
    deadline = time.monotonic() + 20
    while client.read("text_messages", sent["id"])["state"] != "sent" and time.monotonic() < deadline:
        time.sleep(0.1)
    kept = client.read("text_messages", sent["id"])
    assert kept["state"] == "sent" and kept["provider_reference"] == "m-1"
    assert Carrier.calls == [("Bearer abc", {
        "to": "+33612345678", "text": "Bonjour Chloé “été”", "ref": f"sms-{sent['id']}"})]
    refused = client.refusal("POST", "/text_messages", expect=422, json=message | {"purpose": "prospecting"})
    assert refused["code"] == "no_consent"
    carrier.shutdown()
