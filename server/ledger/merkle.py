"""The Merkle tree of RFC 6962: hashes, proofs, and their verification. Pure: it knows no store.

A tree is append-only. Its root is a promise about every leaf; an inclusion proof shows one leaf under a root, a
consistency proof shows that one root continues another. Section numbers are those of RFC 6962; the verification
algorithms are those of RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

Ranged = Callable[[int, int], bytes]
"""``ranged(start, end)``: the hash of the leaves ``start`` to ``end`` (half-open), where ``start`` is a boundary that
section 2.1 can split at."""


def hash_leaf(entry: bytes) -> bytes:
    """Return the hash of one entry; its prefix keeps leaves and inner nodes apart (section 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return the largest power of two smaller than ``size``: where a tree of two leaves or more divides."""
    return 1 << (size - 1).bit_length() - 1


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes: section 2.1's MTH."""
    frontier = Frontier()
    for leaf in hashes:
        frontier.push(leaf)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first. log2(size) hashes.

    Args:
        size: how many leaves there are.
        hashes: one for each binary one of ``size``, from the highest.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)

    def copy(self) -> Frontier:
        """Return an independent copy."""
        return Frontier(self.size, self._hashes)

    def push(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Append a leaf hash.

        Returns:
            The subtrees that it completed: (level, place among those of its level, hash).
        """
        completed = []
        self._hashes.append(leaf)
        level = 0
        while self.size >> level & 1:
            right = self._hashes.pop()
            self._hashes.append(hash_node(self._hashes.pop(), right))
            level += 1
            completed.append((level, self.size >> level, self._hashes[-1]))
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = hash_node(left, root)
        return root


def subtrees(size: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees of a tree, largest first: (start, end) of their leaves."""
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            yield start, start + (1 << level)
            start += 1 << level


def inclusion_proof(index: int, size: int, ranged: Ranged) -> list[bytes]:
    """Return PATH(index, D[size]) of section 2.1.1, from the leaf upwards.

    Args:
        index: of the leaf, less than ``size``.
        size: of the tree.
        ranged: gives the hash of a range of leaves.
    """
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            proof.append(ranged(middle, end))
            end = middle
        else:
            proof.append(ranged(start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, size: int, ranged: Ranged) -> list[bytes]:
    """Return PROOF(old, D[size]) of section 2.1.2.

    Args:
        old: the size of the earlier tree, 1 to ``size``.
        size: of the tree.
        ranged: gives the hash of a range of leaves.
    """
    start, end, whole, proof = 0, size, True, []
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            proof.append(ranged(middle, end))
            end = middle
        else:
            proof.append(ranged(start, middle))
            start, whole = middle, False
    if not whole:
        proof.append(ranged(start, end))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """True if ``proof`` shows the leaf hash at ``index`` in the tree of ``size`` leaves with this root."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = hash_node(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hash_node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """True if ``proof`` shows that the tree of ``size`` leaves begins with the tree of ``old`` leaves."""
    if old == size:
        return not proof and old_root == root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if not 0 < old < size or not proof:
        return False
    # An old tree that is a complete subtree is not in the proof: its root is known.
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = hash_node(sibling, first), hash_node(sibling, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = hash_node(second, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == root
