"""The same inputs give the same bytes: on another day, in another place, and when a mail has to be sent again."""

import contextlib
import datetime
import email
import email.policy
import mailbox
import pathlib
import re
import shutil
import socketserver
import tempfile
import threading
import unittest

import campaign
from mails import gallery, mails
from program import heraut, plan

TODAY, TOMORROW = campaign.NOW, "2027-01-19T11:30+01:00"


def undated(raw: bytes) -> bytes:
    return re.sub(rb"(?m)^Date: .*\r\n", b"", raw, count=1)


@contextlib.contextmanager
def workspace(**what):
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch) / "campaign"
        campaign.write(directory, **what)
        yield directory


def sent(directory: pathlib.Path) -> dict[str, bytes]:
    """What is in the outbox, by Message-ID, with the line ends that it has on the way: those of a Maildir are a file's."""
    found = {}
    for stored in mailbox.Maildir(directory / "outbox", factory=lambda file: file.read()):
        assert b"\r" not in stored
        message = stored.replace(b"\n", b"\r\n")
        identity = email.message_from_bytes(message, policy=email.policy.default)["Message-ID"]
        assert identity not in found, f"{identity} is there twice"
        found[str(identity)] = message
    return found


def last_of_days(dues) -> list[str]:
    """The last instant of each day on which something is due: what is due earlier that day goes then too."""
    days = {}
    for due in sorted(dues, key=datetime.datetime.fromisoformat):
        days[due[:10]] = due
    return list(days.values())


def send_on_time(directory: pathlib.Path, until: str, since: str = TODAY) -> None:
    """Sends what falls due after `since`, each on its day: who catches up gets one message a day."""
    since, until = (datetime.datetime.fromisoformat(instant) for instant in (since, until))
    dues = {notice["due"] for notice in plan(directory, TODAY)["notices"]}
    for due in last_of_days(due for due in dues if since < datetime.datetime.fromisoformat(due) <= until):
        heraut(directory, "send", "--quiet", "--now", due)


def differences(first: dict[str, bytes], second: dict[str, bytes]) -> list[str]:
    return [name for name in sorted({*first, *second}) if first.get(name) != second.get(name)]


class Repeat(unittest.TestCase):
    def test_a_gallery_made_again(self):
        with workspace(sheets=True) as directory:
            again = gallery(directory, directory.parent / "again", TODAY)
            later = gallery(directory, directory.parent / "later", TOMORROW)
        first = {mail.name: mail.raw for mail in mails()}
        self.assertEqual(differences(first, {mail.name: mail.raw for mail in again}), [])
        # What is due by an event has no date of its own but the day of the preview.
        changed = differences(first, {mail.name: mail.raw for mail in later})
        self.assertEqual({name.split(".")[0] for name in changed}, {"welcome", "survey", "failed-help", "rescheduled"})
        self.assertEqual(differences({name: undated(first[name]) for name in changed},
                                     {mail.name: undated(mail.raw) for mail in later if mail.name in changed}), [])

    def test_approved_elsewhere_on_another_day(self):
        outboxes = []
        for approved in (TODAY, TOMORROW):
            with workspace(languages=campaign.SENT) as directory:
                planned = plan(directory, approved)
                heraut(directory, "approve", "--yes", "--by", "the test", "--now", approved)
                for due in last_of_days({notice["due"] for notice in planned["notices"]}):
                    heraut(directory, "send", "--quiet", "--now", due)
                outboxes.append(sent(directory))
                ids = {notice["id"] for notice in planned["notices"]}
                self.assertEqual({name.strip("<>").split("@")[0] for name in outboxes[-1]}, ids)
        self.assertGreater(len(outboxes[0]), 100)
        self.assertEqual(differences(*outboxes), [])

    def test_a_first_attempt_on_another_day_changes_only_the_date(self):
        outboxes = []
        with workspace(languages=campaign.SENT) as directory:
            heraut(directory, "approve", "--yes", "--by", "the test", "--now", TODAY)
            planned = plan(directory, TODAY)["notices"]
            due = min(notice["due"] for notice in planned if notice["message"] == "announcement")
            send_on_time(directory, max(notice["due"] for notice in planned if notice["due"] < due))
            before = set(sent(directory))
            late = datetime.datetime.fromisoformat(due) + datetime.timedelta(days=1)
            shutil.copytree(directory, directory.parent / "copy")
            for copy, now in ((directory, due), (directory.parent / "copy", late.isoformat())):
                # A copy of a ledger is doubted until somebody says that nothing was sent since.
                heraut(copy, "send", "--quiet", "--now", now, "--after-restore", "unsent")
                outboxes.append({name: raw for name, raw in sent(copy).items() if name not in before})
        self.assertGreaterEqual(len(outboxes[0]), len(campaign.persons()) - 1)
        self.assertEqual(set(outboxes[0]), set(outboxes[1]))
        self.assertEqual(set(differences(*outboxes)), set(outboxes[0]))
        self.assertEqual(differences(*({name: undated(raw) for name, raw in outbox.items()} for outbox in outboxes)), [])

    def test_a_mail_sent_again(self):
        with Relay() as relay, workspace(languages=campaign.SENT) as directory:
            file = directory / "campaign.yaml"
            text = file.read_text().replace('"maildir:outbox"', f'"smtp://127.0.0.1:{relay.server_address[1]}"')
            rule = "message: pilot-invitation, when: start - 4w at 09:00, to: everyone"
            self.assertIn(rule, text)
            file.write_text(text.replace(rule, f"{rule}, on_uncertain: resend"))
            heraut(directory, "approve", "--yes", "--by", "the test", "--now", TODAY)
            due = [n["due"] for n in plan(directory, TODAY)["notices"] if n["message"] == "pilot-invitation"]
            earlier = max(n["due"] for n in plan(directory, TODAY)["notices"] if n["due"] < min(due))
            heraut(directory, "send", "--quiet", "--now", earlier)
            relay.answers, relay.taken = False, []
            heraut(directory, "send", "--quiet", "--now", min(due), code=None)
            relay.answers, unanswered, relay.taken = True, relay.taken, []
            later = datetime.datetime.fromisoformat(max(due)) + datetime.timedelta(days=1)
            heraut(directory, "send", "--quiet", "--now", later.isoformat(), code=None)
        self.assertTrue(unanswered)
        for message in unanswered:
            self.assertIn(message, relay.taken)


class TheJudgeCanFail(unittest.TestCase):
    def test_a_difference_is_found(self):
        self.assertEqual(differences({"a": b"1", "b": b"2"}, {"a": b"1", "b": b"3", "c": b"4"}), ["b", "c"])
        self.assertEqual(undated(b"From: a\r\nDate: x\r\n\r\nDate: y\r\n"), b"From: a\r\n\r\nDate: y\r\n")


class Relay(socketserver.ThreadingTCPServer):
    """A mail server that takes every message; when `answers` is false it hangs up instead of saying so."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.taken = True, []

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 relay.example")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say("354 go on")
                message = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.taken.append(message)
                if not self.server.answers:
                    return
            self.say("221 bye" if verb == b"QUIT" else "250 relay.example")

    def say(self, text: str):
        self.wfile.write(f"{text}\r\n".encode())


if __name__ == "__main__":
    unittest.main()
