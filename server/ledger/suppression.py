"""Who was erased stays erased: what is said of them later is recorded, but not filed under anything of theirs.

A suppression is the token of a strong form under a key that the tenant keeps for this alone, so that it can be compared
with what comes and tells nothing by itself. The opening that matches one is written without tokens and without the
platform's id, and noted under the suppressions that it matched: a further request of the same person finds it there.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator

from server.ledger.database import Connection
from server.ledger.form import Strength, Variant
from server.ledger.keystore import Keystore
from server.ledger.ledger import EntityRecord
from server.ledger.namedkeys import SUPPRESSION
from server.ledger.records import ERASING
from server.ledger.tokens import ANY_TYPE, Identity, inner, token
from server.ledger.variants import forms, subject_form

UNSURE = b"?"
"""Before a suppression under which an older version noted a record that may be another person's."""


class Suppressions:
    """The suppressions of every tenant, within a transaction of whoever asks.

    Args:
        connection: of the ledger.
        keystore: its keys.
    """

    __slots__ = ("_connection", "_keystore")

    def __init__(self, connection: Connection, keystore: Keystore) -> None:
        self._connection = connection
        self._keystore = keystore

    def of(self, tenant: str, entity: EntityRecord, region: str) -> list[bytes]:
        """Return the tokens that suppress what is being recorded; none where nothing does.

        Args:
            tenant: whose call it is.
            entity: what is being recorded.
            region: where it was said; "" where that is not known.
        """
        # Most tenants never erased anybody: one look at the index, and nothing is hashed.
        if not self._connection.execute("SELECT 1 FROM suppressions WHERE tenant = ? LIMIT 1", (tenant,)).fetchone():
            return []
        key = self._keystore.secret(SUPPRESSION + tenant)
        if key is None:
            return []
        made = dict.fromkeys(_of_entity(key, entity, region))
        return [found for found in made if self.request_of(tenant, found) is not None]

    def request_of(self, tenant: str, found: bytes) -> int | None:
        """Return the request that a token was suppressed for, or None."""
        select = "SELECT request FROM suppressions WHERE tenant = ? AND token = ?"
        row = self._connection.execute(select, (tenant, found)).fetchone()
        return int(row[0]) if row else None

    def tokens(self, tenant: str, identities: Iterable[Identity]) -> list[bytes]:
        """Return the suppression tokens of identities: those of their strong forms, each once.

        The tenant's key is made if there is none.
        """
        key = self._keystore.secret(SUPPRESSION + tenant, create=True) or b""
        found = {
            _token(key, form.entity_type, form.variant, form.hashed): None
            for identity in identities
            for form in identity.sought()
            if form.strength is Strength.STRONG
        }
        return list(found)

    def add(self, tenant: str, request: int, found: Iterable[bytes]) -> None:
        """Suppress tokens from now on; one that is suppressed already belongs to the newest request."""
        insert = "INSERT INTO suppressions (tenant, token, request) VALUES (?, ?, ?)"
        self._connection.executemany(
            f"{insert} ON CONFLICT (tenant, token) DO UPDATE SET request = excluded.request",
            [(tenant, one, request) for one in found],
        )

    def note(self, leaf: int, found: Iterable[bytes]) -> None:
        """Note that an opening was recorded without tokens, and which suppressions it matched."""
        insert = "INSERT INTO suppressed (leaf, token) VALUES (?, ?)"
        self._connection.executemany(insert, [(leaf, one) for one in found])

    def matched(self, tenant: str, found: Iterable[bytes]) -> dict[tuple[str, str], bool]:
        """Return the calls and entities of a tenant that were recorded without tokens for one of some suppressions.

        Each with whether that is sure: an older version noted a record under every form of a request that had several.
        """
        select = (
            "SELECT c.call_id, o.entity_id FROM suppressed s JOIN openings o ON o.leaf = s.leaf"
            " JOIN calls c ON c.id = o.call WHERE s.token = ? AND c.tenant = ? AND o.state < ?"
        )
        places: dict[tuple[str, str], bool] = {}
        for one in found:
            for noted, sure in ((one, True), (UNSURE + one, False)):
                for call_id, entity_id in self._connection.execute(select, (noted, tenant, ERASING)).fetchall():
                    places[call_id, entity_id] = places.get((call_id, entity_id), False) or sure
        return dict(sorted(places.items()))


def _of_entity(key: bytes, entity: EntityRecord, region: str) -> Iterator[bytes]:
    for form in forms(entity.entity_type, entity.value, region):
        if form.strength is Strength.STRONG:
            yield _token(key, entity.entity_type, form.variant, inner(form.text))
    if entity.subject_id:
        form = subject_form(entity.subject_id)
        yield _token(key, ANY_TYPE, form.variant, inner(form.text))


def _token(key: bytes, entity_type: str, variant: Variant, hashed: bytes) -> bytes:
    """Return the token of a form; a key of each type keeps an account apart from a card of the same digits."""
    return token(hmac.digest(key, entity_type.encode(), "sha256"), variant, hashed)
