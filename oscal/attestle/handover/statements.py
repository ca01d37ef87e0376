"""What a signer states: an in-toto statement over the manifest of a package."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from ..errors import PackageError
from ..formats import strict_json
from ..lazy_dataclasses import dataclass
from .manifest import MANIFEST

_TYPE = "https://in-toto.io/Statement/v1"
# A name and no place: nothing is fetched from it
PREDICATE = "https://attestle.example/package-signature/v1"
STATES = "this is the package as the signer hands it over"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_FACTS = ("system", "audience", "revision", "as_of")


@dataclass(frozen=True, slots=True)
class PackageStatement:
    """`signed_on` is the day by the clock of whoever signed: a claim, which a time stamp can bear
    out. `facts` repeat what the manifest says, for people who read the statement alone.
    """

    manifest_sha256: str
    role: str
    signed_on: dt.date
    facts: Mapping[str, str]


def write_statement(statement: PackageStatement) -> bytes:
    """The bytes that are signed."""
    return strict_json.write_json(
        {
            "_type": _TYPE,
            "subject": [{"name": MANIFEST, "digest": {"sha256": statement.manifest_sha256}}],
            "predicateType": PREDICATE,
            "predicate": {
                "states": STATES,
                "role": statement.role,
                "signed_on": statement.signed_on.isoformat(),
                **{key: statement.facts.get(key, "") for key in _FACTS},
            },
        }
    )


def read_statement(payload: bytes) -> PackageStatement:
    """Raises PackageError for what `write_statement` does not write."""
    tree, problems = strict_json.read_json(payload)
    if problems:
        raise PackageError("what is signed is no JSON")
    try:
        statement = _read(tree)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise PackageError("what is signed is no statement over a package") from error
    if write_statement(statement) != payload:
        raise PackageError("what is signed is a statement of another kind")
    return statement


def _read(tree: Any) -> PackageStatement:
    sha256 = tree["subject"][0]["digest"]["sha256"]
    predicate = tree["predicate"]
    facts = {key: predicate[key] for key in _FACTS}
    words = (sha256, predicate["role"], predicate["signed_on"], *facts.values())
    if not all(isinstance(word, str) for word in words):
        raise ValueError("not text")
    if not _SHA256.match(sha256) or not _DAY.match(predicate["signed_on"]):
        raise ValueError("not a hash, or no day")
    day = dt.date.fromisoformat(predicate["signed_on"])
    return PackageStatement(sha256, predicate["role"], day, facts)
