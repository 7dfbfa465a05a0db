"""A real PostgreSQL for the tests, from Debian's package, with a directory and a port of its own, for a user who is not root.

It speaks TLS too, with a certificate of its own for NAME.

Nothing is forced to the disk: what is lost when the machine loses power is lost with the test. As a program,

    python3 tests/e2e/postgresserver.py COMMAND …

runs the command beside such a server, whose address is in HERAUT_TEST_POSTGRES. Programs of another version are taken from the
directory in POSTGRES_PROGRAMS.
"""

import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

USER = "heraut"
NAME = "db.voorbeeldstad.example"
PASSWORD = "geheim!"
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "max_connections": "100",
    "listen_addresses": "127.0.0.1",
}


def program(name: str) -> str:
    """Debian keeps the server's programs out of the way."""
    other = pathlib.Path(os.environ.get("POSTGRES_PROGRAMS", "")) / name
    if os.environ.get("POSTGRES_PROGRAMS") and other.exists():
        return str(other)
    found = [str(path) for path in sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    usual = shutil.which(name)
    if not found and not usual:
        raise FileNotFoundError(f"there is no {name}: install the package postgresql")
    return found[-1] if found else usual


class PostgreSQL:
    """A running server: `url` to connect to it, `restart()` and `stop()` to be away, `run()` to ask it something."""

    def __init__(self, root: pathlib.Path, port: int):
        self.root, self.port = root, port
        self.process = None
        self.address = f"postgres://{USER}@127.0.0.1:{port}/postgres"
        self.certificate, self.key = root / "cert.pem", root / "key.pem"
        self.with_password = f"postgres://{USER}:{PASSWORD.replace('!', '%21')}@127.0.0.1:{port}/postgres"

    def as_user(self) -> dict:
        """The server refuses to be run by root."""
        if os.geteuid() != 0:
            return {}
        names = [entry.pw_name for entry in pwd.getpwall()]
        owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def make(self) -> None:
        self.root.chmod(0o755)
        data = self.root / "data"
        data.mkdir(mode=0o700)
        password = self.root / "password"
        password.write_text(PASSWORD)
        owner = self.as_user()
        if owner:
            os.chown(data, owner["user"], owner["group"])
        key = self.key
        made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
        made += ["-addext", f"subjectAltName=DNS:{NAME}", "-addext", "basicConstraints=critical,CA:FALSE"]
        subprocess.run(["openssl", *made, "-keyout", str(key), "-out", str(self.certificate)], check=True, capture_output=True)
        key.chmod(0o600)
        if owner:
            os.chown(key, owner["user"], owner["group"])
        command = [program("initdb"), "-D", str(data), "-U", USER, "-N", "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}"]
        subprocess.run(command, check=True, capture_output=True, cwd=self.root, **owner)

    def replica(self) -> "PostgreSQL":
        """A stream replica, running, that has everything before the server says that it has it."""
        replica = PostgreSQL(self.root / "replica", free_port())
        replica.root.mkdir(mode=0o755)
        replica.certificate = self.certificate
        owner = self.as_user()
        if owner:
            os.chown(replica.root, owner["user"], owner["group"])
        here = f"host=127.0.0.1 port={self.port} user={USER} application_name=replica"
        command = [program("pg_basebackup"), "-D", str(replica.root / "data"), "-R", "-X", "stream", "-c", "fast", "-d", here]
        environment = {**os.environ, "PGPASSWORD": PASSWORD}
        subprocess.run(command, check=True, capture_output=True, cwd=self.root, env=environment, **owner)
        replica.key = self.root / "key.pem"
        replica.start()
        # What a transaction has written is there before its sender hears that it is durable.
        self.run("ALTER SYSTEM SET synchronous_standby_names = 'replica'")
        self.run("SELECT pg_reload_conf()")
        deadline = time.monotonic() + 60
        while self.run("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") != "1":
            if time.monotonic() > deadline:
                raise RuntimeError(f"the replica does not follow:\n{(replica.root / 'log').read_text()}")
            time.sleep(0.05)
        return replica

    def promote(self) -> None:
        """Takes the first one's place, and waits for nobody."""
        self.run("SELECT pg_promote()")
        self.run("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.run("SELECT pg_reload_conf()")

    def start(self) -> None:
        settings = [part for key, value in SETTINGS.items() for part in ["-c", f"{key}={value}"]]
        command = [program("postgres"), "-D", str(self.root / "data"), "-p", str(self.port)]
        command += ["-c", "unix_socket_directories=", *settings, "-c", "ssl=on"]
        command += ["-c", f"ssl_cert_file={self.certificate}", "-c", f"ssl_key_file={self.key}"]
        with open(self.root / "log", "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.root, **self.as_user()
            )
        deadline = time.monotonic() + 60
        while subprocess.run(
            [program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False
        ).returncode:
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL does not start:\n{(self.root / 'log').read_text()}")
            time.sleep(0.05)

    def stop(self, at_once: bool = False) -> None:
        """Ends it; `at_once` as a crash would, without a word to anybody."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self.process.wait(60)
        self.process = None

    def run(self, statement: str) -> str:
        """What a statement brings, as lines of columns with a bar between."""
        command = [program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        environment = {**os.environ, "PGPASSWORD": PASSWORD}
        done = subprocess.run(
            [*command, "-U", USER, "-d", "postgres", "-c", statement], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"{statement}: {done.stderr}")
        return done.stdout.strip()


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@contextlib.contextmanager
def postgresql():
    with tempfile.TemporaryDirectory(prefix="heraut-postgres-") as root:
        server = PostgreSQL(pathlib.Path(root), free_port())
        try:
            server.make()
            server.start()
            yield server
        finally:
            server.stop(at_once=True)


def main() -> int:
    with postgresql() as server:
        return subprocess.run(
            sys.argv[1:], env={**os.environ, "HERAUT_TEST_POSTGRES": server.with_password}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
