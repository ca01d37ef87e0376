"""Builds the catalogs and profiles from the readable tables under tools/content.

python tools/build_catalogs.py [--check]
"""

from __future__ import annotations

import csv
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.formats import strict_json, yaml12
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


def r2_catalog() -> Tree:
    book = Book(R2)
    rows = r2_requirements()
    groups = []
    for family in book.facts["families"]:
        texts = load(CONTENT / R2 / f"{family['code']}.yaml")
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
    return {
        "id": control_id,
        "class": "requirement",
        "title": row["title"],
        "props": r2_props(row),
        "links": r2_links(book, row),
        "parts": [
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
        ],
    }


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


def r2_objective(book: Book, control_id: str, row: dict[str, str], letter: str, item: Tree) -> Tree:
    facts = r2_objective_facts()[f"{row['id']}[{letter}]"]
    return {
        "id": f"{control_id}_obj.{letter}",
        "name": "assessment-objective",
        "props": [
            prop("label", f"{row['id']}[{letter}]", own=False),
            prop("label", f"{row['cmmc-id']}[{letter}]", own=False, cls="cmmc"),
            prop("letter", letter),
            SUMMARY,
            prop("statement-words", item["from"]),
            prop("demand", facts["demand"]),
            prop("evidence-standard", facts["evidence-standard"]),
        ],
        "prose": item["text"],
        "links": [
            {"href": f"#{control_id}_smt", "rel": "assessment-for"},
            book.link("objectives", "reference", fragment=f"{row['id']}[{letter}]"),
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
    chosen = {"with-ids": selected(table["select"], catalog)}
    return {
        "profile": {
            "uuid": derive_uuid("profile", name),
            "metadata": metadata,
            "imports": [
                {
                    "href": f"trestle://catalogs/{table['catalog']}/catalog.json",
                    "include-controls": [chosen],
                }
            ],
            "merge": {"as-is": True},
        }
    }


def outputs() -> dict[Path, bytes]:
    catalogs = {R2: r2_catalog(), TSC: tsc_catalog()}
    result = {
        ROOT / f"catalogs/{name}/catalog.json": strict_json.write_json(tree)
        for name, tree in catalogs.items()
    }
    for name, table in load(CONTENT / "profiles.yaml").items():
        result[ROOT / f"profiles/{name}/profile.json"] = strict_json.write_json(
            profile(name, table, catalogs[table["catalog"]])
        )
    return result


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
