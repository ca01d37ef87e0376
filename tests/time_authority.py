"""A time stamp authority of the tests' own: keys, a certificate, replies of RFC 3161."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FIRST, LAST = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2036, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class TimeAuthority:
    """`certificate` is that of the root, in PEM, which the replies lead to."""

    name: str
    key: ec.EllipticCurvePrivateKey
    leaf: x509.Certificate
    certificate: bytes

    def stamp(self, data: bytes, time: dt.datetime, status: int = 0) -> bytes:
        """The reply to a query over `data`; with a status other than 0 it refuses."""
        if status:
            return bytes((0x30, 5, 0x30, 3, 0x02, 1, status))
        imprint = {
            "hash_algorithm": {"algorithm": "sha256"},
            "hashed_message": hashlib.sha256(data).digest(),
        }
        info = tsp.TSTInfo({
            "version": "v1", "policy": "1.2.3.4.1", "message_imprint": imprint, "serial_number": 7,
            "gen_time": time,
        })  # fmt: skip
        return bytes(
            tsp.TimeStampResp(
                {"status": {"status": status}, "time_stamp_token": self._seal(info.dump(), time)}
            ).dump()
        )

    def _seal(self, content: bytes, time: dt.datetime) -> Any:
        leaf = asn1_x509.Certificate.load(self.leaf.public_bytes(serialization.Encoding.DER))
        attributes = cms.CMSAttributes([
            cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [hashlib.sha256(content).digest()]}),
            cms.CMSAttribute({"type": "signing_certificate_v2", "values": [
                tsp.SigningCertificateV2({"certs": [
                    tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(leaf.dump()).digest()})
                ]})
            ]}),
        ])  # fmt: skip
        signature = self.key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signer = cms.SignerInfo({
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": cms.IssuerAndSerialNumber(
                {"issuer": leaf.issuer, "serial_number": leaf.serial_number})}),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            "signature": signature,
        })  # fmt: skip
        signed = cms.SignedData({
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(content),
            },
            "certificates": [cms.CertificateChoices("certificate", leaf)],
            "signer_infos": [signer],
        })  # fmt: skip
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def make_authority(name: str) -> TimeAuthority:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, own_name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
        for text in (f"{name} root", name)
    )
    root = (
        _begin(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    leaf = (
        _begin(own_name, root_name, key.public_key())
        .add_extension(usage, critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return TimeAuthority(name, key, leaf, root.public_bytes(serialization.Encoding.PEM))


def _begin(subject: x509.Name, issuer: x509.Name, key: Any) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(FIRST)
        .not_valid_after(LAST)
    )
