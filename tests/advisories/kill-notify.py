#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Kills `notify --send` at random moments, KILLS times.

usage: kill-notify.py WAY KILLS CONSTITUENTS FOLDER COMMAND...

WAY is maildir, mbox or sendmail. A round has an archive of its own in FOLDER and ends when
a run comes to its end; then every constituent must have its one mail about its three
addresses. COMMAND gets --archive, --via and --spool. Prints how often it was killed.
"""
import collections
import email
import email.policy
import mailbox
import os
import random
import subprocess
import sys
import time

SENDMAIL = """#!/bin/sh
# Slow, as real ones are; an incomplete file is not a message
sleep 0.00$(($$ % 9))
cat >"{got}/$$.part" && mv "{got}/$$.part" "{got}/$(date +%s%N)-$$.eml"
"""


class Round:
    def __init__(self, way, folder):
        self.way, self.folder = way, folder
        os.makedirs(folder)
        self.archive = os.path.join(folder, "archive.db")
        self.place = os.path.join(folder, way)
        if way == "sendmail":
            self.got = os.path.join(folder, "got")
            os.mkdir(self.got)
            with open(self.place, "w", encoding="ascii") as file:
                file.write(SENDMAIL.format(got=self.got))
            os.chmod(self.place, 0o755)

    def command(self, command):
        return command + ["--archive", self.archive, "--via", f"{self.way}:{self.place}"]

    def read_some(self):
        """A reader moves mails from new/ to cur/ between two runs."""
        new = os.path.join(self.place, "new")
        if self.way != "maildir" or not os.path.isdir(new):
            return
        for name in os.listdir(new):
            if random.random() < 0.3:
                os.rename(os.path.join(new, name),
                          os.path.join(self.place, "cur", name + ":2,S"))

    def messages(self):
        if self.way == "mbox":
            return [bytes(message) for message in mailbox.mbox(self.place)]
        if self.way == "sendmail":
            folders = [self.got]
        else:
            folders = [os.path.join(self.place, f) for f in ("new", "cur")]
            left = os.listdir(os.path.join(self.place, "tmp"))
            assert not left, f"left in tmp/: {left}"
        found = []
        for folder in folders:
            for name in os.listdir(folder):
                with open(os.path.join(folder, name), "rb") as file:
                    found.append(file.read())
        return found

    def check(self, constituents):
        found = collections.Counter()
        for message in self.messages():
            mail = email.message_from_bytes(message, policy=email.policy.default)
            to = mail["To"].addresses[0].domain
            number = int(to.split(".")[0][1:])
            text = mail.get_body(("plain",)).get_content()
            for host in 1, 2, 3:
                assert f"10.{number // 256}.{number % 256}.{host} " in text, f"{to} lacks {host}"
            assert not mail.defects and mail["Message-ID"], f"{to}: {mail.defects}"
            found[number] += 1
        twice = [n for n, count in found.items() if count > 1]
        lost = [n for n in range(constituents) if n not in found]
        assert not twice, f"{self.way}: sent twice: {twice}"
        assert not lost, f"{self.way}: lost: {lost}"
        spool = self.archive + ".spool"
        left = os.listdir(spool) if os.path.isdir(spool) else []
        assert not left, f"left in the spool: {left}"


def main(way, kills, constituents, folder, command):
    killed = rounds = runs = 0
    length = 0.3
    while True:
        this = Round(way, os.path.join(folder, f"{way}-{rounds}"))
        rounds += 1
        while True:
            runs += 1
            assert runs < kills * 20, "no run completes"
            with subprocess.Popen(this.command(command), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE) as process:
                if killed < kills:
                    time.sleep(random.random() * length)
                    process.kill()
                said = process.stderr.read().decode()
            if process.returncode == -9:
                killed += 1
                this.read_some()
                continue
            assert process.returncode == 0, f"status {process.returncode}: {said}"
            break
        this.check(constituents)
        if killed >= kills:
            break
    print(f"{way}: killed {killed} times in {runs} runs, {rounds} rounds")


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:])
    except AssertionError as error:
        print(f"kill-notify.py: {error}", file=sys.stderr)
        sys.exit(1)
