#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: check-tree.py DIR [BASE]

Reads a published tree as strangers do and says what does not fit, a line for each:
sums of all files and no file without one; lists of CSAF documents against the
documents that are there, with their hashes; XML that is not well-formed; links,
relative or below the URL BASE, that lead to nothing. Exit status 0 only if there is
nothing to say.
"""
import csv
import hashlib
import html.parser
import json
import pathlib
import re
import sys
import urllib.parse
import xml.etree.ElementTree

MARKER = ".nf-slammer-tree"
SUMS = "SHA256SUMS"
WHITE = "csaf/white/"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


class Tree:
    def __init__(self, top, base):
        self.top = pathlib.Path(top)
        self.base = base
        self.said = []
        self.files = {
            str(path.relative_to(self.top)): path.read_bytes()
            for path in self.top.rglob("*") if path.is_file()
        }

    def say(self, text):
        self.said.append(text)

    def text(self, path):
        return self.files.get(path, b"").decode()

    def same(self, what, got, expected):
        for one in sorted(set(got) - set(expected)):
            self.say(f"{what}: {one} is too much")
        for one in sorted(set(expected) - set(got)):
            self.say(f"{what}: {one} is missing")
        if len(set(got)) != len(got):
            self.say(f"{what}: duplicates")

    def sums(self):
        listed = {}
        for line in self.text(SUMS).splitlines():
            digest, path = line.split("  ", 1)
            listed[path] = digest
        self.same(SUMS, list(listed), set(self.files) - {SUMS, MARKER})
        for path, digest in listed.items():
            data = self.files.get(path)
            if data is not None and hashlib.sha256(data).hexdigest() != digest:
                self.say(f"{path}: not what {SUMS} says")

    def hashes(self, path):
        for name in "sha256", "sha512":
            words = self.text(f"{path}.{name}").split()
            digest = hashlib.new(name, self.files[path]).hexdigest()
            if words != [digest, pathlib.PurePath(path).name]:
                self.say(f"{path}.{name}: wrong")

    def rolie(self, there):
        feed = json.loads(self.text(WHITE + "csaf-feed-tlp-white.json"))["feed"]
        entries = feed["entry"]
        self.same("ROLIE", [self.place(e["content"]["src"]) for e in entries],
                  [WHITE + path for path in there])
        updated = [e["updated"] for e in entries]
        if updated != sorted(updated, reverse=True) or feed["updated"] != updated[0]:
            self.say("ROLIE: not the newest first")
        for entry in entries:
            document = json.loads(self.text(self.place(entry["content"]["src"])))
            tracking = document["document"]["tracking"]
            if (entry["id"], entry["updated"], entry["published"]) != (
                    tracking["id"], tracking["current_release_date"],
                    tracking["initial_release_date"]):
                self.say(f"ROLIE: {entry['id']} is not its document's")
            for link in entry["link"]:
                self.link("ROLIE", link["href"])

    def csaf(self):
        there = [path[len(WHITE):] for path in self.files
                 if re.fullmatch(WHITE + r"\d{4}/[^/]*\.json", path)]
        self.same("index.txt", self.text(WHITE + "index.txt").split(), there)
        changes = list(csv.reader(self.text(WHITE + "changes.csv").splitlines()))
        self.same("changes.csv", [row[0] for row in changes], there)
        times = [row[1] for row in changes]
        if times != sorted(times, reverse=True):
            self.say("changes.csv: not the newest first")
        for path in there:
            self.hashes(WHITE + path)
            document = json.loads(self.text(WHITE + path))["document"]
            name = re.sub(r"[^+\-a-z0-9]+", "_", document["tracking"]["id"].lower())
            if path.split("/")[1] != name + ".json":
                self.say(f"{path}: not the file name of its id")
            for reference in document["references"]:
                if reference["category"] == "self":
                    self.link(path, reference["url"])
        self.rolie(there)

    def provider(self):
        path = ".well-known/csaf/provider-metadata.json"
        data = json.loads(self.text(path))
        for url in [data["canonical_url"]] + [
                feed["url"] for d in data["distributions"]
                for feed in d.get("rolie", {}).get("feeds", [])] + [
                key["url"] for key in data.get("public_openpgp_keys", [])] + [
                d["directory_url"] + "index.txt" for d in data["distributions"]
                if "directory_url" in d]:
            self.link(path, url)

    def place(self, url):
        """A URL's path in the tree; None if it leads out of it."""
        if self.base and url.startswith(self.base):
            return urllib.parse.unquote(url[len(self.base):].split("#")[0])
        return None

    def link(self, path, url):
        url = url.split("#")[0]
        if re.match(r"[a-z]+:", url) or url.startswith("//"):
            place = self.place(url)
            if place is None:
                return
        else:
            place = str((pathlib.Path("/") / path).parent.joinpath(
                urllib.parse.unquote(url)).resolve())[1:] if url else path
            if url.endswith("/"):
                place += "/"
        if place in ("", "/") or place.endswith("/"):
            place = (place + "index.html").lstrip("/")
        if place not in self.files:
            self.say(f"{path}: {url} leads to nothing")

    def page(self, path):
        parser = Links()
        parser.feed(self.text(path))
        for url in parser.urls:
            self.link(path, url)
        for one in parser.foreign:
            self.say(f"{path}: {one} is fetched from elsewhere, or a script")
        for fragment in parser.fragments - parser.ids:
            self.say(f"{path}: #{fragment} is not in it")

    def pages(self):
        for path, data in self.files.items():
            if not path.endswith((".html", ".rdf")):
                continue
            try:
                root = xml.etree.ElementTree.fromstring(data)
            except xml.etree.ElementTree.ParseError as error:
                self.say(f"{path}: not well-formed: {error}")
                continue
            if path.endswith(".html"):
                self.page(path)
            else:
                for element in root.iter():
                    if element.get(ABOUT + "about"):
                        self.link(path, element.get(ABOUT + "about"))


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.urls, self.foreign = [], []
        self.ids, self.fragments = set(), set()

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.add(value)
            elif name == "href" and value.startswith("#"):
                self.fragments.add(value[1:])
            elif name == "href":
                self.urls.append(value)
            elif name in ("src", "srcset", "action") or name.startswith("on"):
                self.foreign.append(f"{tag} {name}={value}")
        if tag in ("script", "iframe", "object", "embed"):
            self.foreign.append(tag)


def main():
    tree = Tree(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    if not tree.files:
        tree.say(f"{sys.argv[1]}: there is no file in it")
    else:
        tree.sums()
        tree.csaf()
        tree.provider()
        tree.pages()
    for line in tree.said:
        print(line)
    return 1 if tree.said else 0


if __name__ == "__main__":
    sys.exit(main())
