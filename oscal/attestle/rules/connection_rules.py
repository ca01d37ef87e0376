"""REF016, BND020: connections, zones, interconnections and providers agree with each other.

Structured places only: prose is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..codes import make_finding
from ..findings import Finding, Severity
from ..lazy_dataclasses import dataclass
from ..model.components import Component
from ..model.providers import Provider
from ..model.system import System
from ..model.system_characteristics import Connection, Interconnection
from ..model.workspace import Work
from ..nearest import suggest_words
from .rule_input import Rule, RuleInput, locate_file

End = Component | Provider | Interconnection
# Categories that handle no CUI, so that none passes through them (32 CFR 170.19(c)(1))
_WITHOUT_CUI = ("out-of-scope", "spa")


def unknown_ends(facts: RuleInput) -> Iterator[Finding]:
    """REF016: a connection leads from and to what the plan names,
    and a zone is one of its zones.
    """
    for work in facts.workspace.works:
        folders = ("components", "providers")
        if any(facts.is_unread(work, name) or facts.list_unread(work, name) for name in folders):
            continue
        ends = list_ends(work.system)
        for connection in work.system.characteristics.connections:
            for key, name in (("from", connection.from_), ("to", connection.to)):
                if name not in ends:
                    yield _report_unknown(connection, key, name, ends)
        yield from _check_zones(work)


def list_ends(system: System) -> Mapping[str, End]:
    """What a connection may lead to: slugs of components and providers,
    titles of interconnections.
    """
    ends: dict[str, End] = {}
    for outside in system.characteristics.interconnections:
        ends[outside.title] = outside
    ends.update((provider.slug, provider) for provider in system.providers)
    ends.update((component.slug, component) for component in system.components)
    return ends


def _report_unknown(
    connection: Connection, key: str, name: str, ends: Mapping[str, End]
) -> Finding:
    return make_finding(
        "REF016",
        connection.source.path,
        f'the connection leads {key} "{name}", which is no component, provider or interconnection',
        pointer=f"{connection.source.pointer}/{key}",
        hint=suggest_words(name, ends) or "name one of components/, providers/, interconnections",
    )


def _check_zones(work: Work) -> Iterator[Finding]:
    zones = {zone.id for zone in work.system.characteristics.zones}
    for component in work.system.components:
        if component.zone and component.zone not in zones:
            yield make_finding(
                "REF016",
                component.source.path,
                f'"{component.zone}" is no zone of {locate_file(work, "system.md")}',
                pointer="/zone",
                owner=component.owner,
                hint=suggest_words(component.zone, zones) or "add it under zones",
            )


@dataclass(frozen=True, slots=True)
class _Conflict:
    message: str
    hint: str


def contradicting_connections(facts: RuleInput) -> Iterator[Finding]:
    """BND020: CUI passes only between ends that may have it, in the direction that is agreed, and
    every interconnection has its connection where connections are listed.
    """
    for work in facts.workspace.works:
        ends = list_ends(work.system)
        listed = work.system.characteristics.connections
        for connection in listed:
            for key, name in (("from", connection.from_), ("to", connection.to)):
                conflict = _find_conflict(connection, key, ends.get(name))
                if conflict:
                    yield _report_conflict(connection, conflict)
        used = {name for connection in listed for name in (connection.from_, connection.to)}
        for outside in work.system.characteristics.interconnections if listed else ():
            if outside.title not in used:
                yield make_finding(
                    "BND020",
                    outside.source.path,
                    f"no connection leads to or from {outside.title}, though connections are"
                    " listed",
                    line=outside.source.line,
                    pointer=outside.source.pointer,
                    owner=outside.owner or "",
                    severity=Severity.NOTE,
                    hint="add it under connections",
                )


def _find_conflict(connection: Connection, key: str, end: End | None) -> _Conflict | None:
    if isinstance(end, Interconnection):
        return _check_direction(connection, key, end)
    if not connection.cui or end is None:
        return None
    if isinstance(end, Provider):
        if end.cui:
            return None
        what = f"CUI passes to or from {end.title}, which has no part in CUI by its own page"
        return _Conflict(what, f"correct cui of the connection, or of providers/{end.slug}.md")
    if end.category in _WITHOUT_CUI:
        what = f"CUI passes to or from {end.title}, which is no asset that handles CUI"
        return _Conflict(what, f"correct cui of the connection, or the category of {end.slug}")
    return None


def _check_direction(connection: Connection, key: str, end: Interconnection) -> _Conflict | None:
    """An interconnection that only brings in has no flow that leads out to it."""
    wrong = {"incoming": "to", "outgoing": "from"}.get(end.direction)
    if key != wrong:
        return None
    return _Conflict(
        f"the connection leads {key} {end.title}, which is {end.direction} only",
        "correct the direction of the interconnection, or the ends of the connection",
    )


def _report_conflict(connection: Connection, conflict: _Conflict) -> Finding:
    return make_finding(
        "BND020",
        connection.source.path,
        conflict.message,
        line=connection.source.line,
        pointer=connection.source.pointer,
        hint=conflict.hint,
    )


RULES: tuple[Rule, ...] = (unknown_ends, contradicting_connections)
