"""A server and a client for the tests that need no server of their own kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.detection import InlineDetection
from tests.contract.harness import Client, Server, serving
from tests.redaction.fakes import Digits


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
async def client(server: Server) -> AsyncIterator[Client]:
    async with Client(server.target) as connected:
        yield connected


@pytest.fixture
async def scripted(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, detection=InlineDetection(Digits())) as running:
        yield running


@pytest.fixture
async def holding(scripted: Server) -> AsyncIterator[Client]:
    """A client of a server that holds digits at the end of a turn."""
    async with Client(scripted.target) as connected:
        yield connected
