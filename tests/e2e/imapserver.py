"""A real IMAP server for the tests: Dovecot 2.3, from Debian's packages, with its own configuration, mailbox and ports.

It speaks IMAP on a loopback port, and TLS with a certificate of its own on another. Nothing outside the temporary directory
is touched.
"""

import contextlib
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

USER = "servicedesk@voorbeeldstad.example"
PASSWORD = "geheim"

CONFIG = """\
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
mail_location = maildir:{root}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = plain login
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={root}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """A running server: ports to read from, `deliver()` to put a message into the inbox, `folder()` to see what is in one."""

    def __init__(self, root: pathlib.Path, plain: int, tls: int):
        self.root, self.plain, self.tls = root, plain, tls
        self.certificate = root / "cert.pem"
        self.process = None

    def start(self) -> None:
        owner = pwd.getpwnam("nobody")
        self.root.chmod(0o755)
        for name in ["run", "state", "home", "mail", "mail/new", "mail/cur", "mail/tmp"]:
            (self.root / name).mkdir()
        for name in ["home", "mail", "mail/new", "mail/cur", "mail/tmp"]:
            shutil.chown(self.root / name, owner.pw_uid, owner.pw_gid)
        made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(self.root / "key.pem")]
        subprocess.run(["openssl", *made, *names, "-out", str(self.certificate)], check=True, capture_output=True)
        values = {"root": self.root, "plain": self.plain, "tls": self.tls, "password": PASSWORD}
        (self.root / "dovecot.conf").write_text(CONFIG.format(**values))
        command = ["dovecot", "-F", "-c", str(self.root / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.plain), timeout=5) as s:
                if s.recv(200).startswith(b"* OK"):
                    return
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((self.root / "log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def deliver(self, name: str, message: bytes) -> None:
        path = self.root / "mail/new" / f"{int(time.time())}.{name}"
        path.write_bytes(message)
        shutil.chown(path, "nobody", "nogroup")

    def folder(self, name: str = "") -> list[pathlib.Path]:
        folder = self.root / "mail" / (f".{name}" if name else "")
        return sorted([*folder.glob("new/*"), *folder.glob("cur/*")])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def dovecot():
    root = pathlib.Path(tempfile.mkdtemp(prefix="heraut-dovecot-"))
    server = Dovecot(root, free_port(), free_port())
    try:
        server.start()
        yield server
    finally:
        if server.process:
            server.stop()
        shutil.rmtree(root, ignore_errors=True)
