"""Reports in a mailbox on a real IMAP server, over TLS: taken in, marked or moved, and nothing else touched."""

import email
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from command import BINARY, ROOT, heraut
from imapserver import PASSWORD, USER, dovecot

EARLY = "2027-02-01T09:00+01:00"
ANNOUNCED = "2027-02-15T10:00+01:00"
LATER = "2027-02-16T10:00+01:00"

REPORT = """\
From: MAILER-DAEMON@mx.example
To: {user}
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {who}
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

Message-ID: {id}
--b--
"""


class Mailbox(unittest.TestCase):
    def campaign(self, scratch: str, server, more: str) -> pathlib.Path:
        directory = pathlib.Path(scratch) / "campaign"
        shutil.copytree(ROOT / "tests/campaigns/base", directory)
        shutil.copy(server.certificate, directory / "ca.pem")
        file = directory / "campaign.yaml"
        file.write_text(file.read_text() + f"bounces: {{user: {USER}, password: {{env: IMAP_PASSWORD}}, {more}}}\n")
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", EARLY)
        heraut(directory, "send", "--quiet", "--now", ANNOUNCED)
        return directory

    def fill(self, directory: pathlib.Path, server) -> None:
        cases = {"a.bakker": ("failed", "5.1.1"), "b.visser": ("delayed", "4.4.1")}
        for path in (directory / "outbox/new").iterdir():
            mail = email.message_from_bytes(path.read_bytes())
            who = email.utils.parseaddr(mail["To"])[1]
            action, status = cases[who.split("@")[0]]
            report = REPORT.format(user=USER, who=who, action=action, status=status, id=mail["Message-ID"])
            server.deliver(f"report-{action}", report.encode())
        server.deliver("person", b"From: Bram <b@x.example>\nSubject: Re: x\n\n" + b"Thanks! (\xc3\xa9)\n" * 200_000)

    def watch(self, directory: pathlib.Path, password: str = PASSWORD, code: int = 0) -> str:
        command = [BINARY, "-C", directory, "bounces", "watch", "--once", "--json", "--now", LATER]
        environment = {**os.environ, "IMAP_PASSWORD": password}
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertNotIn(password, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def test_reports_are_recorded_and_marked(self):
        with dovecot() as server, tempfile.TemporaryDirectory() as scratch:
            directory = self.campaign(scratch, server, f"url: 'imaps://localhost:{server.tls}', certificates: ca.pem")
            self.fill(directory, server)
            counts = json.loads(self.watch(directory))["counts"]
            self.assertEqual((counts["bounced"], counts["delayed"], counts["other"]), (1, 1, 1))
            status = json.loads(heraut(directory, "status", "--json"))
            self.assertEqual(status["totals"]["bounced"], 1)
            self.assertEqual(json.loads(self.watch(directory))["messages"], 0, "what was read is marked")
            self.assertEqual(len(server.folder()), 3, "nothing is deleted")
            seen = {path.name.split(".")[1].split(":")[0].split(",")[0]: "S" in path.name.rsplit(",", 1)[-1] for path in server.folder()}
            self.assertEqual(seen, {"report-failed": True, "report-delayed": True, "person": False})

    def test_reports_are_moved_and_other_mail_is_not(self):
        with dovecot() as server, tempfile.TemporaryDirectory() as scratch:
            directory = self.campaign(scratch, server, f"url: 'imap://127.0.0.1:{server.plain}', move_to: Bounces")
            self.fill(directory, server)
            self.assertEqual(json.loads(self.watch(directory))["messages"], 3)
            self.assertEqual((len(server.folder()), len(server.folder("Bounces"))), (1, 2))
            self.assertIn("cannot sign in", self.watch(directory, "another", 4))

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        with dovecot() as server, tempfile.TemporaryDirectory() as scratch:
            directory = self.campaign(scratch, server, f"url: 'imaps://localhost:{server.tls}'")
            self.assertIn("TLS", self.watch(directory, code=4))


if __name__ == "__main__":
    unittest.main()
