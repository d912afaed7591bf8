"""A text as a reader of names sees it: words, what each can be, capitals that tell something, where names can end."""

from __future__ import annotations

from recognizers.artifacts import CallArtifacts
from recognizers.names.cues import nobodys_matcher
from recognizers.names.lexicon import AMBIGUOUS, NAME, NUMBER, STOP, guess, lexicon
from recognizers.speech.cues import Mention
from recognizers.speech.tokens import Kind, Token
from recognizers.speech.vocabulary import HESITATIONS

HYPHENS = frozenset("-\u2010\u2011\u2013")
# What follows a name that was just given: "it's frank from billing".
_CLOSERS = frozenset("calling from with here speaking returning again and i i'm uh um yes yeah sorry how what".split())
# What follows a name in greeting: not an object, which would make a verb of it ("mark it").
_OBJECTS = frozenset("it that this them him her me us up down off out the a an your be do get not have".split())
_VOWELS = frozenset("aeiouyáàâäãåāéèêëēíìîïīóòôöõøōúùûüūýæœаеиоуыэюя")
_BROKEN = frozenset({"- ", "-,", "-\n"})
_NOTE = "names.reading"
_TITLES = frozenset("mr mrs ms mx dr prof st".split())


class Reading:
    """A text as a reader of names sees it: parallel lists over its tokens.

    Args:
        call: the text and its context.
    """

    __slots__ = ("_capital", "call", "flags", "formatted", "lines", "nobodys", "text", "tokens", "words")

    def __init__(self, call: CallArtifacts) -> None:
        self.call = call
        self.text = call.text
        self.tokens = call.words
        known = lexicon()
        self.words: list[str] = [t.lower if t.lower in known else _bare(t.lower) for t in self.tokens]
        self.flags: list[int] = [known[word] if word in known else guess(word) for word in self.words]
        self.lines = _lines(self.text, self.tokens)
        lower = self.text.islower() or not self.tokens
        self._capital = [not lower and _is_capital(self.text, token) for token in self.tokens]
        # Capitals tell something only where not every word has one, and some word that is no "I" has one.
        plain = sum(t.kind is Kind.WORD and not c for t, c in zip(self.tokens, self._capital, strict=True))
        self.formatted = any(c and len(w) > 1 for c, w in zip(self._capital, self.words, strict=True))
        self.nobodys = _nobodys(self.tokens) if plain or self.formatted else frozenset()
        self.nobodys |= {m.first for m in call.mentions if self._names_a_value(m)}

    @classmethod
    def of(cls, call: CallArtifacts) -> Reading:
        """Return a text as read before in this turn, or read it."""
        if _NOTE not in call.notes:
            call.notes[_NOTE] = cls(call)
        read: Reading = call.notes[_NOTE]
        return read

    def _names_a_value(self, mention: Mention) -> bool:
        """True for a word in no list that announces something: "isbn", "imei"."""
        alone = mention.after == mention.first + 1 and not mention.kind.startswith("PERSON")
        return alone and not self.flags[mention.first]

    def is_word(self, at: int) -> bool:
        """True for a token of letters."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind is Kind.WORD

    def capital(self, at: int) -> bool:
        """True for a word that begins with a capital, in a text where that means something."""
        return self._capital[at]

    def telling(self, at: int) -> bool:
        """True for a capital that the start of a sentence does not explain."""
        if not self._capital[at]:
            return False
        if at == 0 or self.lines[at - 1] != self.lines[at]:
            return False
        before = self.tokens[at - 1].lower
        return before not in '.?!:\u2026"' or (before == "." and at >= 2 and self.words[at - 2] in _TITLES)

    def same_line(self, at: int, other: int) -> bool:
        """True when both tokens exist and stand in one segment."""
        return 0 <= other < len(self.tokens) and self.lines[at] == self.lines[other]

    def edge(self, at: int, *, strict: bool = False) -> bool:
        """True where nothing that could be more of a name follows: the end, a mark, a function word.

        Args:
            at: the token after the name.
            strict: only the end, a mark, or a word that closes an introduction.
        """
        if not self.same_line(at - 1, at):
            return True
        if not self.is_word(at):
            return self.tokens[at].lower not in HYPHENS and not (strict and self.tokens[at].kind is Kind.FIGURES)
        word = self.words[at]
        if strict:
            return word in _CLOSERS
        return bool(self.flags[at] & (STOP | NUMBER)) and word not in _OBJECTS

    def halts(self, at: int) -> bool:
        """True at the end of the segment and before a mark."""
        if not self.same_line(at - 1, at):
            return True
        return self.tokens[at].kind is Kind.MARK and self.tokens[at].lower not in HYPHENS

    def ends_line(self, at: int) -> bool:
        """True when only marks follow in the segment from this token on."""
        while self.same_line(at - 1, at) and self.tokens[at].kind is Kind.MARK:
            at += 1
        return not self.same_line(at - 1, at)

    def skip(self, at: int, *, marks: str = ",:-\u2014.\"'", words: frozenset[str] = HESITATIONS) -> int:
        """Return the first token from here that is neither such a mark nor such a word, in any segment."""
        while at < len(self.tokens):
            token = self.tokens[at]
            if not ((token.kind is Kind.MARK and token.lower in marks) or self.words[at] in words):
                break
            at += 1
        return at

    def first_of_answer(self) -> int:
        """Return the index of the current segment's first token."""
        start = self.call.context.answer_start
        return next((at for at, token in enumerate(self.tokens) if token.start >= start), len(self.tokens))

    def broken_off(self, at: int) -> bool:
        """True for a word cut short: "gent- ladies and gentlemen"; not for "jo- joanna", of which it is a part."""
        token = self.tokens[at]
        if self.text[token.end : token.end + 2] not in _BROKEN:
            return False
        whole = next((i for i in range(at + 1, len(self.tokens)) if self.is_word(i)), at)
        return not (self.words[whole].startswith(token.lower) and bool(self.flags[whole] & NAME) and whole > at)

    def sure(self, at: int) -> bool:
        """True for a word that is a name and nothing else."""
        flags = self.flags[at] if 0 <= at < len(self.flags) else 0
        return bool(flags & NAME) and not flags & (AMBIGUOUS | NUMBER)

    def looks_like_name(self, at: int) -> bool:
        """True for a word that is a name and nothing else, and for one in no list."""
        return self.sure(at) or self.unknown(at)

    def unknown(self, at: int) -> bool:
        """True for a word of letters in no list that could be somebody's name."""
        if not self.is_word(at) or self.flags[at] or len(self.words[at]) < 2:
            return False
        word = self.words[at]
        return "'" not in word.lstrip("o").lstrip("d").lstrip("'") and (bool(_VOWELS & set(word)) or not word.isascii())


def _bare(word: str) -> str:
    """Return a word without its possessive."""
    return word[:-2] if word.endswith("'s") and len(word) > 3 else word


def _is_capital(text: str, token: Token) -> bool:
    first = text[token.start]
    if token.kind is not Kind.WORD or not first.isupper():
        return False
    raw = text[token.start : token.end]
    return len(raw) == 1 or not raw.removesuffix("'s").isupper() or "'" in raw[1:-2]


def _lines(text: str, tokens: tuple[Token, ...]) -> list[int]:
    if "\n" not in text:
        return [0] * len(tokens)
    lines, line, last = [], 0, 0
    for token in tokens:
        line += text.count("\n", last, token.start)
        last = token.start
        lines.append(line)
    return lines


def _nobodys(tokens: tuple[Token, ...]) -> frozenset[int]:
    return frozenset(i for found in nobodys_matcher().find(tokens) for i in range(found.first, found.after))
