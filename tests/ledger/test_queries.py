"""What an auditor may ask, what it costs in words, and what the log says afterwards."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256

import pytest
import pytest_asyncio

from server.errors import InvalidField, LedgerUnavailable, NotFound, PermissionDenied
from server.ledger.checkpoint import Checkpoint
from server.ledger.form import Strength
from server.ledger.ledger import CallState
from server.ledger.notes import Verifier
from server.ledger.queries import Access, Audit
from server.ledger.rules import Rules, TenantRules
from server.ledger.store import StoredLedger
from server.ledger.tokens import Identity
from server.roles import Role
from tests.ledger.facts import TENANT, batch, entity, record, span
from tests.ledger.stores import Store

ACCESS = Access(TENANT, "officer", "request 4711")
RULES = Rules(tenants={TENANT: TenantRules(reversible=frozenset({"ACCOUNT_ID"}))})
PHONE = Identity("PHONE_NUMBER", "(415) 555-0134")


@pytest_asyncio.fixture
async def ledger(store: Store) -> AsyncIterator[StoredLedger]:
    opened = await store.open(rules=RULES)
    yield opened
    await opened.close()


@pytest.fixture
def audit(ledger: StoredLedger) -> Audit:
    return Audit(ledger)


@pytest_asyncio.fixture
async def calls(ledger: StoredLedger) -> None:
    """Three calls of one tenant, and one of another, in which the same number is said."""
    for call_id in ("call-1", "call-2", "call-3"):
        await ledger.open_call(record(call_id))
    said = (
        entity("e1", span("s1", 1), span("s3", 3), subject_id="subject-7"),
        entity("e2", span("s2", 2), entity_type="PERSON", value="Dr. Jane M. Doe"),
        entity("e3", span("s4", 4), entity_type="ACCOUNT_ID", value="AC-90210-X"),
        entity("e4", span("s5", 5), entity_type="HEALTH_CONDITION", value="diabetes"),
    )
    await ledger.commit(batch("call-1", *said, state=CallState.ENDED))
    await ledger.commit(batch("call-2", entity("e1", entity_type="NUMBER_SEQUENCE", value="4155550134")))
    await ledger.open_call(record("call-1", "globex"))
    await ledger.commit(batch("call-1", entity("e1"), tenant="globex"))


def reads(store: Store) -> list[dict[str, object]]:
    return [json.loads(row[0]) for row in store.rows("SELECT body FROM events WHERE kind = 'READ' ORDER BY leaf")]


@pytest.mark.usefixtures("calls")
async def test_somebody_is_found_by_a_number_however_it_is_written(audit: Audit) -> None:
    """With the places where it was said, and weaker where it was filed as a mere number; nothing of other tenants."""
    for written in ("(415) 555-0134", "+14155550134", "1 415 555 0134"):
        found = await audit.find_subject(ACCESS, [Identity("PHONE_NUMBER", written)])
        assert [(hit.call_id, hit.entity.entity_id, hit.strength) for hit in found.hits] == [
            ("call-1", "e1", Strength.STRONG),
            ("call-2", "e1", Strength.MEDIUM),
        ]
        assert [place.segment_id for place in found.hits[0].entity.spans] == ["s1", "s3"]
        assert found.hits[0].entity.spans[0].start_offset == 1.5


@pytest.mark.usefixtures("calls")
async def test_a_hash_finds_without_the_value(audit: Audit) -> None:
    """A request may bring the SHA-256 of the number in international form, or of the address in lower case."""
    hashed = "sha256:" + sha256(b"+14155550134").hexdigest()
    found = await audit.find_subject(ACCESS, [Identity("PHONE_NUMBER", hashed)])
    assert [(hit.call_id, hit.strength) for hit in found.hits] == [("call-1", Strength.STRONG)]
    nothing = "sha256:" + sha256(b"+14155550135").hexdigest()
    assert (await audit.find_subject(ACCESS, [Identity("PHONE_NUMBER", nothing)])).hits == ()


@pytest.mark.usefixtures("calls")
async def test_several_identities_and_the_platforms_own_id(audit: Audit) -> None:
    """Each hit says which of them matched."""
    identities = [PHONE, Identity("PERSON", "jane doe"), Identity("SUBJECT_ID", "subject-7")]
    found = await audit.find_subject(ACCESS, identities)
    assert [(hit.call_id, hit.entity.entity_type, hit.strength, hit.identities) for hit in found.hits] == [
        ("call-1", "PHONE_NUMBER", Strength.STRONG, (0, 2)),
        ("call-1", "PERSON", Strength.MEDIUM, (1,)),
        ("call-2", "NUMBER_SEQUENCE", Strength.MEDIUM, (0,)),
    ]


@pytest.mark.parametrize(
    ("entity_type", "value"),
    [("HEALTH_CONDITION", "diabetes"), ("PHONE_NUMBER", "-"), ("PHONE_NUMBER", "sha256:12"), ("", "x")],
)
def test_an_identity_that_cannot_be_searched_is_refused(entity_type: str, value: str) -> None:
    """Nobody can list all who named a condition; and a refusal does not repeat the value."""
    with pytest.raises(InvalidField) as caught:
        Identity(entity_type, value)
    assert value == "-" or value not in repr(caught.value)


@pytest.mark.usefixtures("calls")
async def test_every_question_is_a_leaf_of_the_log(audit: Audit, ledger: StoredLedger, store: Store) -> None:
    """Who asked, what for, and how much was found: never what was asked for."""
    key = Verifier.parse(await audit.public_key())
    before = Checkpoint.open(await audit.checkpoint(), key).head
    await audit.find_subject(ACCESS, [PHONE])
    await audit.list_entities(ACCESS, "call-1")
    await audit.explain_entity(ACCESS, "call-1", "e1")
    logged = reads(store)
    assert [body["method"] for body in logged] == ["FindSubject", "ListEntities", "ExplainEntity"]
    assert {(body["actor"], body["purpose"]) for body in logged} == {("officer", "request 4711")}
    assert (logged[0]["entity_types"], logged[0]["found"]) == (["PHONE_NUMBER"], 2)
    assert "5550134" not in json.dumps(logged).replace("-", "")
    after = Checkpoint.open(await audit.checkpoint(), key).head
    assert after.size == before.size + 3
    proof = await audit.consistency_proof(before.size)
    assert proof.verify(before, key).head == after


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize("purpose", ["", "  ", "x" * 501, "erase 415-555-0134", "caller 5550134"])
async def test_a_question_without_a_fit_purpose_is_not_answered(audit: Audit, store: Store, purpose: str) -> None:
    """No purpose, an endless one, or one that would write the identity into the log."""
    with pytest.raises(InvalidField):
        await audit.find_subject(replace(ACCESS, purpose=purpose), [PHONE])
    assert reads(store) == []


@pytest.mark.usefixtures("calls")
async def test_what_cannot_be_logged_is_not_answered(audit: Audit, ledger: StoredLedger) -> None:
    """Evidence that nobody could know was read stays closed."""
    await ledger._writer.close()
    with pytest.raises(LedgerUnavailable):
        await audit.find_subject(ACCESS, [PHONE])
    with pytest.raises(LedgerUnavailable):
        await audit.list_entities(ACCESS, "call-1")


@pytest.mark.usefixtures("calls")
async def test_lists_come_in_pages(audit: Audit) -> None:
    """Each page leads to the next; together they hold everything once; a made-up token leads nowhere."""
    seen, token = [], ""
    while True:
        page = await audit.list_calls(TENANT, page_size=2, page_token=token)
        seen += [call.call_id for call in page.items]
        token = page.next_page_token
        if not token:
            break
    assert seen == ["call-1", "call-2", "call-3"]
    first = await audit.list_entities(ACCESS, "call-1", page_size=3)
    second = await audit.list_entities(ACCESS, "call-1", page_size=3, page_token=first.next_page_token)
    assert [stored.entity_id for stored in first.items + second.items] == ["e1", "e2", "e3", "e4"]
    assert second.next_page_token == ""
    for made_up in ("x", "Y2FsbHM6LTE=", first.next_page_token):
        with pytest.raises(InvalidField):
            await audit.list_calls(TENANT, page_token=made_up)
    with pytest.raises(InvalidField):
        await audit.list_calls(TENANT, page_size=-1)


@pytest.mark.usefixtures("calls")
async def test_an_explanation_names_the_rule_and_no_text(audit: Audit) -> None:
    """What found it, how sure it was, which version and policy: enough to answer "why was this hidden?"."""
    why = await audit.explain_entity(ACCESS, "call-1", "e2")
    assert (why.entity.recognizer, why.entity.score, why.engine_version) == ("PhoneRecognizer", 0.9, "engine-1")
    assert (why.policy, why.entity.policy_fingerprint) == ("default", "sha256:aa")
    assert "jane" not in repr(why).lower()
    with pytest.raises(NotFound):
        await audit.explain_entity(ACCESS, "call-1", "e9")
    with pytest.raises(NotFound):
        await audit.explain_entity(replace(ACCESS, tenant="globex"), "call-2", "e1")


@pytest.mark.usefixtures("calls")
async def test_a_record_is_proven_to_be_in_the_log(audit: Audit) -> None:
    """The proof holds with the public key alone."""
    key = Verifier.parse(await audit.public_key())
    (proof,) = await audit.inclusion_proofs(ACCESS, "call-1", "e1")
    assert proof.verify(key).origin == key.name


@pytest.mark.usefixtures("calls")
async def test_a_value_is_read_back_only_where_it_was_kept(audit: Audit) -> None:
    """Only of a type that the tenant keeps reversibly, only in that role, and only with a line in the log."""
    privileged = replace(ACCESS, roles=frozenset({Role.REIDENTIFIER}))
    value = await audit.reidentify(privileged, "call-1", "e3")
    assert (value.entity_type, value.text) == ("ACCOUNT_ID", "AC-90210-X")
    assert "90210" not in repr(value)
    with pytest.raises(NotFound):
        await audit.reidentify(privileged, "call-1", "e1")
    with pytest.raises(PermissionDenied):
        await audit.reidentify(ACCESS, "call-1", "e3")
    with pytest.raises(PermissionDenied):
        await audit.find_subject(privileged, [PHONE])


@pytest.mark.usefixtures("calls")
async def test_what_was_never_said_is_never_found(ledger: StoredLedger) -> None:
    """Ten thousand other numbers, addresses and cards: not one hit."""
    others = [Identity("PHONE_NUMBER", f"+1 415 556 {number:04}") for number in range(10_000)]
    for at in range(0, len(others), 500):
        assert ledger.reader.find(TENANT, others[at : at + 500]).hits == ()
