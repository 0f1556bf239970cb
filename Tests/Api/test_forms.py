"""Web forms, the register of consents and its gate as a program meets them."""

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


def test_points_of_a_score_add_up(api: Client):
    api.create("score_rules", {"name": "In Rennes", "kind": "lead", "points": 7, "is_active": True,
                               "condition": '{"field":"city","is":"Rennes"}'})
    with_city = api.create("leads", {"last_name": "Petit", "city": "Rennes"})
    without = api.create("leads", {"last_name": "Grand"})
    assert api.read("leads", with_city["id"])["score"] - (api.read("leads", without["id"])["score"] or 0) == 7
    wrong = api.refusal("POST", "/score_rules", expect=422, json={
        "name": "Nonsense", "kind": "lead", "points": 5, "condition": '{"field":"nothing","is":1}'})
    assert wrong["field"].startswith("condition")
