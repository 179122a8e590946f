#!/usr/bin/env python3
"""Kills dtm and its database under load and looks what is left; scripts/crash starts it.

A lane is a sender that works in one region, one delivery after another; it sends a delivery until that is acknowledged.
What a region must hold is therefore known exactly, but for the one delivery of each lane that was under way.
"""

import argparse
import collections
import hashlib
import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import time

from crash_ledger import Violation, ask, verify

REGIONS = {"CZ042": 42, "CZ052": 52, "CZ080": 80}
TOKEN = "token-of-the-crashes"
KILLS_OF_A_DATABASE = 5
LARGE, SMALL = 2000, 60
FLAGS = 5
VICTIMS = ["importer", "importer", "service", "server", "session"]
EPSG = "http://www.opengis.net/def/crs/EPSG/0/5514"

RECORD = """<ZaznamObjektu><c:ZapisObjektu>{operation}</c:ZapisObjektu><AtributyObjektu><a:SpolecneAtributyVsechObjektu>
<a:ID>{id}</a:ID></a:SpolecneAtributyVsechObjektu><a:UrovenUmisteniObjektuZPS>0</a:UrovenUmisteniObjektuZPS>
<a:TridaPresnostiPoloha>3</a:TridaPresnostiPoloha><a:CisloBodu>{text}</a:CisloBodu></AtributyObjektu><GeometrieObjektu>
<gml:pointProperty><gml:Point><gml:pos>{x:.2f} {y:.2f} 321.05</gml:pos></gml:Point></gml:pointProperty>
</GeometrieObjektu></ZaznamObjektu>
"""
FILE = """<JVFDTM xmlns="objtyp" xmlns:c="cmn" xmlns:a="atr" xmlns:gml="http://www.opengis.net/gml/3.2"><DataJVFDTM>
<c:VerzeJVFDTM>1.4.3</c:VerzeJVFDTM><c:TypZapisu>kompletní zápis</c:TypZapisu><Data><PodrobnyBodZPS>
<ZaznamyObjektu xmlns="pobzps">
{records}</ZaznamyObjektu></PodrobnyBodZPS></Data></DataJVFDTM></JVFDTM>
"""


class Delivery:
    """A file, and what it does to the objects of its lane."""

    def __init__(self, path, records):
        self.path, self.changes = path, {number: (operation, text) for operation, number, text, _ in records}
        text = FILE.format(records="".join(
            RECORD.format(operation=operation, id=number, text=text, x=x, y=y)
            for operation, number, text, (x, y) in records))
        self.bytes = text.encode()
        self.sha512 = hashlib.sha512(self.bytes).hexdigest()
        path.write_bytes(self.bytes)

    def applied_to(self, state, number):
        """The objects after this delivery, which is in force as a change set."""
        after = dict(state)
        for identifier, (operation, text) in self.changes.items():
            if operation == "d":
                del after[identifier]
            else:
                after[identifier] = (text, number)
        return after


class Lane(threading.Thread):
    """A sender."""

    def __init__(self, run, index, region, first):
        super().__init__(daemon=True)
        self.run_, self.index, self.region, self.first = run, index, region, first
        self.random = random.Random(f"{run.options.seed} {run.database} {index}")
        self.place = run.work / f"{run.database}-{index}"
        self.place.mkdir()
        self.state, self.acknowledged, self.pending, self.in_force = {}, [], None, {}
        self.serial, self.process, self.idle = index * 1_000_000, None, False

    def next_delivery(self):
        count = len(self.acknowledged) + 1
        tag = f"{self.index}.{count}"
        start = REGIONS[self.region] * 10**15 + 218 * 10**10
        records, begin = [], self.serial + 1
        choose = self.random.sample(sorted(self.state)[FLAGS:], min(15, max(0, len(self.state) - FLAGS)))
        records += [("d" if n < 5 else "u", number, tag, self.spot(number)) for n, number in enumerate(choose)]
        if count == 1:
            self.serial += self.first
            new = "r"
        else:
            flags = sorted(self.state)[:FLAGS]
            records += [("u", number, tag, self.spot(number)) for number in flags]
            self.serial += self.random.randint(1, 60)
            new = "i"
        records += [(new, start + n, tag, self.spot(start + n)) for n in range(begin, self.serial + 1)]
        return Delivery(self.place / f"{count}.jvf.xml", records)

    def spot(self, number):
        """The first objects of a lane lie apart: every delivery changes all of them."""
        serial = number % 1_000_000
        return (-760000 - self.index * 100, -990000 - serial) if serial <= FLAGS else (-700000 - serial, -980000)

    def run(self):
        while self.run_.may_work(self):
            delivery = self.pending = self.pending or self.next_delivery()
            try:
                answer = self.send(delivery)
            except Violation as violation:
                self.run_.fail(violation)
                return
            if answer is None:
                self.run_.count["unanswered"] += 1
                time.sleep(0.05)
                continue
            verdict, number = answer
            before = self.in_force.pop(delivery.sha512, None)
            if before is not None and (verdict, number) != ("repeated", before):
                self.run_.fail(Violation(f"{delivery.path} was in force as {before}, sent again it is {answer}"))
            if len(self.acknowledged) == 0 and self.first == LARGE:
                self.run_.count["first" if number == 1 else "merged"] += 1
            self.state = delivery.applied_to(self.state, number)
            self.acknowledged.append((delivery, number))
            self.pending = None
            self.run_.count["acknowledged"] += 1

    def send(self, delivery):
        by_command = self.random.random() < 0.5
        return self.by_command(delivery) if by_command else self.over_http(delivery)

    def by_command(self, delivery):
        self.process = process = subprocess.Popen(
            [self.run_.options.binary, "import", delivery.path, "--region", self.region, "--unchecked", "--strict",
             "--format", "json"],
            env=self.run_.environment(), stdout=subprocess.PIPE, stderr=self.run_.log, text=True)
        text, _ = process.communicate()
        self.process = None
        if process.returncode == 0:
            report = json.loads(text)
            return report["verdict"], report["changeSet"]
        if process.returncode not in (2, -signal.SIGKILL):
            raise Violation(f"dtm import {delivery.path} ended with {process.returncode}: {text}")
        return None

    def over_http(self, delivery):
        status, body = self.run_.request(
            "POST", f"/deliveries?region={self.region}&name={delivery.path.name}", delivery.bytes,
            {"authorization": f"Bearer {TOKEN}"})
        if status in (200, 201):
            return ("repeated" if status == 200 else "applied"), json.loads(body)["changeSet"]
        if status not in (None, 503):
            raise Violation(f"POST /deliveries of {delivery.path} answered {status}: {body.decode()}")
        return None


class Reader(threading.Thread):
    """Looks at the objects that every delivery of a lane changes: they must always be of one delivery."""

    def __init__(self, run):
        super().__init__(daemon=True)
        self.run_ = run

    def run(self):
        while not self.run_.over:
            for lane in list(self.run_.lanes):
                x, y = -760000 - lane.index * 100, -990000
                box = f"{x - 1},{y - FLAGS - 1},{x + 1},{y}"
                status, body = self.run_.request(
                    "GET", f"/collections/PodrobnyBodZPS/items?bbox={box}&bbox-crs={EPSG}&limit=100&f=json")
                if status in (None, 503):
                    time.sleep(0.05)
                    continue
                if status != 200:
                    self.run_.fail(Violation(f"a reader got {status}: {body.decode()}"))
                    return
                self.run_.count["read"] += 1
                texts = [feature["properties"]["CisloBodu"] for feature in json.loads(body)["features"]]
                if len(texts) not in (0, FLAGS) or len(set(texts)) > 1:
                    self.run_.fail(Violation(f"a reader saw half a change set of lane {lane.index}: {texts}"))
                    return
                time.sleep(0.02)


class Run:
    """Everything together."""

    def __init__(self, options):
        self.options, self.random = options, random.Random(options.seed)
        self.work = options.place / "work"
        self.work.mkdir()
        self.log = open(options.place / "log", "ab")
        self.count = collections.Counter()
        self.lanes, self.database, self.service, self.address = [], "fresh", None, None
        self.open, self.over, self.violation = threading.Event(), False, None
        self.change = threading.Condition()

    # What the threads share.

    def may_work(self, lane):
        """Holds a lane while the world stands still; false when it shall end."""
        with self.change:
            lane.idle = True
            self.change.notify_all()
        self.open.wait()
        lane.idle = False
        return not self.over and lane in self.lanes

    def fail(self, violation):
        with self.change:
            self.violation = self.violation or violation
            self.change.notify_all()

    def environment(self):
        return os.environ | {"DATABASE_URL": self.url(), "DTM_DATA_DIR": str(self.options.place / "data"),
                             "DTM_TOKEN": TOKEN, "DTM_AUDIENCE": "entitled", "DTM_LOG": "error"}

    def url(self):
        url = subprocess.run([self.options.cluster, "url"], capture_output=True, text=True, check=True).stdout.strip()
        return f"{url.rpartition('/')[0]}/{self.database}"

    def request(self, method, target, body=None, headers=None):
        """Status and body; no status when there is no whole answer."""
        address = self.address
        if address is None:
            return None, b""
        connection = http.client.HTTPConnection(*address, timeout=60)
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except TimeoutError:
            self.fail(Violation(f"{method} {target} was not answered within a minute"))
            return None, b""
        except (OSError, http.client.HTTPException):
            return None, b""
        finally:
            connection.close()

    # What is started and killed.

    def dtm(self, *arguments):
        subprocess.run([self.options.binary, *arguments], env=self.environment(), stdout=self.log, stderr=self.log, check=True)

    def start_service(self):
        self.service = subprocess.Popen(
            [self.options.binary, "serve", "--port", "0", "--unchecked"], env=self.environment(),
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.service.stdout.readline().strip()
        if not line.startswith("dtm serves http://"):
            raise Violation(f"the service does not come up: {line}; see the log")
        host, _, port = line.removeprefix("dtm serves http://").rstrip("/").rpartition(":")
        self.address = (host, int(port))

    def end_service(self, sent):
        self.address = None
        if self.service:
            self.service.send_signal(sent)
            self.service.wait()
            self.service = None

    def server_processes(self):
        """The postmaster first."""
        home = subprocess.run([self.options.cluster, "home"], capture_output=True, text=True, check=True).stdout.strip()
        data = f"{home}/data"
        found = []
        for entry in os.listdir("/proc"):
            try:
                if entry.isdigit() and os.readlink(f"/proc/{entry}/cwd") == data:
                    title = pathlib.Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found.append((title.startswith("postgres: "), int(entry), title))
            except OSError:
                continue
        return sorted(found)

    def moment(self, by_command):
        """Waits for a moment to strike, and answers which importer runs then.

        Half of the moments come when a delivery is being applied: its file has just been kept. Else few would be met there.
        """
        applying = self.random.random() < 0.5
        wait = self.random.uniform(0, 0.12 if applying else 0.8)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not self.violation:
            senders = [(lane, lane.process, lane.pending) for lane in self.lanes
                       if lane.pending and lane.pending.sha512 not in lane.in_force and (lane.process or not by_command)]
            if applying:
                senders = [sender for sender in senders if self.kept(sender[2].sha512).exists()]
            if senders or not (applying or by_command):
                time.sleep(wait)
                importer = senders[0][1] if senders else None
                if not by_command or importer.poll() is None:
                    return importer
                continue  # it was quicker: the next one
            time.sleep(0.002 if applying else 0.01)
        return None

    def kept(self, sha512):
        return self.options.place / "data" / "files" / sha512[:2] / f"{sha512}.zst"

    def kill(self, victim):
        """Whether there was somebody to kill."""
        importer = self.moment(victim == "importer")
        if victim == "importer":
            if importer is None:
                return False
            importer.kill()
            return True
        if victim == "service":
            self.end_service(signal.SIGKILL)
            return True
        processes = self.server_processes()
        if victim == "session":
            sessions = [number for _, number, title in processes if title.startswith(f"postgres: dtm {self.database} ")]
            if not sessions:
                return False
            processes = [(True, self.random.choice(sessions), "")]
        for _, number, _ in processes:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return True

    def recover(self, victim):
        """Starts again what was killed."""
        if victim == "server":
            subprocess.run([self.options.cluster, "start"], stdout=self.log, stderr=self.log, check=True)
        deadline = time.monotonic() + 120
        while True:
            try:
                ask(self.url(), "select 1")
                break
            except ConnectionError as error:
                if time.monotonic() > deadline:
                    raise Violation(f"the database does not come up again: {error}") from error
                time.sleep(0.05)
        if self.service is None:
            self.start_service()
        elif self.service.poll() is not None:
            raise Violation(f"the service ended with {self.service.returncode} when the {victim} was killed")
        status = None
        while status != 200:
            status, _ = self.request("GET", "/health/ready")
            if time.monotonic() > deadline:
                raise Violation(f"the service does not recover from the end of the {victim}: {status}")

    # The course of things.

    def stand_still(self):
        self.open.clear()
        with self.change:
            if not self.change.wait_for(lambda: self.violation or all(lane.idle for lane in self.lanes), 180):
                raise Violation("a delivery was neither answered nor given up within three minutes")
        if self.violation:
            raise self.violation

    def look(self):
        in_force = verify(self.url(), self.lanes, self.options.place / "data" / "files")
        for lane in self.lanes:
            if lane.pending and lane.pending.sha512 in in_force:
                self.count["in force"] += lane.pending.sha512 not in lane.in_force
                lane.in_force = in_force
        known = [(lane, delivery, number) for lane in self.lanes for delivery, number in lane.acknowledged]
        if known:
            lane, delivery, number = self.random.choice(known)
            answer = self.random.choice([lane.by_command, lane.over_http])(delivery)
            if answer != ("repeated", number):
                raise Violation(f"{delivery.path} is change set {number}; sent again it was answered by {answer}")

    def new_database(self, name):
        """Regions that hold nothing yet, so that first deliveries are met again."""
        self.end_service(signal.SIGTERM)
        old, self.lanes = self.database, []
        self.open.set()
        self.open.clear()
        base = f"{self.url().rpartition('/')[0]}/dtm"
        if old != "fresh":
            ask(base, f"drop database {old} with (force)")
        self.database = name
        ask(base, f"create database {self.database} template fresh")
        # One region takes a large first delivery alone, one while others come, one over whatever is quicker.
        sizes = [("CZ042", LARGE), ("CZ052", LARGE), ("CZ052", SMALL), ("CZ080", LARGE), ("CZ080", SMALL)]
        self.lanes = [Lane(self, index, *chosen) for index, chosen in enumerate(sizes, 1)]
        for lane in self.lanes:
            lane.start()
        self.start_service()

    def go(self):
        began, kills = time.monotonic(), collections.Counter()
        base = f"{self.url().rpartition('/')[0]}/dtm"
        ask(base, "create database fresh")
        self.dtm("migrate")
        self.dtm("regions")
        for _ in range(2):
            Reader(self).start()
        try:
            while kills.total() < self.options.kills:
                if f"dtm_{kills.total() // KILLS_OF_A_DATABASE}" != self.database:
                    self.new_database(f"dtm_{kills.total() // KILLS_OF_A_DATABASE}")
                victim = self.random.choice(VICTIMS)
                self.open.set()
                hit = self.kill(victim)
                if self.violation:
                    raise self.violation
                if hit:
                    kills[victim] += 1
                    self.recover(victim)
                self.stand_still()
                self.look()
                if hit:
                    print(f"{time.monotonic() - began:.1f} s, {kills.total()}: the {victim} was killed; {dict(self.count)}",
                          file=self.options.told, flush=True)
        finally:
            self.over = True
            self.end_service(signal.SIGTERM)
        told = ", ".join(f"{count} of the {victim}" for victim, count in sorted(kills.items()))
        c = self.count
        print(f"crash: {kills.total()} kills ({told}), {c['acknowledged']} deliveries acknowledged, "
              f"{c['unanswered']} unanswered ({c['in force']} of them in force), first deliveries: {c['first']} took their "
              f"place, {c['merged']} merged, {c['read']} reads, 0 violations; seed {self.options.seed}, "
              f"{time.monotonic() - began:.0f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ["binary", "cluster"]:
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--place", type=pathlib.Path, required=True)
    for name in ["kills", "seed"]:
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()
    options.told = open(options.place / "course", "w")
    try:
        Run(options).go()
    except Violation as violation:
        print(f"crash: VIOLATION (seed {options.seed}): {violation}")
        print(f"crash: see {options.place}/course and {options.place}/log")
        sys.stdout.flush()
        os._exit(1)
    sys.stdout.flush()
    os._exit(0)  # threads may still wait


if __name__ == "__main__":
    main()
