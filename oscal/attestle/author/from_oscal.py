"""A System Security Plan of any tool read as the system that its people would have described; no file is written here.

What has no place in the authored files is told, and stays in the document: `from_oscal_merge` brings the two together.
The result depends on the document alone, so that reading it again shows which part of it the files speak of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..model.catalog import Baseline
from ..model.identity import derived_uuid
from ..model.system import (
    Asset,
    Authorization,
    Component,
    EvidenceItem,
    Interconnection,
    Narrative,
    Party,
    People,
    Period,
    Provider,
    Role,
    System,
    SystemCharacteristics,
    SystemId,
    UserType,
)
from .from_oscal_answers import Context, answers
from .from_oscal_values import (
    COMPONENT_TYPES,
    KINDS_OF_AUTHORIZATION,
    Names,
    Report,
    Tree,
    body_text,
    chosen,
    day,
    information_types,
    items,
    line,
    number,
    own,
    own_all,
    standard,
    text,
    uuid_of,
)

DEFAULT_ROLE = "system-owner"
_CATEGORIES = ("cui", "spa", "crma", "specialized", "out-of-scope")
_HANDLING = ("stores", "processes", "transmits", "backs-up")
_STATUS = ("operational", "under-development", "under-major-modification", "disposition", "other")
_COMPONENT_STATUS = ("operational", "under-development", "disposition", "other")
_LEVELS = ("low", "moderate", "high")


@dataclass(frozen=True, slots=True)
class Taken:
    """The system, and what of the document stands in no authored file: pointer and reason."""

    system: System
    unplaced: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]


def system_of(plan: Tree, baseline: Baseline, name: str) -> Taken:
    """`plan` is the body of the document."""
    return _Reader(plan, baseline, name).taken()


class _Reader:
    def __init__(self, plan: Tree, baseline: Baseline, name: str) -> None:
        self.plan = plan
        self.baseline = baseline
        self.name = name
        self.uuid = text(plan, "uuid")
        self.report = Report()
        self.metadata: Tree = chosen(plan, "metadata")
        self.implementation: Tree = chosen(plan, "system-implementation")
        self.facts: Tree = chosen(plan, "system-characteristics")

    def derived(self, *key: str) -> str:
        return derived_uuid(self.uuid, "imported", *key)

    def taken(self) -> Taken:
        self.day = day(text(self.metadata, "last-modified")[:10]) or dt.date(1970, 1, 1)
        self.leveraged = items(self.implementation, "leveraged-authorizations")
        self.used = self._used_as_person()
        parties, by_party = self._parties()
        roles = self._roles(by_party, parties[0].id)
        self.roles = tuple(role.id for role in roles)
        self.role = self.roles[0]
        providers = self._providers()
        self.provider_of = {text(item, "uuid"): provider.slug for item, provider in zip(self.leveraged, providers, strict=False)}
        self.providers = tuple(item.slug for item in providers)
        self.titles: dict[str, str] = {}
        components = self._components()
        self.slugs: dict[str, str] = {item.uuid: item.slug for item in components}
        whole = self._whole()
        self.slugs[whole] = "this-system"
        evidence = self._evidence()
        people = People(parties[0].id, parties, roles, self._users())
        context = Context(self.slugs, {item.uuid: item.title for item in components}, {item.uuid: item.id for item in evidence}, self.providers, self.roles)
        system = System(
            name=self.name,
            characteristics=self._characteristics(whole),
            people=people,
            boundary=self._narrative("boundary", "authorization-boundary"),
            network=self._narrative("network", "network-architecture"),
            data_flow=self._narrative("data-flow", "data-flow"),
            components=components,
            assets=self._assets(),
            providers=providers,
            evidence=evidence,
            answers=MappingProxyType(answers(self.plan, self.baseline, context, self.report)),
        )  # fmt: skip
        return Taken(system, tuple(self.report.unplaced), tuple(self.report.chosen))

    # system.md

    def _whole(self) -> str:
        """The uuid of the component that stands for the whole; a derived one where the document has none."""
        for item in items(self.implementation, "components"):
            if item.get("type") == "this-system":
                return text(item, "uuid")
        return derived_uuid(self.uuid, "component", "this-system")

    def _characteristics(self, whole: str) -> SystemCharacteristics:
        facts = self.facts
        status = text(chosen(facts, "status"), "state")
        remarks = line(text(chosen(facts, "status"), "remarks"))
        level = text(facts, "security-sensitivity-level").removeprefix("fips-199-").lower()
        types = information_types(self.uuid, facts)
        if not items(chosen(facts, "system-information"), "information-types"):
            self.report.choose("system.md: an information type, since the document names none")
        if level not in _LEVELS:
            found = {value for item in types for value in (item.confidentiality, item.integrity, item.availability)}
            level = next((name for name in reversed(_LEVELS) if name in found), "moderate")
            self.report.choose(f"system.md: sensitivity {level}")
        if not own(facts, "ssp-reviewed"):
            self.report.choose(f"system.md: version-date and ssp-reviewed {self.day}, the day of the document; the scope of CUI undecided")
        schemes = dict(entry.split(": ", 1) for entry in own_all(facts, "id-scheme") if ": " in entry)
        ids = [
            SystemId(value, line(text(item, "identifier-type")) or schemes.get(value))
            for item in items(facts, "system-ids")
            if (value := line(text(item, "id")))
        ]
        return SystemCharacteristics(
            uuid=self.uuid,
            name=line(text(facts, "system-name")) or self.name,
            short_name=line(text(facts, "system-name-short")) or None,
            ids=tuple(ids) or (SystemId(self.name),),
            profile=self._profile(),
            version=line(text(self.metadata, "version")) or "1",
            version_date=day(own(facts, "version-date")) or self.day,
            ssp_reviewed=day(own(facts, "ssp-reviewed")) or self.day,
            ssp_review_days=number(own(facts, "ssp-review-days")) or 365,
            information_types=types,
            marking=line(own(self.metadata, "marking")) or None,
            sensitivity=level,
            status=status if status in _STATUS else "other",
            status_remarks=remarks or (status or "not said" if status not in _STATUS or status == "other" else None),
            cmmc_target=own(facts, "cmmc-target") or "level-2",
            cui_scope=own(facts, "cui-scope") or "undecided",
            interconnections=self._interconnections(),
            description=body_text(self.report, text(facts, "description"), "/system-characteristics/description"),
            this_system_uuid=whole,
        )  # fmt: skip

    def _profile(self) -> str:
        """The workspace's profile that the document names, else the one it was read with."""
        parts = text(chosen(self.plan, "import-profile"), "href").split("/")
        named = parts[:3] == ["trestle:", "", "profiles"] and parts[-1] == "profile.json"
        return parts[3] if named and len(parts) == 5 else self.baseline.profile

    def _interconnections(self) -> tuple[Interconnection, ...]:
        found = []
        for item in items(self.implementation, "components"):
            if not self._is_interconnection(item):
                continue
            ways = [text(entry, "value") for entry in items(item, "props") if entry.get("name") == "direction" and "ns" not in entry]
            direction = "-".join(way for way in ("incoming", "outgoing") if way in ways) or "incoming-outgoing"
            title = line(text(item, "title")) or "Interconnection"
            description = body_text(self.report, text(item, "description"), "") or title
            found.append(Interconnection(text(item, "uuid"), title, description, direction, self._owner(item), line(own(item, "agreement")) or None))
        return tuple(found)

    def _is_interconnection(self, item: Tree) -> bool:
        """Written by us as such: another tool's stays a component, which answers may name."""
        return item.get("type") == "interconnection" and bool(own(item, "source")) and not own(item, "id")

    # people.yaml

    def _used_as_person(self) -> set[str]:
        """Parties that hold a role or an inventory; the others may be no more than the party of an authorization."""
        return {str(uuid) for item in items(self.metadata, "responsible-parties") for uuid in item.get("party-uuids") or ()}

    def _parties(self) -> tuple[tuple[Party, ...], dict[str, str]]:
        leveraged = {text(item, "party-uuid") for item in self.leveraged} - self.used
        names, found = Names("party"), []
        for index, item in enumerate(items(self.metadata, "parties")):
            if text(item, "uuid") in leveraged:
                continue
            name = line(text(item, "name")) or f"Party {index + 1}"
            email = next((str(entry) for entry in item.get("email-addresses") or () if "@" in str(entry)[1:-1]), "") or own(item, "email")
            address = next((entry.get("addr-lines") or () for entry in items(item, "addresses")), ())
            found.append(
                Party(
                    uuid=text(item, "uuid"),
                    id=names.new(own(item, "id"), text(item, "short-name"), name),
                    name=name,
                    type="person" if item.get("type") == "person" else "organization",
                    title=line(own(item, "job-title")) or None,
                    email=line(email) or None,
                    phone=next((line(text(entry, "number")) for entry in items(item, "telephone-numbers")), "") or None,
                    address=tuple(line(str(entry)) for entry in address if line(str(entry))),
                )
            )
        if not found:
            self.report.choose("people.yaml: an organization, since the document names no party")
            found.append(Party(self.derived("party"), names.new("organization"), f"Organization of {line(text(self.facts, 'system-name')) or self.name}"))
        found.sort(key=lambda party: party.type != "organization")  # the first one is responsible for the system
        return tuple(found), {party.uuid: party.id for party in found}

    def _roles(self, by_party: Mapping[str, str], organization: str) -> tuple[Role, ...]:
        held: dict[str, list[str]] = {}
        for item in items(self.metadata, "responsible-parties"):
            slugs = [by_party[str(uuid)] for uuid in item.get("party-uuids") or () if str(uuid) in by_party]
            held.setdefault(text(item, "role-id"), []).extend(slugs)
        found: dict[str, Role] = {}
        for index, item in enumerate(items(self.metadata, "roles")):
            identity = text(item, "id")
            if not Names.is_slug(identity) or identity in found:
                self.report.leave(f"/metadata/roles/{index}", f'the role "{identity}" has an id that people.yaml cannot have')
                continue
            description = line(text(item, "description")) or None
            found[identity] = Role(identity, line(text(item, "title")) or identity, tuple(dict.fromkeys(held.get(identity) or [organization])), description)
        if not found:
            self.report.choose(f"people.yaml: the role {DEFAULT_ROLE}, since the document has none that can stand there")
            found[DEFAULT_ROLE] = Role(DEFAULT_ROLE, "System owner", (organization,))
        return tuple(found.values())

    def _users(self) -> tuple[UserType, ...]:
        names, found = Names("user"), []
        for item in items(self.implementation, "users"):
            privileges = items(item, "authorized-privileges")
            title = line(text(item, "title")) or next((line(text(entry, "title")) for entry in privileges), "") or "Users"
            functions = [line(str(entry)) for group in privileges for entry in group.get("functions-performed") or ()]
            found.append(
                UserType(
                    uuid=text(item, "uuid"),
                    id=names.new(text(item, "short-name"), title),
                    title=title,
                    description=line(text(item, "description")) or None,
                    roles=tuple(role for role in dict.fromkeys(item.get("role-ids") or ()) if role in self.roles),
                    privileged=standard(item, "privilege-level") == "privileged",
                    external=standard(item, "type") == "external",
                    count=number(own(item, "count")),
                    functions=tuple(entry for entry in functions if entry),
                )
            )
        if not found:
            found.append(UserType(self.derived("user"), names.new("users"), "Users"))
        return tuple(found)

    # components, providers, inventory

    def _owner(self, item: Tree) -> str:
        named = [text(entry, "role-id") for entry in items(item, "responsible-roles")]
        return next((role for role in named if role in self.roles), self.role)

    def _components(self) -> tuple[Component, ...]:
        names, found, whole = Names("component", taken=("this-system",)), [], False
        for index, item in enumerate(items(self.implementation, "components")):
            if item.get("type") == "this-system" and not whole:
                whole = True
                continue
            if self._is_interconnection(item):
                continue
            pointer = f"/system-implementation/components/{index}"
            title = line(text(item, "title")) or "Component"
            kind, status, category = text(item, "type"), text(chosen(item, "status"), "state"), own(item, "asset-category")
            if kind not in COMPONENT_TYPES:
                self.report.choose(f"{title}: type service, for {kind}, which components/ does not know")
            if category not in _CATEGORIES:
                self.report.choose(f"{title}: asset category cui, the strictest")
            provider = self.provider_of.get(standard(item, "leveraged-authorization-uuid"), own(item, "provider"))
            found.append(
                Component(
                    uuid=text(item, "uuid"),
                    title=title,
                    type=kind if kind in COMPONENT_TYPES else "service",
                    category=category if category in _CATEGORIES else "cui",
                    owner=self._owner(item),
                    status=status if status in _COMPONENT_STATUS else "other",
                    purpose=line(text(item, "purpose")) or None,
                    provider=provider if provider in self.providers else None,
                    vendor=line(standard(item, "vendor-name") or own(item, "vendor")) or None,
                    version=line(standard(item, "version")) or None,
                    definition=line(own(item, "definition")) or None,
                    slug=names.new(own(item, "id"), title),
                    description=body_text(self.report, text(item, "description"), f"{pointer}/description"),
                )
            )
        return tuple(found)

    def _providers(self) -> tuple[Provider, ...]:
        names, found = Names("provider"), []
        for item in self.leveraged:
            title = line(text(item, "title")) or "Leveraged system"
            kind = own(item, "authorization")
            if kind not in KINDS_OF_AUTHORIZATION:
                self.report.choose(f"{title}: a cloud provider authorized at fedramp-low, since the document does not say which authorization it has")
            found.append(
                Provider(
                    uuid=self.derived("provider", text(item, "uuid")),
                    title=title,
                    cloud=True,
                    services=(title,),
                    owner=self.role,
                    authorization=Authorization(
                        kind if kind in KINDS_OF_AUTHORIZATION else "fedramp-low",
                        day(text(item, "date-authorized")[:10]) or self.day,
                        line(own(item, "authorization-id")) or None,
                    ),
                    slug=names.new(own(item, "provider"), title),
                )
            )
        return tuple(found)

    def _assets(self) -> tuple[Asset, ...]:
        names, found = Names("asset"), []
        unsaid = sum(own(item, "asset-category") not in _CATEGORIES for item in items(self.implementation, "inventory-items"))
        if unsaid:
            self.report.choose(f"inventory.csv: asset category cui, the strictest, for {unsaid} item{'' if unsaid == 1 else 's'}")
        for index, item in enumerate(items(self.implementation, "inventory-items")):
            name = line(text(item, "description"))[:500] or f"Item {index + 1}"
            used = [self.slugs.get(text(entry, "component-uuid"), "") for entry in items(item, "implemented-components")]
            category = own(item, "asset-category")
            owner = own(item, "owner")
            found.append(
                Asset(
                    uuid=text(item, "uuid"),
                    id=names.kept(line(standard(item, "asset-id")), name),
                    name=name,
                    category=category if category in _CATEGORIES else "cui",
                    component=next((slug for slug in used if slug and slug != "this-system"), ""),
                    owner=owner if owner in self.roles else self._owner({"responsible-roles": item.get("responsible-parties")}),
                    location=line(standard(item, "physical-location")),
                    cui=tuple(word for word in own_all(item, "cui") if word in _HANDLING),
                    justification=line(own(item, "justification")),
                )
            )
        return tuple(found)

    # the rest

    def _narrative(self, name: str, key: str) -> Narrative | None:
        part = self.facts.get(key)
        if not isinstance(part, dict):
            return None
        for index in range(len(items(part, "diagrams"))):
            self.report.leave(f"/system-characteristics/{key}/diagrams/{index}", f"the picture is not at hand: add it to {name}.md with its file")
        return Narrative(self.derived("narrative", name), (), body_text(self.report, text(part, "description"), f"/system-characteristics/{key}/description"))

    def _evidence(self) -> tuple[EvidenceItem, ...]:
        return tuple(self._resources())

    def _resources(self) -> Iterator[EvidenceItem]:
        """Every resource but those that are the profile, a leveraged plan or a picture."""
        elsewhere = self._referenced()
        names = Names("evidence")
        for index, item in enumerate(items(chosen(self.plan, "back-matter"), "resources")):
            uuid, pointer = uuid_of(item), f"/back-matter/resources/{index}"
            if not uuid or uuid in elsewhere:
                self.report.leave(pointer, "a resource that is no evidence: the profile, another plan or a picture")
                continue
            href = next((line(text(entry, "href")) for entry in items(item, "rlinks")), "")
            title = line(text(item, "title")) or line(text(item, "description"))[:200] or href.rpartition("/")[2] or uuid
            start, end = day(own(item, "period-start")), day(own(item, "period-end"))
            owner = own(item, "owner")
            hashes = [text(entry, "value") for link in items(item, "rlinks")[:1] for entry in items(link, "hashes") if entry.get("algorithm") == "SHA-256"]
            yield EvidenceItem(
                uuid=uuid,
                id=names.new(own(item, "id"), title),
                title=title,
                location=line(own(item, "location")) or href or "in the back matter of the plan",
                owner=owner if owner in self.roles else None,
                sha256=own(item, "sha256") or (hashes[0] if hashes else None),
                collected=day(own(item, "collected")),
                period=Period(start, end) if start and end else None,
                cadence=number(own(item, "cadence")),
                status="draft" if own(item, "status") == "draft" else "final",
                objectives=own_all(item, "objective"),
                criteria=own_all(item, "criterion"),
                note=line(text(item, "description")) or None,
            )

    def _referenced(self) -> set[str]:
        profile = text(chosen(self.plan, "import-profile"), "href")
        links: list[Any] = [{"href": profile}]
        for item in self.leveraged:
            links += items(item, "links")
        for key in ("authorization-boundary", "network-architecture", "data-flow"):
            for picture in items(chosen(self.facts, key), "diagrams"):
                links += items(picture, "links")
        return {text(entry, "href").removeprefix("#") for entry in links}
