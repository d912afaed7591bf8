"""Raw dialogue of the data folder as calls; where a corpus marks its slots, they become labels."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from recognizers.speech.vocabulary import DIGITS, MONTHS, MULTIPLES, NATO, ORDINALS, SCALES, TEENS, TENS
from training.examples import AGENT, CUSTOMER, OTHER, UNKNOWN, Label, Line, Piece, cut, merged

Turn = tuple[str, Line]

_SPEAKERS = {
    "system": AGENT,
    "agent": AGENT,
    "doctor": AGENT,
    "user": CUSTOMER,
    "customer": CUSTOMER,
    "patient": CUSTOMER,
}
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_LONGEST = 60  # words: longer speeches are cut at sentences, as a recogniser ends its segments


@dataclass(frozen=True, slots=True)
class RawCall:
    """One dialogue.

    Attributes:
        name: its name in its corpus.
        turns: speaker and pieces; the labels are those of the corpus, if it has any.
        slotted: True where the corpus itself says what its values are: no other teacher is asked.
        clinical: True for talk between doctors and patients.
    """

    name: str
    turns: tuple[Turn, ...] = field(repr=False)
    slotted: bool = False
    clinical: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """One raw data set: its file, how a row becomes a call, and how many turns are enough."""

    name: str
    file: str
    read: Callable[[dict[str, Any], Random], RawCall]
    turns: int
    licence: str


def calls(data: Path, corpus: Corpus, rng: Random) -> Iterator[RawCall]:
    """Return the calls of a corpus in an order drawn by chance.

    Args:
        data: the folder that holds ``raw/``.
        corpus: which.
        rng: chance.
    """
    path = data / "raw" / corpus.file
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = lines.readlines()
    rng.shuffle(rows)
    for row in rows:
        yield corpus.read(json.loads(row), rng)


def _plain(row: dict[str, Any], _rng: Random) -> RawCall:
    turns: list[Turn] = []
    for speaker, text, *_ in row["turns"]:
        # Clinical corpora set spaces around punctuation.
        tidy = re.sub(r"\s+([,.?!])(?=\s|$)", r"\1", text).strip()
        turns += [(_SPEAKERS.get(speaker, OTHER), (Piece(part),)) for part in _segments(tidy)]
    return RawCall(str(row["id"]), tuple(turns))


def _clinical(row: dict[str, Any], rng: Random) -> RawCall:
    call = _plain(row, rng)
    return RawCall(call.name, call.turns, clinical=True)


def _segments(text: str) -> Iterator[str]:
    part: list[str] = []
    for sentence in _SENTENCE.split(text):
        words = sentence.split()
        if part and len(part) + len(words) > _LONGEST:
            yield " ".join(part)
            part = []
        part += words
        while len(part) > _LONGEST:
            yield " ".join(part[:_LONGEST])
            part = part[_LONGEST:]
    if part:
        yield " ".join(part)


_EVI = {"postcode": "ADDRESS", "name": "PERSON", "dob": "DATE_OF_BIRTH"}
_EVI_ASKS = {
    "postcode": (
        "what's your post code", "what is the post code please", "can i take your postcode", "and the postcode",
        "could you tell me your postcode", "sorry can you say your postcode again", "please say your postcode",
        "and your postcode one letter at a time please",
    ),
    "name": (
        "what's your name", "can i take your full name", "and your name please",
        "could you tell me your first and last name",
        "sorry can you say your name again", "could you spell that for me", "please spell your full name",
        "who am i speaking to",
    ),
    "dob": (
        "what's your date of birth", "can i take your date of birth", "and your birthday please", "when were you born",
        "sorry can you say your date of birth again", "please tell me your date of birth day month and year",
    ),
}  # fmt: skip
_EVI_LEADS = re.compile(
    r"(?:(?:yeah|yes|no|okay|hello|hi|sorry|sure|uh|um|it's|it is|that's|that is|this is|my|name|full|first|last|is|i'm"
    r"|i am|the|post ?code|date of birth|birthday|born|was|on|and|spelled|spell|so|please|again)\b[\s,.]*)+",
    re.IGNORECASE,
)
_EVI_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_EVI_SMALL = frozenset("am an as at be by do go he if in is it me my no of oh ok on or so to um uh up us we".split())
_EVI_FIGURES = frozenset((*DIGITS, *TEENS, *TENS, *MULTIPLES))
_EVI_DATES = frozenset((*MONTHS, *ORDINALS, *SCALES))
_EVI_REFUSES = re.compile(
    r"\b(?:repeat|don't|do not|can't|cannot|agent|operator|told|why|hear|help|human|said|say)\b", re.IGNORECASE
)


def _evi(row: dict[str, Any], rng: Random) -> RawCall:
    turns: list[Turn] = []
    for speaker, text in row["turns"]:
        slot = speaker.partition(":")[2]
        turns.append((AGENT, (Piece(rng.choice(_EVI_ASKS[slot])),)))
        turns.append((CUSTOMER, _evi_answer(text, _EVI[slot])))
    return RawCall(row["id"], tuple(turns), slotted=True)


def _evi_answer(text: str, kind: str) -> Line:
    """Label an answer: a name after its lead, a code or a date from its first figure or letter to its last."""
    if _EVI_REFUSES.search(text):
        return (Piece(text, UNKNOWN),)
    if kind == "PERSON":
        lead = _EVI_LEADS.match(text)
        start = lead.end() if lead is not None else 0
        pieces = (Piece(text[:start]), Piece(text[start:], kind if start < len(text) - 1 else UNKNOWN))
    else:
        parts = [word for word in _EVI_WORD.finditer(text) if _is_part(word.group().lower(), kind)]
        if not parts:
            return (Piece(text, UNKNOWN),)
        low, high = parts[0].start(), parts[-1].end()
        # What comes after may be its misheard rest.
        pieces = (Piece(text[:low]), Piece(text[low:high], kind), Piece(text[high:], UNKNOWN))
    return tuple(piece for piece in pieces if piece.text)


def _is_part(word: str, kind: str) -> bool:
    """True for a word that a date of birth or a post code is made of."""
    if any(sign.isdigit() for sign in word) or word in _EVI_FIGURES:
        return True
    if kind == "DATE_OF_BIRTH":
        return word in _EVI_DATES
    return word in NATO or (len(word) <= 2 and word not in _EVI_SMALL)


_MULTIDOGO = {
    "name": "PERSON", "address": "ADDRESS", "current_zipcode": "ADDRESS", "new_zipcode": "ADDRESS",
    "current_city": "LOCATION", "new_city": "LOCATION", "departure_city": "LOCATION", "arrival_city": "LOCATION",
    "company_name": "ORGANIZATION", "start_date": UNKNOWN, "end_date": UNKNOWN, "date": UNKNOWN, "charge_date": UNKNOWN,
    "lastuseddate": UNKNOWN, "email_address": UNKNOWN, "username": UNKNOWN, "password": UNKNOWN,
    "software_name": UNKNOWN, "datacategoryvalues": UNKNOWN, "item_name": UNKNOWN,
}  # fmt: skip


def _multidogo(row: dict[str, Any], _rng: Random) -> RawCall:
    turns: list[Turn] = []
    for _, text, slots in row["turns"]:
        labels: list[Label] = []
        at = 0
        for token, slot in slots:
            start = text.find(token, at)
            if start < 0:
                continue
            at = start + len(token)
            if kind := _MULTIDOGO.get(slot, ""):
                labels.append(Label(start, at, kind))
        turns.append((CUSTOMER, cut(text, merged(text, labels))))
    return RawCall(row["id"], tuple(turns), slotted=True)


_SLURP_SLOT = re.compile(r"\[([\w ]+?) : ([^\]]+)\]")
_SLURP = {
    "person": "PERSON",
    "place_name": "LOCATION",
    "business_name": "ORGANIZATION",
}
_SLURP_UNSURE = frozenset(
    "artist_name relation song_name media_type movie_name audiobook_name audiobook_author podcast_name date app_name "
    "transport_agency event_name playlist_name radio_name game_name drink_type email_address".split()
)


def _slurp(row: dict[str, Any], _rng: Random) -> RawCall:
    pieces: list[Piece] = []
    at, text = 0, row["annotation"]
    for match in _SLURP_SLOT.finditer(text):
        slot = match.group(1).strip()
        kind = UNKNOWN if slot in _SLURP_UNSURE else _SLURP.get(slot, "")
        pieces += [Piece(text[at : match.start()]), Piece(match.group(2).strip(), kind)]
        at = match.end()
    pieces.append(Piece(text[at:]))
    return RawCall(row["id"], ((CUSTOMER, tuple(piece for piece in pieces if piece.text)),), slotted=True)


def _restaurant(row: dict[str, Any], rng: Random) -> RawCall:
    text = row["turns"][0][1]
    labels = []
    for mark in row.get("labels") or ():
        kind = {"first_name": "PERSON", "last_name": "PERSON", "date": UNKNOWN}.get(mark["slot"])
        span = mark.get("valueSpan") or {}
        if kind and span.get("endIndex"):
            labels.append(Label(span.get("startIndex", 0), span["endIndex"], kind))
    asks = {"first_name": ("what name is it under", "and your first name", "can i take a name for the booking"),
            "last_name": ("and the last name", "the surname please", "what's your last name")}  # fmt: skip
    turns: list[Turn] = []
    for asked in (row.get("context") or {}).get("requestedSlots") or ():
        if asked in asks:
            turns = [(AGENT, (Piece(rng.choice(asks[asked])),))]
    return RawCall("", (*turns, (CUSTOMER, cut(text, merged(text, labels)))), slotted=True)


CORPORA = (
    Corpus("sgd", "sgd_dialogues.jsonl.gz", _plain, 32_000, "CC-BY-SA-4.0"),
    Corpus("star", "star_dialogues.jsonl.gz", _plain, 20_000, "MIT"),
    Corpus("multidogo", "multidogo_customer_turns.jsonl.gz", _multidogo, 20_000, "CDLA-Permissive-1.0"),
    Corpus("evi", "evi_asr_unseen_speakers.jsonl.gz", _evi, 17_000, "CC-BY-4.0"),
    Corpus("earnings22", "earnings22_calls.jsonl.gz", _plain, 12_000, "CC-BY-SA-4.0"),
    Corpus("slurp", "slurp_devel_test.jsonl.gz", _slurp, 5_000, "CC-BY-4.0"),
    Corpus("mts_dialog", "mts_dialog.jsonl.gz", _clinical, 14_000, "CC-BY-4.0"),
    Corpus("aci_bench", "aci_bench.jsonl.gz", _clinical, 6_000, "CC-BY-4.0"),
    Corpus("restaurant8k", "restaurant8k.jsonl.gz", _restaurant, 8_000, "CC-BY-4.0"),
    Corpus("banking77", "banking77_train.jsonl.gz", _plain, 6_000, "CC-BY-4.0"),
)
