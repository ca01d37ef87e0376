"""Keys and signatures through securesystemslib: ECDSA on P-256 and RSA-PSS, both with SHA-256.

These are algorithms of FIPS 186-5; whether the module below them is validated is a matter of the
machine. The only place that imports securesystemslib and its keys.
"""

from __future__ import annotations

import hashlib
from typing import Any

from ..errors import UsageError
from ..lazy_dataclasses import dataclass

LEAST_RSA_BITS = 2048
# More would only take time
MOST_RSA_BITS = 8192
MADE_RSA_BITS = 3072
_CURVE = "secp256r1"
_SCHEMES = {"ecdsa": "ecdsa-sha2-nistp256", "rsa": "rsassa-pss-sha256"}
_WANTED = "a key is ECDSA on P-256 or RSA of 2048 to 8192 bits, in PEM"


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """A new pair in PEM, the private key encrypted."""

    private: bytes
    public: bytes
    key_id: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`key_id` is the SHA-256 of the DER form (SubjectPublicKeyInfo), in lower-case hex."""

    key_id: str
    kind: str
    handle: Any


@dataclass(frozen=True, slots=True)
class PrivateKey:
    public: PublicKey
    handle: Any


def make_key_files(kind: str, passphrase: bytes) -> KeyFiles:
    """A new pair of the kind ecdsa or rsa; the private key is PKCS #8 under the passphrase."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    private: Any = (
        rsa.generate_private_key(public_exponent=65537, key_size=MADE_RSA_BITS)
        if kind == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )
    pem = serialization.Encoding.PEM
    return KeyFiles(
        private.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(passphrase),
        ),
        private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo),
        _describe_key(private.public_key(), "the new key").key_id,
    )


def is_encrypted_key(pem: bytes) -> bool:
    return b"ENCRYPTED" in pem


def load_private_key(pem: bytes, name: str, passphrase: bytes | None) -> PrivateKey:
    """Raises UsageError for what is no private key of a kind that packages are signed with, and for
    a passphrase that does not open it.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    if b"PUBLIC KEY" in pem or b"CERTIFICATE" in pem:
        what = "a public key" if b"PUBLIC KEY" in pem else "a certificate"
        raise UsageError(f"{name} is {what}; sign with the private key")
    if is_encrypted_key(pem) and passphrase is None:
        raise UsageError(f"{name} is encrypted; give its passphrase with --passphrase-file")
    try:
        key = serialization.load_pem_private_key(pem, passphrase if is_encrypted_key(pem) else None)
    except UnsupportedAlgorithm as error:
        raise UsageError(f"{name} is of a kind that is not used here; {_WANTED}") from error
    except (ValueError, TypeError) as error:
        why = "or its passphrase is another one" if is_encrypted_key(pem) else _WANTED
        raise UsageError(f"{name} is no private key in PEM, {why}") from error
    return PrivateKey(_describe_key(key.public_key(), name), key)


def load_public_key(pem: bytes, name: str) -> PublicKey:
    """Raises UsageError for what is no public key of a kind that packages are signed with."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    if b"PRIVATE KEY" in pem:
        raise UsageError(f"{name} is a private key; verify with the public one, and keep this safe")
    try:
        if b"BEGIN CERTIFICATE" in pem:
            return _describe_key(x509.load_pem_x509_certificate(pem).public_key(), name)
        return _describe_key(serialization.load_pem_public_key(pem), name)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UsageError(f"{name} is no public key in PEM; {_WANTED}") from error


def _describe_key(key: Any, name: str) -> PublicKey:
    """Raises UsageError for a kind, curve or size that packages are not signed with."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(key, ec.EllipticCurvePublicKey):
        if key.curve.name != _CURVE:
            raise UsageError(f"{name} is on the curve {key.curve.name}; {_WANTED}")
        kind = "ecdsa"
    elif isinstance(key, rsa.RSAPublicKey):
        if not LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS:
            raise UsageError(f"{name} has {key.key_size} bits; {_WANTED}")
        kind = "rsa"
    else:
        raise UsageError(f"{name} is of a kind that is not used here; {_WANTED}")
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return PublicKey(hashlib.sha256(der).hexdigest(), kind, key)


def sign_payload(key: PrivateKey, payload: bytes, payload_type: str) -> bytes:
    """The signature of a DSSE envelope over the payload."""
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner

    signer = CryptoSigner(key.handle, _make_library_key(key.public))
    signature = Envelope(payload, payload_type, {}).sign(signer)
    return bytes.fromhex(signature.signature)


def is_signed(key: PublicKey, payload: bytes, payload_type: str, signature: bytes) -> bool:
    """Whether the key has made that signature over the payload."""
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import Signature

    made = {key.key_id: Signature(key.key_id, signature.hex())}
    try:
        Envelope(payload, payload_type, made).verify([_make_library_key(key)], 1)
    except VerificationError:
        return False
    return True


def _make_library_key(key: PublicKey) -> Any:
    from securesystemslib.signer import SSlibKey

    return SSlibKey.from_crypto(key.handle, keyid=key.key_id, scheme=_SCHEMES[key.kind])
