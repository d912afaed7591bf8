"""Encryption on the way: with a certificate the server speaks TLS, 1.3 where the client can, and nothing else."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from server.errors import ConfigInvalid
from server.grpc_edge.tls import channel_credentials, server_credentials
from tests.commands.command_line import veilscript
from tests.contract.test_process import announced, process
from veilscript.v1 import redaction_pb2 as pb
from veilscript.v1 import redaction_pb2_grpc as rpc


def made(folder: Path, name: str = "server") -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that certifies itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(certificate.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


def shaken(target: str, trusted: Path, most: ssl.TLSVersion) -> str | None:
    """The version of TLS that a client gets who takes no higher one."""
    host, _, port = target.rpartition(":")
    context = ssl.create_default_context(cafile=str(trusted))
    context.maximum_version = most
    context.set_alpn_protocols(["h2"])
    plain = socket.create_connection((host, int(port)), 10)
    with plain, context.wrap_socket(plain, server_hostname=host) as encrypted:
        return encrypted.version()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
async def test_a_call_is_encrypted(tmp_path: Path) -> None:
    """TLS 1.3, with this certificate; nothing without encryption, with another's word, or below TLS 1.2."""
    certificate, key = made(tmp_path)
    other, _ = made(tmp_path, "other")
    data_dir = tmp_path / "data"
    flags = ["--listen", "127.0.0.1:0", "--data-dir", str(data_dir), "--tls-certificate", str(certificate)]
    with process(*flags, "--tls-key", str(key)) as running:
        target = await asyncio.to_thread(announced, running)
        assert await asyncio.to_thread(shaken, target, certificate, ssl.TLSVersion.MAXIMUM_SUPPORTED) == "TLSv1.3"
        for trusted, most in ((other, ssl.TLSVersion.MAXIMUM_SUPPORTED), (certificate, ssl.TLSVersion.TLSv1_1)):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await asyncio.to_thread(shaken, target, trusted, most)
        asked = pb.RedactRequest(call_id="call-1", segments=[pb.TranscriptSegment(segment_id="s1", text="hello")])
        async with grpc.aio.secure_channel(target, channel_credentials(certificate)) as channel:
            answer = await rpc.RedactionServiceStub(channel).Redact(asked, timeout=30)
            assert [segment.text for segment in answer.segments] == ["hello"]
        async with grpc.aio.insecure_channel(target) as channel:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await rpc.RedactionServiceStub(channel).Redact(asked, timeout=30)
            assert caught.value.code() is grpc.StatusCode.UNAVAILABLE
        # The commands that ask a server believe the certificate that they are given, and no other.
        for trusted, code in ((certificate, 0), (other, 1)):
            done = await asyncio.to_thread(veilscript, "health", "--target", target, "--tls-ca", trusted)
            assert done.returncode == code, done.stderr
        done = await asyncio.to_thread(veilscript, "erase", "list", "--target", target, "--tls-ca", certificate)
        assert done.returncode == 0, done.stderr


def test_what_is_no_pair_stops_the_start(tmp_path: Path) -> None:
    """One without the other, another's key, junk, or no file: it is said before anything listens."""
    (certificate, key), (other, _) = made(tmp_path), made(tmp_path, "other")
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xffjunk")
    assert server_credentials(None, None) is None
    assert server_credentials(certificate, key) is not None
    for pair in ((certificate, None), (None, key), (other, key), (junk, key), (certificate, junk), (key, certificate)):
        with pytest.raises(ConfigInvalid):
            server_credentials(*pair)
    for authority in (junk, key, tmp_path / "none"):
        with pytest.raises(ConfigInvalid):
            channel_credentials(authority)
