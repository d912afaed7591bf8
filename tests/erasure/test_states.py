"""The table of a request's life: what leads where, and what leads nowhere."""

from __future__ import annotations

from itertools import pairwise

from server.erasure.execute import Execution
from server.erasure.rules import ErasureRules
from server.erasure.states import KEPT, OVER, REQUEST, RUNNING, Cause, Outcome, State
from server.erasure.tombstones import FILE, Tombstones
from server.ledger.sqlite import SqliteLedger


def reachable(start: State) -> set[State]:
    found, left = {start}, [start]
    while left:
        for state in REQUEST[left.pop()].values():
            if state not in found:
                found.add(state)
                left.append(state)
    return found


def test_every_state_is_in_the_table_and_is_reached() -> None:
    """No request can stand where the table does not know it, and none is there for show."""
    assert set(REQUEST) == set(State) == reachable(State.RECEIVED)
    assert {cause for row in REQUEST.values() for cause in row} == set(Cause)


def test_complete_only_after_the_verification() -> None:
    """One state leads to COMPLETE or PARTIAL, and from approval on every way there passes all the steps."""
    for end in (State.COMPLETE, State.PARTIAL):
        assert [state for state, row in REQUEST.items() if end in row.values()] == [State.VERIFYING]
    steps = [State.APPROVED, State.BLOCKED, State.KEYS_DESTROYED, State.ROWS_DELETED, State.WAITING, State.VERIFYING]
    for state, following in pairwise(steps):
        assert set(REQUEST[state].values()) == {following}


def test_nothing_calls_an_approved_request_back() -> None:
    """It can be cancelled before, and not after."""
    assert State.CANCELLED not in reachable(State.APPROVED)


def test_what_is_over_stays_over() -> None:
    """Only a partial answer goes on, when a hold is released; and a restriction is lifted, which is the end of it."""
    assert [state for state in OVER if set(REQUEST[state]) - {Cause.LIFTED}] == [State.PARTIAL]
    assert REQUEST[State.LIFTED] == {}
    assert not OVER & RUNNING


async def test_every_running_state_has_a_step(ledger: SqliteLedger) -> None:
    """What goes on by itself knows how."""
    execution = Execution(ledger, ErasureRules(), Tombstones(ledger.data_dir / FILE))
    assert set(execution._steps) == RUNNING


def test_what_is_kept_makes_it_partial() -> None:
    """Held, exempt, shared by several, or not confirmed: the answer says that something stays."""
    assert {Outcome.HELD, Outcome.EXEMPT, Outcome.AMBIGUOUS, Outcome.NOT_CONFIRMED} == KEPT
