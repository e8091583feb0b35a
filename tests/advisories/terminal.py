#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: terminal.py ANSWERS COMMAND... - a command on a terminal

Each line of ANSWERS is typed when the command has asked ("] "). What it says goes to
standard output; the exit status is the command's.
"""
import os
import pty
import select
import sys

WAIT = 60       # seconds that nothing is said


def converse(fd, answers):
    """Type the answers, one for each question, until the command is done."""
    said = b""
    while True:
        ready, _, _ = select.select([fd], [], [], WAIT)
        if not ready:
            sys.exit("nothing is said any more")
        try:
            piece = os.read(fd, 4096)
        except OSError:
            return
        if not piece:
            return
        sys.stdout.buffer.write(piece)
        said += piece
        if said.endswith(b"] ") and answers:
            os.write(fd, answers.pop(0).encode() + b"\n")
            said = b""


def main():
    """Run it and leave with its status."""
    answers = sys.argv[1].split("\n")
    child, fd = pty.fork()
    if not child:
        os.execvp(sys.argv[2], sys.argv[2:])
    converse(fd, answers)
    _, status = os.waitpid(child, 0)
    sys.stdout.flush()
    sys.exit(os.waitstatus_to_exitcode(status))


main()
