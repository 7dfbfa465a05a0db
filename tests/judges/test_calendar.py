"""Python's `icalendar`: the time to reserve is one valid entry, and the same one when its dates change."""

import datetime
import email
import email.policy
import pathlib
import re
import tempfile
import unittest
import zoneinfo

import icalendar

import campaign
from program import heraut, plan
from test_repeat import send_on_time, sent

# What each METHOD must and must not have: RFC 5546 sections 3.2.1, 3.2.2 and 3.2.5.
NEEDED = {
    "PUBLISH": {"DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID"},
    "REQUEST": {"ATTENDEE", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID"},
    "CANCEL": {"DTSTAMP", "ORGANIZER", "SEQUENCE", "STATUS", "UID"},
}
UNWANTED = {"PUBLISH": {"ATTENDEE", "REQUEST-STATUS"}, "REQUEST": {"REQUEST-STATUS"}, "CANCEL": {"REQUEST-STATUS"}}


def words(raw: bytes) -> str:
    """What the plain text of a mail says."""
    return said(email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",)).get_content())


def said(text: str) -> str:
    """The words of a text, without its lines and the rules of its boxes: in a calendar no line is broken."""
    return " ".join(word for word in text.split() if not re.fullmatch(r"\+[-=*]+\+", word))


def entry(raw: bytes) -> tuple[str, str, bytes] | None:
    """The method that the mail says, where the entry is in it, and its bytes."""
    for part in email.message_from_bytes(raw, policy=email.policy.default).walk():
        if part.get_content_type() == "text/calendar":
            place = "attachment" if part.get_content_disposition() == "attachment" else "alternative"
            return part["Content-Type"].params.get("method"), place, part.get_payload(decode=True)
    return None


def faults(method: str, place: str, data: bytes) -> list[str]:
    found = [f"a line of {len(line)} octets" for line in data.split(b"\r\n") if len(line) > 75]
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data) or not data.endswith(b"\r\n"):
        found.append("a line end that is not CRLF")
    try:
        calendar = icalendar.Calendar.from_ical(data)
    except ValueError as error:
        return [*found, f"cannot be read: {error}"]
    for part in calendar.walk():
        found += [f"{part.name}: {error}" for error in part.errors]
        found += [f"{part.name} lacks {name}" for name in part.required if name not in part]
        found += [f"{part.name} has more than one {name}" for name in part.singletons if isinstance(part.get(name), list)]
    if str(calendar.get("METHOD")) != method:
        found.append(f"METHOD is {calendar.get('METHOD')}, the mail says {method}")
    # What is off is where the entry was.
    if place not in {"PUBLISH": ["attachment"], "REQUEST": ["alternative"], "CANCEL": ["attachment", "alternative"]}.get(method, []):
        found.append(f"{method} is in the {place}")
    if [part.name for part in calendar.subcomponents if part.name != "VTIMEZONE"] != ["VEVENT"]:
        return [*found, "not one event"]
    event = calendar.events[0]
    found += [f"{method} lacks {name}" for name in NEEDED.get(method, set()) - set(event)]
    found += [f"{method} has {name}" for name in UNWANTED.get(method, set()) & set(event)]
    if (method == "CANCEL") != (str(event.get("STATUS")) == "CANCELLED"):
        found.append(f"{method} has STATUS {event.get('STATUS')}")
    if found:
        return found
    times = [event[name].dt for name in ("DTSTAMP", "DTSTART", "DTEND")]
    if any(getattr(time, "tzinfo", None) is None for time in times):
        found.append("a time without a zone")
    elif lacking := set(zones(event)) - {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}:
        found.append(f"the clock of {lacking} is not said")
    elif wrong := [zone for zone in calendar.walk("VTIMEZONE") if not is_said_rightly(zone, times[1])]:
        found.append(f"the clock of {wrong[0]['TZID']} is another")
    elif times[2] <= times[1]:
        found.append("it ends before it begins")
    return found


def zones(event) -> list[str]:
    """Whose clock its times are on."""
    return [event[name].params["TZID"] for name in ("DTSTART", "DTEND") if "TZID" in event[name].params]


def is_said_rightly(zone, at: datetime.datetime) -> bool:
    """Whether a clock that is said in the file shows what the same one of the system's does, around this time."""
    said, known = zone.to_tz(lookup_tzid=False), zoneinfo.ZoneInfo(str(zone["TZID"]))
    days = [at.replace(tzinfo=None) + datetime.timedelta(days=day) for day in range(-60, 250, 5)]
    return all(day.replace(tzinfo=said).utcoffset() == day.replace(tzinfo=known).utcoffset() for day in days)


Entries = dict[str, tuple[str, str, bytes]]


def holds_words(raw: bytes, one: tuple[str, str, bytes]) -> None:
    """What programs show instead of the message says all that the message says; what stands beside it names no device."""
    method, _, data = one
    event = icalendar.Calendar.from_ical(data).events[0]
    whole = words(raw) in said(str(event["DESCRIPTION"]))
    assert whole == (method != "PUBLISH"), f"{method}: {event['DESCRIPTION']}"
    assert (str(event.get("CLASS")) == "PRIVATE") == whole, f"{method} with words is for its reader alone"


def by_address(mails: dict[str, bytes]) -> Entries:
    """The entry in the mail to each address."""
    found = {}
    for raw in mails.values():
        if one := entry(raw):
            holds_words(raw, one)
            address = email.message_from_bytes(raw, policy=email.policy.default)["To"].addresses[0].addr_spec
            assert address not in found, f"{address} has two entries"
            found[address] = one
    return found


def on_hold(attach: str) -> list[Entries]:
    """What everyone gets with the announcement, when the move is put on hold, and when it goes on."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch)
        campaign.write(directory, languages=campaign.SENT)
        file = directory / "campaign.yaml"
        text = file.read_text()
        for old, new in (
            ("to: everyone, expires: start}", f"to: everyone, expires: start, attach: [{attach}]}}"),
            ("12:00, to: pending, facts: {reason", "12:00, to: pending, attach: [cancellation], facts: {reason"),
            ("12:00, to: pending, facts: {old_deadline", f"12:00, to: pending, attach: [{attach}], facts: {{old_deadline"),
        ):
            assert old in text
            text = text.replace(old, new)
        file.write_text(text)
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", campaign.NOW)
        rounds, known, since = [], set(), campaign.NOW
        for now in ("2027-02-09T16:00+01:00", "2027-02-10T18:00+01:00", "2027-02-15T18:00+01:00"):
            send_on_time(directory, now, since)
            since = now
            mails = sent(directory)
            rounds.append(by_address({identity: raw for identity, raw in mails.items() if identity not in known}))
            known = set(mails)
    return rounds


def told(attach: str) -> list[Entries]:
    """What everyone gets with the announcement, and after the wave has moved by a week, by address."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch)
        campaign.write(directory, languages=campaign.SENT)
        file = directory / "campaign.yaml"
        text = file.read_text()
        rule = "to: everyone, expires: start}"
        assert rule in text
        news = f"    - {{message: new-dates, when: rescheduled + 1h, to: pending, attach: [{attach}]}}"
        file.write_text(text.replace(rule, f"to: everyone, expires: start, attach: [{attach}]}}\n{news}"))
        for language in campaign.SENT:
            template = directory / f"templates/announce/new-dates.{language}.md"
            template.parent.mkdir(parents=True, exist_ok=True)
            template.write_text("---\nsubject: '{{ wave.start | date }}'\n---\n# {{ wave.start | date }}\n")
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", campaign.NOW)
        heraut(directory, "send", "--quiet", "--now", "2027-02-08T16:00+01:00")
        first = sent(directory)
        moved = file.read_text().replace("start: 2027-03-01, deadline: 2027-03-19", "start: 2027-03-08, deadline: 2027-03-26")
        file.write_text(moved)
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", "2027-02-09T10:00+01:00")
        heraut(directory, "send", "--quiet", "--now", "2027-02-09T16:00+01:00")
        after = sent(directory)
    rounds = [first, {identity: raw for identity, raw in after.items() if identity not in first}]
    return [by_address(mails) for mails in rounds]


class Calendar(unittest.TestCase):
    def judge(self, attach: str, method: str):
        first, second = told(attach)
        self.assertGreaterEqual(len(first), len(campaign.persons()))
        # Who has moved has no use for new dates.
        self.assertEqual(set(first) - {"done@voorbeeldstad.example"}, set(second))
        for address, one in [*first.items(), *second.items()]:
            self.assertEqual(one[0], method)
            self.assertEqual(faults(*one), [], address)
        for address in second:
            old, new = (icalendar.Calendar.from_ical(of[address][2]).events[0] for of in (first, second))
            self.assertEqual(old["UID"], new["UID"])
            self.assertGreater(new["SEQUENCE"], old["SEQUENCE"])
            self.assertEqual((new["DTSTART"].dt - old["DTSTART"].dt).days, 7)
            place = "America/Curacao" if address.startswith("overseas@") else "Europe/Amsterdam"
            self.assertEqual(set(zones(old) + zones(new)), {place}, address)
            if method == "REQUEST":
                self.assertEqual(str(new["ATTENDEE"]).lower(), f"mailto:{address}")
        self.assertEqual(len({icalendar.Calendar.from_ical(one[2]).events[0]["UID"] for one in first.values()}), len(first))

    def test_an_invite_to_keep(self):
        self.judge("invite", "PUBLISH")

    def test_a_request_to_come(self):
        self.judge("meeting", "REQUEST")


    def judge_a_pause(self, attach: str, method: str):
        rounds = on_hold(attach)
        held = set(rounds[1])
        self.assertGreaterEqual(len(held), len(campaign.persons()) // 2)
        self.assertEqual(held, set(rounds[2]))
        for address in held:
            versions = [of[address] for of in rounds]
            for one in versions:
                self.assertEqual(faults(*one), [], address)
            self.assertEqual([one[0] for one in versions], [method, "CANCEL", method])
            self.assertEqual(len({one[1] for one in versions}), 1, "each is where the first was")
            events = [icalendar.Calendar.from_ical(one[2]).events[0] for one in versions]
            self.assertEqual([str(event["STATUS"]) for event in events], ["CONFIRMED", "CANCELLED", "CONFIRMED"])
            for name in ("UID", "ORGANIZER", "ATTENDEE"):
                self.assertEqual(len({str(event.get(name)) for event in events}), 1, name)
            self.assertEqual([str(event.get("COMMENT", "")) for event in events], ["", "1 + 1.", ""])
            numbers = [event["SEQUENCE"] for event in events]
            self.assertEqual(numbers, sorted(set(numbers)), "SEQUENCE rises")

    def test_an_invite_that_is_taken_out(self):
        self.judge_a_pause("invite", "PUBLISH")

    def test_a_request_that_is_taken_out(self):
        self.judge_a_pause("meeting", "REQUEST")


class TheJudgeCanFail(unittest.TestCase):
    GOOD = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:1\r\nSEQUENCE:0\r\n"
        b"DTSTAMP:20270101T080000Z\r\nDTSTART:20270301T080000Z\r\nDTEND:20270301T083000Z\r\n"
        b"ORGANIZER:mailto:a@b.example\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    def test_each_fault_is_found(self):
        self.assertEqual(faults("PUBLISH", "attachment", self.GOOD), [])
        off = self.GOOD.replace(b"METHOD:PUBLISH", b"METHOD:CANCEL").replace(b"SUMMARY:x", b"STATUS:CANCELLED")
        self.assertEqual(faults("CANCEL", "attachment", off), [])
        self.assertNotEqual(faults("CANCEL", "attachment", off.replace(b"CANCELLED", b"CONFIRMED")), [])
        self.assertNotEqual(faults("REQUEST", "alternative", self.GOOD), [])
        self.assertNotEqual(faults("PUBLISH", "alternative", self.GOOD), [])
        zoned = self.GOOD.replace(b"DTSTART:20270301T080000Z", b"DTSTART;TZID=Europe/Amsterdam:20270301T090000").replace(
            b"BEGIN:VEVENT", b"BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
            b"TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT")
        self.assertEqual(faults("PUBLISH", "attachment", zoned), ["the clock of Europe/Amsterdam is another"], "no summer")
        for old, new in (
            (b"DTSTART:20270301T080000Z", b"DTSTART;TZID=Europe/Amsterdam:20270301T090000"),
            (b"UID:1\r\n", b""), (b"UID:1\r\n", b"UID:1\r\nUID:2\r\n"), (b"T083000Z", b"T073000Z"), (b"DTSTART:20270301T080000Z", b"DTSTART:x"),
            (b"T080000Z\r\nDTEND", b"T080000\r\nDTEND"), (b"SUMMARY:x", b"SUMMARY:" + b"x" * 80), (b"METHOD:PUBLISH\r\n", b""), (b"\r\n", b"\n"),
            (b"SUMMARY:x", b"SUMMARY:x\r\nATTENDEE:mailto:c@d.example"), (b"END:VEVENT\r\n", b"END:VEVENT\r\nBEGIN:VTODO\r\nUID:3\r\nEND:VTODO\r\n"),
            (b"PRODID:-//x//x//EN\r\n", b""),
        ):
            self.assertIn(old, self.GOOD)
            self.assertNotEqual(faults("PUBLISH", "attachment", self.GOOD.replace(old, new, 1)), [], (old, new))


if __name__ == "__main__":
    unittest.main()
