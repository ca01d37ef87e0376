"""Assembling over documents that others wrote into: theirs stays, ours follows the files, and -v
says what is not ours.
"""

from __future__ import annotations

import copy as copying
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import attestle
from attestle.assembly.document_merge import merge_trees
from attestle.assembly.document_shapes import SHAPES
from attestle.authoring.refresh import refresh_file
from attestle.authoring.register_hashes import set_hashes
from attestle.authoring.scaffold import write_evidence_item
from attestle.errors import WorkspaceError
from attestle.formats import reference_section, yaml12
from attestle.formats.sections import write_sections
from attestle.model.baseline import Requirement
from attestle.model.derived_ids import derive_uuid
from building import shipped
from conftest import AS_OF, ROOT, Run, edit

STAMP = "2026-11-24T00:00:00+00:00"
FOLDERS = {
    "system-security-plan": "system-security-plans",
    "plan-of-action-and-milestones": "plan-of-action-and-milestones",
    "assessment-plan": "assessment-plans",
    "assessment-results": "assessment-results",
}
SYSTEM = "demo"
FILES = f"ssp/{SYSTEM}"
THEIRS = {"name": "ticket", "ns": "https://tools.example/ns", "value": "T-1"}
HASH = "a" * 64
Tree = dict[str, Any]


def path_of(root: Path, model: str) -> Path:
    """Of the one system of the workspace."""
    [system] = (root / "ssp").iterdir()
    return root / FOLDERS[model] / system.name / f"{model}.json"


def load(root: Path, model: str) -> Tree:
    tree: Tree = json.loads(path_of(root, model).read_bytes())[model]
    return tree


def save(root: Path, model: str, body: Tree) -> None:
    path_of(root, model).write_text(
        json.dumps({model: body}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def alter(root: Path, model: str, change: Callable[[Tree], None]) -> Tree:
    body = load(root, model)
    change(body)
    save(root, model, body)
    return body


def fresh(number: int) -> str:
    """A uuid of another tool's."""
    return f"{number:08d}-1111-4111-8111-111111111111"


def touch(root: Path) -> None:
    """An edit that reaches all four documents."""
    [path] = root.glob("ssp/*/system.md")
    edit(path.parent, path.name, '\nversion: "1.', '\nversion: "1.1')


def assemble(root: Path, system: str = SYSTEM) -> tuple[str, ...]:
    """What was kept of others; a second run must change nothing."""
    change = attestle.assemble(root, system, stamp=STAMP)
    assert attestle.assemble(root, system, stamp=STAMP, check=True).changed == ()
    kept: tuple[str, ...] = change.kept
    return kept


def codes(root: Path, *chosen: str) -> list[tuple[str, str]]:
    return [
        (item.code, item.pointer)
        for item in attestle.validate(root, as_of=AS_OF)
        if item.code in chosen
    ]


def found(items: list[Tree], **wanted: str) -> Tree:
    [item] = [
        item
        for item in items
        if all(item.get(key.replace("_", "-")) == value for key, value in wanted.items())
    ]
    return item


# Another tool's content


def test_content_of_others_survives_in_the_plan_at_every_level(tiny: Path) -> None:
    def change(body: Tree) -> None:
        implementation, control = body["system-implementation"], body["control-implementation"]
        body["metadata"] |= {
            "remarks": "theirs",
            "links": [{"href": "https://tools.example/plan", "rel": "alternate"}],
            "revisions": [{"version": "0.9"}],
        }
        body["metadata"]["parties"].append({"uuid": fresh(1), "type": "person", "name": "Theirs"})
        characteristics = body["system-characteristics"]
        characteristics |= {"remarks": "theirs", "date-authorized": "2026-01-01"}
        impact = characteristics["system-information"]["information-types"][0][
            "confidentiality-impact"
        ]
        impact |= {"selected": "fips-199-high", "adjustment-justification": "theirs"}
        characteristics["network-architecture"]["remarks"] = "theirs"
        characteristics["network-architecture"]["diagrams"][0]["links"].append(
            {"href": "https://tools.example/picture", "rel": "source"}
        )
        implementation["components"].append(
            {
                "uuid": fresh(2),
                "type": "software",
                "title": "Theirs",
                "description": "theirs",
                "status": {"state": "operational"},
            }
        )
        implementation["components"][1] |= {
            "remarks": "theirs",
            "protocols": [{"uuid": fresh(3), "name": "https"}],
        }
        implementation["inventory-items"].append({"uuid": fresh(4), "description": "theirs"})
        implementation["users"][0]["props"].append(THEIRS)
        control["set-parameters"] = [{"param-id": "p", "values": ["theirs"]}]
        requirement = control["implemented-requirements"][0]
        requirement |= {"remarks": "theirs"}
        requirement["props"].append(THEIRS)
        requirement["by-components"].append(
            {"uuid": fresh(5), "component-uuid": fresh(2), "description": "theirs"}
        )
        statement = requirement["statements"][0]
        statement["remarks"] = "theirs"
        statement["by-components"][0]["responsible-roles"] = [{"role-id": "security"}]
        statement["by-components"].append(
            {"uuid": fresh(6), "component-uuid": fresh(2), "description": "theirs"}
        )
        requirement["statements"].append(
            {"uuid": fresh(7), "statement-id": f"{requirement['control-id']}_smt"}
        )
        body["back-matter"]["resources"].append(
            {"uuid": fresh(8), "title": "theirs", "rlinks": [{"href": "https://tools.example/x"}]}
        )

    wanted = alter(tiny, "system-security-plan", change)
    touch(tiny)
    kept = assemble(tiny)
    body = load(tiny, "system-security-plan")
    wanted["metadata"] |= {"version": "1.10", "last-modified": STAMP}
    assert body == wanted
    told = "\n".join(kept)
    for part in (
        "metadata/remarks",
        "metadata/links",
        "metadata/revisions",
        "metadata/parties/",
        "system-characteristics/remarks",
        "confidentiality-impact/selected",
        "network-architecture/remarks",
        "diagrams/0/links",
        "components/",
        "components/1/remarks",
        "components/1/protocols",
        "inventory-items/",
        "users/0/props",
        "control-implementation/set-parameters",
        "implemented-requirements/0/remarks",
        "implemented-requirements/0/props",
        "implemented-requirements/0/by-components/",
        "statements/0/remarks",
        "statements/0/by-components/0/responsible-roles",
        "statements/0/by-components/1",
        "back-matter/resources/",
    ):
        assert part in told, part


def test_content_of_others_survives_in_the_other_documents(tiny: Path) -> None:
    def poam(body: Tree) -> None:
        body["risks"][0] |= {
            "risk-log": {
                "entries": [{"uuid": fresh(1), "start": "2026-01-01T10:00:00.123456-04:00"}]
            },
            "priority": None,
        }
        del body["risks"][0]["priority"]
        body["risks"][0]["remediations"][0]["tasks"].append(
            {"uuid": fresh(2), "type": "action", "title": "theirs"}
        )
        body["poam-items"].append({"uuid": fresh(3), "title": "theirs", "description": "theirs"})
        body["observations"][0]["remarks"] = "theirs"

    def results(body: Tree) -> None:
        second = copying.deepcopy(body["results"][0])
        second |= {"uuid": fresh(4), "title": "Assessment by others"}
        for item in (*second["findings"], *second["observations"]):
            item["uuid"] = (
                f"5{item['uuid'][1:]}" if item["uuid"][0] != "5" else f"6{item['uuid'][1:]}"
            )
        for item in second["findings"]:
            item.pop("related-observations", None)
        body["results"].append(second)
        body["results"][0]["findings"][0] |= {
            "remarks": "theirs",
            "origins": [{"actors": [{"type": "tool", "actor-uuid": fresh(6)}]}],
        }

    def plan(body: Tree) -> None:
        body["tasks"].append({"uuid": fresh(5), "type": "milestone", "title": "theirs"})
        body["terms-and-conditions"] = {"parts": [{"name": "assumptions", "prose": "theirs"}]}

    wanted = {
        model: alter(tiny, model, change)
        for model, change in (
            ("plan-of-action-and-milestones", poam),
            ("assessment-results", results),
            ("assessment-plan", plan),
        )
    }
    touch(tiny)
    assemble(tiny)
    for model, tree in wanted.items():
        tree["metadata"] |= {"version": "1.10", "last-modified": STAMP}
        assert load(tiny, model) == tree


# Made anew from the profile every time: what the plan and the results review.
_REVIEWED = (
    "reviewed-controls/control-selections",
    "reviewed-controls/control-objective-selections",
    "related-controls",
    "subjects",
    "assessment-subjects",
)


class PropsOfOthers:
    """A prop put into each object below a node that OSCAL lets have props."""

    def __init__(self) -> None:
        self.table = json.loads((ROOT / "oscal/attestle/data/schema/order.json").read_bytes())
        self.number = 0

    def add(self, node: Tree, definition: str, pointer: str = "") -> None:
        keys = {key: child for key, child, _ in self.table["defs"][definition]}
        for key in [key for key in node if keys[key] and key not in ("props", "links")]:
            for item in node[key] if isinstance(node[key], list) else [node[key]]:
                self.add(item, keys[key], f"{pointer}/{key}")
        if (
            "props" in keys
            and not pointer.endswith(_REVIEWED)
            and not any(f"/{part}/" in pointer for part in _REVIEWED)
        ):
            prop = {**THEIRS, "value": f"{self.number} {pointer}"}
            node.setdefault("props", []).append(prop)
            self.number += 1


def test_a_prop_of_others_survives_in_every_object(copy: Path) -> None:
    """In each object that OSCAL lets have props, whether or not we write any there."""
    numbers = {}
    for model in FOLDERS:
        body, props = load(copy, model), PropsOfOthers()
        props.add(body, props.table["roots"][model])
        save(copy, model, body)
        numbers[model] = props.number
    touch(copy)
    assemble(copy, "example-enclave")
    for model, number in numbers.items():
        assert number > 20
        assert path_of(copy, model).read_text().count(THEIRS["ns"]) == number, model


def test_parts_of_the_description_that_others_wrote_stay(tiny: Path) -> None:
    """No boundary.md and no network.md: what stands there belongs to whoever wrote it."""
    for name in ("boundary.md", "network.md"):
        (tiny / FILES / name).unlink()
    theirs = {"description": "The boundary as another tool tells it.", "remarks": "theirs"}
    assemble(tiny)
    assert load(tiny, "system-security-plan")["system-characteristics"][
        "authorization-boundary"
    ] == {"description": ""}
    alter(
        tiny,
        "system-security-plan",
        lambda body: body["system-characteristics"].update(
            {"authorization-boundary": theirs, "network-architecture": theirs}
        ),
    )
    kept = assemble(tiny)
    characteristics = load(tiny, "system-security-plan")["system-characteristics"]
    assert characteristics["authorization-boundary"] == theirs
    assert characteristics["network-architecture"] == theirs
    assert "system-security-plan/system-characteristics/authorization-boundary" in kept


def test_a_deleted_narrative_goes_with_what_others_put_into_it(tiny: Path) -> None:
    """An object without its description is no OSCAL: keeping only their remark would stop every
    assembly.
    """
    alter(
        tiny,
        "system-security-plan",
        lambda body: body["system-characteristics"]["network-architecture"].update(
            remarks="theirs"
        ),
    )
    (tiny / FILES / "network.md").unlink()
    assemble(tiny)
    assert (
        "network-architecture" not in load(tiny, "system-security-plan")["system-characteristics"]
    )


def test_an_edit_by_hand_of_what_is_ours_is_found_and_undone(tiny: Path) -> None:
    before = path_of(tiny, "system-security-plan").read_bytes()
    alter(
        tiny,
        "system-security-plan",
        lambda body: body["control-implementation"]["implemented-requirements"][0]["statements"][0][
            "by-components"
        ][0].update(description="X"),
    )
    assert codes(tiny, "SYN001") == [("SYN001", "")]
    assemble(tiny)
    after = load(tiny, "system-security-plan")
    after["metadata"]["last-modified"] = json.loads(before)["system-security-plan"]["metadata"][
        "last-modified"
    ]
    assert after == json.loads(before)["system-security-plan"]


def test_kept_content_is_told_by_v(run: Run, tiny: Path) -> None:
    alter(
        tiny,
        "system-security-plan",
        lambda body: body["system-implementation"]["components"][0].update(remarks="theirs"),
    )
    assert (
        "kept, written by others: system-security-plan/system-implementation/components/0/remarks"
        in run(tiny, "-v", "ssp", "assemble").output
    )


# Gone from the files


def without_file_store(root: Path) -> str:
    """The uuid of a component that stood in all documents, after it and all that names it left the
    files.
    """
    page = root / FILES / "controls/AC/3.1.1.md"
    text = page.read_text()
    page.write_text(text.replace("@component doorkeeper -->", "@component file-store -->"))
    assemble(root)
    plan = load(root, "system-security-plan")
    component: str = found(plan["system-implementation"]["components"], title="File store")["uuid"]
    assert f'"component-uuid": "{component}"' in path_of(root, "system-security-plan").read_text()
    assert component in path_of(root, "plan-of-action-and-milestones").read_text()
    page.write_text(text.replace("@component doorkeeper -->", "@draft -->"))
    (root / FILES / "components/file-store.md").unlink()
    inventory = root / FILES / "inventory.csv"
    lines = inventory.read_text().splitlines(keepends=True)
    inventory.write_text("".join(line for line in lines if ",file-store," not in line))
    edit(root, f"{FILES}/poam/flow-rules.md", "[file-store]", "[doorkeeper]")
    return component


def test_a_deleted_component_leaves_nothing_of_ours(tiny: Path) -> None:
    component = without_file_store(tiny)
    assemble(tiny)
    assert [model for model in FOLDERS if component in path_of(tiny, model).read_text()] == []
    assert codes(tiny, "REF009", "REF007", "OSC002", "OSC008") == []


def test_an_object_of_others_that_still_refers_to_it_is_a_finding(tiny: Path) -> None:
    component = without_file_store(tiny)
    item = {
        "uuid": fresh(1),
        "description": "theirs",
        "implemented-components": [{"component-uuid": component}],
    }
    body = alter(
        tiny,
        "system-security-plan",
        lambda body: body["system-implementation"]["inventory-items"].append(item),
    )
    requirement = body["control-implementation"]["implemented-requirements"][0]
    requirement["by-components"].append(
        {"uuid": fresh(2), "component-uuid": component, "description": "theirs"}
    )
    save(tiny, "system-security-plan", body)
    assemble(tiny)
    [first, second] = codes(tiny, "REF009")
    assert "/by-components/" in first[1] + second[1]
    assert "/inventory-items/" in first[1] + second[1]


def test_references_of_others_to_what_is_gone_are_findings(tiny: Path) -> None:
    """To a risk of a deleted item, and to a picture of a deleted narrative."""

    def poam(body: Tree) -> None:
        risk = found(body["risks"], title="Enforce the paths of CUI")["uuid"]
        body["poam-items"].append(
            {
                "uuid": fresh(1),
                "title": "theirs",
                "description": "theirs",
                "related-risks": [{"risk-uuid": risk}],
            }
        )

    def plan(body: Tree) -> None:
        [diagram] = body["system-characteristics"]["data-flow"]["diagrams"]
        body["system-characteristics"]["links"] = [
            {"href": diagram["links"][0]["href"], "rel": "reference"}
        ]

    alter(tiny, "plan-of-action-and-milestones", poam)
    alter(tiny, "system-security-plan", plan)
    (tiny / FILES / "poam/flow-rules.md").unlink()
    (tiny / FILES / "data-flow.md").unlink()
    assemble(tiny)
    items = load(tiny, "plan-of-action-and-milestones")["poam-items"]
    assert codes(tiny, "REF007", "REF009") == [
        (
            "REF009",
            f"/plan-of-action-and-milestones/poam-items/{len(items) - 1}/related-risks/0/risk-uuid",
        ),
        ("REF007", "/system-security-plan/system-characteristics/links/0/href"),
    ]


def test_deleted_evidence_goes_everywhere(tiny: Path) -> None:
    register = tiny / FILES / "evidence.yaml"
    text = register.read_text()
    start = text.rindex("  - uuid:", 0, text.index("id: ev-crypto\n"))
    end = text.index("  - uuid:", start + 5)
    key = text[start:end].split("uuid: ")[1].split("\n")[0].strip()
    assert key in path_of(tiny, "system-security-plan").read_text()
    register.write_text(text[:start] + text[end:])
    for path in (tiny / FILES / "controls").rglob("*.md"):
        page = (
            path.read_text()
            .replace("ev-crypto, ", "")
            .replace(", ev-crypto", "")
            .replace("- Evidence: ev-crypto\n", "")
        )
        path.write_text(page)
    edit(tiny, f"{FILES}/providers/cloudharbor.csv", ",ev-crypto,", ",,")
    assemble(tiny)
    observation = derive_uuid(load(tiny, "system-security-plan")["uuid"], "observation", key)
    for model in FOLDERS:
        text = path_of(tiny, model).read_text()
        assert key not in text
        assert observation not in text


def test_the_last_item_takes_the_plan_of_action_with_it_unless_others_have_items(
    tiny: Path,
) -> None:
    theirs = {"uuid": fresh(1), "title": "theirs", "description": "theirs"}
    alter(tiny, "plan-of-action-and-milestones", lambda body: body["poam-items"].append(theirs))
    shutil.rmtree(tiny / FILES / "poam")
    shutil.rmtree(tiny / FILES / "exceptions")
    assemble(tiny)
    body = load(tiny, "plan-of-action-and-milestones")
    assert body["poam-items"] == [theirs]
    assert not {"risks", "findings", "observations"} & set(body)
    alter(
        tiny,
        "plan-of-action-and-milestones",
        lambda body: body["poam-items"][0].update(
            props=[{"name": "source", "ns": "urn:attestle:oscal", "value": "x"}]
        ),
    )
    assemble(tiny)
    assert not path_of(tiny, "plan-of-action-and-milestones").exists()


def test_a_plan_of_action_of_another_tool_is_left_alone(tiny: Path) -> None:
    def change(body: Tree) -> None:
        body["uuid"] = fresh(1)

    shutil.rmtree(tiny / FILES / "poam")
    shutil.rmtree(tiny / FILES / "exceptions")
    body = alter(tiny, "plan-of-action-and-milestones", change)
    path_of(tiny, "plan-of-action-and-milestones").write_text(
        json.dumps({"plan-of-action-and-milestones": body})
    )  # their layout too
    before = path_of(tiny, "plan-of-action-and-milestones").read_bytes()
    kept = assemble(tiny)
    assert path_of(tiny, "plan-of-action-and-milestones").read_bytes() == before
    assert "plan-of-action-and-milestones" in kept


def test_an_objective_section_that_is_gone_leaves_the_by_components_of_others(tiny: Path) -> None:
    def change(body: Tree) -> None:
        component = body["system-implementation"]["components"][1]["uuid"]
        statement = found(
            body["control-implementation"]["implemented-requirements"],
            control_id="SP_800_171r2_03.01.01",
        )["statements"][0]
        statement["by-components"].append(
            {"uuid": fresh(1), "component-uuid": component, "description": "theirs"}
        )

    alter(tiny, "system-security-plan", change)
    page = tiny / FILES / "controls/AC/3.1.1.md"
    text = page.read_text()
    page.write_text(text[: text.index("## [a]")] + text[text.index("## [b]") :])
    kept = assemble(tiny)
    requirement = found(
        load(tiny, "system-security-plan")["control-implementation"]["implemented-requirements"],
        control_id="SP_800_171r2_03.01.01",
    )
    statement = found(requirement["statements"], statement_id="SP_800_171r2_03.01.01_obj.a")
    assert [item["description"] for item in statement["by-components"]] == ["theirs"]
    assert any(
        "/statements/" in pointer and pointer.endswith("/by-components/0") for pointer in kept
    )
    page.unlink()
    assemble(tiny)
    left = found(
        load(tiny, "system-security-plan")["control-implementation"]["implemented-requirements"],
        control_id="SP_800_171r2_03.01.01",
    )
    assert set(left) == {"uuid", "control-id", "statements"}


def test_a_requirement_file_that_is_gone_is_gone(tiny: Path) -> None:
    (tiny / FILES / "controls/AC/3.1.1.md").unlink()
    assemble(tiny)
    assert "SP_800_171r2_03.01.01_obj.a" not in path_of(tiny, "system-security-plan").read_text()


# What others wrote into what goes


def write_into_requirement(root: Path) -> None:
    """Content of another tool at every level of the requirement 3.1.1."""

    def change(body: Tree) -> None:
        requirement = found(
            body["control-implementation"]["implemented-requirements"],
            control_id="SP_800_171r2_03.01.01",
        )
        requirement["props"] = [*requirement.get("props", ()), THEIRS]
        requirement["remarks"] = "theirs"
        statement = requirement["statements"][0]
        statement["links"] = [{"href": "https://tools.example/1", "rel": "ticket"}]
        statement["by-components"][0]["props"] = [
            *statement["by-components"][0].get("props", ()),
            THEIRS,
        ]

    alter(root, "system-security-plan", change)


def drop_requirement(root: Path) -> None:
    """3.1.1 leaves the profile, and its file the folder of answers."""
    edit(root, "profiles/mini/profile.json", '"SP_800_171r2_03.01.01",', "")
    (root / FILES / "controls/AC/3.1.1.md").unlink()
    edit(root, f"{FILES}/evidence.yaml", '    objectives: ["3.1.1[a]"]\n', "")
    for path in (root / FILES / "exceptions").iterdir():
        path.unlink()


def test_what_others_wrote_into_a_requirement_that_leaves_is_told(run: Run, tiny: Path) -> None:
    write_into_requirement(tiny)
    assert attestle.assemble(tiny, SYSTEM, check=True).lost == ()
    drop_requirement(tiny)
    planned = run(tiny, "ssp", "assemble", "--check")
    assert planned.exit_code == 3, planned.output
    result = run(tiny, "ssp", "assemble")
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stderr.splitlines() if "written by others" in line]
    assert [line.replace("not kept", "would not be kept") for line in lines] == [
        line for line in planned.stderr.splitlines() if "written by others" in line
    ]
    start = "not kept, written by others: system-security-plan/control-implementation"
    assert not [line for line in lines if not line.startswith(start)]
    places = sorted(
        line.partition("implemented-requirements/")[2].split("/", 1)[1] for line in lines
    )
    assert [place.partition(" (of ")[0] for place in places] == [
        "props",
        "remarks",
        "statements/0/by-components/0/props",
        "statements/0/links",
    ]
    assert places[0].endswith("(of SP_800_171r2_03.01.01)")
    assert len(lines) == 4
    assert "written by others" not in run(tiny, "ssp", "assemble").stderr


def test_what_goes_with_a_narrative_or_a_document_is_told(tiny: Path) -> None:
    alter(
        tiny,
        "system-security-plan",
        lambda body: body["system-characteristics"]["network-architecture"].update(
            remarks="theirs"
        ),
    )
    alter(
        tiny,
        "plan-of-action-and-milestones",
        lambda body: body["metadata"].update(remarks="theirs"),
    )
    (tiny / FILES / "network.md").unlink()
    for path in (tiny / FILES / "poam").iterdir():
        path.unlink()
    lost = attestle.assemble(tiny, SYSTEM, stamp=STAMP).lost
    assert lost == (
        "system-security-plan/system-characteristics/network-architecture/remarks",
        "plan-of-action-and-milestones/metadata/remarks",
    )


def test_what_is_ours_goes_without_a_word(copy: Path) -> None:
    """In the whole example: answers of two families, all items and exceptions, the narratives."""
    folder = copy / "ssp/example-enclave"
    for path in (
        *folder.glob("controls/A[CT]/*"),
        *folder.glob("poam/*"),
        *folder.glob("exceptions/*"),
    ):
        path.unlink()
    for name in ("boundary.md", "network.md", "data-flow.md"):
        (folder / name).unlink()
    change = attestle.assemble(copy, "example-enclave", stamp=STAMP, check=True)
    assert change.changed
    assert change.lost == ()


def test_an_edit_of_what_is_ours_is_no_loss(tiny: Path) -> None:
    alter(
        tiny,
        "system-security-plan",
        lambda body: body["system-implementation"]["components"][0].update(title="X"),
    )
    without_file_store(tiny)
    assert attestle.assemble(tiny, SYSTEM, stamp=STAMP).lost == ()


# Documents that are no OSCAL


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", []),
        ("/metadata", "x"),
        ("/metadata/props", {"name": "x"}),
        ("/system-implementation/components", ["x"]),
        ("/control-implementation", [1]),
    ],
)
def test_a_document_without_the_shape_of_oscal_is_told(
    pointer: str, value: Any, tiny: Path
) -> None:
    body: Any = load(tiny, "system-security-plan")
    before = body
    *above, last = pointer.split("/")
    for key in above[1:]:
        before = before[key]
    if last:
        before[last] = value
    save(tiny, "system-security-plan", body if last else value)
    with pytest.raises(
        WorkspaceError, match=f"/system-security-plan{pointer} is not .*mend or delete"
    ):
        attestle.assemble(tiny, SYSTEM, stamp=STAMP)


def test_an_object_without_its_key_stays() -> None:
    """A POA&M item needs no uuid; one with a uuid of another type is for the schema check to tell."""
    items = [
        {"title": "a", "description": "a"},
        {"title": "b", "description": "b"},
        {"uuid": ["x"], "title": "c"},
    ]
    merged = merge_trees(
        "plan-of-action-and-milestones", {"uuid": fresh(1)}, {"poam-items": items}, fresh(2)
    )
    assert merged.tree["poam-items"] == items


def test_props_of_ours_are_told_by_their_namespace() -> None:
    ours = {"name": "count", "ns": "urn:attestle:oscal", "value": "1"}
    existing = {
        "metadata": {
            "props": [THEIRS, {**ours, "value": "0"}, {**ours, "name": "retired-by-us"}],
            "title": "old",
            "oscal-version": "1.0.0",
        }
    }
    built = {
        "uuid": fresh(1),
        "metadata": {"title": "new", "props": [ours], "oscal-version": "1.2.1"},
    }
    merged = merge_trees("assessment-plan", built, existing, fresh(2))
    assert merged.tree["metadata"] == {
        "title": "new",
        "props": [ours, THEIRS],
        "oscal-version": "1.2.1",
    }
    assert merged.kept == ["/metadata/props"]
    assert set(SHAPES) == set(FOLDERS)


# Files that the tool changes in place


def new_uuid() -> str:
    return fresh(9)


def refreshed(text: str, requirement: Requirement) -> str | None:
    found = refresh_file(text, requirement, None)
    return found.text if found else None


def test_generate_keeps_every_line_of_an_edited_reference() -> None:
    """Also lines that look like the catalog's: a changed objective, a quotation."""
    requirement = shipped().by_label["3.1.1"]
    section = reference_section.write_blank_section(requirement)
    mine = (
        "> Our auditor asked about this.",
        "- **[a]** people are known, and reviewed each quarter",
        "*A summary of ours*",
        "It is met when we say so",
    )
    edited = type(section)(
        "reference", (), section.title, (), "\n".join((*section.prose.split("\n"), *mine))
    )
    text = write_sections(
        'requirement: "3.1.1"\n', reference_section.write_heading(requirement), [edited]
    )
    result = refreshed(text, requirement)
    assert result is not None
    draft = result.partition("<!-- @draft -->")[2]
    assert [line for line in draft.split("\n") if line] == list(mine)
    assert refreshed(result, requirement) == result


def test_generate_keeps_words_of_an_edited_heading() -> None:
    requirement = shipped().by_label["3.1.1"]
    text = write_sections(
        'requirement: "3.1.1"\n',
        f"{reference_section.write_heading(requirement)} (ask Robin)",
        [reference_section.write_blank_section(requirement)],
    )
    result = refreshed(text, requirement)
    assert result is not None
    assert reference_section.write_heading(requirement) in result.split("\n")
    assert "(ask Robin)" in result.partition("<!-- @draft -->")[2]
    shorter = refreshed(
        result.replace(reference_section.write_heading(requirement), "# 3.1.1"), requirement
    )
    assert shorter == result


@pytest.mark.parametrize(
    "register",
    [
        "evidence:\n  - id: e1\n    location: >-\n      evidence/x\n",
        "evidence:\n  - {id: e1, location: evidence/x}\n",
        "evidence:\n  - {id: e1, sha256: bb, location: evidence/x}  # one\n",
        "evidence:\n  - location: evidence/x # where\n    id: e1\n",
        "evidence:\n- id: e1\n  'location': evidence/x\n- id: e2\n  location: evidence/y\n",
        "evidence:\n  - id: e1\n    sha256: 'bb' # old\n    location: evidence/x\n",
    ],
)
def test_hashes_go_into_any_layout(register: str) -> None:
    before = yaml12.read_yaml(register).value["evidence"]
    result = set_hashes(register, {("e1", "evidence/x"): HASH})
    assert yaml12.read_yaml(result).value["evidence"] == [
        {**before[0], "sha256": HASH},
        *before[1:],
    ]
    assert result.count("#") == register.count("#")
    assert set_hashes(result, {("e1", "evidence/x"): HASH}) == result


def test_a_hash_that_has_no_place_is_told() -> None:
    with pytest.raises(WorkspaceError, match="beginning with e1"):
        set_hashes(
            "evidence:\n  - id: e1\n    sha256:\n      bb\n    location: evidence/x\n",
            {("e1", "evidence/x"): HASH},
        )


@pytest.mark.parametrize(
    "register",
    [
        "",
        "evidence: []\n",
        "evidence: [ ]  # none yet\n",
        "# register\nevidence: []",
        "evidence:\n- id: a\n",
        "evidence:\n    - id: a\n      title: b\n",
        "---\nevidence: []\n",
    ],
)
def test_an_item_is_added_to_any_register(register: str) -> None:
    before = (yaml12.read_yaml(register).value or {}).get("evidence", []) if register else []
    result = yaml12.read_yaml(write_evidence_item(register, {"id": "z"}, new_uuid).decode())
    assert result.value == {"evidence": [*before, {"uuid": new_uuid(), "id": "z"}]}
