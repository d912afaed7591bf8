"""The processor: its domain, and the certificate whose key signs what it answers and tells (sections 4 and 6)."""

from __future__ import annotations

import base64
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.errors import ConfigInvalid
from server.opendsr.terms import DOMAINS, SIGNATURES

LEAST_RSA_BITS = 2048

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
"""What FIPS 186-4 has, which section 4.2 wants."""


class Processor:
    """Signs as the domain.

    Args:
        domain: that requests are received at.
        certificate: in PEM, as `/certificate.pem` gives it out.
        key: of the certificate.
    """

    def __init__(self, domain: str, certificate: bytes, key: Key) -> None:
        self.domain = domain
        self.certificate = certificate
        self._key = key

    @classmethod
    def load(cls, domain: str, certificate: Path, key: Path, now: datetime) -> Processor:
        """Read certificate and key, and check that they are of the domain and of each other.

        Args:
            domain: of the processor.
            certificate: file of the certificate in PEM; those of its issuers may follow.
            key: file of its private key in PEM, without a passphrase.
            now: the time.

        Raises:
            ConfigInvalid: a file cannot be read, or is not what it must be.
        """
        try:
            pem, secret = certificate.read_bytes(), key.read_bytes()
        except OSError:
            raise ConfigInvalid("opendsr_certificate or opendsr_key cannot be read.") from None
        try:
            leaf = x509.load_pem_x509_certificates(pem)[0]
            private = load_pem_private_key(secret, password=None)
            names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.ExtensionNotFound):
            raise ConfigInvalid(
                "opendsr_certificate or opendsr_key is no PEM of a certificate with a name, or of a private key."
            ) from None
        if not isinstance(private, Key) or not _strong(private):
            raise ConfigInvalid("opendsr_key is neither RSA of 2048 bits or more nor of a NIST curve.")
        if private.public_key() != leaf.public_key():
            raise ConfigInvalid("opendsr_key is not the key of opendsr_certificate.")
        if domain not in names.get_values_for_type(x509.DNSName):
            raise ConfigInvalid("opendsr_certificate is not issued for opendsr_domain.")
        if leaf.issuer == leaf.subject:
            raise ConfigInvalid("opendsr_certificate is self-signed: nobody could check whose it is.")
        if not leaf.not_valid_before_utc <= now < leaf.not_valid_after_utc:
            raise ConfigInvalid("opendsr_certificate is not valid now.")
        return cls(domain, pem, private)

    @property
    def names(self) -> dict[str, str]:
        """The headers that name the domain."""
        return dict.fromkeys(DOMAINS, self.domain)

    def signed(self, body: bytes) -> dict[str, str]:
        """Return the headers of a body: the domain, and the signature of the body's SHA-256."""
        if isinstance(self._key, rsa.RSAPrivateKey):
            signature = self._key.sign(body, padding.PKCS1v15(), SHA256())
        else:
            signature = self._key.sign(body, ec.ECDSA(SHA256()))
        return self.names | dict.fromkeys(SIGNATURES, base64.b64encode(signature).decode())


def _strong(key: Key) -> bool:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= LEAST_RSA_BITS
    return isinstance(key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1)
