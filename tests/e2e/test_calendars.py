"""The time to reserve in real calendars: told, moved over the change of the clock, taken out and put back. Out of a mailbox on
Dovecot, as a mail program reads it, into khal and Radicale: one entry, at the hour that was meant, each time.
"""

import contextlib
import email
import email.message
import email.policy
import imaplib
import pathlib
import re
import shutil
import tempfile
import unittest

from calendars import khal, radicale
from command import ROOT, heraut
from imapserver import PASSWORD, USER, dovecot

ANNA = "a.bakker@voorbeeldstad.example"
APPROVED, ANNOUNCED = "2027-03-01T09:00+01:00", "2027-03-08T10:30+01:00"
MOVED, HEARD = "2027-03-09T10:00+01:00", "2027-03-09T12:00+01:00"
HELD, RESUMED = "2027-03-16T12:30+01:00", "2027-03-18T12:30+01:00"

# The first day is a week before the clock goes forward, and then the day after that.
CAMPAIGN = """\
phases:
  announce:
    - {{message: announcement, when: start - 14d at 08:30, to: everyone, attach: [{attach}]}}
    # The same entry, which she has by then.
    - {{message: save-the-date, when: start - 14d at 10:00, to: pending, attach: [{attach}]}}
  enrol:
    - {{message: enrol-now, when: start at 08:30, to: pending}}
  news:
    - {{message: rescheduled, when: rescheduled + 1h, to: pending, attach: [{attach}]}}
    - {{message: on-hold, when: 2027-03-16 at 12:00, to: pending, attach: [cancellation], facts: {{reason: "De server is ziek; morgen, of later."}}}}
    - {{message: resumed, when: 2027-03-18 at 12:00, to: pending, attach: [{attach}]}}
waves:
  - {{id: all, start: 2027-03-22, deadline: 2027-04-09, people: rest}}
allow:
  - {{rule: "H-*", why: this tests the calendar}}
relay: {{url: "maildir:outbox"}}
"""


def unfolded(data: bytes) -> str:
    return data.decode().replace("\r\n ", "")


def value(text: str, name: str) -> str:
    """A property of the event, as it is read."""
    event = text[text.index("BEGIN:VEVENT"):]
    found = re.search(rf"(?m)^{name}(?:;[^:\r]*)?:(.*?)\r?$", event)
    return re.sub(r"\\(.)", lambda sign: "\n" if sign[1] == "n" else sign[1], found[1]) if found else ""


def said(text: str) -> str:
    """The words of a text, without its lines and the rules of its boxes: in a calendar no line is broken."""
    return " ".join(word for word in text.split() if not re.fullmatch(r"\+[-=*]+\+", word))


class Reader:
    """Anna, who reads her mail over IMAP."""

    def __init__(self, directory: pathlib.Path, server):
        self.directory, self.server, self.known = directory, server, set()

    def mails(self) -> list[email.message.EmailMessage]:
        """What came since she looked last."""
        for path in sorted((self.directory / "outbox/new").iterdir()):
            if path.name not in self.known and ANNA in path.read_text().partition("\n\n")[0]:
                self.server.deliver(path.name, path.read_bytes())
            self.known.add(path.name)
        with imaplib.IMAP4("127.0.0.1", self.server.plain) as box:
            box.login(USER, PASSWORD)
            box.select()
            _, (numbers,) = box.search(None, "UNSEEN")
            found = []
            for number in numbers.split():
                _, ((_, raw), *_) = box.fetch(number, "(RFC822)")
                assert b"\r\r" not in raw and not re.search(rb"(?<!\r)\n", raw), "lines as the wire has them"
                found.append(email.message_from_bytes(raw, policy=email.policy.default))
            return found


def entry(mail: email.message.EmailMessage) -> bytes | None:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return parts[0].get_payload(decode=True) if parts else None


class Calendars(unittest.TestCase):
    @contextlib.contextmanager
    def campaign(self, attach: str):
        with tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch) / "campaign"
            shutil.copytree(ROOT / "tests/campaigns/base", directory)
            file = directory / "campaign.yaml"
            text = file.read_text()
            file.write_text(text[: text.index("phases:")] + CAMPAIGN.format(attach=attach))
            yield directory, file

    def rounds(self, attach: str):
        """What Anna gets in each of the four rounds."""
        with self.campaign(attach) as (directory, file), dovecot() as server:
            reader = Reader(directory, server)

            def round(now: str) -> list[email.message.EmailMessage]:
                heraut(directory, "send", "--quiet", "--now", now)
                return reader.mails()

            heraut(directory, "approve", "--yes", "--by", "the test", "--now", APPROVED)
            yield round(ANNOUNCED)
            file.write_text(file.read_text().replace("start: 2027-03-22, deadline: 2027-04-09", "start: 2027-03-29, deadline: 2027-04-16"))
            heraut(directory, "approve", "--yes", "--by", "the test", "--now", MOVED)
            yield round(HEARD)
            yield round(HELD)
            yield round(RESUMED)

    def judge(self, attach: str) -> None:
        with khal("Europe/Amsterdam") as here, khal("America/Curacao") as abroad, radicale() as server:
            uids, numbers, first = set(), [], None
            expected = [
                # On her clock, on that of somebody five and then six hours behind, and in UTC.
                ("2027-03-22 08:30", "2027-03-22 03:30", "20270322T073000Z", "CONFIRMED"),
                ("2027-03-29 08:30", "2027-03-29 02:30", "20270329T063000Z", "CONFIRMED"),
                ("2027-03-29 08:30", "2027-03-29 02:30", "20270329T063000Z", "CANCELLED"),
                ("2027-03-29 08:30", "2027-03-29 02:30", "20270329T063000Z", "CONFIRMED"),
            ]
            for mails, (local, elsewhere, utc, status) in zip(self.rounds(attach), expected, strict=True):
                found = [(mail, entry(mail)) for mail in mails]
                found = [(mail, data) for mail, data in found if data]
                self.assertEqual(len(found), 1, f"{status} {local}: {[mail['Subject'] for mail in mails]}")
                [(mail, data)] = found
                first = first or mail["Message-ID"]
                self.assertEqual(mail["In-Reply-To"], None if mail["Message-ID"] == first else first, mail["Subject"])
                text = unfolded(data)
                uids.add(value(text, "UID"))
                numbers.append(int(value(text, "SEQUENCE")))
                self.assertEqual(value(text, "STATUS"), status)
                words = said(mail.get_body(("plain",)).get_content())
                whole = attach == "meeting" or status == "CANCELLED"
                self.assertEqual(words in said(value(text, "DESCRIPTION")), whole, mail["Subject"])
                self.assertEqual("\r\nCLASS:PRIVATE\r\n" in text, whole)
                self.assertEqual(value(text, "COMMENT"), "De server is ziek; morgen, of later." if status == "CANCELLED" else "")
                for calendar, time in ((here, local), (abroad, elsewhere)):
                    calendar.take(data)
                    [shown] = calendar.entries()
                    self.assertTrue(shown.startswith(f"{time}|"), f"{shown}, not {time}")
                    self.assertEqual("CANCELLED" in shown, status == "CANCELLED", shown)
                server.take(data)
                [kept] = server.entries("20270101T000000Z", "20280101T000000Z")
                self.assertIn(f"STATUS:{status}", kept)
                hour = int(utc[9:11])
                stretch = [f"{utc[:9]}{hour + n:02}{utc[11:13]}01Z" for n in (-1, 0, 1)]
                self.assertEqual(len(server.entries(stretch[0], utc)), 0, "not an hour before")
                self.assertEqual(len(server.entries(utc, stretch[1])), 1, "then")
                self.assertEqual(len(server.entries(stretch[2], stretch[2].replace("01Z", "02Z"))), 0, "not an hour after")
            self.assertEqual(len(uids), 1)
            self.assertEqual(numbers, sorted(set(numbers)), "each is newer than the one before")

    def test_a_file_that_somebody_opens(self):
        self.judge("invite")

    def test_a_meeting(self):
        self.judge("meeting")


class TheTestCanFail(unittest.TestCase):
    def test_an_entry_at_another_hour_is_seen(self):
        wrong = (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270301T080000Z\r\n"
            b"DTSTART:20270322T063000Z\r\nDTEND:20270322T070000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        with khal("Europe/Amsterdam") as calendar, radicale() as server:
            calendar.take(wrong)
            server.take(wrong)
            [shown] = calendar.entries()
            self.assertTrue(shown.startswith("2027-03-22 07:30|"), shown)
            self.assertEqual(len(server.entries("20270322T073000Z", "20270322T073001Z")), 0)
            self.assertEqual(len(server.entries("20270322T063000Z", "20270322T063001Z")), 1)


if __name__ == "__main__":
    unittest.main()
