"""Pages of long answers, and the opaque tokens that lead from one to the next."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.errors import FieldViolation, InvalidField

Item = TypeVar("Item")

DEFAULT_SIZE = 100
LARGEST_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the token of the next page; "" after the last."""

    items: tuple[Item, ...]
    next_page_token: str


def size_of(asked: int) -> int:
    """Return how many items a page holds: what was asked for, within bounds; 0 asks for the default.

    Raises:
        InvalidField: it is negative.
    """
    if asked < 0:
        raise InvalidField((FieldViolation("page_size", "Is negative."),))
    return min(asked or DEFAULT_SIZE, LARGEST_SIZE)


def token_of(method: str, place: int) -> str:
    """Return the token of the page that begins after a place. It is no secret and opens nothing by itself."""
    return base64.urlsafe_b64encode(f"{method}:{place}".encode()).decode()


def place_of(method: str, token: str) -> int:
    """Return the place after which the page of a token begins; "" begins at the start.

    Raises:
        InvalidField: it is not a token of this method.
    """
    if not token:
        return 0
    try:
        named, _, place = base64.b64decode(token, altchars=b"-_", validate=True).decode("ascii").partition(":")
        found = int(place) if named == method else -1
    except (binascii.Error, ValueError):
        found = -1
    if found < 0:
        raise InvalidField((FieldViolation("page_token", "Is not one that a page came with."),))
    return found
