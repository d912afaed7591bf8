"""Entities not said for long: what is needed to know one again, in sixteen bytes each.

A call of ten hours may name hundreds of people. Each must keep its placeholder, and the call must fit in a few dozen
KiB: so what is left of an entity are a part of its value's hash, its number, its label and its type.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from server.redaction.policy import TYPES

ROWS_KEPT = 512
"""Values that are known again; beyond, those that faded first are forgotten."""

_ROW = struct.Struct("!8sIHBB")  # hash, entity, number in the label, type in the label, type
_HASH = 8
_NUMBERS = {kind: number for number, kind in enumerate(TYPES)}


@dataclass(frozen=True, slots=True)
class FadedEntity:
    """What is left of an entity."""

    entity_id: str
    label: str
    entity_type: str


class FadedEntities:
    """Entities by the hashes of their values. Copies share what they hold.

    Args:
        rows: as another one kept them.
    """

    __slots__ = ("_rows",)

    def __init__(self, rows: bytes = b"") -> None:
        self._rows = rows

    def copy(self) -> FadedEntities:
        """Return one to try things on."""
        return FadedEntities(self._rows)

    def add(self, value: bytes, entity: FadedEntity) -> None:
        """Keep an entity under the hash of one of its values.

        Args:
            value: the hash.
            entity: of one of the types that policies know; any other is forgotten.
        """
        kind, _, number = entity.label.rpartition("_")
        if kind not in _NUMBERS or entity.entity_type not in _NUMBERS or self.find(value) is not None:
            return
        row = _ROW.pack(
            value[:_HASH], int(entity.entity_id[1:]), int(number) & 0xFFFF, _NUMBERS[kind], _NUMBERS[entity.entity_type]
        )
        self._rows = (self._rows + row)[-ROWS_KEPT * _ROW.size :]

    def find(self, value: bytes) -> FadedEntity | None:
        """Return the entity that has a value, or None.

        Args:
            value: the hash.
        """
        at = self._rows.find(value[:_HASH])
        while at >= 0 and at % _ROW.size:  # bytes that happen to be equal, across two fields
            at = self._rows.find(value[:_HASH], at + 1)
        if at < 0:
            return None
        _, entity, number, kind, now = _ROW.unpack_from(self._rows, at)
        return FadedEntity(f"e{entity}", f"{TYPES[kind]}_{number}", TYPES[now])
