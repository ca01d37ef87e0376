"""What is made of documents once, and made again where one of them is another."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from attestle.model.workspace import Work
from attestle.store import shared_documents
from attestle.store.oscal_documents import make_href_reader
from attestle.store.shared_documents import derive_once, share_documents
from attestle.store.systems import load_system
from conftest import edit

Tree = dict[str, Any]


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    """A shelf of this test's own; that of the whole run is open again afterwards."""
    shared_documents.close_shelf()
    yield
    shared_documents.close_shelf()
    shared_documents.open_shelf()


class Documents:
    """Documents by href, and what was made of them."""

    def __init__(self, **trees: Tree) -> None:
        self.trees, self.made = trees, 0

    def fetch(self, href: str) -> Tree | None:
        return self.trees.get(href)

    def derive(self, read: Callable[[str], Tree | None]) -> list[str]:
        self.made += 1
        first = read("first") or {}
        return [repr(first), repr(read(str(first.get("import", "none"))))]

    def ask(self, key: str = "key") -> list[str]:
        return derive_once((key,), self.fetch, self.derive)


def make_documents() -> Documents:
    return Documents(first={"import": "other", "n": [1, {"a": "b"}]}, other={"text": "x"})


def test_it_is_made_once_where_documents_are_shared() -> None:
    documents = make_documents()
    with share_documents():
        first = documents.ask()
        assert documents.ask() is first
        assert documents.made == 1
        documents.trees["first"] = {"import": "other", "n": [1, {"a": "b"}]}
        assert documents.ask() is first, "it is written alike"
        documents.ask("another key")
        assert documents.made == 2
    documents.ask()
    documents.ask()
    assert documents.made == 4, "nothing is shared any more"


@pytest.mark.parametrize(
    ("href", "tree"),
    [
        ("other", {"text": "y"}),
        ("other", {}),
        ("other", None),
        ("first", {"import": "other", "n": [True, {"a": "b"}]}),
        ("first", {"import": "other", "n": [1.0, {"a": "b"}]}),
        ("first", {"import": "other", "n": [1, {"a": "b"}, 2]}),
        ("first", {"n": [1, {"a": "b"}], "import": "other"}),
        ("first", {"import": "third", "n": [1, {"a": "b"}]}),
    ],
    ids=repr,
)
def test_it_is_made_again_where_a_document_is_another(href: str, tree: Tree | None) -> None:
    documents = make_documents()
    with share_documents():
        documents.ask()
        documents.trees[href] = tree  # type: ignore[assignment]
        again = documents.ask()
        assert documents.made == 2
        assert again == documents.derive(documents.fetch)


def test_what_fails_is_tried_again() -> None:
    documents = make_documents()

    def fail(read: Callable[[str], Tree | None]) -> list[str]:
        documents.derive(read)
        raise ValueError("no such shape")

    with share_documents():
        for _ in range(2):
            with pytest.raises(ValueError, match="no such shape"):
                derive_once(("key",), documents.fetch, fail)
    assert documents.made == 2


def test_a_few_are_kept() -> None:
    documents = make_documents()
    with share_documents():
        for number in range(100):
            documents.ask(str(number))
        assert len(shared_documents._results) < 20
        documents.ask("99")
        assert documents.made == 100
        documents.ask("0")
        assert documents.made == 101


def load(root: Path) -> Work | None:
    return load_system(root, "demo", make_href_reader(root))[0]


def test_a_system_is_the_same_with_and_without(tiny: Path, tmp_path: Path) -> None:
    """And follows an edit of its catalog, in its own workspace and no other."""
    other = shutil.copytree(tiny, tmp_path / "other")
    alone = load(tiny)
    assert alone is not None
    title = alone.baseline.requirements[0].title
    [catalog] = [
        path.relative_to(tiny).as_posix()
        for path in tiny.glob("catalogs/*/catalog.json")
        if f'"title": "{title}"' in path.read_text(encoding="utf-8")
    ]
    with share_documents():
        assert load(tiny) == alone
        assert load(tiny) == alone
        edit(other, catalog, f'"title": "{title}"', '"title": "Something else"')
        changed = load(other)
        assert changed is not None
        assert changed.baseline.requirements[0].title == "Something else"
        assert load(tiny) == alone
    assert load(other) == changed
