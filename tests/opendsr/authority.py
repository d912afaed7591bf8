"""A certificate authority of the tests, and what it issues."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from server.ledger.epochs import now

DOMAIN = "opendsr.platform.example"


def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def curve_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def issued(
    folder: Path,
    key: PrivateKeyTypes,
    *,
    domain: str = DOMAIN,
    own: bool = False,
    begins: float = -1,
    ends: float = 30,
) -> tuple[Path, Path]:
    """The files of a certificate and its key. `own`: signed by itself. Days from now until it begins and ends."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    issuer = subject if own else x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())  # type: ignore[arg-type]  # of a kind that certificates have
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() + timedelta(days=begins))
        .not_valid_after(now() + timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
        .sign(key if own else curve_key(), SHA256())  # type: ignore[arg-type]
    )
    certificate, secret = folder / "opendsr.pem", folder / "opendsr.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, secret
