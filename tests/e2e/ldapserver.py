"""A real OpenLDAP for the tests, from Debian's package slapd, with a directory and ports of its own.

It speaks LDAP with StartTLS on one port and LDAPS on another, with a certificate of its own for NAME, which is also that of an
authority. Nobody is shown anything who has not signed in.
"""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

NAME = "localhost"
BASE = "dc=voorbeeldstad,dc=example"
READER = f"cn=heraut,{BASE}"
PASSWORD = "geheim!"
SLAPD = "/usr/sbin/slapd"

CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {root}/pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {root}/cert.pem
TLSCertificateKeyFile {root}/key.pem
# A client that does not protect its connection can read nothing, as domain controllers have it that want signing.
{security}
database mdb
suffix "{base}"
directory {root}/data
maxsize 67108864
rootdn "cn=admin,{base}"
rootpw admin
limits dn.exact="{reader}" size.soft=100 size.hard=100 size.pr=200 size.prtotal={total}
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
"""


class OpenLDAP:
    """A running server: `port` of LDAP, `tls_port` of LDAPS, `add()` to give it entries, `modify()` to change some."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.port, self.tls_port = free_port(), free_port()
        self.certificate = root / "cert.pem"
        self.process = None

    def make(self, security: str = "", total: str = "unlimited") -> None:
        (self.root / "data").mkdir(exist_ok=True)
        if not self.certificate.exists():
            made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Voorbeeldstad LDAP"]
            made += ["-addext", f"subjectAltName=DNS:{NAME}", "-addext", "basicConstraints=critical,CA:FALSE"]
            keys = ["-keyout", str(self.root / "key.pem"), "-out", str(self.certificate)]
            subprocess.run(["openssl", *made, *keys], check=True, capture_output=True)
        text = CONFIGURATION.format(root=self.root, base=BASE, reader=READER, security=security, total=total)
        (self.root / "slapd.conf").write_text(text)

    def start(self) -> None:
        addresses = f"ldap://127.0.0.1:{self.port}/ ldaps://127.0.0.1:{self.tls_port}/"
        command = [SLAPD, "-f", str(self.root / "slapd.conf"), "-h", addresses, "-d", "0"]
        with open(self.root / "log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        for port in (self.port, self.tls_port):
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError(f"slapd does not start:\n{(self.root / 'log').read_text()}")
                time.sleep(0.05)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.process = None

    def load(self, ldif: str) -> None:
        """Gives it entries while it is stopped."""
        command = [SLAPD.replace("slapd", "slapadd"), "-f", str(self.root / "slapd.conf"), "-q"]
        done = subprocess.run(command, input=ldif, text=True, capture_output=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)

    def modify(self, ldif: str) -> None:
        """Changes entries while it runs."""
        command = ["ldapmodify", "-x", "-H", f"ldap://127.0.0.1:{self.port}", "-D", f"cn=admin,{BASE}", "-w", "admin"]
        done = subprocess.run(command, input=ldif, text=True, capture_output=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def openldap(ldif: str, **how):
    """A server with these entries."""
    if not shutil.which(SLAPD) and not os.path.exists(SLAPD):
        raise FileNotFoundError("there is no slapd: install the packages slapd and ldap-utils")
    with tempfile.TemporaryDirectory(prefix="heraut-ldap-") as root:
        server = OpenLDAP(pathlib.Path(root))
        try:
            server.make(**how)
            server.load(ldif)
            server.start()
            yield server
        finally:
            server.stop()
