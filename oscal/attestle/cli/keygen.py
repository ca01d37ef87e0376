"""`attestle keygen`: a pair of keys to sign packages with."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..api import package_signing
from ..errors import UsageError
from ..store import files
from .output import emit

MOST_PASSPHRASE_BYTES = 4096
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Its first line is the passphrase of the private key; asked for on a terminal otherwise.",
)


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    required=True,
    help="Folder for both files; outside every repository, or ignored by it.",
)
@click.option(
    "--name",
    default="signing",
    show_default=True,
    help="Name of the files, such as the role that signs.",
)
@click.option("--rsa", is_flag=True, help="RSA of 3072 bits in place of ECDSA on P-256.")
@passphrase_option
def keygen(out: Path, name: str, rsa: bool, passphrase_file: Path | None) -> None:
    """Make a pair of keys: the private one signs packages and stays with you, the public one goes
    to whoever verifies them.
    """
    passphrase = ask_passphrase(passphrase_file, is_new=True)
    made = package_signing.make_keys(out, name, "rsa" if rsa else "ecdsa", passphrase)
    emit(f"wrote {made.private} (keep it, and its passphrase, where only its owner reaches it)")
    emit(f"wrote {made.public} (hand it over by another way than the packages)")
    emit(f"key id {made.key_id}")
    emit(f"next: attestle sign PACKAGE.zip --key {made.private} --role ROLE")


def ask_passphrase(path: Path | None, *, is_new: bool = False) -> bytes:
    """From the file, else from the terminal. Raises UsageError where there is neither."""
    if path is not None:
        text = files.read_outside(path, MOST_PASSPHRASE_BYTES).split(b"\n")[0].rstrip(b"\r")
        if not text:
            raise UsageError(f"the first line of {path} is empty; it should be the passphrase")
        return text
    if not sys.stdin.isatty():
        raise UsageError("there is no terminal to ask for the passphrase; give --passphrase-file")
    asked: str = click.prompt("passphrase", hide_input=True, confirmation_prompt=is_new, err=True)
    return asked.encode()
