"""A provider of OpenID Connect that somebody else wrote: users of the pages sign in there and out again, and a token of another
time lets nobody in."""

import contextlib
import datetime
import html
import http.client
import logging
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import warnings

from program import BINARY, ROOT, heraut

with warnings.catch_warnings():
    # What it is made with is newer than it.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

# It tells each request.
logging.getLogger("werkzeug").setLevel(logging.ERROR)

HOST = "heraut.example"
USER = "s.ouali@voorbeeldstad.example"
BACK = f"https://{HOST}/sign-in/back"


class Answer:
    def __init__(self, response: http.client.HTTPResponse):
        self.status, self.headers, self.body = response.status, response.headers, response.read().decode()
        self.cookies = [cookie.split(";")[0] for cookie in self.headers.get_all("set-cookie") or []]

    def led(self) -> str:
        """Where it leads: by itself, or as a page that leads on."""
        on = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', self.body)
        return self.headers["location"] or html.unescape(on[1])


def ask(port: int, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
    body = urllib.parse.urlencode(fields) if fields is not None else None
    if fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with contextlib.closing(talk):
        talk.request(method, path, body, headers)
        return Answer(talk.getresponse())


@contextlib.contextmanager
def site(**how):
    """The pages of the sound campaign and the provider of their users; gives the port of each."""
    claims = {"preferred_username": USER, "name": "S. Ouali"}
    user = oidc_provider_mock.User(sub="ouali", claims=claims)
    with tempfile.TemporaryDirectory() as scratch, oidc_provider_mock.run_server_in_thread(user_claims=[user], **how) as provider:
        campaign = pathlib.Path(scratch) / "base"
        shutil.copytree(ROOT / "tests/campaigns/base", campaign)
        heraut(campaign, "approve", "--yes", "--by", "A. Manager")
        users = pathlib.Path(scratch) / "users.yaml"
        openid = f"{{issuer: 'http://localhost:{provider.server_port}', client: heraut, secret: {{env: SAID}}}}"
        users.write_text(f"url: https://{HOST}\nopenid: {openid}\nusers: {{'{USER}': [viewer]}}\n", "utf-8")
        command = [BINARY, "-C", campaign, "serve", "--listen", "127.0.0.1:0", "--users", users]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, "SAID": "open sesame"}) as program:
            try:
                yield int(re.search(r"listening on 127\.0\.0\.1:(\d+)", program.stderr.readline())[1]), provider.server_port
            finally:
                program.terminate()


def ours(port: int, method: str, path: str, cookie: str = "", fields: dict[str, str] | None = None) -> Answer:
    return ask(port, method, path, fields, Host=HOST, Cookie=cookie, Origin=f"https://{HOST}")


def signed_in(pages: int, provider: int, **said: str) -> Answer:
    """What comes of signing in, when the provider is told this."""
    begun = ours(pages, "GET", "/sign-in")
    there = urllib.parse.urlsplit(begun.led())
    back = ask(provider, "POST", f"{there.path}?{there.query}", said, Host=f"localhost:{provider}").led()
    assert back.startswith(f"{BACK}?"), back
    return ours(pages, "GET", back.removeprefix(f"https://{HOST}"), begun.cookies[0])


class Provider(unittest.TestCase):
    def test_a_user_signs_in_and_out_again(self):
        with site(require_nonce=True) as (pages, provider):
            inside = signed_in(pages, provider, sub="ouali")
            self.assertEqual(inside.status, 200, inside.body)
            page = ours(pages, "GET", "/", inside.cookies[0])
            self.assertIn(USER, page.body)
            act = re.search(r'name="act" value="(\w+)"', page.body)[1]
            out = urllib.parse.urlsplit(ours(pages, "POST", "/sign-out", inside.cookies[0], {"act": act}).led())
            self.assertEqual(out.port, provider)
            asked = ask(provider, "GET", f"{out.path}?{out.query}", Host=f"localhost:{provider}")
            back = html.unescape(re.search(r'name="redirect_uri"\s+value="([^"]+)"', asked.body)[1])
            self.assertEqual(back, BACK)
            self.assertEqual(ours(pages, "GET", "/sign-in/back").status, 401)
            self.assertEqual(ours(pages, "GET", "/", inside.cookies[0]).status, 401)

    def test_who_refuses_is_outside_and_so_is_somebody_without_a_role(self):
        with site() as (pages, provider):
            # It forgets the `state` then, so that it is not known whose refusal it is (RFC 6749, section 4.1.2.1).
            refused = signed_in(pages, provider, action="deny")
            self.assertEqual((refused.status, "another attempt" in refused.body), (403, True), refused.body)
            other = signed_in(pages, provider, sub="eve")
            self.assertEqual((other.status, "preferred_username" in other.body), (403, True), other.body)


class TheJudgeCanFail(unittest.TestCase):
    def test_on_a_token_that_has_expired(self):
        with site(access_token_max_age=datetime.timedelta(seconds=-120)) as (pages, provider):
            late = signed_in(pages, provider, sub="ouali")
            self.assertEqual((late.status, "has expired" in late.body), (403, True), late.body)


if __name__ == "__main__":
    unittest.main()
