"""People's data can be anything: a name never becomes a link, a header, an element, a formula or a calendar entry.

The campaign is sent twice, to the same people: once they have plain names and devices, once hostile ones. Mails of one
Message-ID must be the same but for the words.
"""

import csv
import email
import email.policy
import io
import json
import pathlib
import random
import re
import tempfile
import unittest

import icalendar

import campaign
from mails import Page
from program import heraut, plan
from test_repeat import last_of_days, sent

NAMES = [
    # Markdown
    "[x](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>", "https://evil.example/a",
    "**b** *a* _c_ `d` ~~e~~", "# x", "> [!WARNING]", "1. x", "- x", "| a | b |", "---", "```", "[x]: https://evil.example", "\\",
    # HTML
    "<b>x</b>", "<script>alert(1)</script>", "</title></style><img src=x onerror=alert(1)>", "&lt;b&gt; &#60;", "\" onclick=\"x", "<!--", "]]>",
    # Tera, Fluent
    "{{ 7*7 }}", "{% for x in y %}", "{# x", "{{ person.email }}", "{ $x }", "{ -term }",
    # Headers
    "x <evil@evil.example>", "\"x\" <y@evil.example>, z@evil.example", "=?utf-8?q?=0D=0ABcc:_x@evil.example?=", "x; y@evil.example", "(x)", "a:b;",
    # Calendars, tables, addresses
    "BEGIN:VEVENT", "x;CN=y:mailto:z@evil.example", "x\\nATTENDEE:mailto:z@evil.example", "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3",
    "%0d%0aBcc:x", "../../etc/passwd", "'; DROP TABLE people; --", "mailto:x@evil.example", "javascript:alert(1)",
    # Signs that do not show, or turn the rest of the line
    "\u202enevets", "\u2066x\u2069\u2067", "a\u200bb\u2028c\u2029d", "\ufeffx", "\x07\x1b[31m", "\x7f", "\U000e0041", "e" + "\u0301" * 50,
    # Long
    "x" * 10_000, "李" * 3_000, "[x](https://evil.example) " * 400,
]
# What a row may hold and still be refused: it is then in `check`, with its line, and nobody gets it.
REFUSED = ["x\r\nBcc: victim@evil.example", "x\nATTENDEE:mailto:z@evil.example", "x\0y"]
PIECES = ["[", "](", ")", "*", "_", "`", "<", ">", "</", "|", "#", "1. ", "- ", "&", ";", "\\", "{{", "}}", "{%", "=", "?=", "@", ":", "\"", "'",
          ",", "\t", "\u202e", "\u2066", "http://", "evil.example", "a", " ", "é", "ש", "<!--", "!["]


def people(names: list[str]) -> list[dict]:
    """The manager is the first, so that all others are in the mails about their people."""
    rows = [campaign.person("boss" if n == 0 else f"p{n}", name, name) for n, name in enumerate(names)]
    return [{**row, "department": name} for row, name in zip(rows, names)]


def devices(names: list[str]) -> list[dict]:
    """One for each; the kind goes by the person, so that every block of steps is among them."""
    rows = []
    for n, name in enumerate(names[1:], 1):
        kind = n % len(campaign.KINDS)
        row = campaign.device(f"p{n}", kind, campaign.SYSTEMS[n % len(campaign.SYSTEMS)], campaign.KINDS[kind][2][0])
        # A serial number with signs that do not show is not taken over, and a card then has a line less: that is no fault.
        rows.append({**row, "name": name, "model": name})
    return rows


def made(names: list[str]) -> tuple[dict[str, bytes], str, str]:
    """Everything that is sent, by Message-ID; the plan as a table and as a calendar."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch)
        campaign.write(directory, people(names), devices(names), languages=campaign.SENT)
        planned = plan(directory, campaign.NOW)
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", campaign.NOW)
        # Once per message is enough.
        due = {notice["message"]: notice["due"] for notice in planned["notices"] if notice["occurrence"] <= 1}
        for instant in last_of_days(due.values()):
            # Whatever falls due in between is too late by then, which ends a run with 1.
            heraut(directory, "send", "--quiet", "--accept-clock", "--now", instant, code=None)
        tables = [heraut(directory, "plan", "--format", form, "--now", campaign.NOW) for form in ("csv", "ics")]
        return sent(directory), *tables


def skeleton(raw: bytes) -> dict:
    """A mail without the words that a person's data may change. Plain text has words only."""
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    page = Page(parsed.get_body(("html",)).get_content())
    return {
        "headers": [(name, str(value)) for name, value in parsed.items() if name not in ("To", "Subject")],
        "to": [address.addr_spec for address in parsed["To"].addresses],
        "parts": [(part.get_content_type(), part.get_filename(), part["Content-ID"]) for part in parsed.walk()],
        "defects": [defect for part in parsed.walk() for defect in part.defects],
        "elements": [(tag, sorted(attributes.items())) for tag, attributes in page.elements if "aria-label" not in attributes],
        "links": page.links,
        "steps": [number for number, _ in page.steps],
        "images": [image["src"] for image in page.images],
        "controls": re.findall("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]", str(parsed["To"]) + str(parsed["Subject"])),
    }


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        draw = random.Random(5322)
        cls.names = ["Marieke"] + NAMES + ["".join(draw.choices(PIECES, k=draw.randint(2, 40))) for _ in range(25)]
        cls.hostile, cls.table, cls.calendar = made(cls.names)
        cls.plain, cls.plain_table, cls.plain_calendar = made(["Jan"] * len(cls.names))

    def test_everyone_gets_the_same_mails(self):
        self.assertGreater(len(self.plain), 5 * len(self.names))
        self.assertEqual(set(self.hostile), set(self.plain))

    def test_a_name_stays_a_name(self):
        for identity, raw in self.hostile.items():
            found, expected = skeleton(raw), skeleton(self.plain[identity])
            different = {what: (found[what], expected[what]) for what in found if found[what] != expected[what]}
            self.assertEqual(different, {}, raw[:300])

    def test_no_link_leads_to_evil(self):
        for raw in self.hostile.values():
            page = Page(email.message_from_bytes(raw, policy=email.policy.default).get_body(("html",)).get_content())
            self.assertEqual([link for link in page.links if "evil" in link], [])

    def test_a_table_has_no_formulas(self):
        rows, plain = (list(csv.reader(io.StringIO(text))) for text in (self.table, self.plain_table))
        self.assertEqual([len(row) for row in rows], [len(row) for row in plain])
        formulas = [cell for row in rows for cell in row if re.match(r"\s*[=+@\t\r]|-(?!\d)", cell)]
        self.assertEqual(formulas, [])

    def test_a_calendar_has_no_more_entries(self):
        entries = [
            [(part.name, sorted(part.keys())) for part in icalendar.Calendar.from_ical(text).walk()]
            for text in (self.calendar, self.plain_calendar)
        ]
        self.assertEqual(*entries)


class Refused(unittest.TestCase):
    def test_rows_that_cannot_be_a_name_are_reported(self):
        with tempfile.TemporaryDirectory() as scratch:
            directory = pathlib.Path(scratch)
            campaign.write(directory, people(["Marieke"] + REFUSED), devices(["Marieke"] + ["x"] * len(REFUSED)))
            said = heraut(directory, "check", "--format", "json", "--now", campaign.NOW, code=None)
            planned = plan(directory, campaign.NOW)
        self.assertNotIn("evil.example", " ".join(notice["email"] for notice in planned["notices"]))
        for notice in planned["notices"]:
            self.assertNotRegex(notice["name"] or "", "[\0\r\n]")
        self.assertTrue(json.loads(said)["findings"])


class TheJudgeCanFail(unittest.TestCase):
    def test_each_difference_is_found(self):
        from mails import mails

        good = next(mail for mail in mails() if mail.message == "enrol-now" and mail.page.steps).raw
        for old, new in (
            (b"<h1", b"<a href=3D\"https://a.example\">x</a><h1"), (b"<h1", b"<b>x</b><h1"), (b"Subject: ", b"Bcc: x@a.example\r\nSubject: "),
            (b"To: ", b"To: x@a.example, "), (b"Subject: ", b"Subject: =?utf-8?q?=E2=80=AE?= "), (b"</ol>", b"<li>x</li></ol>"),
        ):
            self.assertIn(old, good)
            self.assertNotEqual(skeleton(good), skeleton(good.replace(old, new, 1)), new)


if __name__ == "__main__":
    unittest.main()
