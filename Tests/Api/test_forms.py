"""Web forms, the register of consents and its gate as a program meets them."""

import re
import time
from uuid import uuid4

import requests
from Support.client import Client


def purpose(api: Client, name: str) -> str:
    [found] = [one for one in api.all("consent_purposes") if one["name_en"] == name]
    return found["id"]


def allowed(api: Client, channel: str, address: str, **more: object) -> dict:
    body = {"channel": channel, "address": address, "purpose": "prospecting", **more}
    return api.call("POST", "/contact_checks", expect=200, json=body).json()


def test_consents_are_lines_and_the_gate_obeys_them(api: Client):
    letter = purpose(api, "Newsletter")
    assert allowed(api, "email", "lea@gmail.com")["code"] == "no_consent"
    assert allowed(api, "email", "contact@societe.fr") == {"allowed": True}
    line = api.create("consents", {"address": "Lea@Gmail.com", "channel": "email", "state": "given",
                                   "purpose": letter, "proof": "Asked on the telephone", "source": "phone"})
    assert line["address"] == "lea@gmail.com" and line["text"] and line["expires_at"] and line["said_at"]
    assert allowed(api, "email", "lea@gmail.com") == {"allowed": True}
    refused = api.refusal("PATCH", f"/consents/{line['id']}", expect=409, json={"state": "refused"})
    assert refused["code"] == "append_only"
    assert api.refusal("DELETE", f"/consents/{line['id']}", expect=409)["code"] == "append_only"
    api.create("consents", {"address": "lea@gmail.com", "channel": "email", "state": "withdrawn", "purpose": letter})
    told = allowed(api, "email", "lea@gmail.com")
    assert not told["allowed"] and told["code"] == "opposed" and told["message"]
    bought = api.refusal("POST", "/consents", expect=422, json={
        "address": "a@gmail.com", "channel": "email", "state": "given", "purpose": letter, "source": "purchased"})
    assert bought["code"] == "chain_required"
    wrong = api.refusal("POST", "/contact_checks", expect=422, json={"channel": "pigeon", "address": "x",
                                                                     "purpose": "prospecting"})
    assert wrong["field"] == "channel"


def test_the_words_of_a_consent_are_never_altered(api: Client):
    letter = purpose(api, "Newsletter")
    [first] = api.all("consent_texts", purpose=letter)
    refused = api.refusal("PATCH", f"/consent_texts/{first['id']}", expect=409, json={"text_en": "Something else"})
    assert refused["code"] == "append_only"
    second = api.create("consent_texts", {"purpose": letter, "text_fr": "Oui.", "text_en": "Yes."})
    assert second["edition"] == first["edition"] + 1


def test_an_answer_to_a_form_becomes_a_lead_once(api: Client):
    form = api.create("web_forms", {
        "name": "Quote", "slug": "quote", "title_fr": "Devis", "title_en": "Quote",
        "purpose": purpose(api, "Newsletter"),
        "fields": [{"field": "last_name", "is_required": True, "is_hidden": False},
                   {"field": "email", "is_required": True, "is_hidden": False},
                   {"field": "campaign", "is_required": False, "is_hidden": True, "fixed_value": "Autumn"}]})
    place = f"/forms/{form['id']}/submissions"
    body = {"values": {"last_name": "Durand", "email": "durand@gmail.com"}, "consent": True, "nonce": "one",
            "marks": {"utm_source": "letter"}}
    first = api.call("POST", place, expect=201, json=body).json()
    again = api.call("POST", place, expect=200, json=body).json()
    assert first["state"] == "taken" and again["lead"] == first["lead"]
    lead = api.read("leads", first["lead"])
    assert lead["campaign"] == "Autumn" and lead["source"] == "letter"
    assert allowed(api, "email", "durand@gmail.com") == {"allowed": True}
    wrong = api.refusal("POST", place, expect=422, json={"values": {"email": "nonsense"}})
    assert {one["field"] for one in wrong["fields"]} == {"last_name", "email"}
    assert api.refusal("POST", place, expect=422, json={"values": {"owner": "1"}})["code"] == "unknown_field"
    assert api.read("web_forms", form["id"])["answers"] == 1


def upload(api: Client, form: dict, body: bytes, kind: str = "application/pdf", *, filename: str,
           patience: float = 0) -> requests.Response:
    """A stranger's browser: the page, a moment, then its form with a file; the name as it stands in the header."""
    page = f"{api.url.removesuffix('/api/v1')}/f/{form['slug']}?language=en"
    token = re.search(r'name="_page" value="([^"]+)"', requests.get(page, timeout=60).text)[1]
    mark = uuid4().hex
    fields = {"_page": token, "last_name": "Été", "email": f"{mark[:8]}@example.com", "_consent": "yes"}
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="_file"; filename="{filename}"\r\nContent-Type: {kind}'
    parts.insert(3, head.encode() + b"\r\n\r\n" + body + b"\r\n")
    time.sleep(patience)
    return requests.post(page, data=b"".join(parts) + f"--{mark}--\r\n".encode(), timeout=60, allow_redirects=False,
                         headers={"Content-Type": f"multipart/form-data; boundary={mark}"})


def test_a_file_comes_with_an_answer_and_nothing_else_does(api: Client):
    form = api.create("web_forms", {"name": f"File {uuid4().hex[:6]}", "title_fr": "Dossier", "title_en": "File",
                                    "file_megabytes": 1, "file_types": ".pdf, TXT"})
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    taken = upload(api, form, pdf, filename="../../etc/Devis \u202efdp.été.pdf", patience=3.2)
    assert taken.status_code == 303, taken.text[:600]
    [lead] = api.all("leads", source=form["name"])
    [file] = [one for one in api.all("attachments") if (one["about"] or {}).get("id") == lead["id"]]
    assert file["name"] == "Devis fdp.été.pdf" and file["bytes"] == len(pdf)
    got = api.session.get(f"{api.url.removesuffix('/api/v1')}/attachments/{file['id']}/file", timeout=60)
    assert got.content == pdf and got.headers["X-Content-Type-Options"] == "nosniff"
    for body, name, said in (
        (b"%PDF-" + b"0" * (1 << 20), "large.pdf", "1"),
        (b"MZ\x90\x00" + b"\0" * 200, "quote.exe", "pdf, txt"), (b"<html><script>", "page.html", "pdf, txt"),
        (b"MZ\x90\x00" + b"\0" * 200, "quote.pdf", "quote.pdf"), (b"", "empty.pdf", "empty.pdf"),
    ):
        refused = upload(api, form, body, filename=name)
        assert refused.status_code == 422 and said in refused.text, f"{name}: {refused.status_code}"
        assert "Été" in refused.text and 'id="field-file-error"' in refused.text, "what was typed stays"
    assert len(api.all("leads", source=form["name"])) == 1
    wrong = api.refusal("PATCH", f"/web_forms/{form['id']}", expect=422, json={"file_types": "pdf, */*"})
    assert wrong["field"] == "file_types"


def test_points_of_a_score_add_up(api: Client):
    api.create("score_rules", {"name": "In Rennes", "kind": "lead", "points": 7, "is_active": True,
                               "condition": '{"field":"city","is":"Rennes"}'})
    with_city = api.create("leads", {"last_name": "Petit", "city": "Rennes"})
    without = api.create("leads", {"last_name": "Grand"})
    assert api.read("leads", with_city["id"])["score"] - (api.read("leads", without["id"])["score"] or 0) == 7
    wrong = api.refusal("POST", "/score_rules", expect=422, json={
        "name": "Nonsense", "kind": "lead", "points": 5, "condition": '{"field":"nothing","is":1}'})
    assert wrong["field"].startswith("condition")
