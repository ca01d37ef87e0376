"""A system whose every key is filled, made from the schemas of the files: a key that is added to a
schema is filled too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attestle.formats.authored_schema import load_schema
from attestle.formats.csv_tables import write_table
from attestle.formats.yaml_text import write_yaml
from attestle.model.derived_ids import derive_uuid
from attestle.model.inventory import ASSET_DETAILS, INVENTORY_COLUMNS
from attestle.model.providers import MATRIX_COLUMNS, MATRIX_ROLES

Tree = dict[str, Any]
FOLDER = "ssp/demo"
# What a key has to name so that the system is sound; by path, then by key alone
WORDS: Mapping[str, str] = {
    "system/uuid": "b5569082-f57d-4a60-8c5a-05732312796f",
    "system/profile": "mini",
    "system/zones/id": "zone",
    "system/connections/from": "doorkeeper",
    "system/connections/to": "cloudharbor",
    "system/status": "operational",
    "component/status": "operational",
    "system/ids/scheme": "https://demo.example/ns",
    "system/approvals/role": "it",
    "people/organization": "demo-inc",
    "people/parties/id": "demo-inc",
    "people/roles/id": "it",
    "people/users/id": "engineers",
    "engagement/soc2/carve-outs/provider": "cloudharbor",
    "evidence/evidence/id": "ev-roster",
    "evidence/evidence/location": "evidence/a list.csv",
    "evidence/evidence/locations/location": "a drawer",
    "poam/title": "A gap",
    "provider/matrix/location": "https://cloud.example/matrix",
    "held-by": "demo-inc",
    "email": "office@demo.example",
    "phone": "5550100",
    "owner": "it",
    "roles": "it",
    "approver": "it",
    "zone": "zone",
    "provider": "cloudharbor",
    "systems-affected": "doorkeeper",
    "operational-item": "gap",
    "completion-evidence": "ev-roster",
    "authorization/evidence": "ev-roster",
    "objectives": "3.1.1[a]",
    "scope": "3.1.1[a]",
    "criteria": "cc6.1",
    "criterion": "cc6.1",
    "github": "acme/it",
    "cage": "1ABC2",
    "uei": "ABCDEFGHJKL1",
    "uid": "L200001234",
}
ONE_ONLY = ("parties", "roles", "objectives", "systems-affected", "completion-evidence", "scope",
            "held-by", "criteria", "github", "users", "evidence", "zones")  # fmt: skip


class Filler:
    """Values for every key; `variant` takes the other choice where a schema leaves one."""

    def __init__(self, variant: int) -> None:
        self.variant = variant
        self.root: Tree = {}
        self.count = 0

    def fill_file(self, kind: str, **fixed: Any) -> Tree:
        self.root = load_schema(kind)
        value = self._fill(self.root, kind)
        assert isinstance(value, dict)
        return {**value, **fixed}

    def _fill(self, schema: Tree, path: str) -> Any:
        while "$ref" in schema:
            schema = self.root["$defs"][schema["$ref"].rpartition("/")[2]]
        # a list, or one word in its place
        choices = [schema["else"], schema["then"]] if "else" in schema else []
        if choices:
            return self._fill(choices[min(self.variant, len(choices) - 1)], path)
        if "properties" in schema:
            left_out = self._list_left_out(schema)
            return {
                key: self._fill(item, f"{path}/{key}")
                for key, item in schema["properties"].items()
                if key not in left_out
            }
        if schema.get("type") == "array":
            number = 3 if path == "evidence/evidence" else 2 - (path.rpartition("/")[2] in ONE_ONLY)
            if "enum" in schema["items"]:
                return list(schema["items"]["enum"])[self.variant :][:2]
            return [self._fill(schema["items"], path) for _ in range(number)]
        return self._fill_scalar(schema, path)

    def _list_left_out(self, schema: Tree) -> set[str]:
        """Of keys that exclude each other all but one."""
        groups = [schema["not"]["required"]] if "not" in schema else []
        if "oneOf" in schema:
            groups.append([item["required"][0] for item in schema["oneOf"]])
        left_out = {key for keys in groups for key in keys if key != keys[self.variant]}
        return left_out | ({"sha256"} if "location" in left_out else set())

    def _fill_scalar(self, schema: Tree, path: str) -> Any:
        self.count += 1
        key = path.rpartition("/")[2]
        word = WORDS.get(path, WORDS.get("/".join(path.split("/")[-2:]), WORDS.get(key)))
        if word is not None:
            return word
        if "enum" in schema:
            return schema["enum"][min(self.variant, len(schema["enum"]) - 1)]
        if "const" in schema:
            return schema["const"]
        kinds = {"boolean": self.variant == 0, "integer": 300 + self.count % 60, "object": {}}
        if schema.get("type") in kinds:
            return kinds[schema["type"]]
        return self._fill_text(schema.get("pattern", ""), path)

    def _fill_text(self, pattern: str, path: str) -> str:
        if pattern.startswith("^[0-9a-f]{8}"):
            return derive_uuid("filled", path, str(self.count))
        if pattern.startswith("^[0-9]{4}-"):
            return f"2026-0{1 + self.count % 9}-{10 + self.count % 18}"
        if pattern.startswith("^[0-9a-fA-F]{64}"):
            return f"{self.count:064x}"
        if pattern.startswith("^[a-z]"):
            return f"word-{self.count}"
        words = f"{path} {self.count}"
        return f"{words}\n\n- second line" if pattern == r"\S" else words


def write_filled_system(root: Path, variant: int) -> None:
    """Over the system `demo` of the small workspace: every file but the requirements'."""
    filler = Filler(variant)
    folder = root / FOLDER
    for name in ("exceptions", "poam", "components", "providers"):
        for file in (folder / name).iterdir():
            file.unlink()
    people = filler.fill_file("people", families={"AC": "it"})
    people["parties"][0]["type"] = "organization"
    system = filler.fill_file("system")
    del system["this-system-uuid"]  # of a plan that came from elsewhere
    files = {
        "people.yaml": write_yaml(people),
        "engagement.yaml": write_yaml(filler.fill_file("engagement")),
        "evidence.yaml": write_yaml(_vary_evidence(filler.fill_file("evidence"))),
        "system.md": _write_markdown(system),
        "components/doorkeeper.md": _write_markdown(filler.fill_file("component")),
        "components/other.md": _write_markdown(filler.fill_file("component", title="Other")),
        "providers/cloudharbor.md": _write_markdown(filler.fill_file("provider")),
        "providers/cloudharbor.csv": _write_rows(
            (*MATRIX_COLUMNS, *MATRIX_ROLES),
            {"objective": "3.13.11[a]", "responsibility": "shared", "evidence": "ev-roster"},
        ),
        "inventory.csv": _write_rows(
            (*INVENTORY_COLUMNS, *ASSET_DETAILS),
            {
                "uuid": derive_uuid("asset"),
                "category": "cui",
                "component": "doorkeeper",
                "owner": "it",
                "cui": "stores;transmits",
                "address": ("10.0.0.7", "rack 7")[variant],
                "end-of-support": "2029-12-31",
                "kinds": "wireless-disabled;mobile",
            },
        ),
        "poam/gap.md": _write_markdown(filler.fill_file("poam")),
        "exceptions/part.md": _write_markdown(filler.fill_file("exception")),
    }
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")


def _vary_evidence(register: Tree) -> Tree:
    """Several places of both kinds: one that has a link, and one that is words."""
    for number, item in enumerate(register["evidence"]):
        item["id"] = ("ev-roster", "ev-plan", "ev-crypto")[number]
        if "locations" in item:
            item["locations"][0]["location"] = f"evidence/part {number}.csv"
    return register


def _write_markdown(front: Tree) -> str:
    return f"---\n{write_yaml(front)}---\n\nA text of {front.get('title', 'it')}.\n\nMore of it.\n"


def _write_rows(columns: Iterable[str], fixed: Mapping[str, str]) -> str:
    columns = list(columns)
    row = [fixed.get(name, "2026-03-04" if name == "date" else f"a {name}") for name in columns]
    return write_table(columns, [row])
