"""The walk of everything with a uuid of its own: nothing that people author is left out of it."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from attestle.api.sound_systems import load_sound
from attestle.model.authored_values import Source
from attestle.model.derived_ids import derive_uuid
from attestle.model.people import Party
from attestle.model.system import System
from attestle.model.system_characteristics import SystemId
from attestle.model.workspace import Work, make_workspace
from attestle.rules.identity_rules import double_uuids, walk_identities
from attestle.rules.rule_input import RuleInput
from attestle.rules.workspace_identity_rules import shared_identities
from attestle.store.model_entries import SYSTEM_MODULES
from building import DAY, shipped, system


def walk(value: object) -> Iterator[str]:
    """The uuid of every value below, wherever it stands."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if field.name.endswith("uuid") and inner:
                yield inner
            yield from walk(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from walk(inner)


def test_every_uuid_of_the_example_is_met_once(example: Path) -> None:
    whole = load_sound(example, "example-enclave").system
    met = [uuid for uuid, _, _ in walk_identities(whole)]
    assert sorted(met) == sorted(set(walk(whole)))


def list_types(hint: object) -> Iterator[type]:
    """The classes that an annotation names."""
    if isinstance(hint, type) and not isinstance(hint, types.GenericAlias):
        yield hint
    for inner in typing.get_args(hint):
        yield from list_types(inner)


def make(cls: type, number: list[int]) -> object:
    """A value of a class in which every list has one entry and every uuid is another."""
    hints = typing.get_type_hints(cls)
    values: dict[str, object] = {}
    for field in dataclasses.fields(cls):
        inner = [one for one in list_types(hints[field.name]) if dataclasses.is_dataclass(one)]
        if field.name.endswith("uuid"):
            number[0] += 1
            values[field.name] = f"u{number[0]}"
        elif not field.init or field.name in ("source", "answers", "found", "written_days"):
            continue
        elif inner:
            one = make(inner[0], number)
            is_many = typing.get_origin(hints[field.name]) is tuple
            values[field.name] = (one,) if is_many else one
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            values[field.name] = ()
    return cls(**values)


def test_every_class_with_a_uuid_is_walked() -> None:
    number = [0]
    system = make(System, number)
    assert isinstance(system, System)
    met = [uuid for uuid, _, _ in walk_identities(system)]
    identified = {
        cls
        for module in SYSTEM_MODULES
        for cls in vars(module).values()
        if dataclasses.is_dataclass(cls) and "uuid" in getattr(cls, "__dataclass_fields__", {})
    }
    assert number[0] >= len(identified)
    assert sorted(met) == sorted(set(walk(system)))


UUID = "5a1e0a52-6c1d-4a8e-9a53-000000000043"


def make_party(number: int, uuid: str) -> Party:
    source = Source("ssp/demo/people.yaml", f"/parties/{number}", number + 1)
    return Party(uuid, f"p-{number}", f"Party {number}", "organization", source=source)


def make_facts(*systems: System) -> RuleInput:
    works = tuple(Work(item, shipped()) for item in systems)
    return RuleInput(make_workspace((), works, frozenset()), DAY)


def make_system(name: str, *parties: Party, uuid: str = "") -> System:
    whole = system(shipped())
    facts = replace(whole.characteristics, uuid=uuid or derive_uuid(name), ids=(SystemId(name),))
    people = replace(whole.people, parties=parties)
    return replace(whole, name=name, characteristics=facts, people=people, evidence=())


def test_a_uuid_in_capitals_is_used_already() -> None:
    one = make_system("demo", make_party(0, UUID), make_party(1, UUID.upper()))
    [finding] = double_uuids(make_facts(one))
    assert (finding.code, finding.pointer) == ("REF006", "/parties/1")
    assert UUID in finding.message
    other = make_system("demo", make_party(0, UUID), make_party(1, UUID.replace("5a", "5b")))
    assert list(double_uuids(make_facts(other))) == []


def test_two_systems_share_what_differs_in_case() -> None:
    one = make_system("one", make_party(0, UUID))
    [finding] = shared_identities(make_facts(one, make_system("two", make_party(1, UUID.upper()))))
    assert (finding.code, finding.pointer) == ("REF013", "/parties/1")
    copied = make_system("two", uuid=UUID.upper())
    [finding] = shared_identities(make_facts(make_system("one", uuid=UUID), copied))
    assert "is a copy of ssp/one" in finding.message
