"""Brings a freshly built document together with the one on disk, so that what others wrote there
stays.

Ours to change and to remove: keys that the builders write, props of our namespace, objects that
carry our prop `source` or whose uuid is the one derived from their own keys. Everything else is
kept and reported, where an object of ours that is gone held it too, as far as its parent can stand
without us.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from ..errors import WorkspaceError
from ..model.derived_ids import NAMESPACE, derive_uuid
from ..trees import Tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the builders own in one kind of object: whole keys, nested objects, lists of identified
    objects.

    `authored` objects are one file's: without it they are gone if they carry our prop `source`, and
    another's if they do not.
    """

    keys: tuple[str, ...] = ()
    objects: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))
    lists: Mapping[str, Items] = field(default_factory=lambda: MappingProxyType({}))
    props: tuple[str, ...] = ()  # names in OSCAL's own namespace that we write
    links: tuple[str, ...] = ()  # rels that we write
    authored: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list whose objects are told apart by `key`; `derivations` are the keys of their derived
    uuids, {field} filled in.

    `stem` are the fields without which an object cannot stand: with them it stays while it holds
    something of others. `plain` objects, such as references, have neither uuid nor source: they are
    ours while they hold nothing that we do not write.
    """

    key: str = "uuid"
    shape: Shape = field(default_factory=Shape)
    derivations: tuple[tuple[str, ...], ...] = ()
    stem: tuple[str, ...] = ()
    plain: bool = False


@dataclass(slots=True)
class Merged:
    """The merged body and the pointers of what was kept though we did not write it."""

    tree: Tree
    kept: list[str]


def _d(*names: str) -> tuple[tuple[str, ...], ...]:
    return (names,)


def _plain(key: str, *keys: str) -> Items:
    return Items(key, Shape(keys=keys), plain=True)


_RESPONSIBLE_ROLES = _plain("role-id")
_INHERITED = Items(
    shape=Shape(keys=("description",)), derivations=_d("inherited", "{holder}", "{prop:provider}")
)
_SATISFIED = Items(
    shape=Shape(keys=("description",)), derivations=_d("satisfied", "{holder}", "{prop:provider}")
)
_EXPORT = Shape(
    lists={
        "provided": Items(
            shape=Shape(keys=("description",)), derivations=_d("provided", "{parent}")
        ),
        "responsibilities": Items(
            shape=Shape(keys=("description", "provided-uuid")),
            derivations=_d("responsibility", "{parent}"),
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
    derivations=_d("by-component", "{parent}", "{component-uuid}"),
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
    derivations=_d("statement", "{statement-id}"),
    stem=("statement-id", "uuid"),
)
_REQUIREMENT = Items(
    shape=Shape(
        keys=("control-id",),
        lists={
            "set-parameters": _plain("param-id", "values"),
            "responsible-roles": _RESPONSIBLE_ROLES,
            "statements": _STATEMENT,
            "by-components": _COMPONENT_SECTION,
        },
    ),
    derivations=_d("implemented-requirement", "{control-id}"),
    stem=("uuid", "control-id"),
)
_METADATA = Shape(
    keys=("title", "version", "oscal-version"),
    lists={
        "roles": Items("id", Shape(keys=("title", "description"))),
        "parties": Items(
            shape=Shape(keys=("type", "name", "email-addresses", "telephone-numbers", "addresses"))
        ),
        "responsible-parties": Items("role-id", Shape(keys=("party-uuids",))),
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
            derivations=_d("component", "this-system"),
        ),
        "inventory-items": Items(
            shape=Shape(
                keys=("description",),
                lists={"implemented-components": _plain("component-uuid")},
                props=("asset-id", "physical-location"),
            )
        ),
    }
)
_REVIEWED = Shape(keys=("description", "control-selections", "control-objective-selections"))
_RELATED = {
    "related-findings": _plain("finding-uuid"),
    "related-observations": _plain("observation-uuid"),
    "related-risks": _plain("risk-uuid"),
}
_OBSERVATION = Shape(
    keys=("title", "description", "methods", "types", "collected"),
    lists={
        "subjects": _plain("subject-uuid", "type"),
        "relevant-evidence": _plain("href", "description"),
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

SHAPES: Mapping[str, Shape] = MappingProxyType({
    "system-security-plan": Shape(
        objects={
            "metadata": _METADATA,
            "import-profile": Shape(keys=("href",)),
            "system-characteristics": _CHARACTERISTICS,
            "system-implementation": _IMPLEMENTATION,
            "control-implementation": Shape(keys=("description",), lists={"implemented-requirements": _REQUIREMENT}),
            "back-matter": _BACK_MATTER,
        }
    ),
    "plan-of-action-and-milestones": Shape(
        keys=("system-id",),
        objects={"metadata": _METADATA, "import-ssp": Shape(keys=("href",))},
        lists={
            "observations": Items(shape=_OBSERVATION),
            "risks": Items(
                shape=Shape(
                    keys=("title", "description", "statement", "status", "deadline"),
                    lists={"related-observations": _plain("observation-uuid"),
                           "remediations": Items(shape=Shape(keys=("lifecycle", "title", "description"),
                                                             lists={"tasks": Items(shape=Shape(keys=("type", "title", "timing")))}))},
                ),
            ),
            "findings": Items(shape=_FINDING),
            "poam-items": Items(shape=Shape(keys=("title", "description"), lists=_RELATED, links=("evidence",))),
        },
    ),
    "assessment-plan": Shape(
        keys=("assessment-subjects",),
        objects={
            "metadata": _METADATA,
            "import-ssp": Shape(keys=("href",)),
            "local-definitions": Shape(
                lists={"activities": Items(shape=Shape(keys=("title", "description", "related-controls"), props=("method",)),
                                           derivations=tuple(("assessment-activity", name) for name in ("EXAMINE", "INTERVIEW", "TEST")))}
            ),
            "reviewed-controls": _REVIEWED,
        },
        lists={"tasks": Items(shape=Shape(keys=("type", "title"), lists={"associated-activities": _plain("activity-uuid", "subjects")}),
                              derivations=tuple(("assessment-task", name) for name in ("EXAMINE", "INTERVIEW", "TEST")))},
    ),
    "assessment-results": Shape(
        objects={"metadata": _METADATA, "import-ap": Shape(keys=("href",))},
        lists={
            "results": Items(
                shape=Shape(
                    keys=("title", "description", "start"),
                    objects={"reviewed-controls": _REVIEWED},
                    lists={
                        "observations": Items(shape=_OBSERVATION),
                        "findings": Items(shape=_FINDING, derivations=_d("finding", "{target}")),
                    },
                ),
                derivations=(("assessment-result", "author-claim"), ("assessment-result", "self-assessment")),
            )
        },
    ),
})  # fmt: skip


def merge_trees(model: str, built: Tree, existing: Tree, system_uuid: str) -> Merged:
    """`built` and `existing` are bodies of the same model (without the root key).

    Raises WorkspaceError if `existing` has no OSCAL shape.
    """
    merger = _Merger(model, system_uuid)
    tree = merger.object(SHAPES[model], built, merger.checked(existing, dict, ""), "", ())
    tree["uuid"] = built["uuid"]
    return Merged(tree, merger.kept)


class _Merger:
    def __init__(self, model: str, system_uuid: str) -> None:
        self._model = model
        self._system = system_uuid
        self.kept: list[str] = []

    def checked(self, value: Any, kind: type[T], pointer: str) -> T:
        if not isinstance(value, kind) or (
            isinstance(value, list) and not all(isinstance(item, dict) for item in value)
        ):
            what = "a list of objects" if kind is list else "an object"
            raise WorkspaceError(
                f"{self._model}: /{self._model}{pointer} is not {what}; mend or delete the"
                " document, then assemble again"
            )
        return value

    def object(
        self, shape: Shape, built: Tree, existing: Tree, pointer: str, above: tuple[str, ...]
    ) -> Tree:
        """Built keys first, in their order; what we do not own stays behind them."""
        result: Tree = {}
        for key in [*built, *(key for key in existing if key not in built)]:
            value = self._value(shape, key, built, existing, f"{pointer}/{key}", above)
            if value not in (None, [], {}):
                result[key] = value
        return result

    def _value(
        self,
        shape: Shape,
        key: str,
        built: Tree,
        existing: Tree,
        pointer: str,
        above: tuple[str, ...],
    ) -> Any:
        ours: Any = built.get(key)
        theirs: Any = existing.get(key)
        if key in shape.lists or key in ("props", "links", "origins"):
            theirs = self.checked(theirs or [], list, pointer)
        if key in shape.lists:
            return self._list(shape.lists[key], ours or [], theirs, pointer, above)
        if key in shape.objects:
            return self._nested(
                shape.objects[key], ours, self.checked(theirs or {}, dict, pointer), pointer, above
            )
        if key == "props":
            return self._foreign(
                ours,
                theirs,
                pointer,
                lambda item: (
                    item.get("ns") == NAMESPACE
                    or ("ns" not in item and item.get("name") in shape.props)
                ),
            )
        if key == "links":
            return self._foreign(ours, theirs, pointer, lambda item: item.get("rel") in shape.links)
        if key == "origins":
            return self._foreign(ours, theirs, pointer, _is_our_origin)
        if key in shape.keys or key in built:
            return ours
        if key not in ("last-modified", "uuid", "$schema"):
            self.kept.append(pointer)
        return theirs

    def _nested(
        self, shape: Shape, ours: Tree | None, theirs: Tree, pointer: str, above: tuple[str, ...]
    ) -> Tree:
        if shape.authored and theirs:
            if ours is None and _has_source(theirs):
                return {}
            if not _has_source(theirs) and not (ours and _has_source(ours)):
                self.kept += [pointer] if theirs != ours else []
                return theirs
        return self.object(shape, ours or {}, theirs, pointer, above)

    def _foreign(
        self,
        ours: list[Tree] | None,
        theirs: list[Tree] | None,
        pointer: str,
        is_ours: Callable[[Tree], bool],
    ) -> list[Tree]:
        rest = [item for item in theirs or () if not is_ours(item)]
        self.kept += [pointer] if rest else []
        return [*(ours or ()), *rest]

    def _list(
        self,
        items: Items,
        ours: list[Tree],
        theirs: list[Tree],
        pointer: str,
        above: tuple[str, ...],
    ) -> list[Tree]:
        known = {_key(items, item): item for item in theirs}
        result = []
        for index, item in enumerate(ours):
            below = (*above, _identity(item))
            old = known.pop(_key(items, item), None)
            result.append(
                self.object(items.shape, item, old, f"{pointer}/{index}", below)
                if old is not None
                else item
            )
        for item in theirs:
            if _key(items, item) not in known:
                continue
            place = f"{pointer}/{len(result)}"
            if not self._managed(items, item, above):
                self.kept.append(place)
                result.append(item)
            elif items.stem and (rest := self._held(items, item, place, (*above, _identity(item)))):
                result.append({key: item.get(key) for key in items.stem} | rest)
        return result

    def _held(self, items: Items, item: Tree, pointer: str, below: tuple[str, ...]) -> Tree:
        """What others put into an object of ours that is gone."""
        lists = {
            key: self._value(items.shape, key, {}, item, f"{pointer}/{key}", below)
            for key in items.shape.lists
        }
        return {key: value for key, value in lists.items() if value}

    def _managed(self, items: Items, item: Tree, above: tuple[str, ...]) -> bool:
        """It carries our prop `source`, or its uuid is the one derived from its own keys, or it is
        plain and nobody added to it.
        """
        if items.plain:
            return set(item) <= {items.key, *items.shape.keys}
        if _has_source(item):
            return True
        uuid = item.get("uuid")
        return any(
            uuid == derive_uuid(self._system, *(_fill(name, item, above) for name in names))
            for names in items.derivations
        )


def _key(items: Items, item: Tree) -> str | None:
    key = item.get(items.key)
    return key if isinstance(key, str) else None


def _props(item: Tree) -> list[Tree]:
    found = item.get("props")
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _has_source(item: Tree) -> bool:
    return any(
        entry.get("ns") == NAMESPACE and entry.get("name") == "source" for entry in _props(item)
    )


def _is_our_origin(item: Tree) -> bool:
    actors = item.get("actors")
    return isinstance(actors, list) and any(
        isinstance(actor, dict) and _has_source(actor) for actor in actors
    )


def _identity(item: Tree) -> str:
    """What objects below derive their ids from."""
    return str(item.get("statement-id") or item.get("control-id") or item.get("uuid") or "")


def _fill(name: str, item: Tree, above: tuple[str, ...]) -> str:
    if not name.startswith("{"):
        return name
    key = name[1:-1]
    if key == "parent":
        return next((value for value in reversed(above) if value), "")
    if key == "holder":  # of a by-component: the statement, or the requirement
        return above[-2] if len(above) > 1 else ""
    if key == "target":
        target = item.get("target")
        return str(target.get("target-id", "")) if isinstance(target, dict) else ""
    if key.startswith("prop:"):
        return next(
            (
                str(entry.get("value"))
                for entry in _props(item)
                if entry.get("ns") == NAMESPACE and entry.get("name") == key[5:]
            ),
            "",
        )
    return str(item.get(key, ""))
