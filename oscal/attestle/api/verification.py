"""`verify`: a package proved, its OSCAL checked, its score computed anew.

Nothing of this machine is asked, and nothing is written but into a private folder that goes.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote

from ..errors import PackageError, ToolkitError
from ..formats import strict_json
from ..formats.href_rewriting import list_every_href
from ..formats.settings_forms import is_address
from ..handover.container import read_content
from ..handover.package_proof import ProvenPackage, prove_files
from ..handover.signature_words import describe_open, describe_valid, is_valid
from ..handover.signatures import (
    JudgedSignature,
    SignatureQuestion,
    SignatureStanding,
    list_missing_roles,
)
from ..lazy_dataclasses import dataclass
from ..store import cache, layout, package_files
from ..store.committed_state import make_private_folder
from .package_contents import SCORE
from .package_oscal import FOLDER, list_models
from .packed_documents import compare_xml, list_unlike_shipped
from .packed_workspace import MOST_BYTES, lay_out
from .recomputation import (
    Computed,
    compute_score,
    is_by_other_rules,
    list_scores,
    read_recorded_scores,
)
from .validation.cached_findings import find_in_documents
from .validation.targets import Target

# Documents of a system, and what is made for people: not every sender has to pack them
_OF_SYSTEM = (
    "system-security-plans",
    "plan-of-action-and-milestones",
    "assessment-plans",
    "assessment-results",
)
_AS_SENT = ("documents/", "findings/", "hash-logs/")
# What documents of other shapes than any reader expects end in
_STUMBLES = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
    ToolkitError,
)  # fmt: skip
_SHOWN = 20  # problems of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """`problems` say why a package is not to be believed; `differences` are figures that another
    rule set judges in another way; None is what was not done.

    `computed` and `recorded` are the scores, implemented and assessor-ready.
    """

    file: str
    problems: tuple[str, ...]
    package: ProvenPackage | None = None
    oscal: int = 0
    computed: Mapping[str, int | None] | None = None
    recorded: Mapping[str, int | None] | None = None
    differences: tuple[str, ...] = ()
    proves: tuple[str, ...] = ()
    leaves_open: tuple[str, ...] = ()
    signatures: tuple[JudgedSignature, ...] = ()

    @property
    def is_verified(self) -> bool:
        return not self.problems


def verify_package(
    path: Path,
    question: SignatureQuestion | None = None,
    advance: Callable[[int], None] = lambda size: None,
) -> VerificationReport:
    """Raises UsageError for what is no file, and for keys that cannot be used; everything else that
    is wrong is in the report.
    """
    with package_files.open_package(path) as file:
        try:
            package = prove_files(file, advance)
        except PackageError as error:
            return VerificationReport(path.name, (str(error),))
        asked = question or SignatureQuestion()
        signatures = _judge_signatures(file, package, asked)
        wrong = tuple(_list_wrong_signatures(signatures, asked))
        if wrong:
            return VerificationReport(path.name, wrong, package, signatures=signatures)
        try:
            return _check_contents(path.name, file, package, signatures)
        except PackageError as error:
            return VerificationReport(path.name, (str(error),), package, signatures=signatures)
        except _STUMBLES as error:
            # whoever made the package chose what is inside: it ends in nothing but a refusal
            reason = f"what is inside leads to nothing ({type(error).__name__})"
            return VerificationReport(path.name, (reason,), package, signatures=signatures)


def _judge_signatures(
    file: BinaryIO, package: ProvenPackage, question: SignatureQuestion
) -> tuple[JudgedSignature, ...]:
    if not package.unlisted and not question.detached and not question.keys:
        return ()
    # slow to load, and a package without signatures needs none of it
    from .package_signing import judge_package_signatures

    return judge_package_signatures(file, package, question)


def _list_wrong_signatures(
    signatures: Sequence[JudgedSignature], question: SignatureQuestion
) -> Iterator[str]:
    """Those that are wrong or revoked; and where keys or roles are asked for,
    that nobody signed.
    """
    for item in signatures:
        if item.standing in (SignatureStanding.WRONG, SignatureStanding.REVOKED):
            yield f"{item.path}: {item.reason}"
    valid = any(item.standing is SignatureStanding.VALID for item in signatures)
    if question.keys and not valid:
        yield "no signature is by a key that is given with --key"
    for role in list_missing_roles(signatures, question.required):
        yield f"no valid signature is by the {role}"


def _check_contents(
    name: str, file: BinaryIO, package: ProvenPackage, signatures: tuple[JudgedSignature, ...]
) -> VerificationReport:
    documents = list_models(list(package.entries))
    with make_private_folder() as folder:
        lay_out(folder, file, package)
        found = [*_check_links(file, package, documents), *_check_oscal(folder, package, documents)]
        computed = compute_score(folder, file, package)
    unlike = tuple(compare_xml(file, package))
    by_others = is_by_other_rules(package.manifest.head)
    found += () if by_others else unlike
    differences = (*(computed.differences if computed else ()), *(unlike if by_others else ()))
    if len(found) > _SHOWN:
        found = [*found[:_SHOWN], f"and {len(found) - _SHOWN} more of the OSCAL documents"]
    problems = (*found, *(computed.problems if computed else ()))
    scores = list_scores(computed.status) if computed else None
    return VerificationReport(
        name,
        problems,
        package,
        len(documents),
        scores,
        computed.recorded if computed else None,
        differences,
        tuple(_list_proven(package, documents, computed, signatures)) if not problems else (),
        (
            *describe_open(signatures),
            *_list_open_contents(file, package, documents, computed),
            *_list_open_scores(file, package, computed),
        ),
        signatures,
    )


def _check_links(file: BinaryIO, package: ProvenPackage, documents: Sequence[str]) -> Iterator[str]:
    """Every link of a document leads to a file in the package, into the document, or to the web."""
    known = set(package.entries) | {
        path[:place] for path in package.entries for place, sign in enumerate(path) if sign == "/"
    }
    for path in documents:
        tree, problems = strict_json.read_json(
            read_content(file, package.entries[path], MOST_BYTES)
        )
        if problems:
            continue  # told with what else is wrong in the document
        for href, _ in list_every_href(tree if isinstance(tree, dict) else {}):
            target = unquote(href.partition("#")[0].partition("?")[0])
            if not target or is_address(href):
                continue
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if place not in known:
                yield f'{path}: "{href}" leads to nothing in the package'


def _check_oscal(folder: Path, package: ProvenPackage, documents: Sequence[str]) -> Iterator[str]:
    """Errors of the documents, each judged by the OSCAL version that it states."""
    if not documents:
        return
    documents = (*documents, *list_models(list(package.entries), ".xml"))
    places = {path.removeprefix(f"{FOLDER}/"): folder for path in documents}
    target = Target(folder, (), False, {path: folder / path for path in places})
    day = dt.date.fromisoformat(package.manifest.head["as_of"])
    for item in find_in_documents(target, day, cache.Cache(None)):
        if item.is_error:
            yield f"{FOLDER}/{item.path}: {item.code} {item.message}"


def _list_proven(
    package: ProvenPackage,
    documents: Sequence[str],
    computed: Computed | None,
    signatures: Sequence[JudgedSignature],
) -> Iterator[str]:
    number = len(package.manifest.files)
    yield (
        f"it holds exactly the {number} files of its manifest, each byte of them, and nothing else"
    )
    yield f"manifest.json has the SHA-256 {package.manifest_sha256}"
    if documents:
        yield (
            f"the {len(documents)} OSCAL documents inside are valid, and their links lead to files"
            " inside, or to the web"
        )
    yield from (describe_valid(item) for item in signatures if is_valid(item))
    if computed is None:
        return
    plan = layout.document_path("system-security-plan", computed.status.system.name)
    if f"{FOLDER}/{plan}" in computed.remade and not computed.differences:
        yield "the OSCAL plan inside is what the authored files inside make"
    scores = list_scores(computed.status)
    figures = _write_scores(scores)
    if computed.untested is not None:
        yield f"the authored files inside lead to the scores: {figures}"
    elif computed.recorded is None:
        yield f"the authored files inside lead to the scores: {figures}; none is recorded inside"
    elif computed.differences:
        yield f"this version of attestle computes the scores: {figures}"
    else:
        yield f"the authored files inside lead to the recorded scores: {figures}"


def _list_open_contents(
    file: BinaryIO, package: ProvenPackage, documents: Sequence[str], computed: Computed | None
) -> Iterator[str]:
    """Files that are there as the sender put them in: valid perhaps, but not made anew."""
    yield "that what the plan says is true: that is for an assessor"
    remade = computed.remade if computed else frozenset[str]()
    own = [path for path in documents if path.split("/")[1] in _OF_SYSTEM and path not in remade]
    if own and computed:
        yield f"what these say, which nothing inside leads to: {', '.join(own)}"
    if any(path.startswith(_AS_SENT) for path in package.entries):
        yield (
            "that the documents for people, the findings and the notes say the same as the data:"
            " they are as the sender put them in"
        )
    for path in list_unlike_shipped(file, package, documents):
        yield (
            f"the requirements and their points: {path} is not the one of that name that comes with"
            " this version of attestle"
        )


def _list_open_scores(
    file: BinaryIO, package: ProvenPackage, computed: Computed | None
) -> Iterator[str]:
    if computed is None:
        yield "the score: the authored files are not inside, so nothing was computed"
        if untested := read_recorded_scores(file, package):
            yield f"the scores that {SCORE} states ({_write_scores(untested)}): the sender's word"
        return
    yield (
        "the artifacts: they are judged by what was recorded of them when the package was made, and"
        " not by this machine"
    )
    if computed.differences:
        yield (
            "the recorded figures: that other rules led to them is the manifest's own word; ask for"
            f" the version {package.manifest.head['tool']['version']} to compute them"
        )
    if computed.untested is not None:
        yield (
            f"the scores that {SCORE} states ({_write_scores(computed.untested)}): they rest on a"
            " self-assessment that is not inside"
        )
    elif computed.status.system.assessment is None and computed.recorded is None:
        yield "a self-assessment, if there is one: it is not inside, so the answers were judged"


def _write_scores(scores: Mapping[str, int | None]) -> str:
    names = ("implemented", "assessor_ready")
    return ", ".join(f"{name.replace('_', ' ')} {scores[name]}" for name in names)


def make_verified(report: VerificationReport) -> dict[str, Any]:
    """The keys of `verify --format json`."""
    package = report.package
    head = package.manifest.head if package else {}
    return {
        "file": report.file,
        "verified": report.is_verified,
        "problems": list(report.problems),
        "manifest_sha256": package.manifest_sha256 if package else None,
        "manifest": dict(head) or None,
        "files": len(package.manifest.files) if package else None,
        "oscal_documents": report.oscal,
        "computed": dict(report.computed) if report.computed else None,
        "recorded": dict(report.recorded) if report.recorded else None,
        "differences": list(report.differences),
        "signatures": [_list_signature(item) for item in report.signatures],
        "proves": list(report.proves),
        "leaves_open": list(report.leaves_open),
    }


def _list_signature(item: JudgedSignature) -> dict[str, Any]:
    time = item.time
    return {
        "path": item.path,
        "standing": str(item.standing),
        "reason": item.reason or None,
        "key_id": item.key_id or None,
        "role": item.role or None,
        "signed_on": item.signed_on.isoformat() if item.signed_on else None,
        "time": {
            "path": time.path,
            "standing": str(time.standing),
            "time": time.time.isoformat() if time.time else None,
            "reason": time.reason or None,
        }
        if time
        else None,
    }
