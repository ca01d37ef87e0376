"""Where a package was installed from (PEP 610), and files of requirements with hashes: what another
machine can install, and what only this one has.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ..lazy_dataclasses import dataclass

NAME = "attestle"
# Schemes that a machine elsewhere can reach
_REACHABLE = ("https", "http", "ssh")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_COMMIT = re.compile(r"[0-9a-f]{40,64}\Z")
# `name==1.0` or `name @ https://...`, perhaps with a marker, then one hash or more
_PINNED = re.compile(
    r"(?P<pin>[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[\w, .-]*\])?\s*(?:===?\s*[^\s;\\]+|@\s*https?://\S+))"
    r"(?P<marker>\s*;[^\\]*?)?(?:\s+--hash=sha(?:256|384|512):[0-9a-f]{64,128})+\s*\Z"
)
_COMMENT = re.compile(r"(?:^|\s)#.*\Z")
# A path of this machine in what pip is asked to install
_LOCAL = re.compile(r"(?:\A|@\s*)(?:file:|\.{0,2}/|~|[A-Za-z]:[\\/])|\.whl\Z")


@dataclass(frozen=True, slots=True)
class InstallSource:
    """`requirement` is what pip installs elsewhere, "" where nobody else can; `place` then says
    where it came from here.
    """

    requirement: str
    place: str = ""


def read_install_source(direct_url: str | None, version: str) -> InstallSource:
    """`direct_url` is the file of that name of the installed package, None where it has none: then
    it came from an index.
    """
    if direct_url is None:
        return InstallSource(f"{NAME}=={version}")
    try:
        record = json.loads(direct_url)
        url = record["url"]
        parts = urlsplit(url)
    except (ValueError, KeyError, TypeError):
        return InstallSource("", "a place that is not recorded")
    if parts.scheme.removeprefix("git+") not in _REACHABLE or "dir_info" in record:
        return InstallSource("", parts.path or url)
    address = urlunsplit(
        (parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, "")
    )
    vcs = record.get("vcs_info")
    if not isinstance(vcs, dict):
        return InstallSource(f"{NAME} @ {address}{_read_hash(record)}")
    commit = str(vcs.get("commit_id", ""))
    if vcs.get("vcs") != "git" or not _COMMIT.match(commit):
        return InstallSource("", url)
    # the user of ssh is part of the address and no secret
    kept = url if parts.scheme == "ssh" and not parts.password else address
    folder = record.get("subdirectory")
    inside = f"#subdirectory={folder}" if folder else ""
    return InstallSource(f"{NAME} @ git+{kept}@{commit}{inside}")


def _read_hash(record: dict[str, Any]) -> str:
    """The hash of the archive, as pip checks it."""
    info = record.get("archive_info")
    hashes = info.get("hashes") if isinstance(info, dict) else None
    value = str(hashes.get("sha256", "")) if isinstance(hashes, dict) else ""
    return f"#sha256={value}" if _SHA256.match(value) else ""


def is_local_source(requirement: str) -> bool:
    """Whether it names a file or folder of this machine."""
    is_address = re.search(r"(?:https?|ssh)://", requirement) is not None
    return not is_address and _LOCAL.search(requirement) is not None


@dataclass(frozen=True, slots=True)
class LockedRequirements:
    """The lines of a file of requirements, each of one version with its hashes; `source` is the one
    of this package, without them.
    """

    lines: tuple[str, ...]
    source: str


def read_locked_requirements(text: str) -> LockedRequirements:
    """Raises ValueError for what is no whole list with hashes: pip would refuse it, or it would
    install something else.
    """
    joined = text.replace("\r\n", "\n").replace("\\\n", " ")
    lines: list[str] = []
    source = ""
    for number, line in enumerate(joined.split("\n"), 1):
        plain = " ".join(_COMMENT.sub("", line).split())
        if not plain:
            continue
        match = _PINNED.match(plain)
        if match is None or not plain.isprintable():
            raise ValueError(f'entry {number}, "{plain[:60]}", is not one version with a hash')
        lines.append(plain)
        if re.match(rf"{NAME}\s*(?:==|@)", plain):
            source = match["pin"]
    if not source:
        raise ValueError(f"it has no line for {NAME}")
    return LockedRequirements(tuple(lines), source)
