"""The server as it is started: OpenDSR beside gRPC, with the same credentials; off unless all of it is configured."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import time
from pathlib import Path

import grpc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.served import served
from server.app import serve
from server.config import Settings
from server.errors import ConfigInvalid
from tests.erasure.test_server_start import spoken
from tests.opendsr.authority import DOMAIN, curve_key, issued
from tests.opendsr.controller import Controller, body, instructed, ours, receiving
from veilscript.v1 import erasure_pb2 as pb
from veilscript.v1 import erasure_pb2_grpc as rpc

TOKEN = "officer-token"
CREDENTIALS = f"""
[[credential]]
tenant = "acme"
token_sha256 = "{hashlib.sha256(TOKEN.encode()).hexdigest()}"
name = "privacy office"
roles = ["eraser"]
"""


def configured(tmp_path: Path, rules: str) -> list[str]:
    certificate, key = issued(tmp_path, curve_key())
    (tmp_path / "credentials.toml").write_text(CREDENTIALS)
    (tmp_path / "rules.toml").write_text(rules)
    return [
        *("--credentials", str(tmp_path / "credentials.toml"), "--erasure-rules", str(tmp_path / "rules.toml")),
        *("--opendsr-listen", "127.0.0.1:0", "--opendsr-domain", DOMAIN),
        *("--opendsr-certificate", str(certificate), "--opendsr-key", str(key), "--workers", "1"),
    ]


def waited(found: list[object], count: int) -> bool:
    deadline = time.monotonic() + 30
    while len(found) < count and time.monotonic() < deadline:
        time.sleep(0.05)
    return len(found) >= count


async def test_a_real_server_does_it(tmp_path: Path) -> None:
    """Brought over HTTP with the controller's signature, approved and done over gRPC, told to the controller."""
    key = Ed25519PrivateKey.generate()
    with receiving() as receiver:
        public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        rules = f'[tenants.acme]\nrole = "processor"\ncontroller_key = "{public}"\n'
        rules += f'callback_hosts = ["{receiver.host}"]\n'
        await asyncio.to_thread(spoken, tmp_path / "data", "acme")
        with served(tmp_path / "data", *configured(tmp_path, rules)) as server:
            log = (tmp_path / "data" / "server.log").read_text()
            address = re.search(r'OpenDSR is served address="([^"]+)"', log)
            assert address is not None, log
            controller = Controller(address[1], TOKEN)
            extension = ours(("phone", "+1 415 555 0134"))
            request = body(("email", "jane@example.com"), extensions=extension, status_callback_urls=[receiver.url])
            request_id, raw = request["subject_request_id"], json.dumps(request).encode()
            assert (await controller.ask("POST", "/v2/requests", raw)).status == 403
            signed = instructed(key, "acme", request_id, raw)
            assert (await controller.ask("POST", "/v2/requests", raw, signed)).status == 201
            assert await asyncio.to_thread(waited, receiver.taken, 1)
            await asyncio.to_thread(_approve, server.target, request_id)
            assert await asyncio.to_thread(waited, receiver.taken, 2)
            found = (await controller.ask("GET", f"/v2/requests/{request_id}")).json
        log = (tmp_path / "data" / "server.log").read_text()
    assert found["request_status"] == "completed"
    assert receiver.statuses[-1] == "completed"
    assert "jane" not in log
    assert "0134" not in log


def _approve(target: str, request_id: str) -> None:
    metadata = (("authorization", f"Bearer {TOKEN}"),)
    with grpc.insecure_channel(target) as channel:
        office = rpc.ErasureServiceStub(channel)
        plan = office.PlanErasure(pb.PlanErasureRequest(request_id=request_id), metadata=metadata).plan
        approve = pb.ApproveErasureRequest(request_id=request_id, plan_hash=plan.hash)
        tasks = office.ApproveErasure(approve, metadata=metadata).request.tasks
        for task in tasks:
            done = pb.AcknowledgeErasureTaskRequest(request_id=request_id, task_id=task.task_id)
            office.AcknowledgeErasureTask(done, metadata=metadata)


@pytest.mark.parametrize("missing", ["opendsr_domain", "opendsr_certificate", "opendsr_key", "credentials"])
async def test_it_is_configured_whole_or_not_at_all(tmp_path: Path, missing: str) -> None:
    """Half of it stops the start; so does a server that lets everybody on the machine in."""
    certificate, key = issued(tmp_path, curve_key())
    (tmp_path / "credentials.toml").write_text(CREDENTIALS)
    given: dict[str, object] = {
        "opendsr_domain": DOMAIN,
        "opendsr_certificate": certificate,
        "opendsr_key": key,
        "credentials": tmp_path / "credentials.toml",
    }
    del given[missing]
    settings = Settings(listen="127.0.0.1:0", data_dir=tmp_path / "data", opendsr_listen="127.0.0.1:0", **given)
    with pytest.raises(ConfigInvalid, match="opendsr_listen"):
        await serve(settings, announce=print)
