"""Checks that Word files and sheets hold together as packages: parts, types,
relationships, ids, links.

    .venv/bin/python tools/checks/open_xml.py build/*.docx build/*.xlsx

What the schema says of elements and their order is asked of `ooxml-validator`, which wraps the Open
XML SDK, where that is on the PATH; else it is said to be skipped.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

Element = ElementTree.Element
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
_USED_RELATION = re.compile(r'r:(?:id|embed|link)="([^"]+)"')
_DRAWING = re.compile(r'<wp:docPr [^>]*?id="(\d+)"')
# Word cuts longer names of bookmarks, and their links lead nowhere
_LONGEST_BOOKMARK = 40
VALIDATOR = "ooxml-validator"


def check_package(data: zipfile.ZipFile) -> Iterator[str]:
    """What is wrong with a file, one line each."""
    names = data.namelist()
    yield from (f"two parts are named {name}" for name in list_repeated(names))
    yield from check_types(data, names)
    for name in names:
        if name.endswith(".rels"):
            yield from check_relations(data, name)
    if DOCUMENT in names:
        yield from check_document(data)


def list_repeated(items: Iterable[str]) -> list[str]:
    return [item for item, number in Counter(items).items() if number > 1]


def read_tree(data: zipfile.ZipFile, name: str) -> Element:
    return ElementTree.fromstring(data.read(name))  # noqa: S314 - our own output


def check_types(data: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    tree = read_tree(data, TYPES)
    endings = {item.get("Extension", "").lower() for item in tree}
    parts = {item.get("PartName", "") for item in tree} - {""}
    yield from (f"no part {part}" for part in parts if part[1:] not in names)
    for name in names:
        if name.endswith((".xml", ".rels")):
            read_tree(data, name)  # raises for what is no XML
        known = f"/{name}" in parts or name.rpartition(".")[2].lower() in endings
        if not known and name != TYPES:
            yield f"no content type for {name}"


def check_relations(data: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Ids once each, targets that are there, and every id that the part uses."""
    base = posixpath.dirname(posixpath.dirname(name))
    relations = list(read_tree(data, name))
    ids = [item.get("Id", "") for item in relations]
    yield from (f"{name}: two relationships are {key}" for key in list_repeated(ids))
    for item in relations:
        target = item.get("Target", "")
        path = posixpath.normpath(posixpath.join("/", base, target))[1:]
        if item.get("TargetMode") != "External" and path not in data.namelist():
            yield f"{name}: no part {target}"
    part = posixpath.join(base, posixpath.basename(name).removesuffix(".rels"))
    if part in data.namelist():
        used = set(_USED_RELATION.findall(data.read(part).decode()))
        yield from (f"{part}: no relationship {key}" for key in sorted(used - set(ids)))


def check_document(data: zipfile.ZipFile) -> Iterator[str]:
    tree = read_tree(data, DOCUMENT)
    marks = [item.get(f"{WORD}name", "") for item in tree.iter(f"{WORD}bookmarkStart")]
    yield from (f"two bookmarks are {name}" for name in list_repeated(marks))
    yield from (f"bookmark {name} is too long" for name in marks if len(name) > _LONGEST_BOOKMARK)
    links = {item.get(f"{WORD}anchor", "") for item in tree.iter(f"{WORD}hyperlink")} - {""}
    yield from (f"a link leads to {name}, which is not there" for name in links - set(marks))
    starts = [item.get(f"{WORD}id", "") for item in tree.iter(f"{WORD}bookmarkStart")]
    ends = [item.get(f"{WORD}id", "") for item in tree.iter(f"{WORD}bookmarkEnd")]
    if list_repeated(starts) or sorted(starts) != sorted(ends):
        yield "bookmarks do not begin and end once each"
    yield from (f"cell {number} ends in no paragraph" for number in list_open_cells(tree))
    drawings = _DRAWING.findall(data.read(DOCUMENT).decode())
    yield from (f"two drawings are {key}" for key in list_repeated(drawings))
    yield from check_styles(data, tree)


def list_open_cells(tree: Element) -> list[int]:
    cells = enumerate(tree.iter(f"{WORD}tc"))
    return [number for number, cell in cells if not len(cell) or cell[-1].tag != f"{WORD}p"]


def check_styles(data: zipfile.ZipFile, tree: Element) -> Iterator[str]:
    styles = read_tree(data, "word/styles.xml")
    known = {item.get(f"{WORD}styleId") for item in styles.iter(f"{WORD}style")}
    tags = (f"{WORD}pStyle", f"{WORD}rStyle", f"{WORD}tblStyle")
    used = {item.get(f"{WORD}val", "") for tag in tags for item in tree.iter(tag)}
    yield from (f"no style {name}" for name in sorted(used - known))


def check_schema(validator: str, path: str) -> list[str]:
    """What the validator says of a file, one line each."""
    done = subprocess.run([validator, path], capture_output=True, text=True, check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return [f"not validated: {done.stderr.strip() or done.stdout.strip()}"]
    if answer["ok"]:
        return []
    return [f"schema: {json.dumps(item)}" for item in answer["errors"]] or ["schema: not valid"]


def main(paths: list[str]) -> int:
    if not paths:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    wrong = 0
    validator = shutil.which(VALIDATOR)
    if validator is None:
        sys.stdout.write(f"schema: skipped, {VALIDATOR} is not on the PATH\n")
    for path in paths:
        with zipfile.ZipFile(path) as data:
            found = list(check_package(data))
        found += check_schema(validator, path) if validator else []
        wrong += len(found)
        sys.stdout.write("".join(f"{path}: {line}\n" for line in found or ("holds together",)))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
