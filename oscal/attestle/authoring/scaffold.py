"""New files for people to write in: whatever OSCAL demands is asked for, and no placeholder is
written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from ..formats import csv_tables, reference_section
from ..formats.yaml_text import drop_empty, write_markdown, write_yaml
from ..lazy_dataclasses import dataclass
from ..model.baseline import Baseline, Requirement
from ..model.frameworks import Framework
from ..model.inventory import INVENTORY_COLUMNS
from ..model.providers import MATRIX_COLUMNS

NewUuid = Callable[[], str]
# The register as `new system` writes it, and the indent of the first item of one that is used
_EMPTY_LIST = re.compile(r"^evidence:[ \t]*\[[ \t]*\]([ \t]*(?:#.*)?)$", re.M)
_FIRST_ITEM = re.compile(r"^evidence:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( *)- ", re.M)


@dataclass(frozen=True, slots=True)
class NewSystem:
    """What `new system` must know; every text is the user's."""

    name: str
    title: str
    description: str
    profile: str
    organization: str
    information_type: str
    information_description: str
    user: str
    owner_role: str
    owner_title: str
    today: dt.date


def write_system(
    facts: NewSystem, baseline: Baseline, path_of: Callable[[Requirement], str], new_uuid: NewUuid
) -> dict[str, bytes]:
    """Every file of a new system, the requirement files (at `path_of` each) without any state."""
    folder = f"ssp/{facts.name}"
    files = {
        f"{folder}/system.md": write_markdown(
            _list_system_keys(facts, baseline.framework, new_uuid), facts.description
        ),
        f"{folder}/people.yaml": write_yaml(_list_people_keys(facts, baseline, new_uuid)).encode(),
        f"{folder}/evidence.yaml": b"evidence: []\n",
        f"{folder}/inventory.csv": csv_tables.write_table(INVENTORY_COLUMNS, []).encode(),
    }
    for requirement in baseline.requirements:
        files[path_of(requirement)] = reference_section.write_new_file(
            requirement, facts.owner_role
        ).encode()
    return files


def _list_system_keys(facts: NewSystem, framework: Framework, new_uuid: NewUuid) -> dict[str, Any]:
    return {
        "uuid": new_uuid(),
        "name": facts.title,
        "ids": [{"id": facts.name}],
        "profile": facts.profile,
        "version": "0.1",
        "version-date": facts.today,
        "ssp-review-days": 365,
        "status": "under-development",
        "cmmc-target": framework.find_target(facts.profile),
        "cui-scope": "undecided",
        "information-types": [
            {
                "uuid": new_uuid(),
                "title": facts.information_type,
                "description": facts.information_description,
            }
        ],
    }


def _list_people_keys(facts: NewSystem, baseline: Baseline, new_uuid: NewUuid) -> dict[str, Any]:
    return {
        "organization": "organization",
        "parties": [
            {
                "uuid": new_uuid(),
                "id": "organization",
                "type": "organization",
                "name": facts.organization,
            }
        ],
        "roles": [
            {"id": facts.owner_role, "title": facts.owner_title, "held-by": ["organization"]}
        ],
        "families": {code: facts.owner_role for code, _ in baseline.families},
        "users": [
            {"uuid": new_uuid(), "id": "users", "title": facts.user, "roles": [facts.owner_role]}
        ],
    }


def write_titled_file(values: Mapping[str, Any], text: str, new_uuid: NewUuid) -> bytes:
    """A component, provider, POA&M item or exception: its keys with a uuid first, then its text."""
    return write_markdown({"uuid": new_uuid(), **values}, text)


def write_evidence_item(register: str, values: Mapping[str, Any], new_uuid: NewUuid) -> bytes:
    """The register with one more item at its end."""
    item = write_yaml([{"uuid": new_uuid(), **drop_empty(values)}], _measure_indent(register))
    stem = _EMPTY_LIST.sub(r"evidence:\1", register, count=1) if register.strip() else "evidence:\n"
    return (stem if stem.endswith("\n") else stem + "\n").encode() + item.encode()


def _measure_indent(register: str) -> int:
    """How far the items of the register are indented, two blanks while it has none."""
    first = _FIRST_ITEM.search(register)
    return len(first[1]) if first else 2


def write_empty_matrix() -> bytes:
    """A responsibility matrix that has no row yet."""
    return csv_tables.write_table(MATRIX_COLUMNS, []).encode()
