"""Builds the catalogs and profiles from the readable tables under tools/content.

python tools/build_catalogs.py [--check]
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.data import HERE
from attestle.formats import strict_json, yaml12
from attestle.formats.shipped_facts import SHIPPED, build_dated_fact
from attestle.model.derived_ids import NAMESPACE, OSCAL_VERSION, derive_uuid
from generated import main

CONTENT = ROOT / "tools/content"
R2 = "nist-sp-800-171-r2"
TSC = "soc2-tsc-2017"
Tree = dict[str, Any]


def load(path: Path) -> Any:
    """A YAML table; a mistake in it stops the build."""
    document = yaml12.read_yaml(path.read_text(encoding="utf-8"))
    if document.problems:
        raise SystemExit(
            f"{path}: {document.problems[0].message} (line {document.problems[0].line})"
        )
    return document.value


def prop(
    name: str,
    value: object,
    *,
    own: bool = True,
    cls: str | None = None,
    remarks: str | None = None,
) -> Tree:
    result: Tree = {"name": name}
    if own:
        result["ns"] = NAMESPACE
    result["value"] = str(value)
    if cls:
        result["class"] = cls
    if remarks:
        result["remarks"] = remarks
    return result


SUMMARY = prop("text", "summary")
# What Level 2 protects stands in the tables; a requirement that Level 1 has too says FCI there
TERM = re.compile(r"\bCUI\b")
LEVEL_1_TERM = "FCI"


class Book:
    """One catalog's metadata and back matter."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.facts = load(CONTENT / name / "catalog.yaml")

    def resource_uuid(self, key: str) -> str:
        return derive_uuid("catalog", self.name, "resource", key)

    def link(
        self, key: str, rel: str, *, fragment: str | None = None, text: str | None = None
    ) -> Tree:
        result: Tree = {"href": f"#{self.resource_uuid(key)}", "rel": rel}
        if fragment:
            result["resource-fragment"] = quote(fragment, safe="()")
        if text:
            result["text"] = text
        return result

    def catalog(self, groups: list[Tree]) -> Tree:
        facts = self.facts
        metadata = {
            "title": facts["title"],
            "published": facts["published"],
            "last-modified": facts["last-modified"],
            "version": facts["version"],
            "oscal-version": OSCAL_VERSION,
            "remarks": facts["remarks"],
        }
        resources = [
            {
                "uuid": self.resource_uuid(key),
                "title": item["title"],
                "rlinks": [{"href": item["href"]}],
            }
            for key, item in facts["resources"].items()
        ]
        body = {
            "uuid": derive_uuid("catalog", self.name),
            "metadata": metadata,
            "groups": groups,
            "back-matter": {"resources": resources},
        }
        return {"catalog": body}


def padded(label: str) -> str:
    return ".".join(f"{int(number):02d}" for number in label.split("."))


def r2_requirements() -> list[dict[str, str]]:
    with (CONTENT / R2 / "requirements.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dated_facts() -> Tree:
    """The records of facts that hold as of a day; one that lacks something stops the build."""
    records: Tree = load(CONTENT / "dated-facts.yaml")
    for name, record in records.items():
        build_dated_fact(name, record)
    return records


def show_facts(text: str, facts: Tree) -> str:
    """The text with the sentence of each fact in the place of its name in braces."""
    for name, record in facts.items():
        text = text.replace(f"{{{name}}}", record["says"])
    if "{" in text:
        raise SystemExit(f"no dated fact is called {text.partition('{')[2].partition('}')[0]}")
    return text


def r2_catalog() -> Tree:
    book = Book(R2)
    rows = r2_requirements()
    facts = dated_facts()
    groups = []
    for family in book.facts["families"]:
        texts = load(CONTENT / R2 / f"{family['code']}.yaml")
        for text in texts.values():
            text["guidance"] = show_facts(text["guidance"], facts)
        mine = [row for row in rows if row["family"] == family["code"]]
        if list(texts) != [row["id"] for row in mine]:
            raise SystemExit(
                f"{family['code']}.yaml does not hold exactly its requirements, in order"
            )
        groups.append(
            {
                "id": f"SP_800_171r2_{padded(family['id'])}",
                "class": "family",
                "title": family["title"],
                "props": [
                    prop("label", family["id"], own=False),
                    prop("sort-id", padded(family["id"]), own=False),
                    prop("family", family["code"]),
                ],
                "controls": [r2_control(book, row, texts[row["id"]]) for row in mine],
            }
        )
    return book.catalog(groups)


def r2_control(book: Book, row: dict[str, str], text: Tree) -> Tree:
    control_id = f"SP_800_171r2_{padded(row['id'])}"
    if list(text["objectives"]) != list(row["letters"]):
        raise SystemExit(
            f"{row['id']}: objectives {list(text['objectives'])}, expected {list(row['letters'])}"
        )
    parts = r2_parts(book, control_id, row, text)
    control: Tree = {"id": control_id, "class": "requirement", "title": row["title"]}
    if row["level-1-id"] and insert_term(parts, term_id(control_id)):
        control["params"] = [r2_term(book, control_id, row)]
    return control | {
        "props": r2_props(row),
        "links": r2_links(book, row),
        "parts": parts,
    }


def term_id(control_id: str) -> str:
    return f"{control_id}_information"


def r2_term(book: Book, control_id: str, row: dict[str, str]) -> Tree:
    """What the requirement protects: a profile may set another word (Level 1: FCI)."""
    return {
        "id": term_id(control_id),
        "props": [prop("kind", "term")],
        "links": [book.link("far", "reference", fragment=row["far-paragraph"])],
        "label": "the information protected",
        "usage": f"Follows the level; {LEVEL_1_TERM} at Level 1, by FAR {row['far-paragraph']}.",
        "values": ["CUI"],
    }


def insert_term(parts: list[Tree], name: str) -> bool:
    """Put the parameter in the place of the term in every text; whether there was any."""
    found = False
    for part in parts:
        if TERM.search(part.get("prose", "")):
            part["prose"] = TERM.sub(f"{{{{ insert: param, {name} }}}}", part["prose"])
            found = True
        if any(TERM.search(item["value"]) for item in part.get("props", ())):
            raise SystemExit(f"{part['id']}: a prop cannot insert the term; leave the word out")
        found = insert_term(part.get("parts", []), name) or found
    return found


def r2_parts(book: Book, control_id: str, row: dict[str, str], text: Tree) -> list[Tree]:
    return [
        {
            "id": f"{control_id}_smt",
            "name": "statement",
            "props": [SUMMARY],
            "prose": text["statement"],
        },
        {
            "id": f"{control_id}_gdn",
            "name": "guidance",
            "props": [SUMMARY],
            "prose": text["guidance"],
        },
        *(
            r2_objective(book, control_id, row, letter, item)
            for letter, item in text["objectives"].items()
        ),
        *(
            r2_method(control_id, method, text[method])
            for method in ("examine", "interview", "test")
        ),
    ]


def r2_props(row: dict[str, str]) -> list[Tree]:
    props = [
        prop("label", row["id"], own=False),
        prop("label", row["cmmc-id"], own=False, cls="cmmc"),
        prop("sort-id", padded(row["id"]), own=False),
        SUMMARY,
        prop("requirement-type", row["type"]),
    ]
    if row["points"]:
        props.append(prop("points", row["points"]))
    if row["points-partial"]:
        props.append(prop("points-partial", row["points-partial"]))
    props.append(prop("poam-class", row["poam-class"]))
    if row["level-1-id"]:
        props += [
            prop("level-1-id", row["level-1-id"]),
            prop("far-paragraph", row["far-paragraph"]),
        ]
    if row["sp800-53r4-other-reading"]:
        remark = (
            f"Sources disagree: one reads {_spoken(row['sp800-53r4'])}, another"
            f" {_spoken(row['sp800-53r4-other-reading'])}."
        )
        props.append(prop("sp800-53r4-links", "unresolved", remarks=remark))
    if row["r3-successor-other-reading"]:
        remark = (
            f"The publisher's own tables disagree: one leads to {row['r3-successor']}, another to"
            f" {row['r3-successor-other-reading']}."
        )
        props.append(prop("r3-successor", "unresolved", remarks=remark))
    return props


def _spoken(ids: str) -> str:
    return ids.replace(";", ", ")


def r2_links(book: Book, row: dict[str, str]) -> list[Tree]:
    links = [
        book.link("publication", "reference", fragment=row["id"]),
        book.link("scoring", "reference"),
    ]
    if row["level-1-id"]:
        links.append(book.link("far", "reference"))
    links += [
        book.link("sp800-53r4", "corresponds-to", fragment=item, text=item)
        for item in filter(None, row["sp800-53r4"].split(";"))
    ]
    links += [
        book.link("successor", "successor", fragment=item, text=item)
        for item in filter(None, row["r3-successor"].split(";"))
    ]
    return links


@cache
def r2_objective_facts() -> dict[str, dict[str, str]]:
    """What each objective asks for (define or operate) and its usual evidence, by printed id."""
    with (CONTENT / R2 / "objectives.csv").open(encoding="utf-8", newline="") as file:
        return {f"{row['id']}[{row['letter']}]": row for row in csv.DictReader(file)}


@cache
def r2_defining_objectives() -> dict[str, tuple[str, ...]]:
    """By objective, both as ids, those that lay down what it speaks of."""
    table = load(CONTENT / R2 / "dependent-objectives.yaml")
    labels = [row["id"] for row in r2_requirements()]
    if list(table) != labels:
        raise SystemExit("dependent-objectives.yaml has to name each requirement once, in order")
    known = {f"{row['id']}[{letter}]" for row in r2_requirements() for letter in row["letters"]}
    found = {}
    for label, of_letters in table.items():
        for letter, named in of_letters.items():
            others = [item if "[" in item else f"{label}[{item}]" for item in named]
            if unknown := {f"{label}[{letter}]", *others} - known:
                raise SystemExit(f"dependent-objectives.yaml: no objective {min(unknown)}")
            found[_find_objective_id(f"{label}[{letter}]")] = tuple(map(_find_objective_id, others))
    return found


def _find_objective_id(printed: str) -> str:
    """`3.1.1[a]` as the id of its part."""
    label, _, letter = printed.rstrip("]").partition("[")
    return f"SP_800_171r2_{padded(label)}_obj.{letter}"


def r2_objective(book: Book, control_id: str, row: dict[str, str], letter: str, item: Tree) -> Tree:
    # SP 800-171A gives the only objective of a requirement no letter; the CMMC guides do
    lettered = f"{row['id']}[{letter}]" if len(row["letters"]) > 1 else row["id"]
    facts = r2_objective_facts()[f"{row['id']}[{letter}]"]
    return {
        "id": f"{control_id}_obj.{letter}",
        "name": "assessment-objective",
        "props": [
            prop("label", lettered, own=False),
            prop("label", f"{row['cmmc-id']}[{letter}]", own=False, cls="cmmc"),
            prop("letter", letter),
            SUMMARY,
            prop("statement-words", item["from"]),
            prop("demand", facts["demand"]),
            prop("evidence-standard", facts["evidence-standard"]),
            *(
                prop("defined-by", item)
                for item in r2_defining_objectives().get(f"{control_id}_obj.{letter}", ())
            ),
        ],
        "prose": item["text"],
        "links": [
            {"href": f"#{control_id}_smt", "rel": "assessment-for"},
            book.link("objectives", "reference", fragment=lettered),
        ],
    }


def r2_method(control_id: str, method: str, objects: list[str]) -> Tree:
    return {
        "id": f"{control_id}_{method}",
        "name": "assessment-method",
        "props": [prop("method", method.upper(), own=False)],
        "parts": [
            {
                "id": f"{control_id}_{method}_objects",
                "name": "assessment-objects",
                "props": [SUMMARY],
                "prose": "\n".join(f"- {item}" for item in objects),
            }
        ],
    }


def tsc_catalog() -> Tree:
    book = Book(TSC)
    criteria = load(CONTENT / TSC / "criteria.yaml")
    categories = list(dict.fromkeys(item["category"] for item in criteria.values()))
    groups = []
    for position, category in enumerate(categories, 1):
        mine = {key: item for key, item in criteria.items() if item["category"] == category}
        series = list(dict.fromkeys(key.partition(".")[0] for key in mine))
        groups.append(
            {
                "id": category.lower().replace(" ", "-"),
                "class": "category",
                "title": category,
                "props": [prop("sort-id", f"{position:02d}", own=False)],
                "groups": [tsc_series(book, position, name, mine) for name in series],
            }
        )
    return book.catalog(groups)


def tsc_series(book: Book, position: int, name: str, criteria: dict[str, Tree]) -> Tree:
    mine = {key: item for key, item in criteria.items() if key.partition(".")[0] == name}
    number = int(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    return {
        "id": name.lower(),
        "class": "series",
        "title": next(iter(mine.values()))["series"],
        "props": [
            prop("label", name, own=False),
            prop("sort-id", f"{position:02d}.{number:02d}", own=False),
        ],
        "controls": [
            tsc_control(
                book, f"{position:02d}.{number:02d}.{int(key.partition('.')[2]):02d}", key, item
            )
            for key, item in mine.items()
        ],
    }


def tsc_control(book: Book, sort_id: str, key: str, item: Tree) -> Tree:
    control_id = key.lower()
    props = [
        prop("label", key, own=False),
        prop("sort-id", sort_id, own=False),
        SUMMARY,
        prop("category", item["category"]),
        prop("points-of-focus", item["points-of-focus"]),
    ]
    if item["coso-principle"] is not None:
        props.append(prop("coso-principle", item["coso-principle"]))
    return {
        "id": control_id,
        "class": "criterion",
        "title": item["title"],
        "props": props,
        "links": [book.link("publication", "reference", fragment=key)],
        "parts": [
            {
                "id": f"{control_id}_smt",
                "name": "statement",
                "props": [SUMMARY],
                "prose": item["statement"],
            },
            {
                "id": f"{control_id}_gdn",
                "name": "guidance",
                "props": [SUMMARY],
                "prose": item["guidance"],
            },
        ],
    }


def selected(select: Any, catalog: Tree) -> list[str]:
    """Ids of the controls a profile takes, in catalog order."""
    return [
        control["id"]
        for control in controls(catalog["catalog"]["groups"])
        if takes(select, control)
    ]


def controls(groups: list[Tree]) -> list[Tree]:
    return [
        item
        for group in groups
        for item in [*group.get("controls", ()), *controls(group.get("groups", []))]
    ]


def takes(select: Any, control: Tree) -> bool:
    if select == "all":
        return True
    own = {item["name"]: item["value"] for item in control["props"] if item.get("ns") == NAMESPACE}
    return select["prop"] in own if "prop" in select else own["category"] in select["categories"]


def profile(name: str, table: Tree, catalog: Tree) -> Tree:
    facts = catalog["catalog"]["metadata"]
    metadata = {
        "title": table["title"],
        "last-modified": facts["last-modified"],
        "version": facts["version"],
        "oscal-version": OSCAL_VERSION,
    }
    ids = selected(table["select"], catalog)
    body: Tree = {
        "uuid": derive_uuid("profile", name),
        "metadata": metadata,
        "imports": [
            {
                "href": f"trestle://catalogs/{table['catalog']}/catalog.json",
                "include-controls": [{"with-ids": ids}],
            }
        ],
        "merge": {"as-is": True},
    }
    if "term" in table:
        metadata["remarks"] = table["remarks"]
        body["modify"] = {"set-parameters": list(set_terms(table["term"], ids, catalog))}
    return {"profile": body}


def set_terms(term: str, ids: list[str], catalog: Tree) -> Iterator[Tree]:
    """The profile's word for the information protected, in each control that has such a place."""
    for control in controls(catalog["catalog"]["groups"]):
        if control["id"] in ids:
            for param in control.get("params", ()):
                yield {"param-id": param["id"], "values": [term]}


def outputs() -> dict[Path, bytes]:
    catalogs = {R2: r2_catalog(), TSC: tsc_catalog()}
    result = {
        ROOT / f"catalogs/{name}/catalog.json": strict_json.write_json(tree)
        for name, tree in catalogs.items()
    }
    result[HERE / SHIPPED] = strict_json.write_json(dated_facts())
    for name, table in load(CONTENT / "profiles.yaml").items():
        result[ROOT / f"profiles/{name}/profile.json"] = strict_json.write_json(
            profile(name, table, catalogs[table["catalog"]])
        )
    return result


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
