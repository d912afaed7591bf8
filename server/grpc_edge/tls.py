"""Encryption on the way: what a server shows, and whom a client believes. TLS 1.2 is the least, 1.3 what both take."""

from __future__ import annotations

import ssl
from pathlib import Path

import grpc
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates

from server.errors import ConfigInvalid


def server_credentials(certificate: Path | None, key: Path | None) -> grpc.ServerCredentials | None:
    """Return what a server proves itself with, or None for a connection without encryption.

    Args:
        certificate: a file of the server's certificate in PEM, followed by who certified it, if not a root.
        key: a file of its private key in PEM.

    Raises:
        ConfigInvalid: one comes without the other, cannot be read, or they are not each other's.
    """
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise ConfigInvalid("tls_certificate and tls_key belong together.", action="Give both, or neither.")
    chain, private = _read(certificate, "tls_certificate"), _read(key, "tls_key")
    # The transport would take anything, and refuse every connection afterwards.
    try:
        public = load_pem_x509_certificates(chain)[0].public_key()
        own = load_pem_private_key(private, None).public_key()
        form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        fitting = public.public_bytes(*form) == own.public_bytes(*form)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        fitting = False
    if not fitting:
        raise ConfigInvalid("tls_certificate and tls_key are not a certificate and its key in PEM.")
    return grpc.ssl_server_credentials([(private, chain)])


def channel_credentials(authority: Path) -> grpc.ChannelCredentials:
    """Return whom a client believes.

    Args:
        authority: a file of certificates in PEM.

    Raises:
        ConfigInvalid: it cannot be read, or holds none.
    """
    trusted = _read(authority, "tls_ca")
    try:
        ssl.create_default_context(cadata=trusted.decode("ascii"))
    except (ssl.SSLError, UnicodeDecodeError, ValueError):
        raise ConfigInvalid("tls_ca holds no certificate in PEM.") from None
    return grpc.ssl_channel_credentials(trusted)


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ConfigInvalid(f"The {name} file cannot be read.") from None
