"""Where hrefs between documents lead, and which are not followed."""

from __future__ import annotations

from typing import Any

import pytest

from attestle.formats.document_hrefs import Unfollowed, resolve_href, rewrite_imports
from attestle.model.workspace import Document, ReferenceScope
from tables import check_each

SCOPE = ReferenceScope("/home/demo/space")
UUID = "7d0c6a5e-1b1f-4c1e-8a55-00000000000a"
CATALOG = "catalogs/mini/catalog.json"


def make_profile(*links: dict[str, str], imports: Any = ()) -> Document:
    body = {
        "imports": list(imports),
        "back-matter": {"resources": [{"uuid": UUID, "rlinks": list(links)}]},
    }
    return Document("profiles/own/profile.json", "profile", "own", {"profile": body})


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("trestle://catalogs/mini/catalog.json", CATALOG),
        ("../../catalogs/mini/catalog.json", CATALOG),
        ("../../catalogs/mini/catalog.json?v=1#top", CATALOG),
        ("../../catalogs/%6Dini/catalog.json", CATALOG),
        ("../../catalogs/a%20b/catalog.json", "catalogs/a b/catalog.json"),
        ("file:///home/demo/space/catalogs/mini/catalog.json", CATALOG),
        ("file://localhost/home/demo/space/catalogs/mini/catalog.json", CATALOG),
        ("FILE://LocalHost/home/demo/space/catalogs/mini/catalog.json", CATALOG),
        ("Trestle://catalogs/mini/catalog.json", CATALOG),
        ("/home/demo/space/catalogs/mini/catalog.json", CATALOG),
        ("beside.json", "profiles/own/beside.json"),
        ("?v=1", "profiles/own/profile.json"),
    ],
)
def test_an_href_is_read_from_the_document_that_holds_it(href: str, path: str) -> None:
    assert resolve_href(href, make_profile(), SCOPE).path == path


@check_each(
    ("href", "why"),
    [
        ("https://demo.example/catalog.json", Unfollowed.REMOTE),
        ("//demo.example/catalog.json", Unfollowed.REMOTE),
        ("../../../catalog.json", Unfollowed.OUTSIDE),
        ("%2e%2e/%2E%2e/../catalog.json", Unfollowed.OUTSIDE),
        ("trestle://../catalog.json", Unfollowed.OUTSIDE),
        ("trestle:///etc/catalog.json", Unfollowed.OUTSIDE),
        ("file:///home/demo/space-two/catalog.json", Unfollowed.OUTSIDE),
        ("file:///home/demo/space/../catalog.json", Unfollowed.OUTSIDE),
        ("file://other/home/demo/space/catalog.json", Unfollowed.OUTSIDE),
        ("C:/catalog.json", Unfollowed.OUTSIDE),
        ("..\\catalog.json", Unfollowed.MALFORMED),
        ("a%2Fb.json", Unfollowed.MALFORMED),
        ("a%5cb.json", Unfollowed.MALFORMED),
        ("a%00b.json", Unfollowed.MALFORMED),
        ("a%ffb.json", Unfollowed.MALFORMED),
        ("a%zz.json", Unfollowed.MALFORMED),
        ("#00000000-0000-4000-8000-000000000000", Unfollowed.UNKNOWN_RESOURCE),
    ],
)
def test_no_href_leaves_the_folder_or_is_fetched(href: str, why: Unfollowed) -> None:
    reference = resolve_href(href, make_profile(), SCOPE)
    assert (reference.path, reference.why) == (None, why)


def test_nothing_outside_of_the_inner_folder_is_meant() -> None:
    scope = ReferenceScope("/home/demo", "space")
    holder = Document("space/own.json", "profile", "own", {"profile": {}})
    assert resolve_href("beside.json", holder, scope).path == "space/beside.json"
    assert resolve_href("../beside.json", holder, scope).why is Unfollowed.OUTSIDE


def test_an_address_with_a_local_document_is_the_base_of_its_own_hrefs() -> None:
    scope = ReferenceScope("/x", addresses=frozenset(("https://demo.example/a/b.json",)))
    holder = Document("https://demo.example/a/c/p.json", "profile", "p", {"profile": {}})
    assert resolve_href("../b.json#top", holder, scope).path == "https://demo.example/a/b.json"
    assert resolve_href("../d.json", holder, scope).why is Unfollowed.REMOTE


def test_the_link_of_the_best_form_counts() -> None:
    holder = make_profile(
        {"href": "a.xml", "media-type": "application/oscal.catalog+xml"},
        {"href": "b", "media-type": "application/oscal.catalog+yaml"},
        {"href": "c", "media-type": "application/oscal.catalog+json"},
    )
    assert resolve_href(f"#{UUID.upper()}", holder, SCOPE).path == "profiles/own/c"


def test_of_the_links_one_that_is_there_goes_before() -> None:
    holder = make_profile(
        {"href": "https://demo.example/a.json"}, {"href": "b.json"}, {"href": "c.xml"}
    )
    there = {"profiles/own/c.xml"}.__contains__
    assert resolve_href(f"#{UUID}", holder, SCOPE, there).path == "profiles/own/c.xml"
    assert resolve_href(f"#{UUID}", holder, SCOPE).path == "profiles/own/b.json"


def test_imports_lead_to_the_same_from_everywhere_and_the_document_stays() -> None:
    imports = [{"href": "../../catalogs/mini/catalog.json"}, {"href": "https://demo.example/a"}, 7]
    holder = make_profile(imports=imports)
    rewritten = rewrite_imports(holder, SCOPE, lambda path: False)["profile"]["imports"]
    assert rewritten == [{"href": f"trestle://{CATALOG}"}, {"href": "https://demo.example/a"}, 7]
    assert holder.body["imports"] == imports
