"""Nothing that was said is told by an error, a log line or a metric, whatever breaks."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from prometheus_client import generate_latest

from recognizers.entities import KnownIdentity, Turn
from server import logs
from server.detection import InlineDetection, Judgement
from server.errors import DetectionFailed, Reason
from server.ledger.ledger import CallState
from tests.contract.harness import Client, Refusal, engine, segment, serving
from tests.redaction.fakes import Digits
from veilscript.v1 import redaction_pb2 as pb

CANARY = "quetzalcoatlus"


class Broken(InlineDetection):
    """Raises what was said, as a library in the wrong mood does."""

    def __init__(self) -> None:
        super().__init__(Digits())

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        raise ValueError(turn.text)


class Failing(InlineDetection):
    """Cannot judge what holds the canary."""

    def __init__(self) -> None:
        super().__init__(Digits())

    async def analyze(self, turn: Turn, memory: object) -> Judgement:
        if CANARY in turn.text:
            raise DetectionFailed("The turn could not be judged.")
        return await super().analyze(turn, memory)


class BrokenStart(InlineDetection):
    def __init__(self) -> None:
        super().__init__(Digits())

    async def begin(self, known: Sequence[KnownIdentity] = ()) -> object:
        raise KeyError(known[0].value)


@contextmanager
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Log as the server does, to standard error; put everything back afterwards. Yields what reads the log."""
    handlers, level = logging.root.handlers[:], logging.root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
    logs.configure(form="text", level="debug")
    try:
        yield lambda: capfd.readouterr().err
    finally:
        logging.root.handlers, logging.root.level = handlers, level
        logging.raiseExceptions = True
        logging.captureWarnings(capture=False)
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks


async def test_an_unexpected_error_in_a_stream(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A client gets INTERNAL and an incident id; the log has the id, the class and the place, and none of the text."""
    with logged(capfd) as read:
        async with serving(tmp_path, detection=Broken()) as server, Client(server.target) as client:
            stream = await client.open()
            await stream.say(1, f"i said {CANARY}")
            messages, refused = await stream.until_refused()
            told = str(await stream.call.trailing_metadata()) + refused.message
            state = server.state("call")
            metrics = generate_latest(server.metrics.registry).decode()
        log = read()
    assert messages == []
    assert (refused.code, refused.named) == (grpc.StatusCode.INTERNAL, Reason.INTERNAL)
    assert state is CallState.ABANDONED
    ((name, incident),) = refused.metadata
    assert name == "incident"
    assert f'incident="{incident}" error="ValueError" place="tests/contract/test_secrecy.py:' in log
    assert 'veilscript_refused_total{reason="INTERNAL"} 1.0' in metrics
    assert CANARY not in told + log + metrics


async def test_an_unexpected_error_in_a_transcript(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The unary method is guarded in the same way."""
    with logged(capfd) as read:
        async with serving(tmp_path, detection=Broken()) as server, Client(server.target) as client:
            turns = [segment(1, f"i said {CANARY}")]
            refused = await client.redact(pb.RedactRequest(call_id="call", segments=turns))
            assert isinstance(refused, Refusal)
            assert server.state("call") is CallState.ABANDONED
        log = read()
    assert (refused.code, refused.named) == (grpc.StatusCode.INTERNAL, Reason.INTERNAL)
    assert "incident=" in log
    assert CANARY not in repr(refused) + log


async def test_an_unexpected_error_at_the_start(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What the platform knows of a party is in no error either."""
    with logged(capfd) as read:
        async with serving(tmp_path, detection=BrokenStart()) as server, Client(server.target) as client:
            stream = client.stream()
            known = pb.KnownIdentity(entity_type="PERSON", value=CANARY)
            await stream.send(config=pb.StreamingConfig(call_id="call", known_identities=[known]))
            refused = await stream.refused()
        log = read()
    assert refused.named is Reason.INTERNAL
    assert "incident=" in log
    assert CANARY not in repr(refused) + log


async def test_an_unexpected_error_in_the_ledger(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger that raises what it should have written tells nobody, and nothing is released."""
    with logged(capfd) as read:
        async with serving(tmp_path) as server, Client(server.target) as client:
            stream = await client.open()

            async def breaks(batch: object) -> None:
                raise OverflowError(CANARY)

            with monkeypatch.context() as patch:
                patch.setattr(type(server.ledger), "commit", staticmethod(breaks))
                await stream.say(1, f"i said {CANARY}")
                messages, refused = await stream.until_refused()
        log = read()
    assert messages == []
    assert refused.named is Reason.INTERNAL
    assert "incident=" in log
    assert CANARY not in repr(refused) + log


async def test_a_segment_that_cannot_be_judged(tmp_path: Path) -> None:
    """It comes back masked whole and `degraded`, and the call goes on."""
    async with serving(tmp_path, detection=Failing()) as server, Client(server.target) as client:
        stream = await client.open()
        await stream.say(1, f"i said {CANARY}")
        answer = await stream.segment()
        assert answer.degraded
        assert CANARY not in answer.text
        await stream.say(2, "and good morning")
        answer = await stream.segment()
        assert (answer.degraded, answer.text) == (False, "and good morning")
        assert b'veilscript_segments_total{kind="degraded"} 1.0' in generate_latest(server.metrics.registry)


async def test_planted_values_are_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Values of a call that goes well are in no log line, no metric and no file of the server."""
    values = ["wren okafor", "4155550134", "four one five five five five oh one three four", "4111 1111 1111 1111"]
    with logged(capfd) as read:
        async with serving(tmp_path, detection=InlineDetection(engine())) as server, Client(server.target) as client:
            known = pb.KnownIdentity(subject_id="crm-7", entity_type="PERSON", value=values[0])
            stream = await client.open(known_identities=[known])
            for sequence, value in enumerate(values, start=1):
                await stream.say(sequence, f"yes it's {value} okay")
            await stream.end()
            texts = [message.segment.text for message in await stream.rest() if message.HasField("segment")]
            metrics = generate_latest(server.metrics.registry).decode()
        log = read()
    everything = "\n".join([*texts, metrics, log]).lower()
    written = files(tmp_path)
    assert 'veilscript_entities_total{type="person"} 1.0' in everything
    assert [value for value in values if value in everything or value.encode() in written] == []


def files(folder: Path) -> bytes:
    """Every byte of every file of a folder, in lower case."""
    return b"\0".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()).lower()


def test_a_librarys_message_is_withheld(capfd: pytest.CaptureFixture[str]) -> None:
    """A line that a library writes shows where it came from, and an exception its class; no text of either."""
    library = logging.getLogger("some.library")
    with logged(capfd) as read:
        library.error("while reading %s", CANARY)
        try:
            int(CANARY)
        except ValueError:
            library.exception("that went wrong: %s", CANARY)
        log = read()
    assert log.count("withheld") == 2
    assert 'error="ValueError" place="tests/contract/test_secrecy.py:' in log
    assert CANARY not in log
