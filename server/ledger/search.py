"""Searching: from identities to the entities that they were recorded as, over all months and forms."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from server.ledger.form import Strength
from server.ledger.keystore import FIRST_AUDIT, EpochKey
from server.ledger.ledger import StoredEntity
from server.ledger.normalise import normalise
from server.ledger.recorder import LIVE
from server.ledger.records import Records, fold
from server.ledger.tokens import ANY_TYPE, TOKEN_BYTES, Identity, token

CHUNK = 500
"""How many tokens one statement looks for."""

Why = tuple[Strength, int]
"""What a match means: how strong it is, and which identity it is of."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A type and a month of one tenant's evidence."""

    entity_type: str
    epoch: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that an identity was found as.

    Attributes:
        call_id: where it was said.
        entity: what is known of it.
        strength: of the strongest form that matched.
        identities: which of the identities matched, counted from 0.
        leaf: of the log, that holds the first record that matched.
    """

    call_id: str
    entity: StoredEntity
    strength: Strength
    identities: tuple[int, ...]
    leaf: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search answers.

    Attributes:
        hits: in order of recording.
        expired: what can no longer be searched, because its time was over; what was in it is not known any more.
        more_after: the leaf after which there are more hits; None if these are the last.
    """

    hits: tuple[Hit, ...]
    expired: tuple[Scope, ...]
    more_after: int | None = None


class Search:
    """One search, within a transaction of whoever asks.

    Args:
        records: of the ledger.
        tenant: whose calls are searched.
    """

    __slots__ = ("_connection", "_keystore", "_records", "_tenant")

    def __init__(self, records: Records, tenant: str) -> None:
        self._records = records
        self._connection = records.connection
        self._keystore = records.keystore
        self._tenant = tenant

    def find(self, identities: Sequence[Identity], *, after: int = -1, limit: int | None = None) -> Found:
        """Return what any of the identities was recorded as.

        Args:
            identities: any of them may match.
            after: hits up to this leaf are left out.
            limit: the most hits; None for all.
        """
        sought, expired = self._sought(identities)
        matched: dict[tuple[str, str], tuple[int, list[Why]]] = {}
        for leaf, found, call_id, entity_id in self._matches(list(sought)):
            _, why = matched.setdefault((call_id, entity_id), (leaf, []))
            why.extend(sought[found])
        wanted = [(*name, leaf, why) for name, (leaf, why) in matched.items() if leaf > after]
        taken = wanted[:limit]
        hits = [self._hit(*match) for match in taken]
        return Found(tuple(hit for hit in hits if hit), expired, taken[-1][2] if len(wanted) > len(taken) else None)

    def _sought(self, identities: Sequence[Identity]) -> tuple[dict[bytes, list[Why]], tuple[Scope, ...]]:
        """Return every token to look for with what it would mean, and what can be searched no longer."""
        select = "SELECT entity_type, epoch, state FROM scopes WHERE tenant = ? ORDER BY id"
        scopes = self._connection.execute(select, (self._tenant,)).fetchall()
        tokens: dict[bytes, list[Why]] = {}
        expired: dict[Scope, None] = {}
        for place, identity in enumerate(identities):
            forms = list(identity.sought())
            for entity_type, epoch, state in scopes:
                wanted = [form for form in forms if form.entity_type in (entity_type, ANY_TYPE)]
                key = self._keystore.epoch_key(self._tenant, entity_type, epoch) if wanted and state == LIVE else None
                if key is None:
                    expired.update({Scope(entity_type, epoch): None} if wanted else {})
                    continue
                for form in wanted:
                    tokens.setdefault(token(key.index, form.variant, form.hashed), []).append((form.strength, place))
                if epoch == FIRST_AUDIT and identity.entity_type == entity_type and not identity.hashed:
                    tokens.setdefault(_first_token(key, identity), []).append((wanted[0].strength, place))
        return tokens, tuple(expired)

    def _matches(self, tokens: Sequence[bytes]) -> list[tuple[int, bytes, str, str]]:
        """Return leaf, token, call and entity of every match, in order of recording."""
        rows = []
        for at in range(0, len(tokens), CHUNK):
            condition, chunk = self._connection.among("t.token", tokens[at : at + CHUNK])
            rows += self._connection.execute(
                "SELECT t.leaf, t.token, c.call_id, o.entity_id FROM tokens t JOIN openings o ON o.leaf = t.leaf"  # noqa: S608 - marks
                " JOIN calls c ON c.id = o.call JOIN scopes s ON s.id = o.scope"
                f" WHERE {condition} AND c.tenant = ? AND o.state <= ? AND s.state = 'LIVE'",
                (*chunk, self._tenant, self._records.upto),
            ).fetchall()
        return sorted(rows)

    def _hit(self, call_id: str, entity_id: str, leaf: int, why: Sequence[Why]) -> Hit | None:
        records = self._records.of_entity(self._tenant, call_id, entity_id)
        if not records:
            return None
        strongest = max((strength for strength, _ in why), key=lambda strength: strength.rank)
        return Hit(call_id, fold(entity_id, records), strongest, tuple(sorted({place for _, place in why})), leaf)


def _first_token(key: EpochKey, identity: Identity) -> bytes:
    """Return the token of a value in the first version, which knew one form of each."""
    normalised = normalise(identity.entity_type, identity.value)
    return hmac.digest(key.index, normalised.encode("utf-8", "surrogatepass"), "sha256")[:TOKEN_BYTES]
