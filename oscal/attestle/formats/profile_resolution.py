"""Profile resolution on raw trees, by NIST's specification: import, merge, modify, clean up.

`read` is how a document is fetched: it takes an href and returns the parsed file, or None if there
is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field, replace
from functools import cache

from ..lazy_dataclasses import dataclass
from ..nearest import suggest_words
from ..trees import Tree
from ..uuids import fold_uuid
from .control_nodes import ControlNode, build_tree, list_nodes
from .control_selection import report_unknown_key, select_controls
from .document_hrefs import TRESTLE, is_address
from .problems import Problem
from .profile_changes import Draft, modify_controls
from .profile_merge import merge_imports
from .resolved_metadata import find_version, report_versions, take_metadata
from .resolved_references import (
    References,
    collect_resources,
    keep_parameters,
    prune_resources,
)
from .terms import fill_terms

Reader = Callable[[str], Tree | None]
Resources = Callable[[], tuple[Tree, ...]]
# A step takes several calls within each other, of which Python has a thousand; baselines of peers
# are two or three steps deep
_MOST_STEPS = 100
# Controls and groups that the imports of one profile bring; the largest catalogs have some
# thousands. Whoever imports twice what imports twice doubles them at every step.
_MOST_NODES = 100_000
_IMPORT_KEYS = frozenset(("href", "include-all", "include-controls", "exclude-controls", "remarks"))


@dataclass(frozen=True, slots=True)
class ResolvedProfile:
    """What a profile selects.

    `groups` hold it in catalog order; the first has no title if there are controls or parameters
    that stand in no group, and holds these. `list_resources` gives the back matter, pruned on
    demand: few ask for it, and to look for references takes longer than all the rest. `problems`
    are about the profiles.

    `own` are those of the profile itself, with pointers into it, and not of the profiles that it
    imports. `metadata` is what the resolved catalog takes over, `version` its OSCAL version;
    `profiles` are the hrefs of the profiles that it was resolved through, depth first.
    """

    title: str
    groups: tuple[Tree, ...]
    list_resources: Resources
    problems: tuple[Problem, ...] = ()
    own: tuple[Problem, ...] = ()
    metadata: Tree = field(default_factory=dict)
    version: str = ""
    profiles: tuple[str, ...] = ()


def resolve_profile(href: str, read: Reader) -> ResolvedProfile:
    """Resolve the profile at `href`."""
    source = _Resolver(read).resolve(href, ())
    root = build_tree(source.nodes)
    level = {"params": list(source.params), "controls": root.get("controls", [])}
    loose = {key: items for key, items in level.items() if items}
    return ResolvedProfile(
        source.title,
        # last of all: a profile above may set a term that one below has set
        fill_terms((*([loose] if loose else ()), *root.get("groups", ()))),
        source.list_resources,
        source.problems,
        source.own,
        source.metadata,
        source.version,
        source.profiles,
    )


def is_nonconformity(problem: Problem) -> bool:
    """Whether it breaks a rule of OSCAL that tells of any document, resolved or not."""
    return problem.code.startswith("OSC")


def walk_controls(groups: list[Tree] | tuple[Tree, ...]) -> Iterator[tuple[Tree, Tree]]:
    """Every control with the group it stands in, nested controls too."""
    for group in groups:
        for control in group.get("controls", ()):
            yield from _walk_nested(group, control)
        yield from walk_controls(group.get("groups", ()))


def _walk_nested(group: Tree, control: Tree) -> Iterator[tuple[Tree, Tree]]:
    yield group, control
    for child in control.get("controls", ()):
        yield from _walk_nested(group, child)


@dataclass(frozen=True, slots=True)
class _Source:
    """A catalog, or what a profile resolves to; `params` are those outside of nodes."""

    title: str = ""
    nodes: Sequence[ControlNode] = ()
    params: tuple[Tree, ...] = ()
    list_resources: Resources = tuple
    metadata: Tree = field(default_factory=dict)
    version: str = ""
    profiles: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    own: tuple[Problem, ...] = ()
    is_profile: bool = False


@dataclass(frozen=True, slots=True)
class _Import:
    """One import: its source, the nodes that it includes, and what is wrong with it."""

    source: _Source
    nodes: Sequence[ControlNode]
    problems: tuple[Problem, ...]
    nested: tuple[Problem, ...]


class _Resolver:
    """Remembers what it has resolved, so that a diamond of imports costs each profile once."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._done: dict[str, _Source] = {}

    def resolve(self, href: str, above: tuple[str, ...]) -> _Source:
        """The document at `href`; `above` are those that import it."""
        if href in above:
            message = f"profiles import each other: {' -> '.join((*above, href))}"
            return _refuse(Problem("PRO002", message, hint="remove one of these imports"))
        if len(above) > _MOST_STEPS:
            message = (
                f"profiles import each other in more than {_MOST_STEPS} steps, from {above[0]}"
            )
            return _refuse(Problem("PRO002", message, hint="import the last of them directly"))
        if href not in self._done:
            self._done[href] = self._resolve_document(href, above)
        return self._done[href]

    def _resolve_document(self, href: str, above: tuple[str, ...]) -> _Source:
        document = self._read(href)
        if document is None:
            hint = "write trestle://profiles/<name>/profile.json"
            if is_address(href) and not href.startswith(TRESTLE):
                hint = f"name a file that stands in its place: --catalog {href}=FILE"
            return _refuse(Problem("REF008", f'no document at "{href}"', hint=hint))
        if "catalog" in document:
            return _take_catalog(href, document["catalog"])
        if "profile" not in document:
            return _refuse(Problem("REF008", f'"{href}" is neither a catalog nor a profile'))
        return self._resolve_profile(document["profile"], href, above)

    def _resolve_profile(self, profile: Tree, href: str, above: tuple[str, ...]) -> _Source:
        imports = [
            self._import_source(item, f"/profile/imports/{index}", profile, (*above, href))
            for index, item in enumerate(profile.get("imports", ()))
        ]
        nested = tuple(dict.fromkeys(problem for item in imports for problem in item.nested))
        if sum(len(item.nodes) for item in imports) > _MOST_NODES:
            return _refuse_size(href, nested)
        merged = merge_imports(href, profile, [item.nodes for item in imports])
        sources = [item.source for item in imports]
        draft = _draft_parameters(merged.nodes, sources)
        modify_controls(profile.get("modify", {}), draft)
        source = _clean_up(profile, draft, sources)
        own = (
            *(problem for item in imports for problem in item.problems),
            *merged.problems,
            *draft.problems,
        )
        return replace(source, problems=(*nested, *own), own=own)

    def _import_source(
        self, item: Tree, pointer: str, profile: Tree, above: tuple[str, ...]
    ) -> _Import:
        href = _follow_href(item["href"], profile)
        source = self.resolve(href, above)
        nested, problems = _sort_problems(source, above[-1], f"{pointer}/href")
        problems += _report_unknown_keys(item, pointer)
        problems += report_versions(_read_version(profile), source.version, f"{pointer}/href")
        controls = [node for node in source.nodes if node.is_control]
        selection = select_controls(item, controls, pointer)
        # A source that could not be resolved has no controls; that is told already
        if source.nodes or not source.problems:
            known = [node.id for node in controls]
            problems += [_report_unknown(*unknown, known) for unknown in selection.unknown]
            problems += selection.problems
        nodes = [node for node in source.nodes if _is_included(node, selection.ids)]
        return _Import(_name_profile(source, href), nodes, tuple(problems), tuple(nested))


def _is_included(node: ControlNode, ids: set[str]) -> bool:
    """Groups come along whole: which of them stay is for the merge to say."""
    return not node.is_control or node.id in ids


def _sort_problems(
    source: _Source, importing: str, pointer: str
) -> tuple[list[Problem], list[Problem]]:
    """The problems of what is imported, and those that are the import's own."""
    nested, own = [], []
    for problem in source.problems:
        if _arises_at(importing, problem):
            own.append(replace(problem, pointer=pointer))
        else:
            nested.append(problem)
    return nested, own


def _refuse(problem: Problem) -> _Source:
    return _Source(problems=(problem,))


def _refuse_size(href: str, nested: tuple[Problem, ...]) -> _Source:
    """The imports of the profile at `href` bring more than anybody means."""
    message = f"the imports bring more than {_MOST_NODES} controls and groups, from {href}"
    hint = 'import each source once, or write "combine": {"method": "use-first"} in merge'
    own = Problem("PRO002", message, hint=hint, pointer="/profile/imports")
    return _Source(problems=(*nested, own), own=(own,), is_profile=True)


def _take_catalog(href: str, catalog: Tree) -> _Source:
    return _Source(
        catalog["metadata"]["title"],
        list_nodes(href, catalog),
        tuple(catalog.get("params", ())),
        lambda: tuple(_list_resources(catalog)),
        catalog["metadata"],
        _read_version(catalog),
    )


def _name_profile(source: _Source, href: str) -> _Source:
    """With its own href among the profiles; a catalog is none."""
    return replace(source, profiles=(href, *source.profiles)) if source.is_profile else source


def _read_version(document: Tree) -> str:
    return str(document["metadata"].get("oscal-version", ""))


def _list_resources(document: Tree) -> Iterable[Tree]:
    resources: Iterable[Tree] = document.get("back-matter", {}).get("resources", ())
    return resources


def _report_unknown_keys(item: Tree, pointer: str) -> Iterator[Problem]:
    """Keys of drafts, such as mapping, which this version of OSCAL does not have."""
    for key in item:
        if key not in _IMPORT_KEYS:
            yield report_unknown_key(f'"{key}" is no part of an import', f"{pointer}/{key}")


def _report_unknown(control_id: str, pointer: str, known: Sequence[str]) -> Problem:
    return Problem(
        "PRO001",
        f'the profile selects "{control_id}", which its source does not have',
        hint=suggest_words(control_id, known),
        pointer=pointer,
    )


def _draft_parameters(nodes: Sequence[ControlNode], sources: Sequence[_Source]) -> Draft:
    """The merged nodes, with the parameters of the sources that do not stand in them."""
    draft = Draft(list(nodes))
    present = {param["id"] for node in nodes for param in node.tree.get("params", ())}
    for source in sources:
        for param in source.params:
            draft.loose.setdefault(param["id"], param)
        for node in source.nodes:
            params = draft.orphans if node.is_control else draft.loose
            for param in node.tree.get("params", ()):
                if param["id"] not in present:
                    params.setdefault(param["id"], param)
    return draft


def _clean_up(profile: Tree, draft: Draft, sources: Sequence[_Source]) -> _Source:
    """Prune loose parameters and back matter; they stay for what refers to them in the end."""
    metadata = take_metadata(profile["metadata"], [source.metadata for source in sources])
    params = _keep_params(draft)
    kept = {param["id"] for param in params}
    draft.problems += [draft.set_orphans[name] for name in draft.set_orphans if name not in kept]

    @cache
    def list_resources() -> tuple[Tree, ...]:
        lists = [source.list_resources() for source in sources]
        resources = collect_resources([*lists, _list_resources(profile)])
        if not resources:
            return ()
        title = profile["metadata"]["title"]
        references = References([build_tree(draft.nodes), params, title, metadata])
        return prune_resources(references, resources)

    return _Source(
        profile["metadata"]["title"],
        draft.nodes,
        params,
        list_resources,
        metadata,
        find_version([_read_version(profile), *(source.version for source in sources)]),
        tuple(dict.fromkeys(name for source in sources for name in source.profiles)),
        is_profile=True,
    )


def _keep_params(draft: Draft) -> tuple[Tree, ...]:
    """The parameters outside of the nodes that stay, those that no text inserts left out."""
    candidates = {**draft.loose, **draft.orphans}
    if not candidates:
        return ()
    references = References([build_tree(draft.nodes)])
    for node in draft.nodes:
        references.add_aggregates(node.tree.get("params", ()))
    return tuple(keep_parameters(references, candidates, draft.set_names))


def _arises_at(href: str, problem: Problem) -> bool:
    """Whether the profile itself imports what is not there, or closes a circle of imports."""
    if problem.code == "PRO002":  # its message ends with the profile that the circle or chain is of
        return problem.message.endswith((f" -> {href}", f", from {href}"))
    # REF008 of a document has no pointer until the profile that imports it gives one
    return not problem.pointer


def _follow_href(href: str, profile: Tree) -> str:
    """An href to a back-matter resource stands for that resource's JSON link, else its first."""
    if not href.startswith("#"):
        return href
    for resource in _list_resources(profile):
        if fold_uuid(str(resource.get("uuid"))) == fold_uuid(href[1:]):
            links = [str(link["href"]) for link in resource.get("rlinks", ())]
            return next((link for link in links if link.endswith(".json")), (*links, href)[0])
    return href
