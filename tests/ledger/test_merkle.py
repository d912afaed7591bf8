"""The Merkle tree, against the test vectors of RFC 6962's reference implementation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    hash_leaf,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [hash_leaf(entry) for entry in ENTRIES]
MANY = [hash_leaf(bytes([number])) for number in range(70)]


def path(index: int, size: int, leaves: Sequence[bytes] = LEAVES) -> list[bytes]:
    return inclusion_proof(index, size, lambda start, end: root_of(leaves[start:end]))


def growth(old: int, size: int, leaves: Sequence[bytes] = LEAVES) -> list[bytes]:
    return consistency_proof(old, size, lambda start, end: root_of(leaves[start:end]))


@pytest.mark.parametrize("size", range(9))
def test_roots(size: int) -> None:
    """Trees of 0 to 8 leaves have the published roots."""
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    """Section 2.1: MTH({}) = SHA-256()."""
    assert Frontier().root() == EMPTY_ROOT


def test_inclusion_paths() -> None:
    """The published paths of leaf 0 and leaf 5 in the tree of eight, and of leaf 1 in the tree of five."""
    assert [node.hex() for node in path(0, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [node.hex() for node in path(5, 8)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [node.hex() for node in path(1, 5)] == [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


def test_consistency_proofs() -> None:
    """The published proofs from 1 to 8, 6 to 8 and 2 to 5 leaves."""
    assert [node.hex() for node in growth(1, 8)] == [node.hex() for node in path(0, 8)]
    assert [node.hex() for node in growth(6, 8)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [node.hex() for node in growth(2, 5)] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]


@given(st.integers(1, 70), st.data())
def test_every_proof_verifies_and_no_altered_one(size: int, data: st.DataObject) -> None:
    """Any leaf of any tree is proven by its path alone: not by another leaf, place, size, root or altered path."""
    index = data.draw(st.integers(0, size - 1))
    proof, root, leaf = path(index, size, MANY), root_of(MANY[:size]), MANY[index]
    assert verify_inclusion(leaf, index, size, proof, root)
    assert not verify_inclusion(hash_leaf(b"other"), index, size, proof, root)
    assert not verify_inclusion(leaf, index, size, proof, hash_leaf(b"other"))
    assert not verify_inclusion(leaf, size, size, proof, root)
    assert not verify_inclusion(leaf, index, size, [*proof, leaf], root)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not verify_inclusion(leaf, index, size, proof[:at] + proof[at + 1 :], root)
        assert not verify_inclusion(leaf, index ^ 1, size, proof, root)


@given(st.integers(1, 70), st.data())
def test_growth_is_proven_and_a_rewritten_past_is_not(size: int, data: st.DataObject) -> None:
    """A tree continues every earlier one; with one earlier leaf changed it does not, whatever proof it makes."""
    old = data.draw(st.integers(1, size))
    proof, old_root, root = growth(old, size, MANY), root_of(MANY[:old]), root_of(MANY[:size])
    assert verify_consistency(old, old_root, size, root, proof)
    at = data.draw(st.integers(0, old - 1))
    changed = [*MANY[:at], hash_leaf(b"changed"), *MANY[at + 1 :]]
    assert not verify_consistency(old, old_root, size, root_of(changed[:size]), growth(old, size, changed))
    assert not verify_consistency(size, root, old, old_root, proof) or old == size


def test_a_frontier_tells_the_subtrees_that_it_completes() -> None:
    """Every complete subtree is told once, with the root of its leaves: what is stored needs no second pass."""
    frontier, told = Frontier(), {}
    for leaf in MANY:
        for level, place, found in frontier.push(leaf):
            assert (level, place) not in told
            told[level, place] = found
    for (level, place), found in told.items():
        assert found == root_of(MANY[place << level : (place + 1) << level])
    assert len(told) == sum(len(MANY) >> level for level in range(1, 7))
    assert all(one < other for one, other in pairwise(sorted(told)))
