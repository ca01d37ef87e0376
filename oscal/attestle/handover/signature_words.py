"""What judged signatures prove and leave open, in the words of whoever reads `verify`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .signatures import JudgedSignature, SignatureStanding


def is_valid(item: JudgedSignature) -> bool:
    return item.standing is SignatureStanding.VALID


def describe_valid(item: JudgedSignature) -> str:
    """By which key, as whom, and when as far as that is borne out."""
    role = f", as {item.role}" if item.role else ""
    text = f"the owner of the key {item.key_id[:12]} signed it{role}"
    time = item.time
    if time and time.standing is SignatureStanding.VALID and time.time:
        text += f", not after {time.time.isoformat()} by the authority's time stamp"
    elif item.signed_on:
        text += f", on {item.signed_on} by the signer's own word"
    return f"{text}; {item.reason}" if item.reason else text


def describe_open(signatures: Sequence[JudgedSignature]) -> Iterator[str]:
    if not signatures:
        yield "who made it, and when: there is no signature"
    for item in signatures:
        if item.standing is SignatureStanding.UNVERIFIED:
            role = f", which says to be the {item.role}'s" if item.role else ""
            yield f"who made the signature {item.path}{role}: {item.reason}"
        elif item.time and item.time.standing is SignatureStanding.UNVERIFIED:
            yield f"the time of {item.time.path}: {item.time.reason}"
    if any(map(is_valid, signatures)):
        yield (
            "whose the keys are, and that they may sign in the role that they state: whoever gave"
            " you the public keys says so"
        )
