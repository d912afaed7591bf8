"""The certificate that a processor signs with: of its domain, of its key, of somebody else's signature, and valid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.errors import ConfigInvalid
from server.ledger.epochs import now
from server.opendsr.processor import Processor
from tests.opendsr.authority import DOMAIN, curve_key, issued, rsa_key
from tests.opendsr.conftest import Serving
from tests.opendsr.controller import genuine


@pytest.mark.parametrize("key", [rsa_key(), curve_key()], ids=["rsa", "curve"])
async def test_both_kinds_of_keys_sign(tmp_path: Path, serving: Serving, key: Any) -> None:  # noqa: ANN401
    """RSA and elliptic curves, which FIPS 186-4 has; checked with the certificate that is given out."""
    processor = Processor.load(DOMAIN, *issued(tmp_path, key), now())
    async with serving(signing=processor) as served:
        pem = (await served.controller.ask("GET", "/certificate.pem")).body
        told = await served.controller.ask("GET", "/discovery")
        assert genuine(pem, told.headers["X-OpenDSR-Signature"], told.body)
        assert b"PRIVATE" not in pem


@pytest.mark.parametrize(
    ("key", "how"),
    [
        (rsa_key(1024), {}),
        (Ed25519PrivateKey.generate(), {}),
        (ec.generate_private_key(ec.SECP256K1()), {}),
        (curve_key(), {"domain": "other.example"}),
        (curve_key(), {"own": True}),
        (curve_key(), {"begins": 1}),
        (curve_key(), {"begins": -9, "ends": -1}),
    ],
    ids=["weak", "not of FIPS 186-4", "no curve of NIST", "another domain", "self-signed", "not yet", "expired"],
)
def test_a_certificate_that_cannot_be_used(tmp_path: Path, key: Any, how: dict[str, Any]) -> None:  # noqa: ANN401
    """The server does not start with it."""
    with pytest.raises(ConfigInvalid, match="opendsr_"):
        Processor.load(DOMAIN, *issued(tmp_path, key, **how), now())


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    """Missing, no PEM, the key of another certificate, the two mixed up: named, and nothing of them repeated."""
    (tmp_path / "other").mkdir()
    certificate, key = issued(tmp_path, curve_key())
    _, other = issued(tmp_path / "other", curve_key())
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("canary")
    for pair in ((certificate, other), (key, certificate), (nonsense, key), (certificate, nonsense), (tmp_path, key)):
        with pytest.raises(ConfigInvalid, match="opendsr_") as refused:
            Processor.load(DOMAIN, *pair, now())
        assert "canary" not in refused.value.diagnostics()
