"""Both decorators make classes that behave alike: the library's, and the one that compiles late."""

from __future__ import annotations

import ast
import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from attestle import lazy_dataclasses
from attestle.lazy_dataclasses import dataclass
from conftest import ROOT

PACKAGE = ROOT / "oscal/attestle"
# What is asked of both; `define` has the library's signature, and no checker follows it here
LATE: Any = lazy_dataclasses.define_dataclass
EARLY: Any = dataclasses.dataclass


def define_all(define: Any) -> dict[str, Any]:
    """Classes of every kind that the package has."""

    @define(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        marks: tuple[str, ...] = field(default_factory=tuple)

        @property
        def total(self) -> int:
            return self.x + self.y

    @define(frozen=True, slots=True)
    class Alone:
        """One field."""

        value: Any

    @define(frozen=True, slots=True)
    class Empty:
        pass

    @define(slots=True)
    class Count:
        number: int = 0
        names: list[str] = field(default_factory=list)
        start: int = field(init=False, default=7)

    @define
    class Loose:
        name: str
        told: dict[str, int] = field(default_factory=dict)
        total: int = field(init=False, default=3)

    @define(frozen=True, slots=True)
    class Derived:
        name: str
        hidden: str = field(default="-", repr=False, compare=False)
        unhashed: list[int] = field(default_factory=list, hash=False)
        length: int = field(init=False, compare=False, repr=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "length", len(self.name))

    @define(frozen=True, slots=True, eq=False)
    class Identity:
        name: str

    @define(frozen=True)
    class Open:
        name: str

    return {name: made for name, made in locals().items() if isinstance(made, type)}


CLASSES = {define: define_all(define) for define in (LATE, EARLY)}
MAKERS: tuple[tuple[str, tuple[Any, ...], dict[str, Any]], ...] = (
    ("Point", (1,), {}),
    ("Point", (1,), {"marks": ("a",)}),
    ("Point", (), {"x": 3, "y": 4}),
    ("Alone", (1.5,), {}),
    ("Alone", ([1],), {}),
    ("Empty", (), {}),
    ("Count", (), {}),
    ("Count", (1, ["a"]), {}),
    ("Loose", ("n",), {"told": {"a": 1}}),
    ("Derived", ("name",), {}),
    ("Derived", ("name", "other", [1]), {}),
    ("Identity", ("n",), {}),
    ("Open", ("n",), {}),
    # refused
    ("Point", (), {}),
    ("Point", (1, 2, (), 4), {}),
    ("Point", (1,), {"z": 1}),
    ("Point", (1,), {"x": 1}),
    ("Empty", (1,), {}),
    ("Count", (), {"start": 1}),
)


def tell(ask: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """What a call gives, or how it fails."""
    try:
        return ask(*values, **named)
    except (TypeError, AttributeError, ValueError) as error:
        return type(error), str(error)


def describe(define: Any, case: tuple[str, tuple[Any, ...], dict[str, Any]]) -> list[Any]:
    """All that can be asked of an object of a class, made anew for it."""
    classes = CLASSES[define]
    name, values, named = case
    cls = classes[name]
    made = tell(cls, *values, **named)
    if isinstance(made, tuple):
        return [made]
    other = cls(*values, **named)
    names = [item.name for item in dataclasses.fields(cls)]
    return [
        repr(made),
        [tell(getattr, made, name) for name in names],
        made == other,
        made == copy.copy(made),
        made == 1,
        made == classes["Identity"]("n"),
        name == "Identity" or tell(hash, made),
        tell(dataclasses.asdict, made),
        tell(dataclasses.astuple, made),
        [repr(tell(dataclasses.replace, made, **{name: 5})) for name in names],
        [tell(setattr, made, name, 9) for name in names],
        [tell(delattr, other, name) for name in names],
        repr(made),
        hasattr(made, "__dict__"),
        cls.__match_args__,
        [
            (item.name, item.init, item.repr, item.compare, item.hash)
            for item in dataclasses.fields(cls)
        ],
        repr(cls.__dataclass_params__),
    ]


@pytest.mark.parametrize("case", MAKERS, ids=str)
def test_a_late_class_behaves_as_an_early_one(case: Any) -> None:
    assert describe(LATE, case) == describe(EARLY, case)


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    below: list[Any] = field(default_factory=list)


def test_objects_are_pickled_and_copied() -> None:
    kept = Kept("a", ("b",))
    assert pickle.loads(pickle.dumps(kept)) == kept  # noqa: S301 - written just now
    assert copy.deepcopy(kept) == kept


def test_an_object_in_itself_has_an_end() -> None:
    node = Node()
    node.below.append(node)
    assert repr(node) == "Node(below=[...])"


def test_patterns_take_fields_in_their_order() -> None:
    match Kept("a", ("b",)):
        case Kept(name, (mark,)):
            assert (name, mark) == ("a", "b")
        case _:
            raise AssertionError


def test_a_class_derived_from_a_late_one_is_one_itself() -> None:
    @dataclass(frozen=True, slots=True)
    class Further(Kept):
        more: int = 1

    assert Further("a", (), 2) == Further("a", more=2)
    assert Further("a") != Kept("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Further("a").name = "b"  # type: ignore[misc]


def test_what_a_class_derived_adds_is_free() -> None:
    class Wider(Kept):
        pass

    wider: Any = Wider("a")
    wider.more = 1
    assert wider.more == 1
    del wider.more
    with pytest.raises(dataclasses.FrozenInstanceError):
        wider.name = "b"


def test_a_class_that_compares_by_its_own_rule_keeps_it() -> None:
    @dataclass(frozen=True, slots=True)
    class Loud:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loud) and self.name.upper() == other.name.upper()

        def __repr__(self) -> str:
            return self.name.upper()

    assert Loud("a") == Loud("A")
    assert repr(Loud("a")) == "A"
    assert hash(Loud("a")) == hash(("a",))


def test_two_classes_of_one_module_do_not_share_a_constructor() -> None:
    assert Kept("a").name == "a"
    assert Node([1]).below == [1]


def test_the_package_has_no_other_decorator() -> None:
    """Each class of the library's costs ten times as much where it is loaded."""
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "lazy_dataclasses.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and node.module == "dataclasses"
        and any(alias.name == "dataclass" for alias in node.names)
    ]
    assert found == []
