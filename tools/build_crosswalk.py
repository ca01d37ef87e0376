"""Builds the crosswalk from SOC 2 to SP 800-171 r2 and the profile made from it, from the tables
under tools/content/crosswalk.

python tools/build_crosswalk.py [--check]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))
sys.path.insert(0, str(ROOT / "oscal"))

from attestle.formats import mapping_collection, strict_json
from attestle.model.crosswalk_maps import Crosswalk, Map, NetNew, Provenance, Reuse, Unmapped
from attestle.model.derived_ids import OSCAL_VERSION, derive_uuid
from attestle.rules.mapping_rules import FROM
from build_catalogs import (
    R2,
    TSC,
    controls,
    load,
    padded,
    r2_catalog,
    r2_requirements,
    tsc_catalog,
)
from generated import main

CONTENT = ROOT / "tools/content/crosswalk"
NAME = f"{TSC}_{R2}"
PROFILE = "soc2-cmmc-level-2"
KEYS = {
    "criterion",
    "role",
    "reuse",
    "letters",
    "contributes",
    "topics",
    "confidence",
    "rationale",
    "relationship",
    "matching",
    "scope",
    "top-up",
    "cannot",
}


# The lead and what the remaining objectives need; more is mostly padding
MOST_MAPS = 4


def control_id(label: str) -> str:
    return f"SP_800_171r2_{padded(label)}"


def as_map(label: str, item: dict[str, Any]) -> Map:
    """One map; a key that is not known stops the build."""
    if unknown := set(item) - KEYS:
        raise SystemExit(f"{label}: unknown key {sorted(unknown)[0]}")
    return Map(
        criterion=item["criterion"].lower(),
        requirement=control_id(label),
        role=item["role"],
        reuse=Reuse(item["reuse"]),
        letters=tuple(item.get("letters", ())),
        contributes=tuple(item.get("contributes", ())),
        topics=tuple(item.get("topics", ())),
        rationale=item["rationale"],
        confidence=item["confidence"],
        relationship=item.get("relationship", "intersects-with"),
        matching=item.get("matching", "functional"),
        scope=item.get("scope", ""),
        top_up=tuple(item.get("top-up", ())),
        cannot=tuple(item.get("cannot", ())),
    )


def crosswalk() -> Crosswalk:
    facts = load(CONTENT / "crosswalk.yaml")
    maps: list[Map] = []
    unmapped: list[Unmapped] = []
    tables: dict[str, Any] = {}
    for row in r2_requirements():
        family = row["family"]
        tables.setdefault(family, load(CONTENT / f"{family}.yaml"))
        entry = tables[family].pop(row["id"], None)
        if entry is None:
            raise SystemExit(f"{family}.yaml has nothing on {row['id']}")
        if ("gap" in entry) == ("maps" in entry):
            raise SystemExit(f"{row['id']}: either maps or a gap")
        if len(entry.get("maps", ())) > MOST_MAPS and "reason-for-more" not in entry:
            raise SystemExit(f"{row['id']}: more than {MOST_MAPS} maps without reason-for-more")
        maps += [as_map(row["id"], item) for item in entry.get("maps", ())]
        unmapped += [Unmapped(control_id(row["id"]), entry["gap"])] if "gap" in entry else []
    if left := [label for table in tables.values() for label in table]:
        raise SystemExit(f"{left[0]} is no requirement, or stands in the wrong family")
    reasons = load(CONTENT / "criteria-without-partner.yaml")
    return Crosswalk(
        name=NAME,
        source_href=f"../../catalogs/{TSC}/catalog.json",
        target_href=f"../../catalogs/{R2}/catalog.json",
        provenance=Provenance(
            facts["title"],
            facts["version"],
            facts["date"],
            facts["description"],
            facts["method"],
            facts["status"],
            remarks=facts["remarks"],
        ),
        maps=tuple(maps),
        unmapped_sources=tuple(Unmapped(key.lower(), reason) for key, reason in reasons.items()),
        unmapped_targets=tuple(unmapped),
        net_new=tuple(
            NetNew(item["id"], item["title"], item["what"], item["source"], item["artifact"])
            for item in load(CONTENT / "net-new.yaml")
        ),
        scope_dependent={
            control_id(label): reason
            for label, reason in load(CONTENT / "scope-dependent.yaml").items()
        },
    )


# What a profile imports is written so that compliance-trestle resolves it, too
TRESTLE_CATALOG = "trestle://catalogs/{}/catalog.json"


def profile(made: Crosswalk, stamp: str) -> dict[str, Any]:
    """The 110 requirements and the mapped criteria, each requirement with links to its criteria:
    for tools that read no mappings.
    """
    mapped = {item.criterion for item in made.maps}
    criteria = [
        item["id"] for item in controls(tsc_catalog()["catalog"]["groups"]) if item["id"] in mapped
    ]
    requirements = [item["id"] for item in controls(r2_catalog()["catalog"]["groups"])]
    metadata = {
        "title": "CMMC Level 2 with the SOC 2 criteria that help",
        "last-modified": stamp,
        "version": made.provenance.version,
        "oscal-version": OSCAL_VERSION,
        "links": [
            {"href": f"trestle://mapping-collections/{NAME}/mapping-collection.json", "rel": FROM}
        ],
    }
    alters = [
        {
            "control-id": key,
            "adds": [
                {"position": "ending", "links": [_link(item) for item in made.of_requirement(key)]}
            ],
        }
        for key in requirements
        if made.of_requirement(key)
    ]
    return {
        "profile": {
            "uuid": derive_uuid("profile", PROFILE),
            "metadata": metadata,
            "imports": [
                {
                    "href": TRESTLE_CATALOG.format(R2),
                    "include-controls": [{"with-ids": requirements}],
                },
                {"href": TRESTLE_CATALOG.format(TSC), "include-controls": [{"with-ids": criteria}]},
            ],
            "merge": {"as-is": True},
            "modify": {"alters": alters},
        }
    }


def _link(item: Map) -> dict[str, Any]:
    letters = f" [{''.join(item.letters)}]" if item.letters else ""
    return {
        "href": f"#{item.criterion}",
        "rel": "related",
        "text": f"{item.criterion.upper()}: {item.role}, {item.reuse}{letters}",
    }


def outputs() -> dict[Path, bytes]:
    made = crosswalk()
    stamp = f"{made.provenance.date}T00:00:00+00:00"
    objectives = {control_id(row["id"]): len(row["letters"]) for row in r2_requirements()}
    return {
        ROOT / f"mapping-collections/{NAME}/mapping-collection.json": strict_json.write_json(
            mapping_collection.write_crosswalk(made, objectives.__getitem__, stamp)
        ),
        ROOT / f"profiles/{PROFILE}/profile.json": strict_json.write_json(profile(made, stamp)),
    }


if __name__ == "__main__":
    sys.exit(main(outputs, ROOT))
