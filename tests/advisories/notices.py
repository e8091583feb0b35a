#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Notices, read by Python's email, csv, json and zipfile.

usage: notices.py own CONSTITUENTS MAIL...     each mail has its reader's addresses only
       notices.py has MAIL ADDRESS...          the mail lists exactly these
       notices.py same MAIL                    all attachments list the same
       notices.py xarf MAIL                    XARF v4 has the required fields
       notices.py text MAIL                    the text
       notices.py header NAME MAIL             a header, decoded
       notices.py encrypted MAIL               its PGP message (RFC 3156)
       notices.py mbox FILE                    how many messages; "From " lines unquoted
"""
import csv
import email
import email.policy
import io
import ipaddress
import json
import mailbox
import re
import sys
import uuid
import zipfile
from datetime import datetime

ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}")


def read(path):
    with open(path, "rb") as file:
        return email.message_from_binary_file(file, policy=email.policy.default)


def body(mail):
    return mail.get_body(("plain",)).get_content()


def files(mail):
    """All attachments, also those in ZIP files: name -> text"""
    found = {}
    for part in mail.iter_attachments():
        data = part.get_payload(decode=True)
        if part.get_filename().endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert archive.testzip() is None
                for name in archive.namelist():
                    found[name] = archive.read(name).decode("utf-8")
        else:
            found[part.get_filename()] = data.decode("utf-8")
    return found


def addresses(text):
    """All valid addresses, but no times and UUIDs"""
    found = set()
    for word in ADDRESS.findall(re.sub(r"\d\d:\d\d(:\d\d)?", "", text)):
        try:
            found.add(ipaddress.ip_address(word))
        except ValueError:
            pass
    return found


def listed(name, text):
    if name.endswith(".csv"):
        rows = list(csv.DictReader(io.StringIO(text)))
        assert all(None not in row and None not in row.values() for row in rows)
        return {(row["src_ip"], row["tag"].split(";")[0]) for row in rows}
    if name.endswith(".jsonl"):
        kinds = {"infected-system": "infected", "ids-alert": "attack",
                 "scanner": "scan", "ddos-amplifier": "reflector"}
        events = [json.loads(line) for line in text.splitlines()]
        return {(e["source.ip"], kinds[e["classification.type"]]) for e in events}
    report = json.loads(text)
    tag = [t for t in report["tags"] if t.startswith("nf-slammer:")][0]
    return {(report["source_identifier"], tag.split(":")[1])}


def all_listed(mail):
    """kind of file -> what all files of that kind list together"""
    found = {}
    for name, text in files(mail).items():
        found.setdefault(name.rsplit(".", 1)[1], set()).update(listed(name, text))
    return found


def owners(path):
    """Prefixes by contact, as the file has them; longest first"""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"#.*", "", file.read())
    found = []
    for entry in re.findall(r"\{([^{}]*contacts[^{}]*)\}", text):
        contact = re.search(r'contacts = \[ "([^"]*)"', entry).group(1)
        for prefix in re.search(r"prefixes = \[([^\]]*)\]", entry).group(1).split(","):
            found.append((ipaddress.ip_network(prefix.strip().strip('"')), contact))
    return sorted(found, key=lambda pair: -pair[0].prefixlen)


def own(path, *mails):
    prefixes = owners(path)
    for name in mails:
        mail = read(name)
        contact = mail["To"].addresses[0].addr_spec
        text = body(mail) + "".join(files(mail).values()) + str(mail["Subject"])
        seen = addresses(text)
        assert seen, f"{name} lists nothing"
        for address in seen:
            owner = next((c for p, c in prefixes if address in p), None)
            assert owner == contact, f"{contact} got {address} of {owner}"


def has(name, *expected):
    mail = read(name)
    found = {str(a) for a in addresses(body(mail))}
    assert found == set(expected), f"text: {sorted(found)}"
    for kind, pairs in all_listed(mail).items():
        assert {a for a, _ in pairs} == set(expected), f"{kind}: {sorted(pairs)}"


def same(name):
    found = list(all_listed(read(name)).values())
    assert len(found) >= 2 and all(pairs == found[0] for pairs in found), found


# Required by the schemas of XARF v4: core, infrastructure/botnet, connection/port_scan
PARTY = {"org", "contact", "domain"}
CORE = {"xarf_version", "report_id", "timestamp", "reporter", "sender",
        "source_identifier", "category", "type"}
REQUIRED = {("infrastructure", "botnet"): {"compromise_evidence"},
            ("connection", "port_scan"): {"protocol", "first_seen"}}


def xarf(name):
    reports = [json.loads(text) for file, text in files(read(name)).items()
               if file.startswith("xarf")]
    assert reports
    for report in reports:
        what = (report["category"], report["type"])
        assert not (CORE | REQUIRED[what]) - set(report), report
        assert re.fullmatch(r"4\.[0-9]+\.[0-9]+", report["xarf_version"])
        assert uuid.UUID(report["report_id"]).version == 4
        for party in report["reporter"], report["sender"]:
            assert set(party) == PARTY and "@" in party["contact"]
        ipaddress.ip_address(report["source_identifier"])
        for key in "timestamp", "first_seen", "last_seen":
            datetime.fromisoformat(report[key].replace("Z", "+00:00"))
        assert report["protocol"] == "udp"
        port = "source_port" if "nf-slammer:reflector" in report["tags"] else "destination_port"
        assert report[port] == 1434 or "ssrp:signature" in report["tags"]
        for tag in report["tags"]:
            assert re.fullmatch(r"[a-z0-9][a-z0-9_+-]*:[a-z0-9][a-z0-9_+-.]*", tag)
        worm = "nf-slammer:infected" in report["tags"]
        assert what[0] == ("infrastructure" if worm else "connection")


def text(name):
    print(body(read(name)), end="")


def header(key, name):
    print(str(read(name)[key]))


def encrypted(name):
    mail = read(name)
    assert mail.get_content_type() == "multipart/encrypted"
    assert mail.get_param("protocol") == "application/pgp-encrypted"
    control, data = mail.iter_parts()
    assert control.get_content_type() == "application/pgp-encrypted"
    assert b"Version: 1" in control.get_payload(decode=True)
    assert data.get_content_type() == "application/octet-stream"
    print(data.get_payload(decode=True).decode("ascii"), end="")


def mbox(path):
    box = mailbox.mbox(path)
    ids = [message["Message-ID"] for message in box]
    assert len(set(ids)) == len(ids), "duplicate message"
    print(len(ids))


if __name__ == "__main__":
    try:
        globals()[sys.argv[1]](*sys.argv[2:])
    except AssertionError as error:
        print(f"notices.py {' '.join(sys.argv[1:3])}: {error}", file=sys.stderr)
        sys.exit(1)
