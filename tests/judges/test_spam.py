"""SpamAssassin with the rules it came with, asking nobody: no mail looks like spam."""

import concurrent.futures
import email
import email.policy
import email.utils
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from mails import mails

# Points at which a mail is judged to look like spam; the filter itself says so at 5.
LIMIT = 1.0
# No lists and no learning of whoever runs this. And it takes addresses kept for examples (RFC 5737) for forged ones.
PREFERENCES = "use_bayes 0\nuse_auto_welcomelist 0\nscore RCVD_ILLEGAL_IP 0\n"
GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


def received(raw: bytes) -> bytes:
    """The mail as it arrives: through the organisation's own server, which took it from us as it was made."""
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    stamp = email.utils.format_datetime(parsed["Date"].datetime)
    to = parsed["To"].addresses[0].addr_spec
    return (
        "Received: from mail.voorbeeldstad.example (mail.voorbeeldstad.example [192.0.2.25])\r\n"
        "\tby mx.voorbeeldstad.example (Postfix) with ESMTPS id 4AbCdEfGhI\r\n"
        f"\tfor <{to}>; {stamp}\r\n"
    ).encode() + raw


def judged(messages: dict[str, bytes]) -> dict[str, tuple[float, str]]:
    """The points each message gets, and for what."""
    with tempfile.TemporaryDirectory() as scratch:
        home = pathlib.Path(scratch)
        (home / "prefs").write_text(PREFERENCES)
        (home / "mails").mkdir()
        for n, raw in enumerate(messages.values()):
            (home / "mails" / f"{n:05}.eml").write_bytes(received(raw))
        files = sorted((home / "mails").iterdir())
        # One process a core: most of the time goes into reading the rules.
        shares = [files[n::2] for n in range(2) if files[n::2]]
        command = ["spamassassin", "--local", "--test-mode", "--configpath=/usr/share/spamassassin", f"--prefspath={home}/prefs"]
        environment = {**os.environ, "HOME": scratch}
        with concurrent.futures.ThreadPoolExecutor() as pool:
            # A thread each: a process of which nobody reads what it says stops when the pipe is full.
            done = list(pool.map(lambda share: subprocess.run([*command, *share], capture_output=True, env=environment, timeout=1800), shares))
        found = {}
        names = list(messages)
        for share, process in zip(shares, done):
            error = process.stderr.decode()
            if process.returncode:
                raise AssertionError(error)
            folded = re.sub(rb"\r?\n[ \t]+", b" ", process.stdout)
            status = re.findall(rb"(?m)^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(.*?) autolearn", folded)
            assert len(status) == len(share), f"{len(status)} judgements of {len(share)} mails\n{error}"
            for file, (score, tests) in zip(share, status):
                found[names[int(file.stem)]] = (float(score), tests.decode())
        return found


class Spam(unittest.TestCase):
    def test_every_mail(self):
        found = judged({mail.name: mail.raw for mail in mails()})
        self.assertEqual({name: said for name, said in found.items() if said[0] >= LIMIT}, {})
        # The rules were read: what every mail of this kind has was noticed.
        self.assertEqual([name for name, (_, tests) in found.items() if "HTML_MESSAGE" not in tests], [])


class TheJudgeCanFail(unittest.TestCase):
    def test_spam_is_found(self):
        good = next(mail for mail in mails() if mail.message == "announcement").raw
        self.assertNotIn(b"Content-Transfer-Encoding: 7bit", good)
        head, _, rest = good.partition(b"\r\n\r\n")
        marked = good.replace(b"quoted-printable\r\n\r\n", b"quoted-printable\r\n\r\n" + GTUBE + b"\r\n", 1)
        fishy = re.sub(rb"(?m)^Subject: .*\r$", b"Subject: YOU HAVE WON!!! CLAIM $1,000,000 NOW\r", good)
        fishy = re.sub(rb"(?m)^(Date|Message-ID): .*\r\n", b"", fishy).replace(
            b"quoted-printable\r\n\r\n",
            b"quoted-printable\r\n\r\nDear friend, I am a barrister of the late Mr. Abacha. The sum of $10,500,000 US dollars\r\n"
            b"awaits the next of kin. Send your bank account. 100% risk free, click here!\r\n", 1)
        self.assertNotEqual(marked, good)
        self.assertNotEqual(fishy, good)
        # Without a Date the server's stamp cannot be that of the mail.
        stamp = b"Date: Mon, 01 Mar 2027 07:00:00 +0000\r\n"
        found = judged({"marked": marked, "fishy": stamp + fishy})
        self.assertGreaterEqual(found["marked"][0], 100)
        self.assertGreaterEqual(found["fishy"][0], LIMIT, found["fishy"])


if __name__ == "__main__":
    unittest.main()
