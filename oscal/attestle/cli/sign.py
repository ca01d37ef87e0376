"""`attestle sign`: signatures and time stamps of a package."""

from __future__ import annotations

from pathlib import Path

import click

from ..api import package_signing
from ..errors import UsageError
from ..store import files, key_files
from .keygen import ask_passphrase, passphrase_option
from .output import emit

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("package", type=_FILE, metavar="PACKAGE.zip")
@click.option("--key", type=_FILE, metavar="FILE", help="The private key, in PEM.")
@click.option("--role", default="", help="What you sign as: security-officer, affirming-official.")
@click.option(
    "--detached",
    type=_FILE,
    metavar="FILE",
    help="Write the signature to FILE, and leave the package as it is.",
)
@passphrase_option
@click.option(
    "--timestamp-request",
    "query",
    type=_FILE,
    metavar="FILE",
    help="Write the query for a time stamp (RFC 3161) over a signature of the package.",
)
@click.option(
    "--of", "entry", default="", metavar="ENTRY", help="Which signature, where there are several."
)
@click.option(
    "--timestamp",
    "reply",
    type=_FILE,
    metavar="FILE",
    help="Put the authority's reply into the package.",
)
def sign(
    package: Path,
    key: Path | None,
    role: str,
    detached: Path | None,
    passphrase_file: Path | None,
    query: Path | None,
    entry: str,
    reply: Path | None,
) -> None:
    """Sign a package with a private key, or stamp the time of a signature that it has.

    A signature says that whoever has the key hands over these very files. It encrypts nothing.
    Nothing is fetched: the query goes to a time stamp authority by your own hands, and its reply
    comes back as a file.
    """
    chosen = [
        name
        for name, value in (("--key", key), ("--timestamp-request", query), ("--timestamp", reply))
        if value
    ]
    if len(chosen) != 1:
        raise UsageError("give one of --key, --timestamp-request and --timestamp")
    if key is not None:
        _sign(package, key, role, detached, passphrase_file)
    elif query is not None:
        stamped = package_signing.write_timestamp_query(package, query, entry)
        emit(f"wrote {query}: the query for a time stamp over {stamped}")
        emit(f"send it to an authority, then: attestle sign {package} --timestamp REPLY.tsr")
    elif reply is not None:
        place, time = package_signing.add_timestamp(package, reply)
        emit(
            f"{package} has {place}: {time.isoformat()}, unverified until: attestle verify"
            f" {package} --tsa-cert AUTHORITY.pem"
        )


def _sign(
    package: Path, key: Path, role: str, detached: Path | None, passphrase_file: Path | None
) -> None:
    pem = files.read_outside(key, key_files.MOST_KEY_BYTES)
    encrypted = b"ENCRYPTED" in pem
    passphrase = ask_passphrase(passphrase_file) if encrypted else None
    done = package_signing.sign_package(package, key, role, passphrase, detached=detached)
    as_role = f" as {role}" if role else ""
    emit(f"signed{as_role} by the key {done.key_id}")
    emit(f"over the manifest with the SHA-256 {done.manifest_sha256}")
    emit(f"wrote {done.place}" if detached else f"{package} has {done.place}")
    emit("a signature encrypts nothing: see the README in the package for how it may travel")
