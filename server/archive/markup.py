"""Text with markup inside: judged as a reader hears it, written back with its markup around what stayed."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass, field

from server.redaction.messages import RedactedSegment

# Only what WebVTT defines is a tag: anything else in angle brackets would be a place to hide a number in.
_TAG = r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:\.[^\s.<>]+)*>|<lang[ \t]+[A-Za-z-]+>|<(?:\d{2,}:)?\d\d:\d\d\.\d{3}>"
_ATOM = re.compile(
    rf"(?P<tag>{_TAG})|(?P<reference>&(?:[A-Za-z]+|#\d+|#[xX][0-9A-Fa-f]+);)|(?P<line>\r?\n)|.", re.DOTALL
)
_PLAIN_ATOM = re.compile(r"(?P<line>\r?\n)|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of source, character by character.

    Attributes:
        text: what a reader sees: references resolved, tags left out, a space for every line break.
        spelling: how the source writes each character of the text.
        tags: the tags that stand before each character, and after the last.
        escaped: whether the source writes ``&``, ``<`` and ``>`` as references.
    """

    text: str = field(repr=False)
    spelling: tuple[str, ...] = field(repr=False)
    tags: tuple[str, ...] = field(repr=False)
    escaped: bool

    @classmethod
    def read(cls, source: str, *, escaped: bool) -> Markup:
        """Take a piece of source apart.

        Args:
            source: the text of a cue, or of a comment.
            escaped: True if it has tags and references; a comment has none.
        """
        text: list[str] = []
        spelling: list[str] = []
        tags = [""]
        for atom in (_ATOM if escaped else _PLAIN_ATOM).finditer(source):
            if atom.lastgroup == "tag":
                tags[-1] += atom[0]
                continue
            seen = " " if atom["line"] else html.unescape(atom[0]) if atom.lastgroup == "reference" else atom[0]
            # A reference can stand for two characters; the first carries its spelling.
            text += seen
            spelling += [atom[0], *[""] * (len(seen) - 1)]
            tags += [""] * len(seen)
        return cls("".join(text), tuple(spelling), tuple(tags), escaped)

    def source(self) -> str:
        """Return the piece as it was."""
        return self._kept(0, len(self.text)) + self.tags[-1]

    def render(self, answer: RedactedSegment) -> str:
        """Return the source with the redacted text in it.

        Tags and line breaks stay where their text stayed. Tags inside of what was hidden come before its placeholder;
        line breaks inside of it are gone, and so is a line of which nothing is left.
        """
        if answer.text == self.text:
            return self.source()
        out, at = [], 0
        for start, end, placeholder in self._hidden(answer):
            out += [self._kept(at, start), *self.tags[start:end], self._written(placeholder)]
            at = end
        out += [self._kept(at, len(self.text)), self.tags[-1]]
        # An empty line would end the cue in the middle.
        return re.sub(r"(?:\A|(?<=\n))[ \t]*\r?\n", "", "".join(out))

    def _hidden(self, answer: RedactedSegment) -> list[tuple[int, int, str]]:
        """Return what was hidden, source range and placeholder: all, if the entities do not explain the answer."""
        spans = [span for entity in answer.entities for span in entity.spans if span.segment_id == answer.segment_id]
        places = {
            (span.source_range.start, span.source_range.end): answer.text[
                span.redacted_range.start : span.redacted_range.end
            ]
            for span in spans
        }
        hidden = [(start, end, placeholder) for (start, end), placeholder in sorted(places.items())]
        explained, at = "", 0
        for start, end, placeholder in hidden:
            explained += self.text[at:start] + placeholder
            at = end
        explained += self.text[at:]
        ordered = all(one[1] <= other[0] for one, other in itertools.pairwise(hidden))
        return hidden if ordered and explained == answer.text else [(0, len(self.text), answer.text)]

    def _kept(self, start: int, end: int) -> str:
        return "".join(self.tags[at] + self.spelling[at] for at in range(start, end))

    def _written(self, placeholder: str) -> str:
        return html.escape(placeholder, quote=False) if self.escaped else placeholder
