"""Calendars as other programs read them, and invitations as they arrive: checked with a parser that is not ours."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest
import requests
from icalendar import Calendar

from Support.client import Client
from Support.post_office import PostOffice
from Support.posted import posting_server
from Support.server import Server, backends

START = "2027-03-24T09:00:00Z"


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


@pytest.fixture(scope="module", params=backends())
def server(request, tmp_path_factory, office) -> Iterator[Server]:
    with posting_server(tmp_path_factory.mktemp(request.param), request.param, office) as server:
        yield server


def meeting(api: Client, subject: str, **more) -> dict:
    return api.create("activities", {"subject": subject, "type": "meeting", "starts_at": START,
                                     "duration_minutes": 45, "place": "Salle; n° 1, rez-de-chaussée"} | more)


def events(text: bytes) -> dict[str, dict]:
    calendar = Calendar.from_ical(text)
    assert not calendar.errors
    found = {}
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        found[str(event["SUMMARY"])] = event
    return found


def test_a_feed_is_read_by_another_program(server: Server, api: Client):
    long = "Réunion de lancement, " + "très " * 30 + "longue ; vraiment"
    meeting(api, long, description="Ordre du jour\n- budget\n- équipe")
    api.create("activities", {"subject": "Salon", "type": "meeting", "all_day": True, "due_on": "2027-04-01",
                              "ends_on": "2027-04-02"})
    made = api.create("calendar-feeds", {})
    answer = requests.get(made["url"], timeout=20)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    found = events(answer.content)
    first = found[long]
    assert first.decoded("DTSTART") == datetime(2027, 3, 24, 9, tzinfo=timezone.utc)
    assert first.decoded("DTEND") - first.decoded("DTSTART") == timedelta(minutes=45)
    assert str(first["LOCATION"]) == "Salle; n° 1, rez-de-chaussée"
    assert str(first["DESCRIPTION"]) == "Ordre du jour\n- budget\n- équipe"
    fair = found["Salon"]
    assert (str(fair.decoded("DTSTART")), str(fair.decoded("DTEND"))) == ("2027-04-01", "2027-04-03")

    same = requests.get(made["url"], headers={"If-None-Match": answer.headers["ETag"]}, timeout=20)
    assert same.status_code == 304 and not same.content
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert requests.get(made["url"], headers=since, timeout=20).status_code == 304
    log = api.get("/access_log", limit=50)["data"]
    assert any(entry["action"] == "exported" and entry["kind"] == "activity" for entry in log)

    listed = api.get("/calendar-feeds")["data"]
    assert [feed["id"] for feed in listed] == [made["id"]] and "url" not in listed[0]
    api.call("DELETE", f"/calendar-feeds/{made['id']}", expect=204)
    assert requests.get(made["url"], timeout=20).status_code == 404


def test_bad_wishes_are_refused_with_the_reason(api: Client):
    assert api.refusal("POST", "/calendar-feeds", expect=422, json={"detail": "all"})["field"] == "detail"
    assert api.refusal("POST", "/calendar-feeds", expect=422, json={"team": 7})["field"] == "team"
    assert api.refusal("POST", "/calendar-feeds", expect=422, json={"whose": "mine"})["code"] == "unknown_field"
    api.refusal("POST", "/calendar-feeds", expect=404, json={"team": "7"})


def invitation(letter) -> tuple[str, dict]:
    """The method and the event of the part that calendar programs read; the attached file says the same."""
    parts = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == 1
    text = parts[0].get_payload(decode=True)
    files = [part for part in letter.iter_attachments() if part.get_filename() == "invite.ics"]
    assert len(files) == 1 and files[0].get_payload(decode=True) == text
    calendar = Calendar.from_ical(text)
    assert str(calendar["METHOD"]) == parts[0].get_param("method")
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def test_invitations_arrive_and_follow_the_meeting(office: PostOffice, api: Client):
    made = meeting(api, "Démonstration", participants=[{"email": "ada@client.test", "name": "Ada Martin"}])
    office.forget()
    sent = api.call("POST", f"/activities/{made['id']}/invitations", expect=200).json()
    assert sent == {"sent": 1}
    letter = office.to("ada@client.test")
    method, event = invitation(letter)
    assert method == "REQUEST" and int(event["SEQUENCE"]) == 0
    assert str(event["ATTENDEE"]) == "mailto:ada@client.test" and event["ATTENDEE"].params["RSVP"] == "TRUE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert "Démonstration" in letter["Subject"]
    uid = str(event["UID"])

    office.forget()
    api.change("activities", made["id"], {"starts_at": "2027-03-25T10:00:00Z"})
    method, event = invitation(office.to("ada@client.test"))
    assert (method, int(event["SEQUENCE"]), str(event["UID"])) == ("REQUEST", 1, uid)
    assert event.decoded("DTSTART") == datetime(2027, 3, 25, 10, tzinfo=timezone.utc)

    office.forget()
    api.delete("activities", made["id"])
    method, event = invitation(office.to("ada@client.test"))
    assert (method, str(event["STATUS"]), str(event["UID"])) == ("CANCEL", "CANCELLED", uid)


def test_a_series_is_one_entry_and_what_differs_is_named(office: PostOffice, api: Client):
    made = meeting(api, "Point hebdomadaire", starts_at="2027-03-16T09:00:00Z", recurrence="FREQ=WEEKLY;COUNT=4",
                   participants=[{"email": "zoe@client.test", "name": "Zoé Roy"}])
    office.forget()
    api.call("POST", f"/activities/{made['id']}/invitations?series=true", expect=200)
    letter = office.to("zoe@client.test")
    method, event = invitation(letter)
    assert method == "REQUEST" and event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4"
    assert event["DTSTART"].params["TZID"] == "Europe/Paris" and event.decoded("DTSTART").hour == 10
    assert "every week" in letter.get_body(("plain",)).get_content().lower()

    later = api.all("activities", where=f'{{"field":"series","is":"{made["id"]}"}}', sort="due_on")
    assert len(later) == 3
    office.forget()
    api.change("activities", later[0]["id"], {"starts_at": "2027-03-24T13:00:00Z"})
    letter = office.to("zoe@client.test")
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    first, other = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert first["UID"] == other["UID"] == event["UID"] and int(first["SEQUENCE"]) == 1
    assert other.decoded("RECURRENCE-ID") == datetime(2027, 3, 23, 9, tzinfo=timezone.utc)
    assert other.decoded("DTSTART") == datetime(2027, 3, 24, 13, tzinfo=timezone.utc)


def test_a_time_is_booked_over_the_api_once(office: PostOffice, api: Client):
    page = api.create("booking_pages", {"title": "Rendez-vous", "types": [{"name": "Échange", "minutes": 30}]})
    free = api.get(f"/booking_pages/{page['id']}/times")
    assert free["minutes"] == 30 and free["data"], "a week has free times"
    body = {"starts_at": free["data"][0], "name": "Eve Dupont", "email": "eve@client.test",
            "time_zone": "America/New_York"}
    office.forget()
    booked = api.call("POST", f"/booking_pages/{page['id']}/bookings", expect=201, json=body).json()
    again = api.refusal("POST", f"/booking_pages/{page['id']}/bookings", expect=409, json=body)
    assert again["code"] == "time_taken"
    method, event = invitation(office.to("eve@client.test"))
    assert method == "REQUEST" and event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    contact = api.read("contacts", booked["contact"])
    assert contact["name"] == "Eve Dupont" and contact["emails"][0]["address"] == "eve@client.test"
    assert free["data"][0] not in api.get(f"/booking_pages/{page['id']}/times")["data"]
    office.forget()
    api.call("DELETE", f"/booking_pages/{page['id']}/bookings/{booked['id']}", expect=204)
    assert invitation(office.to("eve@client.test"))[0] == "CANCEL"
    assert free["data"][0] in api.get(f"/booking_pages/{page['id']}/times")["data"]
    wrong = body | {"time_zone": "Mars/Olympus", "email": "nobody"}
    assert re.search("zone", api.refusal("POST", f"/booking_pages/{page['id']}/bookings", expect=422,
                                         json=wrong)["message"])
