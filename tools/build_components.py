"""Builds the component definitions of the example from `tools/content/components/*.yaml`.

    python tools/build_components.py [--check]

Each is one component with answers to requirements of SP 800-171 and to SOC 2 criteria, ready to be
taken into a system.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.formats import strict_json
from attestle.formats.labels import find_requirement
from attestle.formats.profile_resolution import resolve_profile
from attestle.formats.resolved_baseline import read_baseline
from attestle.model.baseline import Baseline
from attestle.model.derived_ids import NAMESPACE, OSCAL_VERSION, derive_uuid
from generated import main

Tree = dict[str, Any]
SOURCES = ROOT / "tools/content/components"
R2 = "catalogs/nist-sp-800-171-r2/catalog.json"
TSC = "catalogs/soc2-tsc-2017/catalog.json"


def catalog(path: str) -> Baseline:
    def fetch(href: str) -> Tree | None:
        tree: Tree = strict_json.read_json((ROOT / href.removeprefix("trestle://")).read_bytes())[0]
        return tree

    return read_baseline(path.split("/")[1], resolve_profile(f"trestle://{path}", fetch))


def prop(name: str, value: str) -> Tree:
    return {"name": name, "ns": NAMESPACE, "value": value}


def definition(name: str, source: Tree, catalogs: dict[str, Baseline]) -> Tree:
    """One component-definition; an id or letter that its catalog does not have stops the build."""
    party = derive_uuid("component-definition", name, "party")
    metadata = {
        "title": source["title"],
        "last-modified": f"{source['date']}T00:00:00+00:00",
        "version": source["version"],
        "oscal-version": OSCAL_VERSION,
        "roles": [{"id": "maker", "title": "Maker"}],
        "parties": [{"uuid": party, "type": "organization", "name": source["party"]}],
        "responsible-parties": [{"role-id": "maker", "party-uuids": [party]}],
    }
    about = source["component"]
    vendor = [prop("vendor", about["vendor"])] if "vendor" in about else []
    component = {
        "uuid": derive_uuid("component-definition", name, "component"),
        "type": about["type"],
        "title": about["title"],
        "description": about["description"],
        "purpose": about["purpose"],
        "props": [
            *vendor,
            {"name": "version", "value": about["version"]},
            prop("asset-category", about["category"]),
        ],
        "control-implementations": [
            implementation(
                name,
                source["requirements"],
                R2,
                catalogs[R2],
                f"What {about['title']} does for the requirements of SP 800-171.",
            ),
            implementation(
                name,
                source["criteria"],
                TSC,
                catalogs[TSC],
                f"What {about['title']} does for SOC 2 criteria.",
            ),
        ],
    }
    return {
        "component-definition": {
            "uuid": derive_uuid("component-definition", name),
            "metadata": metadata,
            "components": [component],
        }
    }


def implementation(
    name: str, rows: list[Tree], path: str, known: Baseline, description: str
) -> Tree:
    items = [answer(name, row, known) for row in rows]
    return {
        "uuid": derive_uuid("component-definition", name, path),
        "source": f"trestle://{path}",
        "description": description,
        "implemented-requirements": items,
    }


def answer(name: str, row: Tree, known: Baseline) -> Tree:
    control = known.by_id.get(row["id"]) or find_requirement(known, row["id"])
    if control is None:
        raise SystemExit(f"{name}: {row['id']} is not in {known.profile}")
    letters = row.get("objectives", [])
    wrong = [letter for letter in letters if control.objective(letter) is None]
    if wrong or (control.objectives and not letters):
        raise SystemExit(
            f"{name}: {row['id']} needs objectives out of"
            f" {', '.join(item.letter for item in control.objectives)}, not {letters}"
        )
    props = {"props": [prop("objective", letter) for letter in letters]} if letters else {}
    return {
        "uuid": derive_uuid("component-definition", name, control.id),
        "control-id": control.id,
        "description": row["text"].rstrip("\n"),
        **props,
    }


def outputs() -> dict[Path, bytes]:
    catalogs = {path: catalog(path) for path in (R2, TSC)}
    found = {}
    for path in sorted(SOURCES.glob("*.yaml")):
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        found[ROOT / f"component-definitions/{path.stem}/component-definition.json"] = (
            strict_json.write_json(definition(path.stem, source, catalogs))
        )
    return found


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
