"""A call that comes in few segments: its turns, told apart by speaker labels at the beginning of lines.

"Agent: what is your PIN?" and "Customer: two nine four six" may be two lines of one segment: the question is the
agent's, and the answer is read as one to it. The turns are judged one after the other, as if each had come by itself,
and what is found in them is told at its place in the segment. A short segment is read as a whole besides, since
"Patient: Jane Doe" may be a form that was filled in: what either reading hides is hidden.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from recognizers.dialogue.memory import Dialogue
from recognizers.entities import Analysis, Finding, OpenSpan, Role, Span, Turn

MOST = 400
"""So many turns of a segment are told apart; the last has the rest."""

FORM = 4096
"""Characters of a segment that may be a form: one that is longer is read by its turns alone, once."""

_ROLES = {
    Role.AGENT: "agent rep representative advisor adviser operator associate supervisor doctor nurse interviewer"
    " receptionist dispatcher therapist support",
    Role.AUTOMATED_AGENT: "bot ivr assistant system",
    Role.CUSTOMER: "customer caller client patient user guest member",
    Role.UNSPECIFIED: "speaker spk channel participant",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}
_LABEL = re.compile(
    rf"^[ \t]*(?P<label>(?:{'|'.join(_ROLE_OF)})(?:[ _-]?\d{{1,2}})?)[ \t]*"
    r"(?:[(\[]?\d{1,2}(?::\d\d){1,2}[)\]]?)?[ \t]*:",  # with its time: "Agent (00:12):"
    re.IGNORECASE | re.MULTILINE,
)
_AT = "\x1f"  # between the id of a segment and where one of its turns begins


def analyze_labelled(turn: Turn, dialogue: Dialogue, analyze: Callable[[Turn, Dialogue], Analysis]) -> Analysis:
    """Judge a segment, by its turns where it has several.

    Args:
        turn: the segment.
        dialogue: the memory before it.
        analyze: judges one turn.
    """
    turns = _turns(turn) if ":" in turn.text or _AT in turn.segment_id else []
    if not turns:
        return _told(analyze(turn, dialogue))
    findings: list[Finding] = []
    after, opened = dialogue, dialogue.open
    for part in turns:
        # What goes on after an interim result is not known, what is before its last turn is.
        analysis = analyze(part, after)
        after, opened = analysis.dialogue, analysis.open
        findings += analysis.findings
    if len(turns) > 1 and len(turn.text) <= FORM:
        whole = replace(turn, segment_id=f"{turn.segment_id}{_AT}0")
        as_one = analyze(whole, replace(dialogue, threads=after.threads))
        after = replace(after, threads=max(after.threads, as_one.dialogue.threads))
        findings += _more(as_one.findings, findings)
    return _told(Analysis(tuple(findings), opened, after if turn.final else dialogue))


def _turns(turn: Turn) -> list[Turn]:
    """Return the turns of a segment, each under an id that tells where it begins; none for a segment that is one."""
    labels = list(_LABEL.finditer(turn.text))[:MOST]
    starts = [(label.end(), label["label"]) for label in labels]
    if turn.text[: labels[0].start() if labels else 0].strip():
        starts.insert(0, (0, ""))
    ends = [label.start() for label in labels][-(len(starts) - 1) :] if len(starts) > 1 else []
    if len(starts) < 2:
        return [replace(turn, segment_id=f"{turn.segment_id}{_AT}0")] if _AT in turn.segment_id else []
    found = []
    for (start, label), end in zip(starts, [*ends, len(turn.text)], strict=True):
        text = turn.text[start:end]
        if text.strip():
            at = start + len(text) - len(text.lstrip())
            # Spaces at the edges of a segment tell how a client cuts; these tell nothing.
            said = replace(turn, segment_id=f"{turn.segment_id}{_AT}{at}", text=text.strip())
            found.append(_by(said, label))
    last = found[-1] if found else turn
    return [*(replace(part, final=True) for part in found[:-1]), last] if found else []


def _by(turn: Turn, label: str) -> Turn:
    """Return a turn as said by whom its label names."""
    if not label:
        return turn
    role = _ROLE_OF[re.match(r"[a-z]+", label.lower()).group()]  # type: ignore[union-attr]  # it begins with its word
    # Speakers without a role are told apart by their labels.
    channel = turn.channel if role is not Role.UNSPECIFIED else zlib.crc32(label.lower().encode())
    return replace(turn, role=role, channel=channel)


def _more(findings: Iterable[Finding], known: Iterable[Finding]) -> list[Finding]:
    """Return what is found besides what is known, as far as no span of that covers it."""
    covered = [_place(span) for finding in known for span in finding.spans]
    found = []
    for finding in findings:
        spans = tuple(span for span in finding.spans if not any(_covers(other, _place(span)) for other in covered))
        found += [replace(finding, spans=spans)] if spans else []
    return found


def _covers(other: Span, span: Span) -> bool:
    return other.segment_id == span.segment_id and other.start <= span.start and span.end <= other.end


def _told(analysis: Analysis) -> Analysis:
    """Return an analysis with every place where its segment has it."""
    opened = tuple(OpenSpan(_place(item.span), item.entity_type, item.thread) for item in analysis.open)
    return replace(analysis, findings=tuple(map(_placed, analysis.findings)), open=opened)


def _placed(finding: Finding) -> Finding:
    if not any(_AT in span.segment_id for span in finding.spans):
        return finding
    return replace(finding, spans=tuple(map(_place, finding.spans)))


def _place(span: Span) -> Span:
    segment_id, mark, at = span.segment_id.rpartition(_AT)
    return Span(segment_id, span.start + int(at), span.end + int(at)) if mark else span
