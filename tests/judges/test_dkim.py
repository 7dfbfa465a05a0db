"""dkimpy: what we sign verifies as it arrives, and does not when somebody changed it."""

import base64
import datetime
import functools
import pathlib
import subprocess
import tempfile
import unittest
from unittest import mock

import dkim

import campaign
from program import heraut
from test_repeat import sent

DOMAIN = "voorbeeldstad.example"
KINDS = {"rsa": ["-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048"], "ed25519": ["-algorithm", "ed25519"]}
SENT = "2027-02-08T16:00:00+01:00"
ARRIVES = datetime.datetime.fromisoformat(SENT).timestamp() + 60
# What a reader or a mail program goes by: all of it is signed.
SIGNED = {"from", "to", "subject", "date", "message-id", "reply-to", "mime-version", "content-type"}


def openssl(*arguments) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60).stdout


def record(kind: str, key: pathlib.Path) -> bytes:
    """What the domain publishes: RFC 6376 section 3.6.1, RFC 8463 section 4."""
    public = openssl("pkey", "-in", key, "-pubout", "-outform", "der")
    # An Ed25519 key is the last 32 bytes of its wrapping; RSA is published with it.
    public = public[-32:] if kind == "ed25519" else public
    return f"v=DKIM1; k={kind}; p={base64.b64encode(public).decode()}".encode()


@functools.cache
def signed() -> tuple[list[bytes], dict[bytes, bytes], dict[bytes, bytes]]:
    """Signed mails, the domain's records, and those of another owner's keys."""
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch) / "campaign"
        campaign.write(directory, languages=campaign.SENT)
        records, others, named = {}, {}, []
        for kind, how in KINDS.items():
            for keys, name in ((records, kind), (others, f"other-{kind}")):
                file = pathlib.Path(scratch) / f"{name}.pem"
                openssl("genpkey", *how, "-out", file)
                file.chmod(0o600)
                keys[f"{kind}._domainkey.{DOMAIN}.".encode()] = record(kind, file)
            named.append(f"{{selector: {kind}, key: {{file: {scratch}/{kind}.pem}}}}")
        file = directory / "campaign.yaml"
        text = file.read_text()
        assert "sender: {" in text
        file.write_text(text.replace("sender: {", f"sender: {{dkim: [{', '.join(named)}], "))
        heraut(directory, "approve", "--yes", "--by", "the test", "--now", campaign.NOW)
        heraut(directory, "send", "--quiet", "--now", SENT)
        return list(sent(directory).values()), records, others


def verdicts(raw: bytes, records: dict[bytes, bytes]) -> list[bool]:
    """Whether each signature verifies."""
    found = []
    for at in range(sum(name.lower() == b"dkim-signature" for name, _ in dkim.rfc822_parse(raw)[0])):
        try:
            # The verifier looks at the clock: it is the minute in which the mail arrives.
            with mock.patch.object(dkim.time, "time", return_value=ARRIVES):
                found.append(dkim.DKIM(raw).verify(idx=at, dnsfunc=lambda name, timeout=5: records.get(name)))
        except dkim.DKIMException:
            found.append(False)
    return found


class Dkim(unittest.TestCase):
    def test_every_mail_is_signed_by_both(self):
        mails, records, _ = signed()
        self.assertGreaterEqual(len(mails), len(campaign.persons()))
        for raw in mails:
            self.assertEqual(verdicts(raw, records), [True, True], raw[:300])

    def test_what_is_signed(self):
        for raw in signed()[0]:
            for name, value in dkim.rfc822_parse(raw)[0]:
                if name.lower() == b"dkim-signature":
                    tags = dkim.util.parse_tag_value(value)
                    names = tags[b"h"].decode().lower().translate(dict.fromkeys(b" \t\r\n"))
                    self.assertLessEqual(SIGNED, set(names.split(":")))
                    self.assertNotIn(b"l", tags, "what is added below would count as signed")
                    self.assertEqual((tags[b"d"], tags[b"c"]), (DOMAIN.encode(), b"relaxed/relaxed"))

    def test_a_relay_may_fold_and_trim(self):
        mails, records, _ = signed()
        raw = mails[0]
        for old, new in ((b"\r\nSubject: ", b"\r\nSubject:\r\n   "), (b"\r\nSubject:", b"\r\nSUBJECT:"), (b"From: ", b"From:  ")):
            self.assertEqual(verdicts(raw.replace(old, new, 1), records), [True, True], new)
        stamped = b"Received: from a.example by b.example; Mon, 1 Mar 2027 07:00:00 +0000\r\n" + raw + b"\r\n\r\n"
        self.assertEqual(verdicts(stamped, records), [True, True])


class TheJudgeCanFail(unittest.TestCase):
    def test_what_was_changed_does_not_verify(self):
        mails, records, _ = signed()
        raw = mails[0]
        head, _, body = raw.partition(b"\r\n\r\n")
        changed = {
            "a subject": raw.replace(b"Subject: ", b"Subject: x", 1),
            "another author": raw.replace(b"From: ", b"From: x ", 1),
            "two authors": b"From: evil@evil.example\r\n" + raw,
            "two subjects": b"Subject: x\r\n" + raw,
            "another address for answers": raw.replace(b"Reply-To: Helpdesk <", b"Reply-To: Helpdesk <x", 1),
            "a date": raw.replace(b"Date: Mon", b"Date: Tue", 1),
            "a word": head + b"\r\n\r\n" + body.replace(b"Microsoft", b"Macrosoft", 1),
            "more below": raw + b"x\r\n",
            "less below": raw[: len(raw) // 2] + b"\r\n",
        }
        for what, spoiled in changed.items():
            self.assertNotEqual(spoiled, raw, what)
            self.assertEqual(verdicts(spoiled, records), [False, False], what)

    def test_another_key_does_not_verify(self):
        mails, _, others = signed()
        self.assertEqual(verdicts(mails[0], others), [False, False])
        self.assertEqual(verdicts(mails[0], {}), [False, False])


if __name__ == "__main__":
    unittest.main()
