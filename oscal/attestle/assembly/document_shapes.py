"""What we write in each of the four documents: keys, nested objects, lists of identified objects.

A table that merging reads; whatever it does not name belongs to others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from ..formats.record_props import ADDRESS_PROPS, ASSET_PROPS, INVENTORY_CLASS
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import NAMESPACE
from ..trees import Tree

# Lists whose entries have no id: others write into them side by side with us
ENTRY_LISTS = ("revisions", "document-ids", "external-ids")
METHODS = ("EXAMINE", "INTERVIEW", "TEST")  # of SP 800-171A


@dataclass(frozen=True, slots=True)
class Shape:
    """What the builders own in one kind of object.

    Whole keys, nested objects, and lists of identified objects. `authored` objects are one file's:
    without it they are gone if they carry our prop `source`, and another's if they do not.
    """

    keys: tuple[str, ...] = ()
    objects: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))
    lists: Mapping[str, Items] = field(default_factory=lambda: MappingProxyType({}))
    props: tuple[str, ...] = ()  # names in OSCAL's own namespace that we write
    class_props: tuple[str, ...] = ()  # such names that are ours where they are of our class
    links: tuple[str, ...] = ()  # rels that we write
    authored: bool = False

    def has_prop(self, prop: Tree) -> bool:
        """Whether the prop is ours: of our namespace, or one of OSCAL's own that we write here."""
        if prop.get("ns") == NAMESPACE:
            return True
        if "ns" in prop:
            return False
        is_of_class = prop.get("name") in self.class_props
        return prop.get("name") in self.props or (
            is_of_class and prop.get("class") == INVENTORY_CLASS
        )

    def can_write_prop(self, prop: Tree) -> bool:
        """As `has_prop`; of any class, in a document of which the files say what it says."""
        return self.has_prop(prop) or ("ns" not in prop and prop.get("name") in self.class_props)

    def has_link(self, link: Tree) -> bool:
        """Whether the link is of a kind that we write here."""
        return link.get("rel") in self.links


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose objects are told apart by `key`.

    `derivations` are the keys of their derived uuids, {field} filled in. `stem` are the fields
    without which an object cannot stand: with them it stays while it holds something of others.
    `plain` objects, such as references, have neither uuid nor source: they are ours while they hold
    nothing that we do not write.
    """

    key: str = "uuid"
    shape: Shape = field(default_factory=Shape)
    derivations: tuple[tuple[str, ...], ...] = ()
    stem: tuple[str, ...] = ()
    plain: bool = False


def _make_derivation(*names: str) -> tuple[tuple[str, ...], ...]:
    """One way to derive a uuid; where there are several, the table spells them out."""
    return (names,)


def _make_references(key: str, *keys: str) -> Items:
    return Items(key, Shape(keys=keys), plain=True)


_RESPONSIBLE_ROLES = _make_references("role-id")
_INHERITED = Items(
    shape=Shape(keys=("description",)),
    derivations=_make_derivation("inherited", "{holder}", "{prop:provider}"),
)
_SATISFIED = Items(
    shape=Shape(keys=("description",)),
    derivations=_make_derivation("satisfied", "{holder}", "{prop:provider}"),
)
_EXPORT = Shape(
    lists={
        "provided": Items(
            shape=Shape(keys=("description",)), derivations=_make_derivation("provided", "{parent}")
        ),
        "responsibilities": Items(
            shape=Shape(keys=("description", "provided-uuid")),
            derivations=_make_derivation("responsibility", "{parent}"),
        ),
    }
)
_BY_COMPONENT = Items(
    shape=Shape(
        keys=("component-uuid", "description", "implementation-status", "remarks"),
        objects={"export": _EXPORT},
        lists={"inherited": _INHERITED, "satisfied": _SATISFIED},
        links=("evidence",),
    ),
    derivations=_make_derivation("by-component", "{parent}", "{component-uuid}"),
)
# Under a requirement we write no remarks; under a statement they are what is missing, why, and the
# note.
_COMPONENT_SECTION = Items(
    shape=Shape(
        keys=("component-uuid", "description"),
        objects={"export": _EXPORT, "implementation-status": Shape(keys=("state",))},
    ),
    derivations=_BY_COMPONENT.derivations,
)
_STATEMENT = Items(
    shape=Shape(keys=("statement-id",), lists={"by-components": _BY_COMPONENT}),
    derivations=_make_derivation("statement", "{statement-id}"),
    stem=("statement-id", "uuid"),
)
_REQUIREMENT = Items(
    shape=Shape(
        keys=("control-id",),
        lists={
            "set-parameters": _make_references("param-id", "values"),
            "responsible-roles": _RESPONSIBLE_ROLES,
            "statements": _STATEMENT,
            "by-components": _COMPONENT_SECTION,
        },
    ),
    derivations=_make_derivation("implemented-requirement", "{control-id}"),
    stem=("uuid", "control-id"),
)
REVISION = Shape(keys=("published", "version", "remarks"))
_METADATA = Shape(
    keys=("title", "version", "oscal-version"),
    lists={
        "roles": Items("id", Shape(keys=("title", "description"))),
        "parties": Items(
            shape=Shape(
                keys=("type", "name", "email-addresses", "telephone-numbers", "addresses"),
                links=("matrix",),
            )
        ),
        "responsible-parties": Items("role-id", Shape(keys=("party-uuids",))),
        "locations": Items(shape=Shape(keys=("title", "address"))),
        "actions": Items(
            shape=Shape(
                keys=("date", "type", "system", "remarks"),
                lists={"responsible-parties": _make_references("role-id", "party-uuids")},
            )
        ),
    },
)
_DIAGRAM = Items(shape=Shape(keys=("description", "caption"), links=("diagram",)))
_NARRATIVE = Shape(keys=("description",), lists={"diagrams": _DIAGRAM}, authored=True)
_IMPACT = Shape(keys=("base",))
_RESOURCE = Items(shape=Shape(keys=("title", "description", "rlinks"), props=("type",)))
_BACK_MATTER = Shape(lists={"resources": _RESOURCE})
_CHARACTERISTICS = Shape(
    keys=(
        "system-ids",
        "system-name",
        "system-name-short",
        "description",
        "security-sensitivity-level",
        "status",
    ),
    objects={
        "system-information": Shape(
            lists={
                "information-types": Items(
                    shape=Shape(
                        keys=("title", "description"),
                        objects={
                            "confidentiality-impact": _IMPACT,
                            "integrity-impact": _IMPACT,
                            "availability-impact": _IMPACT,
                        },
                    )
                )
            }
        ),
        "authorization-boundary": _NARRATIVE,
        "network-architecture": _NARRATIVE,
        "data-flow": _NARRATIVE,
    },
)
_IMPLEMENTATION = Shape(
    lists={
        "leveraged-authorizations": Items(
            shape=Shape(keys=("title", "party-uuid", "date-authorized"), links=("evidence",))
        ),
        "users": Items(
            shape=Shape(
                keys=("title", "short-name", "description", "role-ids", "authorized-privileges"),
                props=("type", "privilege-level"),
            )
        ),
        "components": Items(
            shape=Shape(
                keys=("type", "title", "description", "purpose", "status"),
                lists={"responsible-roles": _RESPONSIBLE_ROLES},
                props=("leveraged-authorization-uuid", "version", "vendor-name", "direction"),
            ),
            derivations=_make_derivation("component", "this-system"),
        ),
        "inventory-items": Items(
            shape=Shape(
                keys=("description",),
                lists={"implemented-components": _make_references("component-uuid")},
                props=("asset-id", "physical-location"),
                class_props=(*ASSET_PROPS.values(), *ADDRESS_PROPS),
            )
        ),
    }
)
_REVIEWED = Shape(keys=("description", "control-selections", "control-objective-selections"))
_RELATED = {
    "related-findings": _make_references("finding-uuid"),
    "related-observations": _make_references("observation-uuid"),
    "related-risks": _make_references("risk-uuid"),
}
_OBSERVATION = Shape(
    keys=("title", "description", "methods", "types", "collected"),
    lists={
        "subjects": _make_references("subject-uuid", "type"),
        "relevant-evidence": _make_references("href", "description"),
    },
)
_FINDING = Shape(
    keys=("title", "description", "implementation-statement-uuid"),
    objects={
        "target": Shape(
            keys=("type", "target-id"),
            objects={"status": Shape(keys=("state", "reason", "remarks"))},
        )
    },
    lists=_RELATED,
)

_RISK = Shape(
    keys=("title", "description", "statement", "status", "deadline"),
    lists={
        "related-observations": _make_references("observation-uuid"),
        "remediations": Items(
            shape=Shape(
                keys=("lifecycle", "title", "description"),
                lists={"tasks": Items(shape=Shape(keys=("type", "title", "timing")))},
            )
        ),
    },
)
_POAM_ITEM = Shape(keys=("title", "description"), lists=_RELATED, links=("evidence",))
_ACTIVITY = Items(
    shape=Shape(keys=("title", "description", "related-controls"), props=("method",)),
    derivations=tuple(("assessment-activity", method) for method in METHODS),
)
_TASK = Items(
    shape=Shape(
        keys=("type", "title"),
        lists={"associated-activities": _make_references("activity-uuid", "subjects")},
    ),
    derivations=tuple(("assessment-task", method) for method in METHODS),
)
_RESULT = Items(
    shape=Shape(
        keys=("title", "description", "start"),
        objects={"reviewed-controls": _REVIEWED},
        lists={
            "observations": Items(shape=_OBSERVATION),
            "findings": Items(shape=_FINDING, derivations=_make_derivation("finding", "{target}")),
        },
    ),
    # the two bases that a judgement can have
    derivations=(
        ("assessment-result", "author-claim"),
        ("assessment-result", "self-assessment"),
    ),
)
_SECURITY_PLAN = Shape(
    objects={
        "metadata": _METADATA,
        "import-profile": Shape(keys=("href",)),
        "system-characteristics": _CHARACTERISTICS,
        "system-implementation": _IMPLEMENTATION,
        "control-implementation": Shape(
            keys=("description",), lists={"implemented-requirements": _REQUIREMENT}
        ),
        "back-matter": _BACK_MATTER,
    }
)
_PLAN_OF_ACTION = Shape(
    keys=("system-id",),
    objects={"metadata": _METADATA, "import-ssp": Shape(keys=("href",))},
    lists={
        "observations": Items(shape=_OBSERVATION),
        "risks": Items(shape=_RISK),
        "findings": Items(shape=_FINDING),
        "poam-items": Items(shape=_POAM_ITEM),
    },
)
_ASSESSMENT_PLAN = Shape(
    keys=("assessment-subjects",),
    objects={
        "metadata": _METADATA,
        "import-ssp": Shape(keys=("href",)),
        "local-definitions": Shape(lists={"activities": _ACTIVITY}),
        "reviewed-controls": _REVIEWED,
    },
    lists={"tasks": _TASK},
)
_ASSESSMENT_RESULTS = Shape(
    objects={"metadata": _METADATA, "import-ap": Shape(keys=("href",))}, lists={"results": _RESULT}
)

SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "system-security-plan": _SECURITY_PLAN,
        "plan-of-action-and-milestones": _PLAN_OF_ACTION,
        "assessment-plan": _ASSESSMENT_PLAN,
        "assessment-results": _ASSESSMENT_RESULTS,
    }
)
