#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: fake-daemon.py SOCKET POLLS

Replies to "status", "sources" and "events" on a control socket as slammerd does. From
one status to the next its clock advances by exactly two seconds and the counters
grow by known numbers, so every rate is known, however long the client takes. POLLS
is a file that gets the number of status requests so far.
"""
import json
import os
import socket
import sys

with open("VERSION", encoding="ascii") as version:
    VERSION = version.read().strip()

RATES = [
    # direction, class, reason, verdict, packets per second, bytes each
    ("ingress", "slammer", "worm", "drop", 1000, 404),
    ("egress", "slammer", "worm", "drop", 500, 404),
    ("egress", "overflow", "long-name", "monitor", 25, 200),
    ("ingress", "request", "list", "accept", 40, 29),
    ("local", "response", "answer", "accept", 10, 100),
]
DEVICES = [("wan0", 2, "external", 7000), ("lan0", 3, "internal", 300)]
SOURCES = [
    # address, side, interface, class, packets per second, packets at the start
    ("203.0.113.66", "outside", "wan0", "slammer", 900, 5000),
    ("2001:db8:1111:2222:3333:4444:5555:6666", "outside", "wan0", "slammer",
     100, 900000),
    ("192.0.2.66", "inside", "lan0", "slammer", 50, 100),
    ("192.0.2.7", "inside", "lan0", "request", 40, 10),
]
SECONDS = 2  # from status to status


CLASSES = ("other", "request", "response", "signature", "pingpong", "overflow",
           "slammer")


def by_class(**packets):
    return {c: packets.get(c, 0) for c in CLASSES}


def kernel():
    return {
        "version": "0.1.0", "abi": 3, "epoch": "00000000000000e1",
        "generation": 2, "digest": "00000000000000aa", "patterns": 2,
        "internal": 1, "allow": 3, "signatures": 0, "unattended": 0,
        "events_lost": 0, "late": 0, "hooks": ["egress"],
        "memory": 3000000,
        "tables": [{"side": s, "size": 4096, "used": 4, "evicted": 0,
                    "untracked": 0} for s in ("outside", "inside")],
        "flows": [{"side": s, "size": 16384, "used": 3, "opened": 9,
                   "evicted": 0, "refused": 0, "answers": 1}
                  for s in ("outside", "inside")],
    }


def daemon():
    return {
        "pid": 7, "version": VERSION, "started": "2026-01-25T12:00:00Z",
        "uptime": 60, "policy": "/etc/nf-slammer/policy.conf", "generation": 2,
        "digest": "00000000000000aa", "window": 300, "sensor": "gateway",
        "store": "/var/lib/nf-slammer/statistics.db", "store_ok": True,
        "last_window": "2026-01-25T11:55:00Z", "mode": "enforce",
        "confirm": None,
        "last_good": {"used": False, "confirmed": None, "reason": None},
        "repaired": {"count": 0, "last": None, "reason": None}, "state_ok": True,
        "pauses": [{"handler": "control", "longest": 0.00125}],
    }


def inspection():
    return {
        "queue": None, "fail": "closed", "listening": False, "error": None,
        "directory": None, "samples_error": None, "bytes": 0,
        "classes": by_class(), "received": 0, "accepted": 0, "dropped": 0,
        "batches": 0, "waiting": 0, "overflowed": 0, "unattended": 0,
        "sampled": 0, "samples_skipped": 0, "samples_failed": 0,
    }


def statistics():
    return {
        "ok": True, "fault": None, "error": None, "since": None,
        "queued": {"windows": 0, "bytes": 0, "oldest": None, "merged": 0},
        "gaps": {"periods": 0, "packets": 0, "unknown": 0},
        "recorded_gaps": {"periods": 0, "packets": 0}, "quarantined": None,
        "clock": {"steps": 0, "last": 0},
        "constituents": {"names": 0, "prefixes": 0},
    }


def status(poll):
    t = poll * SECONDS
    return {
        "ok": True,
        "clock": 1000.0 + t,
        "daemon": daemon(),
        "kernel": kernel(),
        "devices": [{"name": n, "ifindex": i, "zone": z, "passed": r * t}
                    for n, i, z, r in DEVICES],
        "interfaces": {
            "list": [{"name": n, "zone": z} for n, i, z, r in DEVICES if n],
            "patterns": [{"zone": "external", "pattern": "wan*",
                          "interfaces": 1}],
            "worm": [{"direction": "ingress", "verdict": "drop",
                      "passes": False}],
            "unnamed_protected": True,
            "messages": [],
        },
        "paths": [
            {"path": "xdp", "seen": "partly", "interfaces": ["wan0"],
             "what": "a program", "advice": "have it pass"},
            {"path": "nat", "seen": "yes", "interfaces": [],
             "what": "judged on its way out", "advice": None},
        ],
        "not_built": [{"release": "6.99.0-1-amd64", "running": False,
                       "reason": "an error in hook.c"}],
        "counters": [{"direction": d, "class": c, "reason": r, "verdict": v,
                      "packets": p * t + 1, "bytes": p * b * t + 1}
                     for d, c, r, v, p, b in RATES],
        "estimates": [{"side": "outside", "what": "sources",
                       "since": "2026-01-25T12:00:00Z", "estimate": 2,
                       "error": 0.023}],
        "drift": [],
        "inspection": inspection(),
        "statistics": statistics(),
    }


def sources(poll):
    t = poll * SECONDS
    return {"ok": True, "total": len(SOURCES), "sources": [
        {
            "address": a, "side": s, "interface": i,
            "first": "2026-01-25T12:00:00Z", "last": "2026-01-25T12:01:00Z",
            "target": "198.51.100.77", "packets": by_class(**{c: first + p * t}),
            "bytes": 404 * (first + p * t), "revisits": 0, "period": None,
            "targets": 0, "evidence": "worm" if c == "slammer" else "weak",
            "infected": s == "inside" and c == "slammer",
        } for a, s, i, c, p, first in SOURCES]}


def events(request):
    """One more with each request; every five requests the daemon restarts."""
    n = (request - 1) % 5 + 1
    return {
        "ok": True, "listening": True, "missed": 0,
        "instance": f"{(request - 1) // 5:016x}", "next": n,
        "events": [{
            "time": f"2026-01-25T12:00:{i:02}Z", "event": "infected",
            "address": f"192.0.2.{10 * ((request - 1) // 5) + i}",
            "interface": "lan0", "class": "slammer", "reason": "worm",
            "target": "198.51.100.77"} for i in range(n)],
    }


def main():
    path, polls = sys.argv[1:]
    poll = n_events = 0
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    while True:
        client, _ = listener.accept()
        request = json.loads(client.makefile().readline())
        if request["command"] == "status":
            poll += 1
            reply = status(poll)
            with open(polls + ".new", "w", encoding="ascii") as file:
                print(poll, file=file)
            os.rename(polls + ".new", polls)
        elif request["command"] == "settings":
            reply = {"ok": True, "policy": daemon()["policy"], "settings": {}}
        elif request["command"] == "events":
            n_events += 1
            reply = events(n_events)
        else:
            reply = sources(poll)
        client.sendall(json.dumps(reply).encode() + b"\n")
        client.close()


main()
