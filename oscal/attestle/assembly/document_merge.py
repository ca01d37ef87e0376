"""Brings a freshly built document together with the one on disk, so that what others wrote stays.

Ours to change and to remove: keys that the builders write, props of our namespace, objects that
carry our prop `source` or whose uuid is the one derived from their own keys. Everything else is
kept and reported, where an object of ours that is gone held it too, as far as its parent can stand
without us; what goes with it is told by `lost_content`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ..errors import WorkspaceError
from ..formats.record_props import OWN_SCHEMES
from ..lazy_dataclasses import dataclass
from ..model.derived_ids import NAMESPACE, derive_uuid
from ..trees import Tree
from .document_shapes import ENTRY_LISTS, REVISION, SHAPES, Items, Shape

# keys that every tool dates or numbers by itself: what another wrote there is no content of its own
NOT_REPORTED = ("last-modified", "uuid", "$schema")


@dataclass(slots=True)
class MergedTree:
    """A merged body and the pointers of what was kept though we did not write it."""

    tree: Tree
    kept: list[str]


class DocumentPlace(NamedTuple):
    """Where in the document: the pointer, and the identities of the objects above.

    From those identities the uuids of what lies below are derived.
    """

    pointer: str = ""
    above: tuple[str, ...] = ()

    def enter_key(self, key: str) -> DocumentPlace:
        return DocumentPlace(f"{self.pointer}/{key}", self.above)

    def enter_item(self, index: int, item: Tree) -> DocumentPlace:
        return DocumentPlace(f"{self.pointer}/{index}", (*self.above, get_identity(item)))


def merge_trees(model: str, built: Tree, existing: Tree, system_uuid: str) -> MergedTree:
    """`built` and `existing` are bodies of the same model (without the root key).

    Raises WorkspaceError if `existing` has no OSCAL shape.
    """
    merger = _Merger(model, system_uuid)
    place = DocumentPlace()
    tree = merger.merge_object(SHAPES[model], built, merger.require_object(existing, place), place)
    tree["uuid"] = built["uuid"]
    return MergedTree(tree, merger.kept)


class _Merger:
    def __init__(self, model: str, system_uuid: str) -> None:
        self._model = model
        self._system = system_uuid
        self.kept: list[str] = []

    def require_object(self, value: Any, place: DocumentPlace) -> Tree:
        if not isinstance(value, dict):
            raise self._make_error("an object", place)
        return value

    def _require_list(self, value: Any, place: DocumentPlace) -> list[Tree]:
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._make_error("a list of objects", place)
        return value

    def _make_error(self, what: str, place: DocumentPlace) -> WorkspaceError:
        return WorkspaceError(
            f"{self._model}: /{self._model}{place.pointer} is not {what}; mend or delete the"
            " document, then assemble again"
        )

    def merge_object(self, shape: Shape, built: Tree, existing: Tree, place: DocumentPlace) -> Tree:
        """Built keys first, in their order; what we do not own stays behind them."""
        result: Tree = {}
        for key in [*built, *(key for key in existing if key not in built)]:
            value = self._merge_value(shape, key, built, existing, place.enter_key(key))
            if value not in (None, [], {}):
                result[key] = value
        return result

    def _merge_value(
        self, shape: Shape, key: str, built: Tree, existing: Tree, place: DocumentPlace
    ) -> Any:
        ours: Any = built.get(key)
        theirs: Any = existing.get(key)
        if key in shape.lists:
            return self._merge_list(shape.lists[key], ours or [], theirs, place)
        if key in shape.objects:
            return self._merge_nested(shape.objects[key], ours, theirs, place)
        if key in SHARED_LISTS:
            return self._merge_shared(shape, key, ours or [], theirs, place)
        if key in shape.keys or key in built:
            return ours
        if key not in NOT_REPORTED:
            self.kept.append(place.pointer)
        return theirs

    def _merge_shared(
        self, shape: Shape, key: str, ours: list[Tree], theirs: Any, place: DocumentPlace
    ) -> list[Tree]:
        """A list that we and others write into side by side."""
        is_ours = SHARED_LISTS[key]
        existing = self._require_list(theirs or [], place)
        foreign = [item for item in existing if not is_ours(shape, item)]
        if foreign:
            self.kept.append(place.pointer)
        if key == "revisions":
            ours = self._merge_revisions(ours, [item for item in existing if item not in foreign])
        return [*ours, *foreign]

    def _merge_revisions(self, ours: list[Tree], existing: list[Tree]) -> list[Tree]:
        """What others added to a line of ours stays: it is the one of the same version and day."""
        result = []
        for index, item in enumerate(ours):
            same = [old for old in existing if _get_revision_key(old) == _get_revision_key(item)]
            if same:
                existing.remove(same[0])
                place = DocumentPlace(f"/metadata/revisions/{index}")
                item = self.merge_object(REVISION, item, same[0], place)
            result.append(item)
        return result

    def _merge_nested(
        self, shape: Shape, ours: Tree | None, existing: Any, place: DocumentPlace
    ) -> Tree:
        theirs = self.require_object(existing or {}, place)
        built = ours or {}
        if shape.authored and theirs:
            if ours is None and _has_source(theirs):
                return {}
            if not _has_source(theirs) and not _has_source(built):
                self.kept += [place.pointer] if theirs != ours else []
                return theirs
        return self.merge_object(shape, built, theirs, place)

    def _merge_list(
        self, items: Items, ours: list[Tree], existing: Any, place: DocumentPlace
    ) -> list[Tree]:
        """Ours in their order; behind them what others wrote."""
        theirs = self._require_list(existing or [], place)
        unmatched = {get_key(items, item): item for item in theirs}
        result = []
        for index, item in enumerate(ours):
            match = unmatched.pop(get_key(items, item), None)
            if match is None:
                result.append(item)
            else:
                below = place.enter_item(index, item)
                result.append(self.merge_object(items.shape, item, match, below))
        for item in theirs:
            if get_key(items, item) in unmatched:
                result += self._keep_foreign(items, item, place, len(result))
        return result

    def _keep_foreign(
        self, items: Items, item: Tree, place: DocumentPlace, index: int
    ) -> list[Tree]:
        """An object that is not built: all of it if it is another's, else what others put into it.

        That needs an object which can stand without us; otherwise nothing is kept.
        """
        below = place.enter_item(index, item)
        if not is_managed(items, item, place.above, self._system):
            self.kept.append(below.pointer)
            return [item]
        if not items.stem:
            return []
        lists = {
            key: self._merge_value(items.shape, key, {}, item, below.enter_key(key))
            for key in items.shape.lists
        }
        foreign = {key: value for key, value in lists.items() if value}
        return [{key: item.get(key) for key in items.stem} | foreign] if foreign else []


def is_managed(items: Items, item: Tree, above: tuple[str, ...], system_uuid: str) -> bool:
    """Whether the object is ours.

    It carries our prop `source`, or its uuid is the one derived from its own keys, or it is plain
    and nobody added to it. `above` are the identities of the objects that hold it.
    """
    if items.plain:
        return set(item) <= {items.key, *items.shape.keys}
    if _has_source(item):
        return True
    uuid = item.get("uuid")
    return any(
        uuid == derive_uuid(system_uuid, *(_fill_field(name, item, above) for name in names))
        for names in items.derivations
    )


def _get_revision_key(revision: Tree) -> tuple[Any, Any]:
    return revision.get("version"), revision.get("published")


def get_key(items: Items, item: Tree) -> str | None:
    key = item.get(items.key)
    return key if isinstance(key, str) else None


def _list_props(item: Tree) -> list[Tree]:
    props = item.get("props")
    return [prop for prop in props if isinstance(prop, dict)] if isinstance(props, list) else []


def _has_source(item: Tree) -> bool:
    return any(
        prop.get("ns") == NAMESPACE and prop.get("name") == "source" for prop in _list_props(item)
    )


def _is_our_origin(_: Shape, origin: Tree) -> bool:
    actors = origin.get("actors")
    return isinstance(actors, list) and any(
        isinstance(actor, dict) and _has_source(actor) for actor in actors
    )


def is_our_entry(_: Shape, entry: Tree) -> bool:
    """A revision, or an identifier of the organisation or the document, that the files speak of."""
    return _has_source(entry) or entry.get("scheme") in OWN_SCHEMES


# Lists without keys, with what tells an entry of ours.
SHARED_LISTS: Mapping[str, Callable[[Shape, Tree], bool]] = MappingProxyType(
    {
        "props": Shape.has_prop,
        "links": Shape.has_link,
        "origins": _is_our_origin,
        **dict.fromkeys(ENTRY_LISTS, is_our_entry),
    }
)


def get_identity(item: Tree) -> str:
    """What objects below derive their ids from."""
    return str(item.get("statement-id") or item.get("control-id") or item.get("uuid") or "")


def _fill_field(name: str, item: Tree, above: tuple[str, ...]) -> str:
    """One key of a derivation: itself, or what the {field} in it stands for."""
    if not name.startswith("{"):
        return name
    field = name[1:-1]
    if field == "parent":
        return next((identity for identity in reversed(above) if identity), "")
    if field == "holder":  # of a by-component: the statement, or the requirement
        return above[-2] if len(above) > 1 else ""
    if field == "target":
        target = item.get("target")
        return str(target.get("target-id", "")) if isinstance(target, dict) else ""
    if field.startswith("prop:"):
        return _get_own_prop(item, field.removeprefix("prop:"))
    return str(item.get(field, ""))


def _get_own_prop(item: Tree, name: str) -> str:
    """The value of the first prop of our namespace, as text: the document may hold any kind."""
    for prop in _list_props(item):
        if prop.get("ns") == NAMESPACE and prop.get("name") == name:
            return str(prop.get("value"))
    return ""
