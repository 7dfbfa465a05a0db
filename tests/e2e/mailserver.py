"""A real mail server for the tests: Postfix, from Debian's packages, with its own configuration and queue.

It listens on a loopback port picked by the system and puts everything it accepts into one Maildir, so that a test can
compare what the ledger says with what the server has. Nothing outside the temporary directory is touched.
"""

import contextlib
import email
import email.policy
import grp
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

MASTER = """\
127.0.0.1:{port} inet n - n - {smtpd} smtpd
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
smtp      unix  -       -       n       -       -       smtp
virtual   unix  -       n       n       -       {virtual} virtual
anvil     unix  -       -       n       -       1       anvil
postlog   unix-dgram n  -       n       -       1       postlogd
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
config_directory = {root}/config
mail_owner = postfix
setgid_group = postdrop
maillog_file = {root}/log/mail.log
maillog_file_prefixes = {root}
myhostname = mail.test.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_tls_security_level = none
virtual_mailbox_domains = static:all
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_transport = virtual
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
smtpd_timeout = 30s
in_flow_delay = 0
"""


class Postfix:
    """A running server: `port` to send to, `messages()` to see what it has."""

    def __init__(self, root: pathlib.Path, port: int, settings: str = "", files: dict[str, str] | None = None):
        self.root = root
        self.port = port
        self.settings = settings
        self.more = files or {}
        self.maildir = root / "mail" / "all"

    def _postfix(self, *command: str) -> None:
        subprocess.run(["postfix", "-c", str(self.root / "config"), *command], check=True, capture_output=True)

    def start(self) -> None:
        owner = pwd.getpwnam("nobody")
        for folder in ("config", "queue", "data", "log", "mail/all/new", "mail/all/cur", "mail/all/tmp"):
            (self.root / folder).mkdir(parents=True)
        self.root.chmod(0o755)
        shutil.chown(self.root / "data", "postfix", "postfix")
        for path in [self.root / "mail", *(self.root / "mail").rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)
        values = {
            "root": self.root,
            "port": self.port,
            "uid": owner.pw_uid,
            "gid": owner.pw_gid,
            "smtpd": 32,
            "virtual": 8,
        }
        (self.root / "config/main.cf").write_text(MAIN.format(**values) + self.settings.replace("ROOT", str(self.root)))
        for name, text in self.more.items():
            (self.root / "config" / name).write_text(text)
        (self.root / "config/master.cf").write_text(MASTER.format(**values))
        grp.getgrnam("postdrop")
        self._postfix("start")
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                if s.recv(200).startswith(b"220"):
                    return
            if time.monotonic() > deadline:
                raise RuntimeError((self.root / "log/mail.log").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        self._postfix("stop")

    def abort(self) -> None:
        """Stops in the middle of whatever it does."""
        self._postfix("abort")

    def again(self) -> None:
        """Starts once more, with what is in its queue."""
        self._postfix("start")

    def settle(self, timeout: float = 120) -> None:
        """Waits until everything the server accepted is in the Maildir."""
        deadline = time.monotonic() + timeout
        quiet = 0
        while quiet < 3:
            waiting = self.waiting()
            quiet = quiet + 1 if waiting == 0 else 0
            if time.monotonic() > deadline:
                raise RuntimeError(f"{waiting} messages stay in the queue:\n" + (self.root / "log/mail.log").read_text()[-3000:])
            time.sleep(0.1)

    def waiting(self) -> int:
        """How many messages it took and did not put into the Maildir yet."""
        queues = [self.root / "queue" / name for name in ("maildrop", "incoming", "active", "deferred")]
        return sum(len(files) for queue in queues for _, _, files in os.walk(queue))

    def taken(self) -> int:
        """About how many messages it took so far: one may be counted twice, or not, while it is moved."""
        return self.waiting() + len(os.listdir(self.maildir / "new"))

    def files(self) -> list[pathlib.Path]:
        return sorted(self.maildir.glob("new/*"))

    def messages(self) -> list[email.message.EmailMessage]:
        """Everything that arrived, read by Python's own parser in its strict modern policy."""
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in self.files()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def postfix(settings: str = "", files: dict[str, str] | None = None, port: int | None = None):
    """`settings` are lines of main.cf, which may name ROOT/config/NAME for the `files`."""
    root = pathlib.Path(tempfile.mkdtemp(prefix="heraut-postfix-"))
    server = Postfix(root, port or free_port(), settings, files)
    try:
        server.start()
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            server.stop()
        shutil.rmtree(root, ignore_errors=True)
