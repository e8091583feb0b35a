#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: kill-publish.py KILLS FOLDER BEFORE AFTER BULLETIN PUBLISH...

Runs the command PUBLISH again and again, kills it with SIGKILL at any moment, KILLS
times in all, and lets a reader look at the tree all the while. BEFORE and AFTER are
archive databases; in BEFORE the BULLETIN is approved, in AFTER published. FOLDER
is new.

Each round is one of three: another tree takes the place of the one that is there; a
tree is made where there was none; BULLETIN is published. Prints what was found, a
line each, and at the end how often what was done. Exit status 0 only if every tree
was whole whenever it was looked at, and each was right after one more run that
nobody killed.
"""
import hashlib
import json
import multiprocessing
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

MARKER = ".nf-slammer-tree"
SUMS = "SHA256SUMS"


def below(folder):
    """All files of an open folder with their content, even if it is replaced."""
    files = {}
    for path, _, names, fd in os.fwalk(".", dir_fd=folder):
        for name in names:
            with open(os.open(name, os.O_RDONLY, dir_fd=fd), "rb") as file:
                files[os.path.normpath(os.path.join(path, name))] = file.read()
    return files


def wrong(files):
    """An inconsistency in a tree; None if there is none."""
    if MARKER not in files or SUMS not in files:
        return "the marker or the sums are missing"
    listed = dict(reversed(line.split("  ", 1))
                  for line in files[SUMS].decode().splitlines())
    if set(listed) != set(files) - {MARKER, SUMS}:
        return f"not the files of the sums: {set(listed) ^ set(files)}"
    for path, digest in listed.items():
        if hashlib.sha256(files[path]).hexdigest() != digest:
            return f"{path} is not what its sum says"
    there = {path[len("csaf/white/"):] for path in files
             if path.startswith("csaf/white/2") and path.endswith(".json")}
    if set(files["csaf/white/index.txt"].decode().split()) != there:
        return "index.txt does not list what is there"
    return None


def look(tree):
    """Checks a tree once: None, or what is wrong with it."""
    try:
        folder = os.open(tree, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return None
    try:
        try:
            said = wrong(below(folder))
        except (FileNotFoundError, NotADirectoryError) as error:
            said = f"a file went away: {error}"
        if said is None:
            return None
        # The open folder may be the old tree by now, which is being removed.
        try:
            now = os.stat(tree)
        except FileNotFoundError:
            return f"{said}; and then there was no tree at all"
        held = os.fstat(folder)
        if (now.st_dev, now.st_ino) != (held.st_dev, held.st_ino):
            return None
        return said
    finally:
        os.close(folder)


def read_on(trees, stop, looks, said):
    while not stop.is_set():
        for tree in sorted(trees.glob("[!.]*"))[-3:] + [trees / "main"]:
            what = look(tree)
            looks.value += 1
            if what:
                said.put(f"{tree.name}: {what}")


class Test:
    def __init__(self, arguments):
        self.wanted = int(arguments[0])
        self.folder = pathlib.Path(arguments[1])
        self.before, self.after, self.bulletin = arguments[2:5]
        self.command = arguments[5:]
        self.trees = self.folder / "trees"
        self.archive = self.folder / "archive.db"
        self.random = random.Random(1434)
        self.rounds = {"replaced": 0, "first": 0, "published": 0}
        self.kills = dict(self.rounds)
        self.usual = 0.0
        self.bad = False

    def say(self, text):
        print(text)
        self.bad = True

    def take_desk(self, which):
        for file in self.folder.glob("archive.db*"):
            file.unlink()
        shutil.copy(which, self.archive)

    def argv(self, tree, *more):
        return self.command + ["--archive", str(self.archive), "--output",
                               str(self.trees / tree), *more]

    def run(self, tree, *more):
        began = time.monotonic()
        done = subprocess.run(self.argv(tree, *more), capture_output=True,
                              text=True, check=False)
        took = time.monotonic() - began
        # Recent runs only: the duration depends on the load of the machine.
        self.usual = took if not self.usual else (2 * self.usual + took) / 3
        if done.returncode:
            self.say(f"{tree}: status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def kill(self, tree, *more):
        """True if it was killed before it completed."""
        with subprocess.Popen(self.argv(tree, *more), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as process:
            time.sleep(self.random.uniform(0, self.usual))
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL

    def check(self, tree):
        """A complete run repairs the tree and leaves nothing beside it."""
        self.run(tree)
        self.look(tree)

    def look(self, tree):
        what = look(self.trees / tree)
        if what or not (self.trees / tree).is_dir():
            self.say(f"{tree}, after one more run: {what or 'is not there'}")
        if list(self.trees.glob(f".{tree}.new*")):
            self.say(f"{tree}: something was left beside it")

    def round(self, kind, number):
        tree = f"{number:04}" if kind == "first" else "main"
        more = []
        if kind == "published":
            self.take_desk(self.before)
            self.run(tree)
            more = [self.bulletin]
        else:
            self.take_desk(self.after if number % 2 else self.before)
        killed = self.kill(tree, *more)
        self.rounds[kind] += 1
        self.kills[kind] += killed
        if kind == "published":
            # A repeated run publishes it, whatever was done before.
            report = json.loads(self.run(tree, "--json", self.bulletin))
            self.look(tree)
            name = report["published"][0]["number"].lower()
            if not list((self.trees / tree).glob(f"csaf/white/*/{name}.json")):
                self.say(f"{name} is not in the tree")
        if kind == "first" or self.random.random() < 0.3:
            self.check(tree)

    def main(self):
        self.trees.mkdir(parents=True)
        self.take_desk(self.before)
        self.run("main")
        stop, looks = multiprocessing.Event(), multiprocessing.Value("Q", 0)
        said = multiprocessing.Queue()
        reader = multiprocessing.Process(
            target=read_on, args=(self.trees, stop, looks, said))
        reader.start()
        number = 0
        while sum(self.kills.values()) < self.wanted and number < 20 * self.wanted:
            number += 1
            self.round(self.random.choice(list(self.rounds)), number)
        self.check("main")
        stop.set()
        while reader.is_alive() or not said.empty():
            while not said.empty():
                self.say(said.get())
            reader.join(0.1)
        if reader.exitcode:
            self.say(f"the reader ended with {reader.exitcode}")
        print(f"# {sum(self.kills.values())} kills ({self.kills}) in "
              f"{sum(self.rounds.values())} runs; {looks.value} looks")
        if sum(self.kills.values()) < self.wanted or not all(self.kills.values()):
            self.say("too few were killed before they ended")
        return 1 if self.bad else 0


if __name__ == "__main__":
    sys.exit(Test(sys.argv[1:]).main())
