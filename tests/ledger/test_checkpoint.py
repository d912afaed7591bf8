"""Signed notes, checkpoints and proofs: the formats of C2SP, and what is not taken for one."""

from __future__ import annotations

import pytest

from server.errors import ConfigInvalid
from server.ledger.checkpoint import Checkpoint, ConsistencyProof, Head, InclusionProof
from server.ledger.merkle import consistency_proof, hash_leaf, inclusion_proof, root_of
from server.ledger.notes import Signer, Unsound, Verifier

# The example of c2sp.org/signed-note.
PEERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PEERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

ENTRIES = [bytes([number]) for number in range(20)]
LEAVES = [hash_leaf(entry) for entry in ENTRIES]
SIGNER = Signer("veilscript/test", b"s" * 32)
OTHER = Signer("veilscript/test", b"o" * 32)


def signed(size: int, signer: Signer = SIGNER) -> str:
    return signer.sign(Checkpoint("veilscript/test", Head(size, root_of(LEAVES[:size]))).text())


def ranged(start: int, end: int) -> bytes:
    return root_of(LEAVES[start:end])


def test_a_note_that_others_signed_is_read() -> None:
    """The published example of the format opens with its published key."""
    assert Verifier.parse(PEERS_KEY).open(PEERS_NOTE).startswith("If you think")


def test_an_altered_note_is_not_taken() -> None:
    """A changed letter of the text, of the signature or of the name, and a cut note."""
    verifier = Verifier.parse(PEERS_KEY)
    cut = PEERS_NOTE[:-1]
    for altered in (PEERS_NOTE.replace("think", "thank"), PEERS_NOTE.replace("SffcvI", "SffcvJ"), cut, "", "text\n"):
        with pytest.raises(Unsound):
            verifier.open(altered)
    with pytest.raises(Unsound):
        verifier.open(PEERS_NOTE.replace("PeterNeumann", "EnochRoot"))


def test_a_note_may_have_other_signatures_too() -> None:
    """A witness's line beside ours is looked over; ours still counts."""
    text, line = PEERS_NOTE.rstrip("\n").split("\n\n")
    note = f"{text}\n\n— example.com/witness AAAAAAAA\n{line}\n"
    assert Verifier.parse(PEERS_KEY).open(note) == f"{text}\n"


def test_a_key_is_written_and_read_back() -> None:
    """What `audit key` prints is what `verify` reads; with one character changed it is refused."""
    written = str(SIGNER.verifier)
    assert Verifier.parse(written + "\n") == SIGNER.verifier
    for altered in (written[:-2], written.replace("test", "tset"), "no key", "", "a+b+c"):
        with pytest.raises(ConfigInvalid):
            Verifier.parse(altered)


def test_a_checkpoint_is_read_back() -> None:
    """Origin, size and root, as they were signed."""
    checkpoint = Checkpoint.open(signed(20), SIGNER.verifier)
    assert checkpoint == Checkpoint("veilscript/test", Head(20, root_of(LEAVES)))
    assert Head.parse(str(checkpoint.head)) == checkpoint.head


@pytest.mark.parametrize(
    "text", ["veilscript/test\n020\nAAAA\n", "veilscript/test\n2\nAAAA\n", "else\n2\nAA==\n", "x\n"]
)
def test_what_is_signed_and_no_checkpoint_is_not_taken(text: str) -> None:
    """A leading zero, a short root, another log's name, missing lines: even under the right signature."""
    with pytest.raises(Unsound):
        Checkpoint.open(SIGNER.sign(text), SIGNER.verifier)


def test_a_checkpoint_of_another_key_is_not_taken() -> None:
    """Whoever rewrites a log and signs it anew has not the key that people wrote down."""
    with pytest.raises(Unsound):
        Checkpoint.open(signed(20, OTHER), SIGNER.verifier)


def test_inclusion_is_proven_by_the_file_alone() -> None:
    """A written proof, read on another machine, shows the entry under a signed checkpoint."""
    proof = InclusionProof(ENTRIES[7], 7, tuple(inclusion_proof(7, 20, ranged)), signed(20))
    again = InclusionProof.parse(str(proof))
    assert again == proof
    assert again.verify(SIGNER.verifier).head.size == 20
    for altered in (
        InclusionProof(ENTRIES[8], 7, proof.hashes, proof.checkpoint),
        InclusionProof(ENTRIES[7], 8, proof.hashes, proof.checkpoint),
        InclusionProof(ENTRIES[7], 7, proof.hashes[1:], proof.checkpoint),
        InclusionProof(ENTRIES[7], 7, proof.hashes, signed(20, OTHER)),
    ):
        with pytest.raises(Unsound):
            altered.verify(SIGNER.verifier)


def test_one_changed_character_of_a_proof_is_found() -> None:
    """At every place of the file."""
    written = str(InclusionProof(ENTRIES[7], 7, tuple(inclusion_proof(7, 20, ranged)), signed(20)))
    for at, character in enumerate(written):
        altered = written[:at] + ("A" if character != "A" else "B") + written[at + 1 :]
        with pytest.raises(Unsound):
            InclusionProof.parse(altered).verify(SIGNER.verifier)


def test_growth_is_proven_by_the_file_alone() -> None:
    """From an old checkpoint to a new one; a log that was rewritten in between cannot show it."""
    proof = ConsistencyProof.parse(str(ConsistencyProof(13, tuple(consistency_proof(13, 20, ranged)), signed(20))))
    assert proof.verify(Head(13, root_of(LEAVES[:13])), SIGNER.verifier).head.size == 20
    for old in (Head(13, root_of(LEAVES[1:14])), Head(12, root_of(LEAVES[:12]))):
        with pytest.raises(Unsound):
            proof.verify(old, SIGNER.verifier)
