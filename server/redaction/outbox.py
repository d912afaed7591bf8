"""What leaves as soon as its audit is durable, and what has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from recognizers.entities import Finding
from server.redaction.answers import Answers, Given, Print
from server.redaction.book import Book
from server.redaction.compose import hides
from server.redaction.events import Commit, Fact
from server.redaction.messages import Checkpoint, RedactedSegment, Response, Revision
from server.redaction.pending import Cleared, Pending
from server.redaction.policy import Policy
from server.redaction.revise import fact_of, revise
from server.redaction.states import Cause


class Outbox:
    """Segments whose form is fixed, and revisions of those that have left: both wait for their audit.

    Args:
        book: the call's entities; entered into.
        key: of the operator ``hash``.
    """

    def __init__(self, book: Book, key: bytes) -> None:
        self._book = book
        self._key = key
        self.answers = Answers()
        self._cleared: list[Cleared] = []
        self._revising: list[Revision | RedactedSegment] = []
        self._named: list[Fact] = []
        self._numbered = 0
        self.revisions = 0
        """How many revisions have left."""
        self.durable = 0
        """The sequence up to which everything has left."""

    @property
    def has_unwritten_revisions(self) -> bool:
        """True when an answer that is kept may hide more than the audit knows of."""
        return self._numbered > self.revisions

    @property
    def has_cleared(self) -> bool:
        """True when a segment waits for nothing but its audit."""
        return bool(self._cleared)

    def put(self, pending: Pending) -> None:
        """Fix the form of a segment. Its text goes."""
        composed = pending.compose(self._book, self._key)
        self._cleared.append(Cleared(pending, composed, Print.of(pending.segment)))
        pending.segment = replace(pending.segment, text="", words=())
        pending.marks, pending.open = {}, ()

    def answered(self, pending: Pending) -> RedactedSegment:
        """Return the answer to an interim result, which has no audit and enters nothing."""
        composed = pending.compose(self._book.fork(), self._key)
        self.answers.keep(Given(composed, Print.of(pending.segment), pending.policy), self.durable)
        return composed.answer

    def print_of(self, sequence: int) -> Print | None:
        """Return what a repeat of a segment that waits for its audit is known by; None when there is none."""
        return next((one.known for one in self._cleared if one.composed.answer.sequence == sequence), None)

    def revise(self, findings: Iterable[Finding], held: set[str], policy: Policy) -> None:
        """Hide what was found too late: in a segment that has left by a revision, in one that has not as if at once.

        Args:
            findings: of the call.
            held: the ids of the segments that are not here yet.
            policy: in force now.
        """
        findings = tuple(findings)
        self._name(findings, policy)
        cleared = {one.composed.answer.segment_id: one for one in self._cleared}
        for name in dict.fromkeys(span.segment_id for finding in findings for span in finding.spans):
            if name in held:
                continue
            if name in cleared:
                one = cleared[name]
                revised = revise(one.composed, findings, one.pending.policy, self._book, self._key)
                one.composed = replace(revised.composed, facts=(*one.composed.facts, *revised.facts))
                continue
            given = self.answers.final(name)
            if given is not None:
                revised = revise(given.composed, findings, given.policy, self._book, self._key)
                if revised.revisions:
                    self._named += revised.facts
                    self._revising += revised.revisions
                    self._numbered += len(revised.revisions)
                    given = replace(given, composed=revised.composed, revision=self._numbered)
                    self.answers.keep(given, self.durable)

    def _name(self, findings: Iterable[Finding], policy: Policy) -> None:
        """Have the audit learn the type and value of what left hidden as something else: "6650" was a social."""
        for finding in findings:
            named = self._book.named(finding) if hides(policy, finding) else None
            for span in named.spans if named is not None else ():
                given = self.answers.final(span.segment_id)
                if named is not None and given is not None:
                    self._named.append(fact_of(named, given.answer.sequence, span, finding.value, given.policy))

    def commit(self, reached: int, *, ended: bool = False, owed: bool = False) -> tuple[Commit, ...]:
        """Offer what waits for the audit.

        Args:
            reached: the sequence up to which nothing is held.
            ended: True for a call that is over.
            owed: True to have the client told what it may forget, though nothing waits.
        """
        if not self._cleared and not self._named and not ended and not owed:
            return ()
        facts = [fact for cleared in self._cleared for fact in cleared.composed.facts]
        return (Commit((*facts, *self._named), reached, ended=ended),)

    def committed(self, reached: int) -> list[Response]:
        """Return what leaves, now that its audit is durable.

        Args:
            reached: the sequence up to which nothing is held.
        """
        responses: list[Response] = []
        for cleared in self._cleared:
            cleared.pending.move(Cause.COMMITTED)
            given = Given(replace(cleared.composed, facts=()), cleared.known, cleared.pending.policy)
            self.answers.keep(given, self.durable)
            responses.append(given.answer)
        responses += self._revising
        if reached > self.durable or self.has_unwritten_revisions:
            self.durable = reached
            responses.append(Checkpoint(self.durable))
        self.revisions = self._numbered
        self._cleared, self._revising, self._named = [], [], []
        return responses

    def again_at_the_end(self, answer: RedactedSegment) -> None:
        """Have an answer leave once more with what leaves next."""
        if answer not in self._revising:
            self._revising.append(answer)

    def missed(self, sequence: int, revision: int) -> tuple[RedactedSegment, ...]:
        """Return what has left revised, and a client that is back has as it was before.

        What was revised and is not in the audit yet leaves once it is, whole as well: a client that missed a revision
        could not apply the next one.

        Args:
            sequence: up to which the client was told to forget.
            revision: the last that it has.
        """
        self._revising = list(self.answers.revised(sequence, self.revisions, self._numbered))
        return self.answers.revised(sequence, revision, self.revisions)

    def drop(self) -> None:
        """Let nothing more leave."""
        for cleared in self._cleared:
            cleared.pending.move(Cause.ABANDONED)
        self._cleared, self._revising, self._named = [], [], []
