"""A second real mail server for the tests: Exim, from Debian's package, unpacked and not installed (it and Postfix cannot be),
with its own configuration, queue and certificates. `tests/run` unpacks it into target/exim.

It listens on loopback ports picked by the system: one with STARTTLS, one with TLS from the first byte. What it accepts goes
into one Maildir. Nothing outside the temporary directory is touched.
"""

import contextlib
import grp
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

from command import ROOT
from mailserver import free_port

BINARY = pathlib.Path(os.environ.get("EXIM", ROOT / "target/exim/usr/sbin/exim4"))

CONFIGURATION = """\
exim_user = {user}
exim_group = {group}
never_users =
deliver_drop_privilege = true
keep_environment =
spool_directory = {root}/spool
log_file_path = {root}/log/%slog
pid_file_path = {root}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port} : {tls_port}
tls_on_connect_ports = {tls_port}
tls_advertise_hosts = {offers_tls}
tls_certificate = {root}/tls/server.pem
tls_privatekey = {root}/tls/server.key
primary_hostname = exim.test.example
queue_run_max = 1
smtp_accept_max = 50
smtp_accept_queue_per_connection = 0
message_size_limit = {most}
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt

begin acl

acl_mail:
  deny senders = {rejected}
       message = 5.7.1 sender address rejected: not here
  accept

acl_rcpt:
  # Whoever comes for the first time comes again.
  defer condition = {greylists}
        condition = ${{if exists{{{root}/grey/$local_part}}{{0}}{{${{run{{/usr/bin/touch {root}/grey/$local_part}}{{1}}{{0}}}}}}}}
        message = 4.7.1 greylisted, please try again later
  accept

begin routers

all:
  driver = accept
  transport = maildir

begin transports

maildir:
  driver = appendfile
  maildir_format
  directory = {root}/mail
  create_directory = false
  user = {user}
  group = {group}
  envelope_to_add

begin retry
* * F,1h,1s

begin rewrite
begin authenticators
"""


def authority(folder: pathlib.Path) -> None:
    """An authority of our own, and a certificate of it for localhost, and for the same machine by an address that does not say
    so: Heraut asks for no STARTTLS where nothing leaves the machine."""
    folder.mkdir(parents=True)

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *ec, "-days", "30", "-subj", "/CN=Voorbeeldstad test authority", "-keyout", "ca.key", "-out", "ca.pem",
            "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", *ec, "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost,IP:::ffff:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "20",
            "-extfile", "names", "-out", "server.pem")


class Exim:
    """A running server: `port` for SMTP, `tls_port` for TLS from the first byte."""

    def __init__(self, root: pathlib.Path, **settings):
        self.root = root
        self.port, self.tls_port = free_port(), free_port()
        self.settings = {"greylists": "no", "rejected": "nobody@nowhere.invalid", "most": "50M", "offers_tls": "*"} | settings
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        owner = pwd.getpwnam("nobody")
        for folder in ("spool", "log", "grey", "mail/new", "mail/cur", "mail/tmp"):
            (self.root / folder).mkdir(parents=True)
        authority(self.root / "tls")
        self.root.chmod(0o755)
        for path in [self.root, *self.root.rglob("*")]:
            os.chown(path, owner.pw_uid, owner.pw_gid)
        group = grp.getgrgid(owner.pw_gid).gr_name
        values = self.settings | {"root": self.root, "port": self.port, "tls_port": self.tls_port, "user": "nobody", "group": group}
        configuration = self.root / "exim.conf"
        configuration.write_text(CONFIGURATION.format(**values))
        # Who may change what it is told must be its owner.
        os.chown(configuration, 0, 0)
        configuration.chmod(0o644)
        self.process = subprocess.Popen(
            [BINARY, "-C", configuration, "-bdf", "-q1m"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                if s.recv(200).startswith(b"220"):
                    return
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Exim does not start: {self.process.stderr.read1()!r}\n{self.log()}")
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stderr.close()

    def log(self, name: str = "main") -> str:
        path = self.root / f"log/{name}log"
        return path.read_text() if path.exists() else ""

    def files(self) -> list[pathlib.Path]:
        return sorted(self.root.glob("mail/new/*"))

    def settle(self, timeout: float = 60) -> None:
        """Waits until everything the server accepted is in the Maildir."""
        deadline = time.monotonic() + timeout
        while list(self.root.glob("spool/input/**/*-[DH]")):
            if time.monotonic() > deadline:
                raise RuntimeError("messages stay in the queue:\n" + self.log())
            time.sleep(0.05)


@contextlib.contextmanager
def exim(**settings):
    """Settings: `greylists` (yes), `rejected` (a sender), `most` (octets of a message), `offers_tls` (* or nothing)."""
    root = pathlib.Path(tempfile.mkdtemp(prefix="heraut-exim-"))
    server = Exim(root, **settings)
    try:
        server.start()
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.stop()
        shutil.rmtree(root, ignore_errors=True)
