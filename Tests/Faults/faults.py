#!/usr/bin/env python3
"""Is any event lost, torn, told twice in different words, or told out of order, whatever happens to the daemon?

    Tests/Faults/faults.py CLIP [--kills 200] [--seed N] [--json FILE] [--keep FOLDER]

The daemon watches CLIP, looped by a real RTSP server as three cameras. Its receiver (receiver.py, over TLS) fails at random:
it resets, hangs, answers a byte a second, 429, 500 and 503, redirects, gigabytes, heads without end and none at all, takes an
event in without saying so, goes away for seconds, and shows a certificate that nobody trusts. A second receiver is never
there. Again and again, until the daemon was ended --kills times:

    kill      SIGKILL at a random moment, from the first milliseconds of the start on
    power     the same, and every file goes back to what had been forced to the disk, with a random part of what was written
              since: more of the log's end, single pages of the database, a torn end (synced_copies.c knows what was forced)
    damage    the same, and a random part of the database is overwritten, cut off, or all of it removed
    full      the disk is full for some seconds, then the daemon is killed (needs root for a small tmpfs; said where not)
    clock     the clock jumps by up to a year, forward or back, while the daemon runs (needs Debian's faketime; said where not)
    rotate    the log is moved away, as logrotate does, then the daemon is killed
    stop      SIGTERM

Then the receiver behaves, and the daemon gets the time to deliver. What is checked, over all files of the log:

    whole     every line is an event, and every event that was received is its line to the byte
    chain     every line carries the SHA-256 of the one before it
    once      no id stands in the log twice, and an id has the same bytes each time it is received
    arrived   every event of the log was received
    order     each camera's events were first received in the log's order
    heard     every event that was received is in the log; but for those that were committed, sent, and lost with a damaged
              database before the log was written: they are counted

Exits 1 where anything of that is not so, with the first ten cases of each.
"""
import argparse
import collections
import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VEDETTE = ROOT / ".build/release/vedette"
# A power cut and a plain kill are what happens most.
FAULTS = {"kill": 30, "power": 25, "damage": 10, "full": 5, "clock": 10, "rotate": 10, "stop": 10}


def say(text):
    print(text, flush=True)


class Helper:
    """A process that says a line when it is ready."""

    def __init__(self, *command, prefix, environment=None):
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **(environment or {})})
        for line in self.process.stdout:
            if line.startswith(prefix):
                self.word = line[len(prefix):].strip()
                return
        sys.exit(f"{command[0]} never said '{prefix}'")

    def end(self):
        self.process.terminate()
        return self.process.communicate(timeout=30)[0]


class Stage:
    """Everything around the daemon, in a folder of its own."""

    def __init__(self, program, clip, folder, dice):
        self.program, self.folder, self.dice = program, folder, dice
        self.disk = folder / "disk"
        self.copies = folder / "copies"
        for path in (self.disk, self.copies):
            path.mkdir()
        self.is_small = self.mount()
        self.faketime = next(iter(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
        self.build_shim()
        self.certify("trusted")
        self.certify("other")
        self.camera = Helper("/usr/bin/python3", ROOT / "scripts/rtsp_cameras.py", "--loop", f"yard={clip}", prefix="yard ")
        self.receiver = Helper(
            sys.executable, HERE / "receiver.py", "--output", folder / "received.jsonl", "--seed", dice.randrange(1 << 30),
            "--certificate", folder / "trusted.pem", "--other-certificate", folder / "other.pem", prefix="ready ")
        self.configure()
        self.diagnostics = open(folder / "daemon.log", "a", encoding="utf-8")

    def mount(self):
        """The daemon's disk is small, so that filling it takes no time."""
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", self.disk], capture_output=True)
        return done.returncode == 0

    def build_shim(self):
        self.shim = self.folder / "synced_copies.so"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", self.shim, HERE / "synced_copies.c", "-ldl", "-lpthread"],
                       check=True)

    def certify(self, name):
        key, certificate = self.folder / f"{name}.key", self.folder / f"{name}.crt"
        # Valid for two hundred years, since the clock will be set.
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "73000", "-subj", f"/CN={name}",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        (self.folder / f"{name}.pem").write_text(key.read_text() + certificate.read_text())

    def configure(self):
        cameras = "".join(
            f"  camera-{number}:\n    source: {self.camera.word}\n"
            f"    detect: {{fps: {fps}, labels: [person]}}\n    objects: {{update_every: 1 s}}\n"
            for number, fps in ((1, 5), (2, 2), (3, 1)))
        (self.folder / "vedette.yaml").write_text(
            f"cameras:\n{cameras}state: {{directory: {self.disk}/state}}\nhttp: off\n"
            f"events:\n  log: {{path: {self.disk}/events.jsonl}}\n  webhooks:\n"
            f"    - {{name: flaky, url: \"https://127.0.0.1:{self.receiver.word}/\", ca_file: {self.folder}/trusted.crt,\n"
            "       secret: \"${FAULTS_SECRET}\", timeout: 1 s, longest_pause: 1 s, attempts: 1000}\n"
            "    - {name: nobody, url: \"http://127.0.0.1:9/\", longest_pause: 1 s}\n")

    def start(self, with_clock=False):
        environment = {**os.environ, "FAULTS_SECRET": "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
                       "SYNCED_COPIES": str(self.copies), "SYNCED_BELOW": str(self.disk), "LD_PRELOAD": str(self.shim),
                       "no_proxy": "127.0.0.1"}
        if with_clock:
            (self.folder / "clock").write_text("+0")
            environment |= {"LD_PRELOAD": f"{self.faketime}:{self.shim}", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "clock"), "FAKETIME_CACHE_DURATION": "1",
                            "FAKETIME_DISABLE_SHM": "1"}
        for path in self.copies.iterdir():
            path.unlink()
        return subprocess.Popen([self.program, "run", "--config", self.folder / "vedette.yaml"], env=environment,
                                stdout=subprocess.DEVNULL, stderr=self.diagnostics)

    def close(self):
        self.camera.end()
        counts = self.receiver.end()
        if self.is_small:
            subprocess.run(["umount", "-l", self.disk], check=False)
        return json.loads(counts.strip().splitlines()[-1])


class Faults:
    """What is done to the daemon; each returns once it has ended."""

    def __init__(self, stage, dice):
        self.stage, self.dice = stage, dice
        self.database = stage.disk / "state/events.db"
        self.rotations = 0

    def moment(self, longest=4.0):
        """From the first milliseconds on, and mostly once it watches."""
        time.sleep(self.dice.uniform(0, 0.5) if self.dice.random() < 0.2 else self.dice.uniform(0.5, longest))

    def finish(self, daemon):
        daemon.kill()
        daemon.wait()

    def kill(self):
        daemon = self.stage.start()
        self.moment()
        self.finish(daemon)

    def stop(self):
        daemon = self.stage.start()
        self.moment()
        daemon.terminate()
        try:
            daemon.wait(timeout=60)
        except subprocess.TimeoutExpired:
            sys.exit("the daemon did not stop within a minute")

    def power(self):
        daemon = self.stage.start()
        self.moment()
        self.finish(daemon)
        for copy in self.stage.copies.glob("*-*"):
            if copy.suffix:
                continue
            named = copy.with_name(copy.name + ".path")
            path = pathlib.Path(named.read_text().removesuffix(" (deleted)")) if named.exists() else None
            if path and path.exists() and f"{path.stat().st_dev:x}-{path.stat().st_ino:x}" == copy.name:
                path.write_bytes(self.after_power_cut(path, copy.read_bytes(), path.read_bytes()))
        for path in self.stage.disk.glob("state/*-shm"):
            path.unlink()

    def after_power_cut(self, path, forced, written):
        """Of what was not forced to the disk, a disk has written any part, in any order, in pieces."""
        if path.suffix == ".jsonl":
            if not written.startswith(forced):
                return written
            return written[:self.dice.randint(len(forced), len(written))]
        pieces = []
        for place in range(0, max(len(forced), len(written)), 4096):
            new, old = written[place:place + 4096], forced[place:place + 4096]
            pieces.append(new if new == old or not old and place >= len(forced) and self.dice.random() < 0.7
                          else self.dice.choice([old, new]))
        return b"".join(pieces)

    def damage(self):
        daemon = self.stage.start()
        if while_running := self.dice.random() < 0.4:
            self.moment(2)
            self.spoil()
        self.moment()
        self.finish(daemon)
        if not while_running:
            self.spoil()

    def spoil(self):
        path = self.dice.choice([self.database] * 3 + [self.database.with_name("events.db-wal")])
        if not path.exists() or not (size := path.stat().st_size):
            return
        how = self.dice.choice(["scribble", "scribble", "cut", "empty", "remove"])
        if how == "scribble":
            with open(path, "r+b") as file:
                file.seek(self.dice.randrange(size))
                file.write(self.dice.randbytes(min(size, self.dice.choice([16, 5_000, 100_000]))))
        elif how == "cut":
            os.truncate(path, self.dice.randrange(size))
        elif how == "empty":
            os.truncate(path, 0)
        else:
            path.unlink()

    def full(self):
        if not self.stage.is_small:
            return self.kill()
        daemon = self.stage.start()
        self.moment(2)
        filler = self.stage.disk / "filler"
        with open(filler, "wb") as file:
            try:
                while True:
                    file.write(bytes(1 << 16))
                    file.flush()
            except OSError:
                pass
            finally:
                try:
                    file.close()
                except OSError:
                    pass
        time.sleep(self.dice.uniform(1, 3))
        if self.dice.random() < 0.5:
            filler.unlink()
            self.moment(2)
        self.finish(daemon)
        filler.unlink(missing_ok=True)

    def clock(self):
        if not self.stage.faketime:
            return self.kill()
        daemon = self.stage.start(with_clock=True)
        for _ in range(self.dice.randint(1, 3)):
            self.moment(2)
            seconds = self.dice.choice([-1, 1]) * self.dice.choice([30, 3_600, 86_400, 366 * 86_400])
            (self.stage.folder / "clock").write_text(f"{seconds:+d}")
        self.moment()
        self.finish(daemon)

    def rotate(self):
        daemon = self.stage.start()
        self.moment()
        self.rotations += 1
        try:
            os.rename(self.stage.disk / "events.jsonl", self.stage.disk / f"events.jsonl.{self.rotations}")
        except FileNotFoundError:
            pass
        if self.dice.random() < 0.7:
            self.moment(2)
        self.finish(daemon)


def waiting(database):
    """Events that the flaky receiver waits for, and those that the log waits for."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
        receiver = connection.execute("SELECT count(*) FROM deliveries JOIN sinks ON sinks.id = sink "
                                      "WHERE name = 'flaky' AND state = 0").fetchone()[0]
        log = connection.execute("SELECT count(*) FROM events WHERE sequence > "
                                 "(SELECT cursor FROM sinks WHERE name = 'log')").fetchone()[0]
    return receiver, log


def settle(stage, faults, longest=600):
    """Lets the daemon deliver, with a receiver that behaves; returns how long that took."""
    stage.receiver.process.send_signal(signal.SIGUSR1)
    start = time.monotonic()
    daemon = stage.start()
    time.sleep(3)
    # No more events, so that there is an end: what waits goes out after the next start, without any camera.
    daemon.terminate()
    daemon.wait(timeout=60)
    text = (stage.folder / "vedette.yaml").read_text()
    (stage.folder / "vedette.yaml").write_text(text.replace("    detect:", "    enabled: false\n    detect:"))
    daemon = stage.start()
    while time.monotonic() - start < longest:
        time.sleep(1)
        try:
            if waiting(faults.database) == (0, 0):
                break
        except sqlite3.Error:
            continue
    daemon.terminate()
    daemon.wait(timeout=60)
    return time.monotonic() - start


def log_files(disk):
    """Oldest first: the numbered ones as they were moved away, then the one that is written to."""
    return sorted(disk.glob("events.jsonl.*"), key=lambda path: int(path.suffix[1:])) + [disk / "events.jsonl"]


class Verdict:
    def __init__(self):
        self.cases = collections.defaultdict(list)

    def case(self, name, text):
        self.cases[name].append(text)


def check(stage, verdict):
    ids, lines, order = {}, {}, collections.defaultdict(list)
    previous = None
    for path in log_files(stage.disk):
        for number, line in enumerate(path.read_bytes().split(b"\n")[:-1] if path.exists() else [], 1):
            place = f"{path.name}:{number}"
            try:
                event = json.loads(line)
                identifier, link = event["id"], event["previoushash"]
            except (ValueError, KeyError, TypeError):
                verdict.case("whole", f"{place}: {line[:200]!r}")
                continue
            if previous is not None and link != previous:
                verdict.case("chain", f"{place}: {identifier}")
            previous = hashlib.sha256(line).hexdigest()
            if identifier in ids:
                verdict.case("once", f"{place}: {identifier} is in {ids[identifier]}, too")
            ids[identifier], lines[identifier] = place, line
            order[event["source"]].append(identifier)
        if path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size:
            verdict.case("whole", f"{path.name} ends in a torn line")
    received, first = collections.Counter(), collections.defaultdict(list)
    for line in open(stage.folder / "received.jsonl", "rb"):
        request = json.loads(line)
        body, identifier = request["body"].encode(), request["id"]
        if identifier not in lines:
            verdict.case("heard", f"{identifier}: {body[:200]!r}")
        elif lines[identifier] != body:
            verdict.case("once", f"{identifier} was received as {body[:200]!r}")
        if not received[identifier]:
            first[json.loads(body)["source"]].append(identifier)
        received[identifier] += 1
    for identifier in lines:
        if not received[identifier]:
            verdict.case("arrived", f"{identifier} of {ids[identifier]}")
    for source, expected in order.items():
        known = [identifier for identifier in first[source] if identifier in lines]
        for wanted, got in zip([identifier for identifier in expected if received[identifier]], known):
            if wanted != got:
                verdict.case("order", f"{source}: {got} came before {wanted}")
                break
    return {"events": len(lines), "requests_taken_in": sum(received.values()),
            "repeated": sum(received.values()) - len(received), "log_files": len(log_files(stage.disk))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip")
    parser.add_argument("--program", type=pathlib.Path, default=VEDETTE)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=FAULTS, help="one kind of fault alone")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path, help="leave everything there")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vedette-faults-"))
    stage = Stage(options.program.resolve(), options.clip, folder, dice)
    faults = Faults(stage, dice)
    if not stage.is_small:
        say("The full disk is left out: mounting a small tmpfs needs root.")
    if not stage.faketime:
        say("The clock is left alone: Debian's package faketime is not installed.")
    start, done, verdict = time.monotonic(), collections.Counter(), Verdict()
    try:
        while done.total() < options.kills:
            fault = options.only or dice.choices(list(FAULTS), list(FAULTS.values()))[0]
            getattr(faults, fault)()
            done[fault] += 1
            if done.total() % 10 == 0:
                say(f"{done.total():4} of {options.kills} ends, {time.monotonic() - start:.0f} s")
        took = settle(stage, faults)
        figures = check(stage, verdict)
        if options.keep:
            shutil.copytree(folder, options.keep, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.so"))
        wrongs = stage.close()
    finally:
        if stage.is_small:
            subprocess.run(["umount", "-l", stage.disk], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
    if done["damage"]:
        figures["received_though_lost_by_damage"] = len(verdict.cases.pop("heard", []))
    figures |= {"seed": options.seed, "ends": dict(done), "receiver": wrongs, "seconds": round(time.monotonic() - start),
                "seconds_to_deliver_the_rest": round(took),
                "failures": {name: len(cases) for name, cases in verdict.cases.items()}}
    say(json.dumps(figures, indent=1))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    for name, cases in verdict.cases.items():
        say(f"{name}: {len(cases)} cases, such as")
        for case in cases[:10]:
            say("  " + case)
    if verdict.cases:
        sys.exit(1)
    say(f"All {figures['events']} events of the log arrived, whole, in order and in one meaning.")


if __name__ == "__main__":
    main()
