"""Stable identities for everything that is derived rather than authored."""

from __future__ import annotations

import hashlib
import uuid

NAMESPACE = "urn:attestle:oscal"
OSCAL_VERSION = "1.2.1"


def derive_uuid(*key: str) -> str:
    """A name-based hash of `key` in version-4 form.

    Version 4 because trestle 5.2 refuses or drops version 5 in several places
    (docs/decisions/0003-ids.md).
    """
    digest = hashlib.sha256("\x1f".join(key).encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))
