"""Bounces as a real mail system makes them: two servers, of which the first takes everything, as relays do, and the second
knows one user, has a full mailbox, and refuses what it does not like.

What comes back lies in a Maildir, and `heraut bounces import` reads it.
"""

import email
import json
import pathlib
import shutil
import tempfile
import time
import unittest

from command import ROOT, heraut
from mailserver import free_port, postfix

APPROVED = "2027-01-18T09:00+01:00"
ANNOUNCED = "2027-02-15T10:00+01:00"
LATER = "2027-02-16T10:00+01:00"
STARTED = "2027-03-01T09:00+01:00"

PEOPLE = ["known", "unknown", "full", "refused", "delayed"]

# The relay: mail to the town goes to the second server, or for one person to where nobody listens; what comes back to the
# sender is kept.
FRONT = """
virtual_mailbox_domains = returns.example
transport_maps = inline:{{ {{ delayed@voorbeeldstad.example = smtp:[127.0.0.1]:{closed} }} }}
relayhost = [127.0.0.1]:{back}
queue_run_delay = 2s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
delay_warning_time = 1s
"""

# The town's own: an mbox is full at a megabyte; one person's mail is refused for what is in it.
BACK = """
myhostname = mx.test.example
virtual_mailbox_domains = voorbeeldstad.example
virtual_mailbox_maps = inline:{{ {{ known@voorbeeldstad.example = all/ }}, {{ refused@voorbeeldstad.example = all/ }}, {{ full@voorbeeldstad.example = full }} }}
virtual_mailbox_limit = 1000000
message_size_limit = 1000000
header_checks = regexp:ROOT/config/headers
relayhost = [127.0.0.1]:{front}
"""

HEADERS = "/^To:.*refused@/ REJECT 5.7.1 This content is not wanted here\n"


class Bounces(unittest.TestCase):
    def test_what_a_mail_system_reports_is_understood(self):
        ports = {"front": free_port(), "back": free_port(), "closed": free_port()}
        with (
            postfix(FRONT.format(**ports), port=ports["front"]) as front,
            postfix(BACK.format(**ports), {"headers": HEADERS}, port=ports["back"]) as back,
            tempfile.TemporaryDirectory() as scratch,
        ):
            full = back.root / "mail/full"
            full.write_bytes(b"From x\n\n" + b"x" * 999_990)
            shutil.chown(full, "nobody")
            directory = pathlib.Path(scratch) / "campaign"
            shutil.copytree(ROOT / "tests/campaigns/base", directory)
            self.fill(directory, front.port)
            heraut(directory, "approve", "--yes", "--by", "the test", "--now", APPROVED)
            heraut(directory, "send", "--quiet", "--now", ANNOUNCED)
            self.wait(front, 4)
            self.judge(directory, front.maildir)

    def fill(self, directory: pathlib.Path, port: int) -> None:
        file = directory / "campaign.yaml"
        text = file.read_text()
        for before, after in [
            ('servicedesk@voorbeeldstad.example>"}', 'servicedesk@voorbeeldstad.example>", envelope: bounces@returns.example}'),
            ('relay: {url: "maildir:outbox"}', f'relay: {{url: "smtp://127.0.0.1:{port}"}}'),
        ]:
            self.assertIn(before, text)
            text = text.replace(before, after)
        file.write_text(text)
        head, *others = (directory / "people.csv").read_text().splitlines()
        rows = [f"{n}@voorbeeldstad.example,{n.title()} Jansen,,,{n}@voorbeeldstad.example,IT,nl,pilot" for n in PEOPLE]
        (directory / "people.csv").write_text("\n".join([head, *rows, *others[2:]]) + "\n")
        devices = (directory / "devices.csv").read_text()
        devices = devices.replace("a.bakker@", "known@").replace("b.visser@", "unknown@")
        (directory / "devices.csv").write_text(devices)

    def wait(self, server, many: int) -> None:
        deadline = time.monotonic() + 90
        while len(server.files()) < many:
            if time.monotonic() > deadline:
                self.fail(f"{len(server.files())} came back:\n" + (server.root / "log/mail.log").read_text()[-4000:])
            time.sleep(0.2)

    def states(self, directory: pathlib.Path, message: str) -> dict:
        status = json.loads(heraut(directory, "status", "--notices", "--json"))
        mine = [notice for notice in status["notices"] if notice["message"] == message]
        return {notice["person"].split("@")[0]: notice for notice in mine if notice["person"]}

    def judge(self, directory: pathlib.Path, maildir: pathlib.Path) -> None:
        for path in maildir.glob("new/*"):
            report = email.message_from_bytes(path.read_bytes())
            self.assertIn("Original-Envelope-Id: ", report.as_string(), "by what it is found")
        dry = json.loads(heraut(directory, "bounces", "import", str(maildir), "--dry-run", "--json", "--now", LATER))
        done = json.loads(heraut(directory, "bounces", "import", str(maildir), "--json", "--now", LATER))
        self.assertEqual(done, dry)
        self.assertEqual((done["counts"]["bounced"], done["counts"]["delayed"], done["unheard"]), (3, 1, []), done)
        bounced = {one["person"].split("@")[0]: one for one in done["bounced"]}
        self.assertTrue(all(one["proven"] for one in bounced.values()), "the ENVID comes back whole")
        self.assertEqual({who: one["dead"] for who, one in bounced.items()}, {"unknown": True, "full": False, "refused": False})
        for who, status in {"unknown": "5.1.1", "full": "5.2.2", "refused": "5.7.1"}.items():
            self.assertTrue(bounced[who]["words"].startswith(status), bounced[who])
        again = json.loads(heraut(directory, "bounces", "import", str(maildir), "--json", "--now", LATER))
        self.assertEqual(again["counts"]["doubled"], 4)

        told = {who: notice["state"] for who, notice in self.states(directory, "announcement").items() if who in PEOPLE}
        accepted = dict.fromkeys(["known", "delayed"], "accepted")
        self.assertEqual(told, accepted | dict.fromkeys(["unknown", "full", "refused"], "bounced"))
        heraut(directory, "send", "--quiet", "--now", STARTED)
        enrol = self.states(directory, "enrol-now")
        self.assertEqual((enrol["unknown"]["state"], enrol["unknown"]["detail"]), ("suppressed", "bounced"))
        self.assertEqual([enrol[who]["state"] for who in ["known", "full", "refused"]], ["accepted"] * 3)
        heraut(directory, "ledger", "verify")


if __name__ == "__main__":
    unittest.main()
