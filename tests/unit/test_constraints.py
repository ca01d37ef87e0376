"""The constraints of OSCAL: how each is read, what is not evaluated, and that sound documents break
none.
"""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import attestle
from attestle.conformance.broken_constraints import Breach
from attestle.conformance.constraint_walk import check_constraints
from attestle.conformance.schema import check_schema
from build_constraints import table
from conftest import AS_OF, NIST, NO_HANG, ROOT, examples
from metapath import Operation, Unknown, parse
from planted.documents import OURS, documents, u

Tree = dict[str, Any]
FOLDERS = (
    "assessment-plans", "assessment-results", "catalogs", "component-definitions", "mapping-collections", "plan-of-action-and-milestones",
    "profiles", "system-security-plans",
)  # fmt: skip
OSCAL = "http://csrc.nist.gov/ns/oscal"


def shipped() -> list[Path]:
    """Every OSCAL document of the repository, and those that the cases of the rules stand on."""
    return sorted(
        path
        for base in (ROOT, ROOT / "tests/cases/_base")
        for folder in FOLDERS
        for path in (base / folder).glob("*/*.json")
    )


def model_of(tree: Tree) -> str:
    return next(key for key in tree if key != "$schema")


def broken(model: str, tree: Tree) -> list[tuple[str, str]]:
    return [(item.pointer, item.constraint) for item in check_constraints(model, tree)]


# What is built


def test_the_committed_table_and_page_are_what_the_constraints_build() -> None:
    done = subprocess.run(
        [sys.executable, "tools/build_constraints.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_constraint_is_evaluated_or_accounted_for() -> None:
    built = table()
    assert built.left == {}
    assert Counter(rule.how for rule in built.rules) == {
        "engine": 261,
        "open": 56,
        "schema": 22,
        "MAP002": 1,
    }


def test_the_page_lists_every_constraint() -> None:
    page = (ROOT / "docs/conformance.md").read_text(encoding="utf-8")
    for rule in table().rules:
        assert (
            f"| {rule.source.get('id') or rule.source['owner'] + ' ' + rule.source['type']} |"
            in page
        )


def test_only_open_vocabularies_are_left_out_as_open() -> None:
    assert all(rule.source["allow-other"] == "yes" for rule in table().rules if rule.how == "open")


@pytest.mark.parametrize(
    "text", ["a/", "count(a) > 1", "a[1]", "a = b = c", "ancestor::a", "'open", "a b"]
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(Unknown):
        parse(text)


def test_an_expression_is_read_as_a_tree() -> None:
    tree = parse("a and not(b) or starts-with(@c,'#')")
    assert isinstance(tree, Operation)
    assert tree.name == "or"
    assert [item.name for item in tree.arguments if isinstance(item, Operation)] == [
        "and",
        "starts-with",
    ]


# No false error


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_our_documents_break_no_constraint(path: Path) -> None:
    tree = json.loads(path.read_bytes())
    assert check_constraints(model_of(tree), tree) == []


# Real defects in NIST's examples: the file, the code and the pointer, and why
STATEMENT = "/component-definition/components/0/control-implementations/0/implemented-requirements/1/statements/0/uuid"
ITEM = "/plan-of-action-and-milestones/poam-items/0/related-risks/0/risk-uuid"
REAL = {
    ("example-component-definition", "OSC008", STATEMENT): "two statements have one uuid",
    (
        "ifa_plan-of-action-and-milestones",
        "REF009",
        ITEM,
    ): "none of the two risks has the uuid that the item names",
}


@pytest.mark.skipif(not NIST.is_dir(), reason=f"NIST's examples are not at {NIST}")
def test_nist_examples_have_only_their_real_defects(tmp_path: Path) -> None:
    found = set()
    (tmp_path / ".trestle").mkdir()
    (tmp_path / ".trestle/config.ini").touch()
    for path in sorted(NIST.glob("*.json")):
        model = model_of(json.loads(path.read_bytes()))
        folder = next(name for name in FOLDERS if name in (model, f"{model}s"))
        target = tmp_path / folder / path.stem.lower() / f"{model}.json"
        target.parent.mkdir(parents=True)
        target.write_bytes(path.read_bytes())
    for item in attestle.validate(tmp_path, as_of=AS_OF):
        if item.is_error:
            found.add((item.path.split("/")[1], item.code, item.pointer))
    assert found == set(REAL)


class Deep:
    """Catalogs in the style of NIST: deep, with everything that their content has."""

    def __init__(self, seed: int) -> None:
        self.pick = random.Random(seed)
        self.count = 0

    def name(self, start: str) -> str:
        self.count += 1
        return f"{start}-{self.count}"

    def some(self, low: int, high: int) -> range:
        return range(self.pick.randint(low, high))

    def catalog(self) -> Tree:
        groups = [
            {
                "id": self.name("g"),
                "title": "Group",
                "controls": [self.control(0) for _ in self.some(1, 3)],
            }
            for _ in self.some(1, 2)
        ]
        metadata = {
            "title": "Deep",
            "last-modified": "2024-01-01T00:00:00Z",
            "version": "5",
            "oscal-version": self.pick.choice(("1.1.0", "1.1.2", "1.2.1")),
        }
        return {"catalog": {"uuid": u("deep"), "metadata": metadata, "groups": groups}}

    def control(self, depth: int) -> Tree:
        identity = self.name("ac")
        result: Tree = {
            "id": identity,
            "class": "SP800-53",
            "title": "Control",
            "props": self.props("label", "sort-id", "alt-identifier"),
        }
        if self.pick.random() < 0.2:
            result["props"].append(
                {"name": "status", "value": self.pick.choice(("withdrawn", "Withdrawn"))}
            )
            result["links"] = [
                {"href": f"#{identity}", "rel": self.pick.choice(("incorporated-into", "moved-to"))}
            ]
            return result
        result["params"] = [self.param() for _ in self.some(1, 4)]
        result["parts"] = [
            self.statement(0),
            {"id": self.name("gdn"), "name": "guidance", "prose": "One.\n\nTwo:\n\n1. a\n2. b"},
            self.objective(0),
            *map(self.method, ("EXAMINE", "TEST")),
        ]
        result["links"] = [
            {"href": f"#{identity}", "rel": "related"},
            {"href": "https://csrc.nist.gov/", "rel": "reference"},
        ]
        if depth < 3 and self.pick.random() < 0.6:
            result["controls"] = [self.control(depth + 1) for _ in self.some(1, 3)]
        return result

    def props(self, *names: str) -> list[Tree]:
        known = [
            {"name": name, "value": self.name("v")} for name in names if self.pick.random() < 0.7
        ]
        return [
            *known,
            {
                "name": self.pick.choice(("method", "CORE", "implementation-level")),
                "ns": OURS,
                "value": "x",
                "class": "y",
            },
            {"name": "marking", "value": "z"},
        ]

    def param(self) -> Tree:
        result: Tree = {
            "id": self.name("prm"),
            "props": self.props("label", "alt-label"),
            "label": "time",
        }
        if self.pick.random() < 0.3:
            result["select"] = {
                "how-many": self.pick.choice(("one", "one-or-more")),
                "choice": ["one", "two {{ insert: param, " + result["id"] + " }}"],
            }
        elif self.pick.random() < 0.3:
            result["constraints"] = [
                {"description": "short", "tests": [{"expression": "[a-z]+", "remarks": "x"}]}
            ]
            result["values"] = ["a", "b"]
        if self.pick.random() < 0.5:
            result["props"].append(
                {"name": "aggregates", "ns": "http://csrc.nist.gov/ns/rmf", "value": "prm-1"}
            )
        return result

    def statement(self, depth: int) -> Tree:
        name = "item" if depth else "statement"
        parts = [self.statement(depth + 1) for _ in self.some(0, 3)] if depth < 5 else []
        result: Tree = {
            "id": self.name("smt"),
            "name": name,
            "props": self.props("label"),
            "prose": "Do it.",
        }
        return result | ({"parts": parts} if parts else {})

    def objective(self, depth: int) -> Tree:
        parts = [self.objective(depth + 1) for _ in self.some(0, 3)] if depth < 4 else []
        result: Tree = {
            "id": self.name("obj"),
            "name": "objective" if self.pick.random() < 0.1 else "assessment-objective",
            "prose": "It is done.",
        }
        return result | ({"parts": parts} if parts else {})

    def method(self, word: str) -> Tree:
        space = {"ns": "http://csrc.nist.gov/ns/rmf"} if self.pick.random() < 0.5 else {}
        parts = [{"name": self.pick.choice(("objects", "assessment-objects")), "prose": "plans"}]
        return {
            "id": self.name("asm"),
            "name": self.pick.choice(("assessment", "assessment-method")),
            "props": [{"name": "method", "value": word, **space}],
            "parts": parts,
        }


@settings(max_examples=examples(60), deadline=None)
@given(st.integers())
def test_deep_content_breaks_no_constraint(seed: int) -> None:
    tree = Deep(seed).catalog()
    assert check_schema("catalog", tree) == []
    assert check_constraints("catalog", tree) == []


@settings(max_examples=examples(100), deadline=None)
@given(
    st.sampled_from(sorted(documents())),
    st.integers(),
    st.sampled_from([None, 0, True, "", "#", [], {}, [None], [[]], {"a": []}, ["x"], "x" * 300]),
)
def test_no_tree_is_too_strange(model: str, seed: int, wrong: Any) -> None:
    """The schema may have been broken anywhere: nothing is raised."""
    tree = copy.deepcopy(documents()[model])
    pick = random.Random(seed)
    node: Any = tree[model]
    while isinstance(node, dict | list) and node:
        key = pick.choice(list(node) if isinstance(node, dict) else list(range(len(node))))
        if not isinstance(node[key], dict | list) or not node[key] or pick.random() < 0.2:
            node[key] = wrong
            break
        node = node[key]
    check_constraints(model, tree)


def test_what_is_no_document_has_no_breach() -> None:
    assert check_constraints("catalog", {}) == []
    assert check_constraints("catalog", {"catalog": []}) == []


# How vocabularies are read


def control(**more: Any) -> Tree:
    one = {
        "id": "a-1",
        "title": "A",
        "parts": [{"id": "a-1_smt", "name": "statement", "prose": "Do."}],
    } | more
    metadata = {
        "title": "C",
        "last-modified": "2024-01-01T00:00:00Z",
        "version": "1",
        "oscal-version": "1.2.1",
    }
    return {"catalog": {"uuid": u("one"), "metadata": metadata, "controls": [one]}}


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    assert check_constraints("catalog", control(props=[{"name": "lable", "value": "x"}])) == [
        Breach(
            "/catalog/controls/0/props/0/name",
            '"lable" is no name of a prop of a control; allowed: label, sort-id, alt-identifier,'
            " status, marking (oscal-control-prop-name)",
            'did you mean "label"? a name of your own needs a namespace of your own: add "ns"',
            "oscal-control-prop-name",
            "allowed-values",
            "error",
        )
    ]


def test_vocabularies_hold_in_their_namespace_only() -> None:
    assert broken("catalog", control(props=[{"name": "lable", "ns": OURS, "value": "x"}])) == []
    assert (
        len(broken("catalog", control(props=[{"name": "lable", "ns": OSCAL, "value": "x"}]))) == 1
    )


def test_vocabularies_of_several_constraints_are_united() -> None:
    """`marking` comes from the prop itself, `item` from the statement around it,
    `assessment-objective` from any depth.
    """
    smt = {
        "name": "statement",
        "parts": [
            {
                "name": "item",
                "props": [{"name": "marking", "value": "x"}],
                "parts": [{"name": "item"}, {"name": "assessment-objective"}],
            }
        ],
    }
    assert broken("catalog", control(parts=[smt])) == []
    gdn = {"name": "guidance", "parts": [{"name": "item"}]}
    assert broken("catalog", control(parts=[smt, gdn])) == [
        ("/catalog/controls/0/parts/1/parts/0/name", "oscal-control-statement-part-name")
    ]


def test_an_open_vocabulary_forbids_nothing() -> None:
    assert (
        broken("catalog", control(links=[{"href": "https://a.example/", "rel": "anything"}])) == []
    )


def facet(**more: str) -> list[tuple[str, str]]:
    tree = copy.deepcopy(documents()["assessment-results"])
    facets = tree["assessment-results"]["results"][0]["risks"][0]["characterizations"][0]["facets"]
    facets[:] = [{"name": "likelihood", "system": OSCAL, "value": "low", **more}]
    return [
        (pointer.rpartition("/")[2], name) for pointer, name in broken("assessment-results", tree)
    ]


def test_facets_are_judged_by_their_system() -> None:
    assert facet() == []
    assert facet(system="https://house.example/scale", name="likeliness") == []
    assert facet(name="likeliness") == [("name", "oscal-facet-name-core-values")]
    assert facet(system="http://www.first.org/cvss/v2.0", name="access-vector", value="far") == [
        ("value", "oscal-facet-cvss2-access-vector-values")
    ]
    assert (
        facet(system="http://www.first.org/cvss/v3.0", name="user-interaction", value="none") == []
    )


# How keys are read


def plan() -> Tree:
    return copy.deepcopy(documents()["system-security-plan"])


def test_links_between_components_are_read_with_their_hash() -> None:
    tree = plan()
    links = tree["system-security-plan"]["system-implementation"]["components"][1]["links"]
    links[:] = [
        {"href": f"#{u('lock')}", "rel": rel}
        for rel in ("depends-on", "validated-by", "uses-service")
    ]
    at = "/system-security-plan/system-implementation/components/1/links"
    assert broken("system-security-plan", tree) == [
        (f"{at}/1/href", "oscal-system-implementation-validated-by-index"),
        (f"{at}/2/href", "oscal-index-system-implementation-component-uuid-service"),
    ]
    links[:] = [
        {"href": "https://elsewhere.example/", "rel": rel}
        for rel in ("depends-on", "validated-by", "uses-service")
    ]
    assert broken("system-security-plan", tree) == []


def test_a_key_that_is_absent_is_not_looked_up() -> None:
    tree = plan()
    statement = tree["system-security-plan"]["control-implementation"]["implemented-requirements"][
        0
    ]["statements"][0]
    del statement["by-components"][0]["export"]["responsibilities"][0]["provided-uuid"]
    assert broken("system-security-plan", tree) == []


def test_an_index_is_open_while_a_document_of_it_is_out_of_reach() -> None:
    """The plan leverages another one: whether that has the answer that ours names is only known if
    it can be read.
    """
    tree = plan()
    answer = tree["system-security-plan"]["control-implementation"]["implemented-requirements"][0][
        "by-components"
    ][1]
    answer["links"] = [{"href": f"#{u('nowhere')}", "rel": "provided-by"}]
    asked = []

    def fetch(href: str) -> Tree | None:
        asked.append(href)
        return None

    assert check_constraints("system-security-plan", tree, fetch) == []
    assert asked == ["trestle://system-security-plans/street/system-security-plan.json"]
    [breach] = check_constraints(
        "system-security-plan", tree, lambda _: {"system-security-plan": {}}
    )
    assert breach.constraint == "oscal-by-component-uuid-index"
    other = {
        "system-security-plan": {
            "control-implementation": {
                "implemented-requirements": [{"by-components": [{"uuid": u("nowhere")}]}]
            }
        }
    }
    assert check_constraints("system-security-plan", tree, lambda _: other) == []


def test_several_fields_make_one_key() -> None:
    tree = control()
    one = {"href": "https://a.example/", "rel": "canonical"}
    tree["catalog"]["metadata"]["links"] = [
        one,
        {**one, "rel": "alternate"},
        {**one, "media-type": "text/html"},
    ]
    assert broken("catalog", tree) == []
    tree["catalog"]["metadata"]["links"].append(one)
    [breach] = check_constraints("catalog", tree)
    assert breach.pointer == "/catalog/metadata/links/3"
    assert breach.message.startswith(
        'a second link "https://a.example/, canonical" of the metadata; the first stands at'
        " /catalog/metadata/links/0"
    )


# How counts are read


def test_the_most_is_counted_for_each_parent() -> None:
    tree = copy.deepcopy(documents()["assessment-plan"])
    assert broken("assessment-plan", tree) == []  # two methods, one prop each
    methods = tree["assessment-plan"]["local-definitions"]["objectives-and-methods"][0]["parts"]
    methods[1]["props"] *= 2
    assert broken("assessment-plan", tree) == [
        (
            "/assessment-plan/local-definitions/objectives-and-methods/0/parts/1/props/1",
            "oscal-assessment-method-cardinality",
        ),
    ]


def test_a_condition_on_the_object_itself_decides_whether_a_count_applies() -> None:
    tree = copy.deepcopy(documents()["assessment-plan"])
    parts = tree["assessment-plan"]["terms-and-conditions"]["parts"]
    parts[:] = [{"name": "assumptions"}]
    assert broken("assessment-plan", tree) == []
    parts[:] = [{"name": "objective"}]
    assert (
        "/assessment-plan/terms-and-conditions/parts/0",
        "oscal-assesment-part-objective-cardinality",
    ) in broken("assessment-plan", tree)


# Levels, order, speed


def test_levels_are_kept() -> None:
    tree = control()
    tree["catalog"]["metadata"]["parties"] = [
        {"uuid": u("p"), "type": "person", "telephone-numbers": [{"number": "+31 (30) 123"}]}
    ]
    [breach] = check_constraints("catalog", tree)
    assert (breach.level, breach.hint) == ("warning", 'write "3130123"')


@pytest.mark.parametrize(
    ("algorithm", "digits"), [("SHA-224", 56), ("SHA3-256", 64), ("SHA-384", 96), ("SHA3-512", 128)]
)
def test_a_hash_has_the_length_of_its_algorithm(algorithm: str, digits: int) -> None:
    def with_hash(value: str) -> list[tuple[str, str]]:
        tree = control()
        rlink = {"href": "https://a.example/", "hashes": [{"algorithm": algorithm, "value": value}]}
        tree["catalog"]["back-matter"] = {"resources": [{"uuid": u("r"), "rlinks": [rlink]}]}
        return broken("catalog", tree)

    assert with_hash("a" * digits) == []
    assert [pointer for pointer, _ in with_hash("a" * (digits - 1))] == [
        "/catalog/back-matter/resources/0/rlinks/0/hashes/0/value"
    ]
    assert with_hash("g" * digits) != []


def test_breaches_come_in_the_order_of_the_document() -> None:
    props = [{"name": f"bad{number}", "value": "x"} for number in range(12)]
    found = [pointer for pointer, _ in broken("catalog", control(props=props))]
    assert found == [f"/catalog/controls/0/props/{number}/name" for number in range(12)]


def big() -> Tree:
    """A catalog of ten megabytes, sound."""
    one = json.dumps(documents()["catalog"]["catalog"]["groups"])
    groups = [
        json.loads(re.sub(r'(["# ])(ac|more)', rf"\1x{number}-\2", one))
        for number in range(10_000_000 // len(one) + 1)
    ]
    tree = control()
    del tree["catalog"]["controls"]
    tree["catalog"] |= {
        "groups": [group for some in groups for group in some],
        "back-matter": documents()["catalog"]["catalog"]["back-matter"],
    }
    return tree


def time_of(judge: Callable[[], object]) -> float:
    """In time of this process alone: another one may be busy beside it."""
    start = time.process_time()
    judge()
    return time.process_time() - start


def test_ten_megabytes_are_judged_in_a_fraction_of_a_second() -> None:
    tree = big()
    found: list[object] = []
    assert time_of(lambda: found.extend(check_schema("catalog", tree))) < NO_HANG
    assert time_of(lambda: found.extend(check_constraints("catalog", tree))) < NO_HANG
    assert found == []


def test_thousands_of_breaches_take_no_longer_than_they_must() -> None:
    tree = big()
    for group in tree["catalog"]["groups"]:
        for item in group.get("controls", ()):
            item["props"][0]["name"] = "lable"
            item["links"][1]["href"] = "#nowhere"
    found: list[object] = []
    assert time_of(lambda: found.extend(check_constraints("catalog", tree))) < NO_HANG
    assert len(found) > 2000
