"""A timestamp on a certificate: asked for where an authority is named, checked offline, never trusted blindly."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.erasure import rules as erasure_rules
from server.erasure.canonical import canonical
from server.erasure.certificate import check
from server.erasure.certificate_page import page
from server.erasure.rules import ErasureRules, load_rules
from server.erasure.timestamping import ask
from server.erasure.timestamping import check as check_timestamp
from server.errors import ConfigInvalid
from server.ledger.notes import Unsound
from server.ledger.sqlite import SqliteLedger
from tests.commands.command_line import veilscript
from tests.erasure.people import JANE, OFFICER, erased, erasure, speak, verifier, wanted

CONFIG = """
[ tsa ]
default_tsa = it
[ it ]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """A timestamping authority on this machine: OpenSSL's, behind HTTP. ``spoil`` changes what it answers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.asked, self.status = folder, [], 200
        self.spoil = lambda query, answer: answer
        self.certificates = certified(folder)
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append((self.headers["Content-Type"], query))
                answer = authority.spoil(query, authority.answer(query))
                self.send_response(authority.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/tsr"

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", self.folder / "tsa.cnf", "-queryfile", self.folder / "query"]
        return subprocess.run(command, check=True, capture_output=True).stdout


def certified(folder: Path) -> list[x509.Certificate]:
    """An authority's certificate and that of who certified it, written beside its key; the latter's first."""
    found = []
    issuer_key, issuer = None, None
    for name, purpose in (("ca", None), ("tsa", ExtendedKeyUsageOID.TIME_STAMPING)):
        key = rsa.generate_private_key(65537, 2048)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"test {name} {folder.name}")])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer or subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime.now(UTC) + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=purpose is None, path_length=None), critical=True)
        )
        if purpose:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        made = builder.sign(issuer_key or key, SHA256())
        (folder / f"{name}.pem").write_bytes(made.public_bytes(Encoding.PEM))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.key").write_bytes(private)
        issuer_key, issuer = issuer_key or key, issuer or subject
        found.append(made)
    return found


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    made = Authority(tmp_path / "authority")
    yield made
    made.server.shutdown()
    made.server.server_close()


async def test_a_certificate_is_stamped(ledger: SqliteLedger, authority: Authority, tmp_path: Path) -> None:
    """When it comes to be; the authority sees a hash alone, and anybody with its certificate can check when."""
    asked = erasure(ledger, ErasureRules(authority=authority.url))
    await speak(ledger, "call-1", JANE)
    before = datetime.now(UTC).replace(microsecond=0)
    await erased(asked, wanted())
    assert len(authority.asked) == 1, "at once, not when somebody wants the certificate"
    ((kind, query),) = authority.asked
    assert (kind, len(query) < 100, b"r1" in query) == ("application/timestamp-query", True, False)
    data = await asked.certificate(OFFICER, "r1")
    assert len(authority.asked) == 1
    checked = check(data, verifier(ledger))
    assert "RFC 3161" in page(checked, data)
    for trusted in (authority.certificates[:1], authority.certificates):
        at = check_timestamp(checked.stamp, checked.stamped, trusted)
        assert before <= at <= datetime.now(UTC) + timedelta(seconds=1)
    other = certified_elsewhere(tmp_path)
    for stamp, stamped, trusted in (
        (checked.stamp, checked.stamped + b" ", authority.certificates),
        (checked.stamp, checked.stamped, other),
        (checked.stamp[:-1] + bytes([checked.stamp[-1] ^ 1]), checked.stamped, authority.certificates),
        (b"junk", checked.stamped, authority.certificates),
    ):
        with pytest.raises(Unsound):
            check_timestamp(stamp, stamped, trusted)


def certified_elsewhere(tmp_path: Path) -> list[x509.Certificate]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return certified(folder)


async def test_the_command_line_checks_it(ledger: SqliteLedger, authority: Authority, tmp_path: Path) -> None:
    """With the authority's certificate it says when; without, that it was not checked; with another's, not sound."""
    asked = erasure(ledger, ErasureRules(authority=authority.url))
    await speak(ledger, "call-1", JANE)
    await erased(asked, wanted())
    (tmp_path / "cert.json").write_bytes(await asked.certificate(OFFICER, "r1"))
    await erased(erasure(ledger), wanted(request_id="r2"))
    (tmp_path / "plain.json").write_bytes(await erasure(ledger).certificate(OFFICER, "r2"))
    certified_elsewhere(tmp_path)
    key = ("--public-key", ledger.data_dir / "log.pub", "--json")
    ca, elsewhere = authority.folder / "ca.pem", tmp_path / "elsewhere" / "ca.pem"
    for name, more, code, counts in (
        ("cert.json", (), 0, {"certificates": 1, "timestamps not checked": 1}),
        ("cert.json", ("--tsa-certificate", ca), 0, {"certificates": 1, "timestamps": 1}),
        ("cert.json", ("--tsa-certificate", elsewhere), 1, {"certificates": 1}),
        ("plain.json", ("--tsa-certificate", ca), 1, {"certificates": 1}),
        ("plain.json", (), 0, {"certificates": 1}),
        ("cert.json", ("--tsa-certificate", tmp_path / "plain.json"), 2, {}),
    ):
        done = veilscript("verify", tmp_path / name, *key, *more)
        told = json.loads(done.stdout)
        assert (done.returncode, told["checked"], "stamped_at" in told) == (code, counts, counts.get("timestamps") == 1)


async def test_an_authority_that_is_away(ledger: SqliteLedger, authority: Authority) -> None:
    """It keeps no request from its end, and no certificate from being given out; later it is asked again."""
    authority.status = 503
    asked = erasure(ledger, ErasureRules(authority=authority.url))
    await speak(ledger, "call-1", JANE)
    status = await erased(asked, wanted())
    assert status.request.state.value == "COMPLETE"
    plain = await asked.certificate(OFFICER, "r1")
    assert (check(plain, verifier(ledger)).stamp, b'"timestamp"' in plain) == (b"", False)
    authority.status = 200
    assert check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).stamp
    assert check(await asked.certificate(OFFICER, "r1"), verifier(ledger)).stamp
    assert len(authority.asked) == 3


async def test_what_is_no_answer_is_not_kept(authority: Authority) -> None:
    """Of another query, of other bytes, refused, too long, or not even one."""
    whole = authority.answer
    old: list[bytes] = []
    assert ask(authority.url, b"something")
    old.append(authority.answer(authority.asked[-1][1]))
    for spoil in (
        lambda _query, _answer: old[0],
        lambda _query, answer: answer[:-20],
        lambda _query, _answer: b"",
        lambda _query, answer: answer + b"\x00" * (1 << 17),
        lambda _query, _answer: b"\x30\x03\x30\x01\x02",
    ):
        authority.spoil = spoil
        assert ask(authority.url, b"something") == b""
    assert whole
    assert ask("http://127.0.0.1:1/tsr", b"something") == b""


async def test_nothing_is_asked_unless_it_is_configured(ledger: SqliteLedger, authority: Authority) -> None:
    """Without an address no connection is opened, and the certificate has no place for a timestamp."""
    asked = erasure(ledger)
    await speak(ledger, "call-1", JANE)
    await erased(asked, wanted())
    assert b'"timestamp"' not in await asked.certificate(OFFICER, "r1")
    assert authority.asked == []


async def test_a_timestamp_is_part_of_what_is_signed(ledger: SqliteLedger, authority: Authority) -> None:
    """Taken out, put in or changed, the certificate is not sound."""
    asked = erasure(ledger, ErasureRules(authority=authority.url))
    await speak(ledger, "call-1", JANE)
    await erased(asked, wanted())
    content = json.loads(await asked.certificate(OFFICER, "r1"))
    stripped = {name: value for name, value in content.items() if name != "timestamp"}
    for changed in (stripped, content | {"timestamp": ""}, content | {"timestamp": "AAAA"}, content | {"timestamp": 3}):
        with pytest.raises(Unsound):
            check(canonical(changed) + b"\n", verifier(ledger))


def test_it_is_configured_in_the_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an address; a mistake is named, and without the library for it the server does not start."""
    path = tmp_path / "erasure.toml"
    path.write_text("[timestamp]\nurl = 'https://tsa.example/tsr'\n")
    assert load_rules(path).authority == "https://tsa.example/tsr"
    monkeypatch.setattr(erasure_rules, "available", lambda: False)
    with pytest.raises(ConfigInvalid, match="not installed"):
        load_rules(path)
    for wrong in ("url = 'http://tsa.example'", "uri = 'https://tsa.example'"):
        path.write_text(f"[timestamp]\n{wrong}\n")
        with pytest.raises(ConfigInvalid, match="timestamp"):
            load_rules(path)
