"""The dossier of an affirmation: small files that show why a score stood on a day.

They are kept in the repository beside the plan. Whether anybody affirms is decided elsewhere: the
affirmation is made by the affirming official in SPRS, and nothing here says that it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import PackageError
from ..formats import strict_json
from ..lazy_dataclasses import dataclass
from ..model.documented_exceptions import DocumentedException

FORMAT = "attestle-affirmation-1"
AFFIRMATIONS = "affirmations"
INDEX, SCORE, EVIDENCE = "dossier.json", "score.json", "evidence.json"
EXCEPTIONS, SET_ASIDE, STATEMENT = "exceptions.json", "set-aside.json", "statement.md"


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What the index says; `package` is the SHA-256 of the manifest that it rests on,
    "" if none.
    """

    system: str
    uuid: str
    profile: str
    version: str
    as_of: dt.date
    revision: str
    tool: str
    rule_set: str
    scores: Mapping[str, int | None]
    package: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """`facts` as read back, and the SHA-256 of each of its files by name."""

    facts: DossierFacts
    files: Mapping[str, str]


def name_folder(system: str, day: dt.date) -> str:
    return f"{AFFIRMATIONS}/{day.isoformat()}-{system}"


def write_dossier(facts: DossierFacts, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by name, with the index that has the hash of each of the others."""
    index = {
        "format": FORMAT,
        "system": facts.system,
        "uuid": facts.uuid,
        "profile": facts.profile,
        "version": facts.version,
        "as_of": facts.as_of.isoformat(),
        "revision": facts.revision,
        "tool": facts.tool,
        "rule_set": facts.rule_set,
        "scores": dict(facts.scores),
        "package_manifest_sha256": facts.package or None,
        "files": {
            name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())
        },
    }
    return {**contents, INDEX: strict_json.write_json(index)}


def read_dossier(raw: bytes, where: str) -> Dossier:
    """Raises PackageError for what is no index of a dossier."""
    tree, problems = strict_json.read_json(raw)
    try:
        if problems or tree["format"] != FORMAT:
            raise ValueError("another format")
        facts = DossierFacts(
            system=_take_text(tree, "system"),
            uuid=_take_text(tree, "uuid"),
            profile=_take_text(tree, "profile"),
            version=_take_text(tree, "version"),
            as_of=dt.date.fromisoformat(_take_text(tree, "as_of")),
            revision=_take_text(tree, "revision"),
            tool=_take_text(tree, "tool"),
            rule_set=_take_text(tree, "rule_set"),
            scores=dict(tree["scores"]),
            package=tree["package_manifest_sha256"] or "",
        )
        return Dossier(facts, {str(name): str(value) for name, value in tree["files"].items()})
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise PackageError(f"{where} is no index of an affirmation's dossier") from error


def _take_text(tree: Any, key: str) -> str:
    value = tree[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def write_exceptions(
    items: Iterable[DocumentedException], excused: Mapping[str, list[str]]
) -> bytes:
    """Every exception, and the objectives that each excuses on the day."""
    rows = [
        {
            "exception": item.slug,
            "title": item.title,
            "kind": item.kind,
            "scope": list(item.scope),
            "approver": item.approver,
            "date": item.date.isoformat() if item.date else None,
            "review_date": item.review_date.isoformat() if item.review_date else None,
            "excuses": excused.get(item.slug, []),
        }
        for item in items
    ]
    return strict_json.write_json({"exceptions": rows})
