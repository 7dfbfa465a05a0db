#!/usr/bin/env python3
"""What many senders of one ledger on PostgreSQL come to: what a turn costs on this machine, and by that a simulation of up to a
hundred senders.

    cargo build && benches/company.py [--program target/debug/heraut] [--seconds 5] [--round-trip 20]

A turn is a round of marks and ends as a sender writes it: the row that all write, the fence, so many ends, so many marks, what
is claimed no more, and the commit, durable, in one way there and back. It is measured with pgbench and those statements over an
approved campaign, with none beside it. The simulation knows nothing of how it is programmed but its order: a connection has its
mark written, then its message takes a round trip to the relay; a sender writes one round at a time, of whatever gathered; rounds
of all senders go one at a time.
"""

from __future__ import annotations

import argparse
import heapq
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import town
from smtp import BEFORE, MESSAGE

sys.path.insert(0, str(town.ROOT / "tests/e2e"))
import postgresserver

PEOPLE = 20_000
TURN = """\
\\set i (:i + 1) % ({people} / {many} - 1)
\\set from :i * {many} + 1
\\set last :i * {many}
\\startpipeline
BEGIN;
UPDATE generation SET steps = steps + 1, acted = 1803000000000000;
SELECT 1 / count(*) FROM sender WHERE seq = 1;
WITH s AS (SELECT n AS seq, 3::bigint AS state, '250 2.0.0 queued as 4F1'::text AS reply FROM generate_series(:from - {many}, :last) n),
  kept AS (INSERT INTO attempt (notice, n, began, ended, result, reply, relay)
           SELECT n.seq, n.tries, n.since, 1803000000000000, s.state, s.reply, n.relay FROM s JOIN notice n ON n.seq = s.seq
           ON CONFLICT DO NOTHING),
  left_it AS (UPDATE notice AS n SET state = s.state, since = 1803000000000000, wanted = NULL, detail = NULL
           FROM s WHERE n.seq = s.seq AND n.state = 2 RETURNING n.seq)
SELECT count(*) FROM left_it;
UPDATE notice AS n SET state = 2, wake = NULL, since = 1803000000000000, tries = tries + 1, detail = NULL, relay = 1, owner = 1,
  first_at = coalesce(first_at, 1803000000000000) WHERE n.seq BETWEEN :from AND :from + {many} - 1 AND n.state IN (0, 3, 4);
DELETE FROM claim WHERE notice BETWEEN :from AND :from + {many} - 1;
COMMIT;
\\endpipeline
"""


def turn(server, many: int, seconds: int, folder: pathlib.Path) -> float:
    """Milliseconds of a turn with so many marks and ends."""
    script = folder / f"turn-{many}.sql"
    script.write_text(TURN.format(people=PEOPLE, many=many))
    command = [
        postgresserver.program("pgbench"), "-n", "-M", "extended", "-c", "1", "-T", str(seconds), "-D", "i=0", "-f", str(script),
        "-h", "127.0.0.1", "-p", str(server.port), "-U", postgresserver.USER, "postgres",
    ]  # fmt: skip
    environment = dict(os.environ, PGPASSWORD=postgresserver.PASSWORD, PGOPTIONS="--search_path=turns")
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"latency average = ([0-9.]+) ms", said.stdout)
    if said.returncode or not found:
        sys.exit(said.stdout + said.stderr)
    return float(found[1])


def measured(program: str, seconds: int) -> tuple[float, float]:
    """What a turn takes, and what each message in it adds, in milliseconds."""
    postgresserver.SETTINGS |= {"fsync": "on", "full_page_writes": "on"}
    os.environ["HERAUT_LEDGER_PASSWORD"] = postgresserver.PASSWORD
    with postgresserver.postgresql() as server, tempfile.TemporaryDirectory(prefix="heraut-company-") as made:
        folder = pathlib.Path(made)
        town.write(folder / "town", PEOPLE, only=MESSAGE)
        file = folder / "town/campaign.yaml"
        ledger = f'ledger: "{server.address}?schema=turns"\nledger_password: {{env: HERAUT_LEDGER_PASSWORD}}\n'
        file.write_text(file.read_text("utf-8").replace("ledger: sqlite\n", ledger), "utf-8")
        command = [program, "--campaign", folder / "town", "--now", BEFORE, "approve", "--yes", "--by", "bench"]
        subprocess.run(command, check=True, capture_output=True)
        server.run("INSERT INTO turns.sender VALUES (1, 'bench', 1, 0, 0, now(), 1, 0, 0)")
        took = {many: turn(server, many, seconds, folder) for many in (1, 4, 16, 64)}
    print("A turn with so many marks and ends takes: " + ", ".join(f"{many}: {ms:.2f} ms" for many, ms in took.items()))
    each = (took[64] - took[1]) / 63
    return took[1] - each, each


def simulated(senders: int, connections: int, round_trip: float, base: float, each: float, seconds: float = 20) -> float:
    """Messages a second. All times are in milliseconds."""
    waits = [connections] * senders  # messages of each sender that want their mark
    ended = [0] * senders  # messages of each that are answered and not written
    writing = [False] * senders
    queue: list[int] = []  # senders whose round waits for its turn
    events: list[tuple[float, int, str, int, int]] = []
    number = done = 0
    free_at = 0.0

    def at(time: float, what: str, who: int, many: int) -> None:
        nonlocal number
        number += 1
        heapq.heappush(events, (time, number, what, who, many))

    def begin(now: float) -> None:
        """The next round whose turn it is."""
        nonlocal free_at
        while queue and free_at <= now:
            who = queue.pop(0)
            marks, ends = waits[who], ended[who]
            waits[who] = ended[who] = 0
            free_at = now + base + each * max(marks, ends)
            at(free_at, "written", who, marks)

    def wants(who: int, now: float) -> None:
        if not writing[who] and (waits[who] or ended[who]):
            writing[who] = True
            queue.append(who)
            begin(now)

    for who in range(senders):
        at(who * round_trip / senders, "start", who, 0)
    while events:
        now, _, what, who, many = heapq.heappop(events)
        if now > seconds * 1000:
            break
        match what:
            case "written":
                writing[who] = False
                for one in range(many):
                    at(now + round_trip, "answered", who, 1)
                begin(now)
            case "answered":
                done += 1
                ended[who] += 1
                waits[who] += 1
        wants(who, now)
    return done / seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default=str(town.ROOT / "target/debug/heraut"))
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--round-trip", type=float, default=20, metavar="MS")
    given = options.parse_args()
    base, each = measured(given.program, given.seconds)
    print(f"So {base:.2f} ms and {each:.3f} ms a message. By that, with relays {given.round_trip:g} ms away, messages a second:")
    print("  senders      " + "".join(f"{senders:>9}" for senders in (1, 2, 4, 8, 16, 32, 100)))
    for connections in (1, 4, 16):
        rates = [simulated(senders, connections, given.round_trip, base, each) for senders in (1, 2, 4, 8, 16, 32, 100)]
        print(f"  {connections:>2} connections" + "".join(f"{rate:>9,.0f}" for rate in rates))


if __name__ == "__main__":
    main()
