"""Runs what does not depend on each other side by side: the judges, the end-to-end suites, and the tools that read the
crate. Called by `tests/run` when everything is built.

Every job is a process of its own, as many at once as there are processors; what it said is printed when it has ended.
At the end comes what each took. Exit code 1 when one failed.
"""

import concurrent.futures
import dataclasses
import os
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
# Begun first, the longest of them before the others: otherwise one processor waits for the other at the end.
LONGEST = ("test_senders", "test_paper", "test_kill", "test_kits", "test_postgres", "test_hostile", "test_repeat", "test_spam", "test_sheet", "test_browser", "test_pages", "documentation")


@dataclasses.dataclass
class Job:
    name: str
    command: list
    directory: pathlib.Path = ROOT
    environment: dict = dataclasses.field(default_factory=dict)
    # Wall clock and processor time in seconds, its children's included, and whether it passed.
    took: tuple = (0.0, 0.0)
    passed: bool = False

    def run(self) -> str:
        begun = time.monotonic()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                self.command, cwd=self.directory, env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read().decode(errors="replace")
        self.took = (time.monotonic() - begun, used.ru_utime + used.ru_stime)
        self.passed = process.returncode == 0
        return text


def suites(folder: str, python: list) -> list:
    directory = ROOT / "tests" / folder
    modules = sorted(file.stem for file in directory.glob("test_*.py"))
    return [Job(f"{folder} {name}", [*python, "-B", "-m", "unittest", "--verbose", name], directory) for name in modules]


def jobs() -> list:
    # Postfix must be started by root; it gives its rights up by itself.
    root = [] if os.geteuid() == 0 else ["sudo", "env", f"HERAUT={ROOT / 'target/debug/heraut'}"]
    found = [
        Job("documentation", ["cargo", "doc", "--locked", "--no-deps", "--quiet"], environment={"RUSTDOCFLAGS": "-D warnings"}),
        # What is known to be wrong with a version changes from day to day, and is asked elsewhere.
        Job("dependencies", ["cargo", "deny", "--locked", "check", "bans", "licenses", "sources"]),
        *suites("judges", [sys.executable]),
        *suites("e2e", [*root, "python3"]),
    ]
    rank = {name: at for at, name in enumerate(LONGEST)}
    return sorted(found, key=lambda job: rank.get(job.name.split()[-1], len(rank)))


def main() -> int:
    every = jobs()
    with tempfile.TemporaryDirectory(prefix="heraut-judges-") as shared:
        for job in every:
            job.environment["HERAUT_JUDGES_SHARED"] = shared
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            running = {pool.submit(job.run): job for job in every}
            for done in concurrent.futures.as_completed(running):
                job = running[done]
                print(f"\n-- {job.name}: {'passed' if job.passed else 'FAILED'}\n{done.result()}", flush=True)
    print("\n-- seconds, and seconds of processors")
    for job in sorted(every, key=lambda job: -job.took[1]):
        print(f"{job.took[0]:7.0f} {job.took[1]:7.0f}  {job.name}")
    failed = [job.name for job in every if not job.passed]
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
