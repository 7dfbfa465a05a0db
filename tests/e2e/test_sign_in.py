"""Signing in with a token to a real submission service, which asks a token server of ours what the token is worth."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from command import BINARY, ROOT, heraut
from mailserver import postfix
from submission import TokenServer, dovecot

APPROVED = "2027-01-18T09:00+01:00"
ANNOUNCED = "2027-02-15T10:00+01:00"
SECRET = "klantgeheim~Q8"


@contextlib.contextmanager
def servers():
    """A token server, a submission service that asks it, and the mail server behind."""
    with TokenServer() as tokens, postfix() as sink, dovecot(tokens.url + "/introspect", sink.port) as port:
        yield tokens, sink, port


ENDPOINT = 'oauth2: {token_url: "TOKENS/token", client: client-1, secret: {env: SECRET}, scope: mail.send}'


def run(directory: pathlib.Path, secret: str, *verb: str, **variables) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SECRET": secret, **variables}
    command = [BINARY, "-C", directory, *verb]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)


def send(directory: pathlib.Path, secret: str = SECRET) -> subprocess.CompletedProcess:
    return run(directory, secret, "send", "--now", ANNOUNCED)


def kept(directory: pathlib.Path) -> bytes:
    return b"".join(path.read_bytes() for path in directory.glob("heraut.db*"))


class SignIn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tokens, cls.sink, cls.port = cls.enterClassContext(servers())

    def setUp(self):
        self.tokens.reset()
        self.sink.settle()
        self.before = len(self.sink.files())

    def campaign(self, sign_in: str) -> pathlib.Path:
        """The sound campaign, approved, whose relay is Dovecot."""
        directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory())) / "campaign"
        shutil.copytree(ROOT / "tests/campaigns/base", directory)
        file = directory / "campaign.yaml"
        relay = f'relay: {{url: "smtp://127.0.0.1:{self.port}", user: it@voorbeeldstad.example, {sign_in}}}'
        local = 'relay: {url: "maildir:outbox"}'
        text = file.read_text()
        self.assertIn(local, text)
        file.write_text(text.replace(local, relay.replace("TOKENS", self.tokens.url)))
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", APPROVED)
        return directory

    def arrived(self) -> int:
        self.sink.settle()
        return len(self.sink.files()) - self.before

    def assertKeptSecret(self, directory, done):
        for text in (done.stdout, done.stderr, kept(directory).decode("latin-1")):
            self.assertNotIn(SECRET, text)
            self.assertNotIn("eyJ0b2tlbiI6", text)

    def assertSays(self, done, pattern):
        self.assertRegex(re.sub(r"\s+", " ", done.stderr), pattern)

    def test_with_a_good_token_everybody_gets_their_mail(self):
        directory = self.campaign(ENDPOINT)
        done = send(directory)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.arrived(), 2)
        self.assertEqual(self.tokens.given, 1, "one for all connections")
        self.assertEqual(self.tokens.asked[0]["scope"], "mail.send")
        self.assertKeptSecret(directory, done)

    def test_a_revoked_token_is_renewed_once_and_then_the_run_ends(self):
        directory = self.campaign(ENDPOINT)
        self.tokens.revoked = set(range(1, 9))
        done = send(directory)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertSays(done, r"535 5\.7\.8 .*status 401")
        self.assertKeptSecret(directory, done)
        self.assertEqual((self.tokens.given, self.arrived()), (2, 0), "renewed once")
        # The next token is good: nobody was charged, and everybody hears.
        self.tokens.given = 8
        done = send(directory)
        self.assertEqual((done.returncode, self.arrived()), (0, 2), done.stderr)

    def test_a_token_that_was_revoked_just_now_costs_a_renewal(self):
        directory = self.campaign(ENDPOINT)
        self.tokens.revoked = {1}
        done = send(directory)
        self.assertEqual((done.returncode, self.tokens.given, self.arrived()), (0, 2, 2), done.stderr)

    def test_a_token_for_something_else_is_refused(self):
        directory = self.campaign(ENDPOINT)
        self.tokens.scope = "calendar.read"
        done = send(directory)
        self.assertEqual((done.returncode, self.arrived()), (4, 0))
        self.assertSays(done, "535")

    def test_a_token_that_ends_at_once_is_one_for_each_connection(self):
        directory = self.campaign(ENDPOINT)
        self.tokens.lifetime = 1
        done = send(directory)
        self.assertEqual((done.returncode, self.arrived()), (0, 2), done.stderr)

    def test_the_endpoint_refuses_us_or_is_not_well(self):
        directory = self.campaign(ENDPOINT)
        done = send(directory, "another")
        self.assertEqual(done.returncode, 4)
        self.assertSays(done, "401 invalid_client: the client secret is wrong")
        self.tokens.broken = 503, {"error": "temporarily_unavailable"}
        done = send(directory)
        self.assertEqual(done.returncode, 4)
        self.assertSays(done, "503 temporarily_unavailable")
        self.assertKeptSecret(directory, done)
        self.tokens.broken = None
        self.assertEqual((send(directory).returncode, self.arrived()), (0, 2))

    def test_a_command_may_print_the_token(self):
        directory = self.campaign('token: {command: "cat token"}')
        self.tokens.given = 1
        (directory / "token").write_text("eyJ0b2tlbiI6.1.c2lnbmVk\n")
        done = send(directory)
        self.assertEqual((done.returncode, self.arrived()), (0, 2), done.stderr)
        self.assertKeptSecret(directory, done)

    def test_an_endpoint_is_believed_under_tls_by_its_certificate_alone(self):
        scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        certificate = scratch / "server.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=token server"]
        made += ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"]
        subprocess.run([*made, "-keyout", certificate, "-out", scratch / "only.pem"], check=True, capture_output=True)
        certificate.write_text(certificate.read_text() + (scratch / "only.pem").read_text())
        # What it gives is what the other, whom Dovecot asks, has given.
        self.tokens.given = 1
        with TokenServer(certificate) as endpoint:
            directory = self.campaign(ENDPOINT.replace("TOKENS", endpoint.url))
            done = run(directory, SECRET, "relay", "test")
            self.assertEqual((done.returncode, endpoint.given), (4, 0))
            self.assertSays(done, "no token from 127.0.0.1: .*certificate")
            done = run(directory, SECRET, "relay", "test", SSL_CERT_FILE=str(scratch / "only.pem"))
            self.assertEqual((done.returncode, endpoint.given), (0, 1), done.stderr)

    def test_a_relay_is_tried_without_a_trace(self):
        directory = self.campaign(ENDPOINT)
        # All that the ledger says; the files beside it come and go with whoever reads it.
        before = heraut(directory, "status", "--notices", "--json")
        done = run(directory, SECRET, "relay", "test", "--to", "me@example.org", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        self.assertIn("AUTH XOAUTH2", found["offers"])
        self.assertEqual((found["signed_in_by"], found["token_from"]), ("XOAUTH2", "127.0.0.1"))
        self.assertEqual((found["sent"][:4], self.arrived()), ("250 ", 1))
        self.assertEqual(heraut(directory, "status", "--notices", "--json"), before)
        self.assertKeptSecret(directory, done)
        self.tokens.scope = "calendar.read"
        done = run(directory, SECRET, "relay", "test")
        self.assertEqual(done.returncode, 4)
        self.assertIn("AUTH XOAUTH2", done.stdout)
        self.assertSays(done, "535 .*status 401")


if __name__ == "__main__":
    unittest.main()
