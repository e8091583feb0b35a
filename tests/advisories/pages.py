#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""usage: pages.py check ROOT PAGE...   each page by a parser of HTML
       pages.py feed FILE...         each feed by a parser of XML
       pages.py frames OUT WIDTH PAGE...
                                     one page that measures all of them at a width
       pages.py measured DOM WIDTH N what it found on N pages, as a browser printed it
       pages.py height DOM PAGE      how long one of them is

Prints "ok NAME" and "not ok NAME: why", as tests/results.sh does. PAGE is below
ROOT, where the files that it links to must be as well; a ROOT of "-" is not looked
into.
"""
import html
import html.parser
import json
import os
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ET

VOID = {"meta", "link", "br", "hr", "img", "input", "col", "wbr"}
NEVER = {"script", "iframe", "object", "embed", "form", "img", "video", "audio"}
HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e"
                    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
                    "\U000e0000-\U000e007f]")

failed = False


def result(name, why):
    global failed
    failed = failed or bool(why)
    print(f"not ok {name}: {why}" if why else f"ok {name}")


class Page(html.parser.HTMLParser):
    """What is wrong with a page, and where it leads"""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.wrong, self.links, self.ids = [], [], [], []
        self.seen, self.csp, self.style, self.language = {}, "", "", None

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if "svg" not in self.stack:
                self.wrong.append(f"<{tag}/> does not end in HTML")
            self.stack.pop()

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        self.seen[tag] = self.seen.get(tag, 0) + 1
        if tag in NEVER:
            self.wrong.append(f"there is <{tag}>")
        if tag == "html":
            self.language = a.get("lang")
        if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy":
            self.csp = a.get("content", "")
        if tag == "meta" and a.get("name") == "viewport":
            self.seen["viewport"] = 1
        if tag == "th" and a.get("scope") not in ("col", "row"):
            self.wrong.append("a <th> without scope")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "src"):
                self.wrong.append(f"<{tag}> has {name}")
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.wrong.append(f"</{tag}> ends something else")

    def handle_data(self, data):
        if self.stack and self.stack[-1] == "style":
            self.style += data
        found = HIDDEN.search(data)
        if found:
            self.wrong.append(f"U+{ord(found.group()):04X} in the text")


def luminance(colour):
    if len(colour) == 4:
        colour = "#" + "".join(2 * c for c in colour[1:])
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
              for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def contrasts(style):
    """Text on its ground: 4.5 and more, lines of charts 3 (WCAG 2, AA)"""
    wrong = []
    sets = [dict(re.findall(r"--(\w+):(#[0-9a-f]{3,6})", block))
            for block in re.findall(r":root\{([^}]*)\}", style)]
    if len(sets) != 3:
        return ["no colours for light, dark and print"]
    for colours in sets:
        for name in ("ink", "soft", "head", "link", "draft", "ok", "news", "gone"):
            for ground in ("paper", "band"):
                if contrast(colours[name], colours[ground]) < 4.5:
                    wrong.append(f"{name} on {ground}: too little contrast")
        for name in ("draft", "ok", "news", "gone"):
            if contrast(colours["on"], colours[name]) < 4.5:
                wrong.append(f"text on {name}: too little contrast")
        for name in ("in", "out", "trend", "fill"):
            if contrast(colours[name], colours["paper"]) < 3:
                wrong.append(f"{name} on paper: too little contrast")
    return wrong


def outside(links, root, page):
    """Links that lead to no file of the tree, nor out of it by HTTP"""
    for link in links:
        parts = urllib.parse.urlsplit(link)
        if parts.scheme in ("http", "https") or (not parts.path and parts.fragment):
            continue
        if parts.scheme or parts.netloc or link.startswith("/"):
            yield link
            continue
        path = os.path.join(os.path.dirname(page), urllib.parse.unquote(parts.path))
        if os.path.isdir(path):
            path = os.path.join(path, "index.html")
        inside = os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)
        if not inside or not os.path.isfile(path):
            yield link


def check(root, path):
    page = Page()
    with open(path, encoding="utf-8") as file:
        page.feed(file.read())
    page.close()
    wrong = page.wrong + contrasts(page.style)
    if page.stack:
        wrong.append(f"<{page.stack[-1]}> does not end")
    if not page.language:
        wrong.append("no language")
    if page.seen.get("h1") != 1:
        wrong.append("not one <h1>")
    for name in ("viewport", "main", "title"):
        if name not in page.seen:
            wrong.append(f"no {name}")
    if "default-src 'none'" not in page.csp or "unsafe" in page.csp:
        wrong.append("Content-Security-Policy allows too much")
    if len(page.ids) != len(set(page.ids)):
        wrong.append("duplicate id")
    if re.search(r"@import|url\(\s*['\"]?(?!#)", page.style):
        wrong.append("the style loads something")
    if root != "-":
        wrong += [f"{link} leads nowhere" for link in outside(page.links, root, path)]
    result(f"html {os.path.relpath(path)}", "; ".join(wrong))


RSS = "{http://purl.org/rss/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
SEC = "{http://jvn.jp/rss/mod_sec/3.0/}"


def feed(path):
    wrong = []
    root = ET.parse(path).getroot()
    channel, items = root.find(RSS + "channel"), root.findall(RSS + "item")
    if root.tag != RDF + "RDF" or channel is None:
        result(f"feed {os.path.relpath(path)}", "this is not RSS 1.0")
        return
    listed = [li.get(RDF + "resource") for li in channel.iter(RDF + "li")]
    if listed != [item.get(RDF + "about") for item in items]:
        wrong.append("the channel lists other items than there are")
    if not channel.findtext(DC + "language"):
        wrong.append("no dc:language")
    dates = [item.findtext(DC + "date") for item in items]
    if None in dates or dates != sorted(dates, reverse=True):
        wrong.append("the newest is not first")
    for item in items:
        for name in (RSS + "title", RSS + "link", SEC + "identifier", DC + "date"):
            if not item.findtext(name):
                wrong.append(f"an item without {name}")
        if not any(r.get("id") == "CVE-2002-0649" for r in
                   item.findall(SEC + "references")):
            wrong.append("an item without its CVE")
    result(f"feed {os.path.relpath(path)}", "; ".join(wrong))


MEASURE = """<script>
addEventListener("load", () => {
	const width = document.documentElement.clientWidth, far = [];
	for (const e of document.body.querySelectorAll("*")) {
		if (e.closest(".scroll, pre, .skip, svg") && !e.matches(".scroll, pre, svg"))
			continue;
		if (e.getBoundingClientRect().right > width + 0.5)
			far.push(e.tagName + "." + (e.getAttribute("class") || ""));
	}
	parent.postMessage({ page: location.hash.slice(1), width: width,
		wide: document.documentElement.scrollWidth,
		high: document.documentElement.scrollHeight, far: far }, "*");
});
</script>"""

COLLECT = """<script>
const all = [];
addEventListener("message", (e) => {
	all.push(e.data);
	document.getElementById("all").textContent = JSON.stringify(all);
});
</script><pre id="all">[]</pre>"""


def frames(out, width, pages):
    """Copies that may run a script, each in a frame: a window is never so narrow"""
    os.makedirs(out, exist_ok=True)
    parts = []
    for i, path in enumerate(pages):
        with open(path, encoding="utf-8") as file:
            text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "",
                          file.read())
        copy = os.path.join(out, f"copy-{i}.html")
        with open(copy, "w", encoding="utf-8") as file:
            file.write(text.replace("</body>", MEASURE + "</body>"))
        name = urllib.parse.quote(path)
        parts.append(f'<iframe src="copy-{i}.html#{name}" style="border:0;'
                     f'width:{width}px;height:800px"></iframe>')
    with open(os.path.join(out, "frames.html"), "w", encoding="utf-8") as file:
        file.write("<!DOCTYPE html><body>" + COLLECT + "".join(parts) + "</body>")


def collected(dom):
    with open(dom, encoding="utf-8") as file:
        found = re.search(r'<pre id="all">(.*?)</pre>', file.read(), re.S)
    return json.loads(html.unescape(found.group(1))) if found else []


def height(dom, path):
    for page in collected(dom):
        if urllib.parse.unquote(page["page"]) == path:
            print(page["high"])


def measured(dom, width, count):
    pages = collected(dom)
    if len(pages) != count:
        result(f"width {width}", f"{len(pages)} of {count} pages were measured")
    for page in pages:
        name = urllib.parse.unquote(page["page"])
        why = ""
        if page["width"] != width:
            why = f"measured at {page['width']}"
        elif page["wide"] > page["width"] or page["far"]:
            why = f"{page['wide']} wide: {' '.join(page['far'][:4])}"
        result(f"width {width} {os.path.relpath(name)}", why)


def main():
    what, *rest = sys.argv[1:]
    if what == "check":
        for path in rest[1:]:
            check(rest[0], path)
    elif what == "feed":
        for path in rest:
            feed(path)
    elif what == "frames":
        frames(rest[0], int(rest[1]), rest[2:])
    elif what == "height":
        height(rest[0], rest[1])
    else:
        measured(rest[0], int(rest[1]), int(rest[2]))
    sys.exit(1 if failed else 0)


main()
