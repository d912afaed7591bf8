"""Checkpoints of the log, and proofs against them, in the formats of c2sp.org/tlog-checkpoint and tlog-proof."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from server.ledger.merkle import HASH_BYTES, hash_leaf, verify_consistency, verify_inclusion
from server.ledger.notes import Unsound, Verifier

PROOF_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log has come: how many leaves, and the RFC 6962 root over them."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.size}:{self.root.hex()}"

    @classmethod
    def parse(cls, written: str) -> Head:
        """Read ``SIZE:ROOT`` with the root in hexadecimal, as a call's summary gives it.

        Raises:
            Unsound: it is not of this form.
        """
        size, _, root = written.strip().partition(":")
        try:
            return cls(_size(size), _hash(bytes.fromhex(root)))
        except ValueError:
            raise Unsound("not a head of the form SIZE:ROOT") from None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of one log, which its origin names."""

    origin: str
    head: Head

    def text(self) -> str:
        """Return what is signed."""
        return f"{self.origin}\n{self.head.size}\n{_encode(self.head.root)}\n"

    @classmethod
    def open(cls, note: str, verifier: Verifier) -> Checkpoint:
        """Read a signed checkpoint.

        Raises:
            Unsound: it is malformed, of another log, or not signed by the key.
        """
        origin, *rest = verifier.open(note).split("\n")
        if origin != verifier.name:
            raise Unsound("the checkpoint is of another log")
        try:
            size, root, *_ = rest
            return cls(origin, Head(_size(size), _hash(_decode(root))))
        except ValueError:
            raise Unsound("not a checkpoint") from None


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Shows that an entry is in the log; whoever has the log's public key can check it, offline.

    Attributes:
        entry: the leaf's content: a kind, a scope, and a commitment that says nothing without the row behind it.
        index: of the leaf.
        hashes: from the leaf upwards.
        checkpoint: the signed note that the proof leads to.
    """

    entry: bytes
    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        lines = [PROOF_HEADER, f"extra {_encode(self.entry)}", f"index {self.index}", *map(_encode, self.hashes)]
        return "\n".join(lines) + f"\n\n{self.checkpoint}"

    @classmethod
    def parse(cls, written: str) -> InclusionProof:
        """Read a tlog-proof whose extra data is the entry.

        Raises:
            Unsound: it is malformed.
        """
        proof, _, checkpoint = written.partition("\n\n")
        try:
            header, extra, index, *hashes = proof.split("\n")
            found = tuple(_hash(_decode(line)) for line in hashes)
            _after(PROOF_HEADER, header)
            return cls(_decode(_after("extra ", extra)), _size(_after("index ", index)), found, checkpoint)
        except ValueError:
            raise Unsound("not a proof of inclusion") from None

    def verify(self, verifier: Verifier) -> Checkpoint:
        """Return the checkpoint under which the entry was found.

        Raises:
            Unsound: the checkpoint is not signed by the key, or the entry is not in the log.
        """
        checkpoint = Checkpoint.open(self.checkpoint, verifier)
        head = checkpoint.head
        if not verify_inclusion(hash_leaf(self.entry), self.index, head.size, self.hashes, head.root):
            raise Unsound("the entry is not in the log")
        return checkpoint


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """Shows that the log has only grown since an earlier head; written as c2sp.org/tlog-witness does."""

    old: int
    hashes: tuple[bytes, ...]
    checkpoint: str

    def __str__(self) -> str:
        return "\n".join([f"old {self.old}", *map(_encode, self.hashes)]) + f"\n\n{self.checkpoint}"

    @classmethod
    def parse(cls, written: str) -> ConsistencyProof:
        """Read one.

        Raises:
            Unsound: it is malformed.
        """
        proof, _, checkpoint = written.partition("\n\n")
        try:
            old, *hashes = proof.split("\n")
            return cls(_size(_after("old ", old)), tuple(_hash(_decode(line)) for line in hashes), checkpoint)
        except ValueError:
            raise Unsound("not a proof of consistency") from None

    def verify(self, old: Head, verifier: Verifier) -> Checkpoint:
        """Return the checkpoint that continues the old head.

        Raises:
            Unsound: the checkpoint is not signed by the key, or what the old head promised has changed.
        """
        checkpoint = Checkpoint.open(self.checkpoint, verifier)
        head = checkpoint.head
        if self.old != old.size or not verify_consistency(old.size, old.root, head.size, head.root, self.hashes):
            raise Unsound("the log does not continue the earlier head")
        return checkpoint


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _decode(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error:
        raise ValueError from None


def _after(word: str, line: str) -> str:
    """Return what stands in a line after the word that it must begin with."""
    if not line.startswith(word):
        raise ValueError
    return line.removeprefix(word)


def _hash(data: bytes) -> bytes:
    if len(data) != HASH_BYTES:
        raise ValueError
    return data


def _size(written: str) -> int:
    """Read a decimal number without signs, spaces or leading zeroes."""
    size = int(written)
    if str(size) != written or size < 0:
        raise ValueError
    return size


