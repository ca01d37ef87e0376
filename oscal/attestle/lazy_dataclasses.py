"""`dataclass` of the standard library, with methods that are compiled when they are first called.

The library compiles up to six methods of a class where it is defined, and a command loads hundreds
of classes of which it makes few. What a class can do is the same; left out are the options that
nothing here asks for: order, fields by keyword alone, weak references.
"""

from __future__ import annotations

import dataclasses
import reprlib
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

Method = Callable[..., Any]


def define_dataclass(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
) -> Any:
    """The decorator, with or without options in brackets."""
    if cls is None:
        return lambda decorated: define_dataclass(decorated, frozen=frozen, slots=slots, eq=eq)
    if any(map(dataclasses.is_dataclass, cls.__bases__)):
        # few have a base with fields, and the library knows what that asks for
        return dataclasses.dataclass(frozen=frozen, slots=slots, eq=eq)(cls)
    own = dict(vars(cls))
    # without one the library writes a text, which takes longer than all else here
    cls.__doc__ = cls.__doc__ or cls.__name__
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    facts = made.__dataclass_params__
    facts.init, facts.repr, facts.eq, facts.frozen = True, True, eq, frozen
    for name, method in _list_methods(made, slots=slots).items():
        # a class that defines equality alone has None as its hash
        if own.get(name) is None:
            setattr(made, name, method)
    return made


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    dataclass = define_dataclass


def _list_methods(cls: Any, *, slots: bool) -> dict[str, Method | None]:
    facts = cls.__dataclass_params__
    methods: dict[str, Method | None] = {"__init__": _defer_init(cls), "__repr__": _describe}
    if facts.eq:
        methods["__eq__"] = _make_equality(cls)
        methods["__hash__"] = _make_hash(cls) if facts.frozen else None
    if facts.frozen:
        methods |= _make_refusals(cls)
    if facts.frozen and slots:
        methods |= {"__getstate__": _get_state, "__setstate__": _set_state}
    return methods


def _make_reader(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """The values of fields together: what two objects are compared by."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _make_equality(cls: type) -> Method:
    read = _make_reader([item.name for item in dataclasses.fields(cls) if item.compare])

    def __eq__(self: Any, other: Any) -> Any:
        return read(self) == read(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _make_hash(cls: type) -> Method:
    fields = dataclasses.fields(cls)
    read = _make_reader(
        [item.name for item in fields if (item.compare if item.hash is None else item.hash)]
    )

    def __hash__(self: Any) -> int:
        return hash(read(self))

    return __hash__


@reprlib.recursive_repr()
def _describe(self: Any) -> str:
    shown = (item.name for item in dataclasses.fields(self) if item.repr)
    parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{self.__class__.__qualname__}({parts})"


def _make_refusals(cls: Any) -> dict[str, Method | None]:
    """A class derived from a frozen one may have further attributes, which are free."""
    names = frozenset(cls.__dataclass_fields__)

    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__}


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, item.name) for item in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for item, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, item.name, value)


def _defer_init(cls: Any) -> Method:
    def __init__(self: Any, *args: Any, **given: Any) -> None:
        cls.__init__ = _compile_init(cls)
        cls.__init__(self, *args, **given)

    return __init__


def _compile_init(cls: Any) -> Method:
    """Fields are set in their order, and arguments refused with the words of Python itself."""
    facts, fields = cls.__dataclass_params__, dataclasses.fields(cls)
    names: dict[str, Any] = {"_set": object.__setattr__, "_not_given": object()}
    for item in fields:
        names |= {f"_{item.name}_default": item.default, f"_{item.name}_new": item.default_factory}
    values = {item.name: _write_value(item, "__slots__" in vars(cls)) for item in fields}
    form = "_set(self, {0!r}, {1})" if facts.frozen else "self.{0} = {1}"
    lines = [form.format(name, value) for name, value in values.items() if value]
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    arguments = ", ".join(["self", *(_write_argument(item) for item in fields if item.init)])
    exec(f"def __init__({arguments}):\n {'; '.join(lines) or 'pass'}", names)
    init: Method = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _write_argument(item: dataclasses.Field[Any]) -> str:
    if item.default is not dataclasses.MISSING:
        return f"{item.name}=_{item.name}_default"
    has_maker = item.default_factory is not dataclasses.MISSING
    return f"{item.name}=_not_given" if has_maker else item.name


def _write_value(item: dataclasses.Field[Any], has_slots: bool) -> str:
    """What a field is set to, "" where it is left to the class or to `__post_init__`."""
    if item.default_factory is not dataclasses.MISSING:
        made = f"_{item.name}_new()"
        return f"{made} if {item.name} is _not_given else {item.name}" if item.init else made
    if item.init:
        return item.name
    # without slots the default is an attribute of the class
    return f"_{item.name}_default" if has_slots and item.default is not dataclasses.MISSING else ""
