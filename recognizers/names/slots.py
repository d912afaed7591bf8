"""Names after the words that announce them: "my name is", "this is", "dr", "thanks", "my son"."""

from __future__ import annotations

from recognizers.names.cues import Slot, Trust, slot_matcher
from recognizers.names.found import Found
from recognizers.names.grammar import is_organisation, is_run_together, is_slip, read_name
from recognizers.names.lexicon import CALENDAR, COMMON, COMMON_LAST, FIRST, FREQUENT, LAST, NAME, NUMBER, PLACE, STOP
from recognizers.names.reading import Reading
from recognizers.speech.tokens import Kind
from recognizers.speech.vocabulary import HESITATIONS

_FILLERS = HESITATIONS | frozenset("unk noise actually mister miss mr mrs ms dr doctor prof professor".split())
_ONLY_TITLES = frozenset("mr mrs ms mx mister missus".split())
_TRADES = frozenset("miss dr doctor prof professor nurse".split())
_ANY = frozenset("a an any another every".split())
_DETERMINERS = _ANY | frozenset("the my your his her our their this that".split())
_NAMING = frozenset(
    """is it's its that's thats this for with from by and or named called hello hi i'm am was see saw seeing
    contact""".split()
)
_SPEAKING = frozenset("speak speaking spoke spoken talk talking it back over write wrote listen belongs say".split())
# What follows "mister may …" where no name is meant.
_GOES_ON = frozenset("i you we he she they it the a luck morning afternoon evening time".split())
_NO_WORDS: frozenset[str] = frozenset()
_AND = frozenset({"and", "or", "but", ",", "&", "with"})
_PAUSES = HESITATIONS | frozenset("yeah yes yep so sorry okay".split())
_LONGEST_LEAD = 7
_OWNERS = frozenset("my our his her their your".split())
_SHORTEST_GREETED = 5  # letters
_MARKS_AFTER_SURE = ",:-<>[]\"'."


class SlotReader:
    """Reads the names of one text that something announces.

    Args:
        reading: the text.
        found: what was found so far; grows.
    """

    def __init__(self, reading: Reading, found: Found) -> None:
        self._r = reading
        self._found = found
        self._slots = [(m.after, Trust(int(m.strength)), Slot(m.kind)) for m in slot_matcher().find(reading.tokens)]

    def read(self, trust: Trust) -> None:
        """Read the names after all cues of one trust."""
        for at, slot_trust, slot in self._slots:
            if slot_trust is trust:
                self._at_slot(at, trust, slot)

    def _at_slot(self, at: int, trust: Trust, slot: Slot) -> None:
        r = self._r
        if slot is Slot.TITLE:
            self._after_title(self._past_hesitation(at), at - 1)
        elif slot is Slot.LABEL:
            at = r.skip(at, marks=":,-", words=_FILLERS)
            if self._found.is_free(at) and r.looks_like_name(at):
                self.read_on(at, trust)
        elif slot is Slot.WEAK:
            if r.same_line(at - 1, at) and self._found.is_free(at) and self._is_plain_enough(at):
                self.read_on(at, Trust.MAYBE)
        elif slot is Slot.ANNOUNCED:
            self._announced(at, trust)
        elif slot in (Slot.GREETING, Slot.ADDRESS, Slot.PERSON):
            at = r.skip(at, marks=",", words=_FILLERS)
            called = self._found.is_free(at) and r.same_line(at - 1, at)
            if called and self._is_rare_name(at, slot):
                self._found.take(at, at + 1, trust)
            elif called and (slot is not Slot.ADDRESS or self._is_called(at)):
                self.read_on(at, trust, alone=slot is not Slot.ADDRESS)

    def _announced(self, at: int, trust: Trust) -> None:
        r = self._r
        at = r.skip(at, marks=_MARKS_AFTER_SURE if trust is Trust.SURE else ",<>.", words=_FILLERS)
        if not self._found.is_free(at):
            return
        if trust is Trust.MAYBE and r.ends_line(at + 1):
            bare = at <= 2 or not r.same_line(at, at - 3)
            said = bare and r.unknown(at) and len(r.words[at]) >= 4 and self._nothing_else_asked()
            # Still being spoken, or all that was said: "it's oluwa".
            trust = Trust.LIKELY if said or not r.call.context.final else trust
        self.read_on(at, trust)

    def _nothing_else_asked(self) -> bool:
        return all(kind.startswith("PERSON") for kind in self._r.call.expected)

    def _past_hesitation(self, at: int) -> int:
        """Return the index of the word after a title: "mr. brown", "doctor, uh, rush"; not after a comma alone."""
        r = self._r
        name = r.skip(at, marks=".", words=_NO_WORDS)
        after = r.skip(name, marks=".,", words=HESITATIONS)
        paused = any(word in HESITATIONS for word in r.words[name:after])
        return after if paused and (r.edge(after + 1) or r.looks_like_name(after)) else name

    def _after_title(self, at: int, title: int) -> None:
        """Read "dr brown put …": after a title any name is one, however ordinary the word."""
        r = self._r
        owner = r.is_word(at) and r.tokens[at].lower != r.words[at]  # "professor noble's office"
        if not self._found.is_free(at) or not r.is_word(at) or (is_organisation(r, at + 1) and not owner):
            return
        flags = r.flags[at]
        before = r.words[title - 1] if title and r.same_line(title, title - 1) else ""
        if r.nobodys >= {title, at} or (before in _ANY and flags & FREQUENT and not r.telling(at)):
            return  # "dr pepper", "a doctor near me"
        if self._is_surname(at, title):
            more = r.same_line(at, at + 1) and r.looks_like_name(at + 1) and (r.capital(at + 1) or not r.formatted)
            self._found.take(*(read_name(r, at, Trust.LIKELY) or (at, at + 1 + more)), Trust.LIKELY)
            return
        named = flags & NAME and not flags & (STOP | NUMBER | CALENDAR) and r.same_line(at - 1, at)
        written = r.words[at - 1] in ("mr", "mrs", "ms", "dr", ".")
        if named or (r.unknown(at) and (written or r.edge(at + 1) or r.telling(at))):
            first, after = read_name(r, at, Trust.LIKELY) or (at, at + 1)
            self._found.take(first, after, Trust.LIKELY)
        else:
            self.read_on(at, Trust.LIKELY)

    def _is_surname(self, at: int, title: int) -> bool:
        """True for an ordinary word that after its title can be nothing but a name: "mrs day", "mister may, …"."""
        r, flags = self._r, self._r.flags[at]
        following = "" if r.halts(at + 1) else r.words[at + 1]
        if not flags & NAME or flags & NUMBER or at in r.nobodys or following in _GOES_ON:
            return False
        if flags & CALENDAR and following and (r.flags[at + 1] & NUMBER or not r.is_word(at + 1)):
            return False  # "doctor may fifth"
        before = [r.words[i] if r.same_line(title, i) else "" for i in (title - 1, title - 2)]
        if r.words[title] in _ONLY_TITLES:
            return before[0] not in _DETERMINERS
        if r.words[title] not in _TRADES:
            return False  # "thank you sir good bye"
        # "We miss may" and "the doctor best known" are no names.
        given = before[0] == "to" and (r.words[title] != "miss" or before[1] in _SPEAKING)
        return given or before[0] in _NAMING or before == ["you", "thank"]

    def _is_plain_enough(self, at: int) -> bool:
        """True for a word that is a given name even after "for" or "with"."""
        r, flags = self._r, self._r.flags[at]
        if flags & (CALENDAR | STOP):
            return False
        family = r.same_line(at, at + 1) and r.sure(at + 1)
        if flags & FIRST:
            return r.sure(at) or (r.telling(at) and (family or not flags & PLACE))
        return family and r.telling(at) and r.capital(at + 1) and bool(r.flags[at + 1] & FIRST)

    def _is_called(self, at: int) -> bool:
        """True for a word that after "okay" can be nothing but a name."""
        r, flags = self._r, self._r.flags[at]
        if not flags & FIRST:
            return False
        return bool(r.sure(at) and flags & COMMON) or (r.telling(at) and r.halts(at + 1))

    def _is_rare_name(self, at: int, slot: Slot) -> bool:
        """True for a word in no list where a name is as good as sure."""
        if slot is Slot.GREETING:
            return self._is_greeted(at)
        return slot is Slot.PERSON and self._is_of_speaker(at)

    def _is_greeted(self, at: int) -> bool:
        """True for the last word of "thank you tiraporn", in no list and no two words run together."""
        r = self._r
        whole = r.unknown(at) and len(r.words[at]) >= _SHORTEST_GREETED and not r.formatted
        return whole and r.ends_line(at + 1) and not is_slip(r.words[at]) and not is_run_together(r.words[at])

    def _is_of_speaker(self, at: int) -> bool:
        """True for "my colleague fatoumata will": a word in no list, between somebody's relation and a clause."""
        r = self._r
        owned = at > 1 and r.same_line(at, at - 2) and r.words[at - 2] in _OWNERS
        rare = r.unknown(at) and len(r.words[at]) >= _SHORTEST_GREETED and not r.formatted
        return owned and rare and r.edge(at + 1) and not is_slip(r.words[at]) and not is_run_together(r.words[at])

    def read_on(self, at: int, trust: Trust, *, alone: bool = False) -> bool:
        """Read a name, its second half after a pause, and the names that are listed after it.

        Args:
            at: where it begins.
            trust: how sure the words before are.
            alone: as for ``read_name``.

        Returns:
            True when there was one.
        """
        read = read_name(self._r, at, trust, alone=alone)
        if read is None:
            return False
        listed: int | None = at
        while read is not None and listed is not None:
            self._found.take(read[0], read[1], trust)
            if trust >= Trust.MAYBE:
                self.read_rest(read[1], _PAUSES)
            trust = min(trust, Trust.MAYBE)
            joint, listed = read[1], self._after_and(read[1])
            read = read_name(self._r, listed, trust) if listed is not None else None
            if read is not None and self._r.words[joint] == "," and not self._is_item(*read):
                read = None
        return True

    def _is_item(self, first: int, after: int) -> bool:
        """True unless what follows a comma goes on otherwise: "my name is Ines Prado, Altamira Works and …"."""
        return self._r.edge(after) or any(self._r.sure(at) and self._r.flags[at] & FIRST for at in range(first, after))

    def _after_and(self, at: int) -> int | None:
        """Return where the next name of a list would begin: "love edmund and faye"."""
        r = self._r
        if at >= len(r.tokens) or r.words[at] not in _AND or not r.same_line(at - 1, at):
            return None
        following = r.skip(at, marks=",&", words=_AND)
        return following if self._found.is_free(following) and r.same_line(at, following) else None

    def read_rest(self, after: int, pauses: frozenset[str] | None = None) -> None:
        """Read "mctiernan" in "donovan uh yeah mctiernan": the last word, after nothing but pauses.

        Args:
            after: the token after the first half.
            pauses: the words that may stand between; any function words where it is None.
        """
        r = self._r
        rest, lead = self.after_lead(after)
        between = 0 < len(lead) <= 3 and (pauses is None or all(word in pauses for word in lead))
        ends = self._found.is_free(rest) and r.same_line(after, rest) and r.ends_line(rest + 1)
        if between and ends and r.looks_like_name(rest):
            self._found.take(rest, rest + 1, Trust.LIKELY)

    def _is_all_with_family(self, at: int) -> bool:
        """True for the "will" of "will grant" when a family name follows it and nothing more."""
        r = self._r
        if not r.same_line(at, at + 1) or not r.ends_line(at + 2):
            return False
        flags = r.flags[at + 1]
        return bool(flags & LAST and not flags & STOP and (flags & COMMON_LAST or not flags & FREQUENT))

    def after_lead(self, at: int) -> tuple[int, list[str]]:
        """Return the first token from here that can begin a name, and the function words before it.

        Args:
            at: where to begin.
        """
        r = self._r
        lead: list[str] = []
        while at < len(r.tokens) and len(lead) <= _LONGEST_LEAD and r.tokens[at].kind is not Kind.FIGURES:
            if r.is_word(at):
                word, flags = r.words[at], r.flags[at]
                named = flags & FIRST and (r.edge(at + 1, strict=True) or r.telling(at) or self._is_all_with_family(at))
                if not flags & STOP or named or (len(word) == 1 and word not in "ia"):
                    break
                lead.append(word)
            at += 1
        return at, lead
