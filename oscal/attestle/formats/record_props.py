"""Keys of authored files as props of our namespace, and back.

The name of a prop is the key as the file has it; below a key that holds further keys it is their
path, joined by dots. The items of a list share the `group` that numbers their item.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import types
import typing
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from ..iso_days import read_iso_day
from ..lazy_patterns import make_pattern
from ..model.derived_ids import NAMESPACE
from ..trees import Tree
from .oscal_values import clean_lines, fold_lines, get_items, get_text

# How we say what the answers of a plan are: the mark of a plan that we built ourselves,
# since one that was imported keeps its own words
INTERPRETATION = (
    "One implemented requirement per requirement of the profile. Answers to an assessment objective"
    " stand in a statement whose statement-id is the id of the objective."
)
# Who issues the identifiers of an organisation
CAGE_SCHEME = "https://cage.dla.mil"
UEI_SCHEME = "https://sam.gov"
# By these we know an identifier and an action of the metadata as ours
DOCUMENT_NUMBER_SCHEME = f"{NAMESPACE}:document-number"
OWN_SCHEMES = (CAGE_SCHEME, UEI_SCHEME, DOCUMENT_NUMBER_SCHEME)
APPROVAL_SYSTEM = "http://csrc.nist.gov/ns/oscal"  # whose word `approval` is
DECISION = "decision"
# What begins the names of props that are a whole file
ENGAGEMENT = "engagement"
EXCEPTIONS = "exceptions"
# Attributes of system.md that are props of the system's characteristics as they are
CHARACTERISTICS = (
    "scope_type", "employees", "contracts", "laws", "zones", "connections", "separation_of_duties",
)  # fmt: skip
# Those of which the word `none` is a statement
STATED_NONES = ("interconnections", "external_services", "cryptographic_modules")
# The class of props of OSCAL that come from the inventory: others without it are other tools'
INVENTORY_CLASS = "inventory"
# Columns of the inventory that OSCAL has a prop for
ASSET_PROPS = MappingProxyType(
    {"make": "vendor-name", "model": "hardware-model", "serial": "serial-number", "os": "os-name"}
)
# What an address may be for OSCAL; any other is a prop of ours
ADDRESS_PROPS = ("ipv4-address", "ipv6-address", "mac-address", "fqdn", "uri")
_MAC_ADDRESS = make_pattern(r"([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_FQDN = make_pattern(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.I)
_URI = make_pattern(r"[a-z][a-z0-9+.-]*://[!-~]+", re.I)
_ADDRESS_FORMS = (("mac-address", _MAC_ADDRESS), ("fqdn", _FQDN), ("uri", _URI))
MODULES = "cryptographic-modules"
MODULE_DETAILS = ("standard", "looked_up", "protects")

T = TypeVar("T")


def write_key(attribute: str) -> str:
    """The key of a file that an attribute of the model stands for."""
    return attribute.rstrip("_").replace("_", "-")  # `from_`: a word that Python keeps


def make_text_prop(name: str, value: object, group: str = "") -> Tree:
    """A prop of our namespace; what is more than its one line can hold stands in its remarks."""
    text = _format_scalar(value)
    line = fold_lines(text)
    prop: Tree = {"name": name, "ns": NAMESPACE, "value": line}
    if group:
        prop["group"] = group
    if line != text:
        prop["remarks"] = text
    return prop


def read_text_prop(prop: Tree) -> str:
    """What `make_text_prop` was given, as a file can hold it."""
    return read_scalar_text(get_text(prop, "remarks") or get_text(prop, "value"))


def read_scalar_text(text: str) -> str:
    """The text without what YAML cannot hold; lines and tabs stay."""
    return "\t".join(clean_lines(part) for part in text.split("\t"))


def choose_address_prop(address: str) -> str:
    """The prop of OSCAL for such an address, "" where it has none."""
    try:
        return f"ipv{ipaddress.ip_address(address).version}-address"
    except ValueError:
        return next((name for name, form in _ADDRESS_FORMS if form.fullmatch(address)), "")


def list_own_props(node: Tree) -> list[Tree]:
    return [prop for prop in get_items(node, "props") if prop.get("ns") == NAMESPACE]


def write_record(
    value: Any,
    *,
    only: Collection[str] = (),
    skip: Collection[str] = (),
    path: str = "",
    group: str = "",
) -> list[Tree]:
    """The attributes of a dataclass that say something; `only` and `skip` name attributes."""
    return [
        prop
        for field in dataclasses.fields(value)
        if field.name != "source" and field.name not in skip and (not only or field.name in only)
        for prop in _write_value(
            f"{path}{write_key(field.name)}", getattr(value, field.name), group
        )
    ]


def write_records(name: str, values: tuple[Any, ...]) -> list[Tree]:
    """Each of a list of dataclasses, with the group of its number."""
    return list(_write_value(name, values, ""))


def _write_value(name: str, value: Any, group: str) -> Iterator[Tree]:
    if isinstance(value, tuple):
        for number, item in enumerate(value, 1):
            if dataclasses.is_dataclass(item):
                yield from write_record(item, path=f"{name}.", group=f"{name}.{number}")
            else:
                yield make_text_prop(name, item, group)
    elif dataclasses.is_dataclass(value):
        yield from write_record(value, path=f"{name}.", group=group)
    elif value is not None and fold_lines(value):
        yield make_text_prop(name, value, group)


def _format_scalar(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read_record(cls: type[T], props: Sequence[Tree], path: str = "", **known: Any) -> T | None:
    """The dataclass that `write_record` wrote, with what is `known` already.

    None where something lacks that it cannot do without.
    """
    arguments = {**read_attributes(cls, props, path=path), **known}
    needed = [
        field.name
        for field in dataclasses.fields(cls)  # type: ignore[arg-type]
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    ]
    return cls(**arguments) if all(name in arguments for name in needed) else None


def read_attributes(
    cls: type[Any], props: Sequence[Tree], only: Collection[str] = (), path: str = ""
) -> dict[str, Any]:
    """The attributes of which the props say something, by name."""
    hints = _resolve_hints(cls)  # type: ignore[arg-type]
    found = {
        name: _read_value(hint, props, f"{path}{write_key(name)}")
        for name, hint in hints.items()
        if name != "source" and (not only or name in only)
    }
    return {name: value for name, value in found.items() if value not in (None, ())}


def read_records(cls: type[T], props: Sequence[Tree], name: str) -> tuple[T, ...]:
    """What `write_records` wrote."""
    read: tuple[T, ...] = _read_list(cls, props, name)
    return read


@cache
def _resolve_hints(cls: type[Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _read_value(hint: Any, props: Sequence[Tree], name: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        inner = next(arg for arg in typing.get_args(hint) if arg is not type(None))
        return _read_value(inner, props, name)
    if origin is tuple:
        return _read_list(typing.get_args(hint)[0], props, name)
    if dataclasses.is_dataclass(hint):
        return read_record(typing.cast(Any, hint), _list_below(props, name), f"{name}.")
    named = [prop for prop in props if prop.get("name") == name]
    return _parse_scalar(hint, read_text_prop(named[0])) if named else None


def _read_list(hint: Any, props: Sequence[Tree], name: str) -> tuple[Any, ...]:
    if not dataclasses.is_dataclass(hint):
        return tuple(read_text_prop(prop) for prop in props if prop.get("name") == name)
    items: dict[object, list[Tree]] = {}
    for prop in _list_below(props, name):
        items.setdefault(prop.get("group"), []).append(prop)
    read = (read_record(typing.cast(Any, hint), item, f"{name}.") for item in items.values())
    return tuple(item for item in read if item is not None)


def _list_below(props: Sequence[Tree], name: str) -> list[Tree]:
    return [prop for prop in props if get_text(prop, "name").startswith(f"{name}.")]


def _parse_scalar(hint: Any, text: str) -> Any:
    """The value of the type that the attribute has; None for a text that is none."""
    if hint is bool:
        return {"true": True, "false": False}.get(text)
    if hint is int:
        return int(text) if text.isdecimal() else None
    if hint is str:
        return text
    return read_iso_day(text)
