"""A real submission service that takes tokens only: Dovecot, from Debian's packages, in a directory and on ports of its own.

Its oauth2 check asks a token server of ours (`TokenServer`) what a token is worth, as it would ask an identity provider
(RFC 7662), and hands what it takes to the relay it is given.
"""

import contextlib
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse

AS_ROOT = """\
default_login_user = dovenull
default_internal_user = dovecot
"""

# Dovecot's processes give up their rights where they have any; here they have none.
AS_USER = """\
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
first_valid_uid = 1
service anvil {{
  chroot =
}}
service submission-login {{
  chroot =
}}
"""

MAIN = """\
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
auth_verbose = yes
protocols = submission
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = xoauth2
auth_failure_delay = 0
hostname = submission.test.example
mail_location = maildir:{root}/mail
{users}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home
}}
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
service submission-login {{
  inet_listener submission {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"""

OAUTH2 = """\
introspection_mode = post
introspection_url = {introspection}
active_attribute = active
active_value = true
username_attribute = username
scope = mail.send
"""


class TokenServer:
    """Gives tokens to the application `client-1` and says what they are worth.

    A test may have it revoke tokens (by their number, from 1), be of another scope than the mail server wants, give them
    for another `lifetime`, or say something `broken` instead.
    """

    def __init__(self, certificate: pathlib.Path | None = None):
        """With a certificate, and its key beside it in the same file, it speaks TLS."""
        self.certificate = certificate
        self.reset()

    def reset(self) -> None:
        """As it was at first, for the next test."""
        self.given = 0
        self.asked = []
        self.lifetime = 3600
        self.broken = None
        self.scope = "mail.send"
        self.revoked = set()

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self.server.server_address[1]}"

    def token(self, form: dict) -> tuple[int, dict]:
        self.asked.append(form)
        if self.broken:
            return self.broken
        if form.get("client_id") != "client-1" or form.get("client_secret") != "klantgeheim~Q8":
            return 401, {"error": "invalid_client", "error_description": "the client secret is wrong"}
        self.given += 1
        return 200, {"access_token": f"eyJ0b2tlbiI6.{self.given}.c2lnbmVk", "token_type": "Bearer", "expires_in": self.lifetime}

    def introspect(self, form: dict) -> tuple[int, dict]:
        number = int(form.get("token", ".0.").split(".")[1])
        if number in self.revoked or not 0 < number <= self.given:
            return 200, {"active": False}
        return 200, {"active": True, "username": "it@voorbeeldstad.example", "scope": self.scope}

    def __enter__(self):
        answers = {"/token": self.token, "/introspect": self.introspect}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, answer = answers[self.path](dict(urllib.parse.parse_qsl(text)))
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if self.certificate:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(self.certificate)
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def dovecot(introspection: str, relay: int):
    """A submission service in front of the relay on that port; gives its own port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = pathlib.Path(tempfile.mkdtemp(prefix="heraut-dovecot-"))
    server = None
    try:
        root.chmod(0o755)
        for folder in ("run", "state", "mail", "home"):
            (root / folder).mkdir()
        if os.getuid() == 0:
            users, uid, gid = AS_ROOT, "nobody", "nogroup"
            for folder in ("mail", "home"):
                shutil.chown(root / folder, "nobody", "nogroup")
        else:
            uid, gid = os.getuid(), os.getgid()
            name = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
            group = subprocess.run(["id", "-gn"], check=True, capture_output=True, text=True).stdout.strip()
            users = AS_USER.format(user=name, group=group)
        (root / "oauth2.conf").write_text(OAUTH2.format(introspection=introspection))
        config = root / "dovecot.conf"
        config.write_text(MAIN.format(root=root, users=users, uid=uid, gid=gid, relay=relay, port=port))
        binary = shutil.which("dovecot") or "/usr/sbin/dovecot"
        server = subprocess.Popen([binary, "-F", "-c", config], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as s:
                if s.recv(200).startswith(b"220"):
                    break
            if server.poll() is not None or time.monotonic() > deadline:
                server.kill()
                log = root / "log"
                raise RuntimeError(server.communicate()[0].decode() + (log.read_text() if log.exists() else ""))
            time.sleep(0.05)
        yield port
    finally:
        if server is not None:
            server.terminate()
            server.communicate(timeout=30)
        shutil.rmtree(root, ignore_errors=True)
