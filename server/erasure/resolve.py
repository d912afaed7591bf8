"""From identities to what has to be done with each entity that they were recorded as, over all months and forms.

A strong match is the person's. A medium or weak one may be somebody else's: it is a candidate for a person to confirm,
with what else of the request was said in the same call beside it. An identifier that the platform knows several people
by is nobody's until a person says so. What is exempt or held stays, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from server.erasure.holds import Hold, Holds
from server.erasure.request import Item, Request
from server.erasure.rules import TenantRules
from server.erasure.states import TAKEN, Outcome
from server.erasure.store import Requests
from server.ledger.form import Strength
from server.ledger.recorder import Recorder
from server.ledger.records import Record, Records, fold
from server.ledger.search import Found, Hit, Search
from server.ledger.tokens import SUBJECT_ID, Identity

CO_OCCURRING = "CO_OCCURRING"
"""The strength of what was said in the person's call, where everything in it is taken for theirs."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a request comes to now.

    Attributes:
        items: call by call.
        others: how many other entities there are in the calls that are the person's: they are not touched.
    """

    items: tuple[Item, ...]
    others: int

    def of(self, *outcomes: Outcome) -> list[Item]:
        """Return the items with one of some outcomes."""
        return [item for item in self.items if item.outcome in outcomes]


class Resolver:
    """Resolves one request, within a transaction of whoever asks.

    Args:
        recorder: of the ledger.
        request: what is asked for.
        rules: of its tenant.
    """

    __slots__ = ("_holds", "_known", "_recorder", "_records", "_request", "_rules", "_tenant")

    def __init__(self, recorder: Recorder, request: Request, rules: TenantRules) -> None:
        self._recorder = recorder
        self._request = request
        self._tenant = request.tenant
        self._rules = rules
        self._records = Records(recorder.connection, recorder.keystore, restricted=True)
        self._holds = Holds(recorder).standing(request.tenant)
        # What a request that runs has done with somebody's pieces must not change what becomes of the others.
        self._known = Requests(recorder).items(request) if request.running else []

    def resolve(self, identities: Sequence[Identity]) -> Resolution:
        """Return what the request comes to."""
        found = Search(self._records, self._tenant).find(identities)
        shared = _Shared(identities, found.hits, self._known)
        types = _types(identities, found.hits)
        items = {(hit.call_id, hit.entity.entity_id): self._item(hit, shared, types) for hit in found.hits}
        for item in self._suppressed(identities):
            items.setdefault((item.call_id, item.entity_id), item)
        others = list(self._others(items.values()))
        if self._request.whole_calls:
            items |= {(item.call_id, item.entity_id): item for item in others}
            others = []
        ordered = [self._kept(items[place]) for place in sorted(items)]
        return Resolution((*ordered, *_absent(identities, found)), len(others))

    def _item(self, hit: Hit, shared: _Shared, types: dict[str, set[str]]) -> Item:
        item = Item(
            call_id=hit.call_id,
            entity_id=hit.entity.entity_id,
            entity_type=hit.entity.entity_type,
            strength=hit.strength.value,
            outcome=Outcome.TO_ERASE,
            spans=hit.entity.spans,
        )
        if item.name in self._request.confirmed:
            return replace(item, reason="confirmed by a person")
        if why := shared.reason(hit):
            return replace(item, outcome=Outcome.AMBIGUOUS, reason=why)
        if hit.strength is not Strength.STRONG:
            beside = ", ".join(sorted(types[hit.call_id]))
            return replace(item, outcome=Outcome.CANDIDATE, reason=f"matched in this call: {beside}")
        return item

    def _suppressed(self, identities: Sequence[Identity]) -> Iterator[Item]:
        """Yield what was recorded without tokens, because the person had been erased before."""
        suppressions = self._recorder.suppressions
        tokens = suppressions.tokens(self._tenant, identities)
        for (call_id, entity_id), sure in suppressions.matched(self._tenant, tokens).items():
            records = self._records.of_entity(self._tenant, call_id, entity_id)
            if not records:
                continue
            item = _recorded(call_id, records, Strength.STRONG.value, "said again after an erasure")
            if sure:
                yield item
            elif item.name in self._request.confirmed:
                yield replace(item, strength=Strength.MEDIUM.value, reason="confirmed by a person")
            else:
                why = "said again after an erasure of several forms: which of them is not known"
                yield replace(item, strength=Strength.MEDIUM.value, outcome=Outcome.CANDIDATE, reason=why)

    def _others(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield what else was said in the calls in which the person is."""
        known = {(item.call_id, item.entity_id) for item in items}
        calls = {item.call_id for item in items if item.outcome is Outcome.TO_ERASE}
        calls |= {item.call_id for item in self._known if item.outcome in TAKEN}
        for call_id in sorted(calls):
            entities: dict[str, list[Record]] = {}
            for record in self._records.of_call(self._tenant, call_id):
                entities.setdefault(record.entity_id, []).append(record)
            for entity_id, records in entities.items():
                if (call_id, entity_id) not in known:
                    yield _recorded(call_id, records, CO_OCCURRING, "said in the person's call")

    def _kept(self, item: Item) -> Item:
        """Return an item, kept if there is a reason to: a hold before an exemption."""
        if item.outcome is not Outcome.TO_ERASE:
            return item
        held = next((hold for hold in self._holds if _covers(hold, item)), None)
        if held is not None:
            return replace(item, outcome=Outcome.HELD, reason=held.reason)
        basis = self._rules.exempt.get(item.entity_type)
        return replace(item, outcome=Outcome.EXEMPT, reason=basis) if basis else item


class _Shared:
    """Which identities the platform knows several people by.

    Args:
        identities: of the request.
        hits: what they were found as.
        known: what a running request knows already: what was shared stays so once the others are erased.
    """

    def __init__(self, identities: Sequence[Identity], hits: Sequence[Hit], known: Sequence[Item]) -> None:
        before = (item for item in known if item.outcome is Outcome.AMBIGUOUS)
        self._known = {(item.call_id, item.entity_id): item.reason for item in before}
        self._asked = {identity.value for identity in identities if identity.entity_type == SUBJECT_ID}
        self._by_id = {
            place for place, identity in enumerate(identities) if identity.entity_type == SUBJECT_ID
        }
        self._people: dict[int, set[str]] = {}
        for hit in hits:
            for place in hit.identities if hit.strength is Strength.STRONG and hit.entity.subject_id else ():
                self._people.setdefault(place, set()).add(hit.entity.subject_id)

    def reason(self, hit: Hit) -> str:
        """Return why a strong match may be somebody else's; "" if it is the person's."""
        if hit.strength is not Strength.STRONG or self._by_id.intersection(hit.identities):
            return ""
        subject = hit.entity.subject_id
        if self._asked and subject:
            return "" if subject in self._asked else "the platform knows somebody else by it"
        people = max(len(self._people.get(place, ())) for place in hit.identities)
        before = self._known.get((hit.call_id, hit.entity.entity_id), "")
        return f"the platform knows {people} people by it" if people > 1 else before


def _types(identities: Sequence[Identity], hits: Sequence[Hit]) -> dict[str, set[str]]:
    """Return, for each call, the types of the identities that matched in it."""
    found: dict[str, set[str]] = {}
    for hit in hits:
        found.setdefault(hit.call_id, set()).update(identities[place].entity_type for place in hit.identities)
    return found


def _recorded(call_id: str, records: Sequence[Record], strength: str, reason: str) -> Item:
    entity = fold(records[-1].entity_id, records)
    return Item(call_id, entity.entity_id, entity.entity_type, strength, Outcome.TO_ERASE, reason, entity.spans)


def _covers(hold: Hold, item: Item) -> bool:
    return hold.covers(item.call_id, item.entity_type)


def _absent(identities: Sequence[Identity], found: Found) -> Iterator[Item]:
    """Yield what can be searched no longer, and the identities that were found nowhere."""
    for scope in found.expired:
        why = "its time was over before the request; what was in it is not known any more"
        yield Item("", scope.epoch or "first", scope.entity_type, "", Outcome.RETENTION_EXPIRED, why)
    matched = {place for hit in found.hits for place in hit.identities}
    expired = {scope.entity_type for scope in found.expired}
    for place, identity in enumerate(identities):
        if place not in matched and identity.entity_type not in expired:
            yield Item("", f"identity-{place + 1}", identity.entity_type, "", Outcome.NOT_FOUND, "")
