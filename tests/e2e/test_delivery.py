"""The demo campaign, delivered to a real mail server, and what arrived read by Python's own mail parser.

The plan (as JSON) says who should have what; the mail that arrived is held against it, one by one.
"""

import collections
import contextlib
import datetime
import email.utils
import html.parser
import json
import pathlib
import re
import shutil
import tempfile
import unittest

from command import ROOT, heraut, plan
from mailserver import postfix

APPROVED = "2027-01-18T09:00+01:00"
# After the last notice of the last wave: the whole campaign, of five months, is delivered.
UNTIL = datetime.datetime(2027, 7, 1, 12, 0, tzinfo=datetime.UTC)

DUTCH = {1: "januari", 2: "februari", 3: "maart", 4: "april", 5: "mei", 6: "juni", 7: "juli"}
ENGLISH = {1: "January", 2: "February", 3: "March", 4: "April", 5: "May", 6: "June", 7: "July"}


def long_date(day: datetime.date, language: str) -> str:
    """A pattern: English is read by people of several regions."""
    if language == "nl":
        return f"{day.day} {DUTCH[day.month]} {day.year}"
    month = ENGLISH[day.month]
    return f"({day.day} {month} {day.year}|{month} {day.day}, {day.year})"


def numbers(words: str) -> set[str]:
    return set(re.findall(r"\d+", words))


class Links(html.parser.HTMLParser):
    """What a browser would find in the HTML part."""

    def __init__(self, text: str):
        super().__init__()
        self.links, self.remote, self.lang, self.words = [], [], None, []
        self.in_body = self.hidden = False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "html":
            self.lang = attributes.get("lang")
        self.in_body = self.in_body or tag == "body"
        # What a list of mails shows after the subject.
        self.hidden = self.hidden or "display:none" in attributes.get("style", "")
        if tag == "a":
            self.links.append(attributes.get("href"))
        if attributes.get("src", "").startswith(("http", "//")):
            self.remote.append(attributes["src"])

    def handle_endtag(self, tag):
        self.hidden = self.hidden and tag != "div"

    def handle_data(self, data):
        if self.in_body and not self.hidden:
            self.words.append(data)


@contextlib.contextmanager
def delivered():
    """The demo, approved and delivered up to `UNTIL`: its plan, what arrived, and what `status` says."""
    with postfix() as server, tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch) / "campaign"
        shutil.copytree(ROOT / "demo", directory)
        file = directory / "campaign.yaml"
        text = file.read_text()
        local = 'relay: {url: "maildir:outbox"}'
        assert local in text, "the demo's relay was not found"
        file.write_text(text.replace(local, f'relay: {{url: "smtp://127.0.0.1:{server.port}"}}'))
        planned = plan(directory, APPROVED)
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", APPROVED)
        # Too few of the demo move for a gate to open by its figures: its owner opens each once its day has come.
        closed = {gate["wave"]: gate["day"] for gate in json.loads(heraut(directory, "gate", "--json", "--now", APPROVED)) if gate["gate"]}
        assert closed, "the demo has no gate"
        for due in sorted({notice["due"] for notice in planned["notices"]}, key=datetime.datetime.fromisoformat):
            if datetime.datetime.fromisoformat(due) <= UNTIL:
                for wave in [wave for wave, day in closed.items() if day <= due[:10]]:
                    heraut(directory, "gate", "override", wave, "--why", "all go on", "--by", "the test", "--now", due)
                    del closed[wave]
                heraut(directory, "send", "--quiet", "--now", due)
        server.settle()
        yield planned, server.messages(), json.loads(heraut(directory, "status", "--json", "--now", UNTIL.isoformat()))


class Delivery(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.plan, cls.mails, cls.status = cls.enterClassContext(delivered())

    def expected(self):
        """What is told by mail; sheets and letters wait for `heraut print`."""
        due = [n for n in self.plan["notices"] if datetime.datetime.fromisoformat(n["due"]) <= UNTIL]
        return [n for n in due if n["channel"] == "mail"]

    def by_id(self):
        found = collections.defaultdict(list)
        for mail in self.mails:
            found[mail["Message-ID"].strip("<>").split("@")[0]].append(mail)
        return found

    def test_everyone_got_exactly_what_the_plan_says(self):
        expected = {notice["id"]: notice for notice in self.expected()}
        self.assertGreater(len(expected), 1000)
        arrived = self.by_id()
        self.assertEqual(set(arrived), set(expected))
        for identity, mails in arrived.items():
            self.assertEqual(len(mails), 1, f"{identity} arrived more than once")
            to = email.utils.parseaddr(str(mails[0]["To"]))[1]
            self.assertEqual(to, expected[identity]["email"])
            self.assertEqual(mails[0]["X-Original-To"], expected[identity]["email"])

    def test_each_in_one_language_throughout(self):
        arrived = self.by_id()
        languages = collections.Counter()
        for notice in self.expected():
            mail = arrived[notice["id"]][0]
            languages[notice["language"]] += 1
            self.assertEqual(mail["Content-Language"], notice["language"])
            page = Links(mail.get_body(("html",)).get_content())
            self.assertEqual(page.lang, notice["language"])
            text = mail.get_body(("plain",)).get_content()
            greeting = {"nl": r"(Hallo|Beste|Goedendag)", "en": r"(Hello|Dear|Hi)"}[notice["language"]]
            other = {"nl": r"\b(you|your|please|device)\b", "en": r"\b(jouw|je|het|apparaat)\b"}[notice["language"]]
            if notice["person"]:
                self.assertRegex(text, greeting)
            name = re.escape(notice["name"] or "")
            self.assertNotRegex(re.sub(name, "", text), other, notice)
        self.assertGreater(languages["nl"], 0)
        self.assertGreater(languages["en"], 0)

    def test_dates_are_those_of_the_wave_in_words(self):
        deadlines = {wave["id"]: datetime.date.fromisoformat(wave["deadline"]) for wave in self.plan["waves"]}
        starts = {wave["id"]: datetime.date.fromisoformat(wave["start"]) for wave in self.plan["waves"]}
        arrived = self.by_id()
        seen = 0
        for notice in self.expected():
            if notice["message"] in ("enrol-now", "reminder"):
                seen += 1
                day = long_date(deadlines[notice["wave"]], notice["language"])
            elif notice["message"] in ("announcement", "prepare"):
                day = long_date(starts[notice["wave"]], notice["language"])
            else:
                continue
            mail = arrived[notice["id"]][0]
            text = re.sub(r"\s+", " ", mail.get_body(("plain",)).get_content())
            # Who has moved is asked nothing, so told no first day.
            if text.startswith(("Je bent al overgestapt", "You have already moved")):
                continue
            page = re.sub(r"\s+", " ", " ".join(Links(mail.get_body(("html",)).get_content()).words))
            self.assertRegex(text, day, notice)
            self.assertRegex(page, day, notice)
        self.assertGreater(seen, 0)

    def test_headers_and_structure(self):
        for mail in self.mails:
            self.assertEqual(mail.defects, [])
            for part in mail.walk():
                self.assertEqual(part.defects, [])
            alternative, attached = mail, []
            if mail.get_content_type() == "multipart/mixed":
                alternative, *attached = mail.iter_parts()
            self.assertEqual(alternative.get_content_type(), "multipart/alternative")
            self.assertLessEqual({part.get_content_type() for part in attached}, {"text/calendar", "application/pdf"})
            self.assertEqual([part.get_content_disposition() for part in attached], ["attachment"] * len(attached))
            plain, related = alternative.iter_parts()
            self.assertEqual([plain.get_content_type(), related.get_content_type()], ["text/plain", "multipart/related"])
            page, logo = related.iter_parts()
            self.assertEqual([page.get_content_type(), logo.get_content_type()], ["text/html", "image/png"])
            self.assertEqual(page.get_content().count("cid:" + logo["Content-ID"].strip("<>")), 1)
            for name in ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Id"):
                self.assertEqual(len(mail.get_all(name, [])), 1, f"{name} in {mail['Message-ID']}")
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(mail["X-Auto-Response-Suppress"], "OOF, AutoReply")
            self.assertLess(len(str(mail["Subject"])), 90)
            raw = mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))
            self.assertTrue(raw.isascii())

    def test_text_and_html_say_the_same(self):
        for mail in self.mails:
            text = mail.get_body(("plain",)).get_content()
            page = Links(mail.get_body(("html",)).get_content())
            self.assertEqual(page.remote, [])
            flat = re.sub(r"\s+", "", text)
            for link in page.links:
                self.assertIn(re.sub(r"^mailto:|^tel:", "", link), flat)
            # The numbers of steps are typed in the text; a browser counts them itself.
            unnumbered = re.sub(r"(?m)^\s*\d+\. ", "", text)
            body = " ".join(page.words + page.links)
            self.assertLessEqual(numbers(unnumbered), numbers(body))
            self.assertLessEqual(numbers(" ".join(page.words)), numbers(text))

    def test_a_hostile_name_stays_a_name(self):
        hostile = [n for n in self.expected() if n["name"] and "evil.example" in n["name"]]
        self.assertTrue(hostile)
        for notice in hostile:
            mail = self.by_id()[notice["id"]][0]
            page = Links(mail.get_body(("html",)).get_content())
            self.assertFalse([link for link in page.links if "evil.example" in link])
            self.assertNotIn("49", mail.get_body(("plain",)).get_content().split("\n")[0])

    def test_those_without_mailbox_or_gone_got_nothing(self):
        missing = collections.Counter(gap["reason"] for gap in self.plan["unplanned"])
        self.assertGreater(missing["no_mailbox"], 0)
        self.assertEqual(self.status["totals"]["accepted"], len(self.expected()))
        # What is told on paper waits for `heraut print`, what comes later for its day.
        self.assertIn("print", {notice["channel"] for notice in self.plan["notices"]})
        self.assertEqual(self.status["totals"]["planned"], len(self.plan["notices"]) - len(self.expected()))


if __name__ == "__main__":
    unittest.main()
