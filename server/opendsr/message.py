"""Reads the body of a request off the wire (section 7.1), and collects everything that is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from server.erasure.clocks import Regime
from server.erasure.intake import MOST_IDENTITIES, RANDOM_ID
from server.erasure.request import Minor, NewRequest, Requester
from server.erasure.rules import Verification
from server.errors import FieldViolation, InvalidField
from server.ledger.guard import holds
from server.ledger.tokens import Identity
from server.opendsr.callbacks import permitted
from server.opendsr.terms import ERASURE, EXTENSION, IDENTITIES, RAW, SHA256, UNMATCHED

MOST_CALLBACKS = 10
LONGEST_VALUE = 1024
FIRST_YEAR = 1970
LEAST_TOLD = 6
"""Letters and digits: a shorter identity is seen in an address only where it stands alone."""

REGULATIONS = {"gdpr": Regime.GDPR, "ccpa": Regime.CCPA}
REQUESTERS = {"controller": Requester.CONTROLLER, "consumer": Requester.CONSUMER}
VERIFICATIONS = {level.value: level for level in Verification}
MINORS = {"under_18": Minor.UNDER_18, "under_13": Minor.UNDER_13}
OURS = frozenset({"identities", "property_id", "requester", "identity_verification", "intent_confirmed", "minor"})
"""The keys of our extension. Another one is refused: a misspelt one would leave somebody out."""

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_VERSION = re.compile(r"[12]\.[0-9]{1,3}")
_WORDS = re.compile(r"[\W_]+")
_HASH = re.compile(r"[0-9a-fA-F]{64}")

_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class Brought:
    """A request that is brought, and where its status is to be told."""

    new: NewRequest
    callbacks: tuple[str, ...]


def read(
    body: bytes, *, tenant: str, domain: str, hosts: Collection[str], regulation: str = ""
) -> Brought:
    """Read a request.

    Args:
        body: as it came.
        tenant: whose request it is, from the credential.
        domain: of the processor, which our extension is keyed by.
        hosts: that callbacks may go to, as HOST:PORT.
        regulation: that a request is under which names none; "" where it must.

    Raises:
        InvalidField: with every violation; none of it repeats a value.
    """
    found = _Fields(_parsed(body), [])
    ours = found.inside("extensions").inside(domain)
    ours.only(OURS)
    request_id = found.matching("subject_request_id", RANDOM_ID, "Is not a UUID of version 4 in lower case.")
    if found.text("subject_request_type") not in ("", ERASURE):
        found.add("subject_request_type", f"Is not supported: {ERASURE} is.")
    if not regulation or "regulation" in found.content:
        regulation = found.text("regulation")
        if regulation and regulation not in REGULATIONS:
            found.add("regulation", f"Is none of {', '.join(REGULATIONS)}.")
    if "api_version" in found.content:
        found.matching("api_version", _VERSION, "Is not a version that is spoken here: 2.0.")
    for fields in (found, ours):
        if "property_id" in fields.content and fields.text("property_id") != tenant:
            fields.add("property_id", "Is not the name of the credential's tenant.")
    identities = (*found.identities("subject_identities", IDENTITIES), *ours.identities("identities", EXTENSION))
    if not identities and not found.violations:
        found.add("subject_identities", "Are none, and there are none in the extension.")
    new = NewRequest(
        request_id=request_id,
        identities=identities,
        regimes=(REGULATIONS.get(regulation, Regime.GDPR),),
        requester=ours.choice("requester", REQUESTERS, Requester.CONTROLLER),
        verification=ours.choice("identity_verification", VERIFICATIONS, Verification.CONTROLLER),
        intent_confirmed=ours.flag("intent_confirmed"),
        minor=ours.choice("minor", MINORS, Minor.NO),
        received_at=found.time("submitted_time"),
    )
    callbacks = found.urls("status_callback_urls", hosts, identities)
    if found.violations:
        raise InvalidField(tuple(found.violations))
    return Brought(new, callbacks)


class _Fields:
    """An object of the body, read field by field.

    Args:
        content: of the object.
        violations: collects what is wrong, here and in the objects around and inside.
        path: of the object.
    """

    def __init__(self, content: Mapping[str, object], violations: list[FieldViolation], path: str = "") -> None:
        self.content = content
        self.violations = violations
        self._path = path

    def add(self, name: str, description: str) -> None:
        self.violations.append(FieldViolation(f"{self._path}{name}".rstrip("."), description))

    def only(self, names: Collection[str]) -> None:
        if not names >= self.content.keys():  # type: ignore[operator]  # a frozen set
            self.add("", f"Has a key that is none of {', '.join(sorted(names))}.")

    def inside(self, name: str) -> _Fields:
        """Return the fields of an object inside; of none where it is not there."""
        given = self.content.get(name, {})
        inner = _Fields(given if isinstance(given, dict) else {}, self.violations, f"{self._path}{name}.")
        if not isinstance(given, dict):
            inner.add("", "Is not an object.")
        return inner

    def text(self, name: str) -> str:
        """Return a required text; "" where it is none."""
        given = self.content.get(name)
        if given is None:
            self.add(name, "Is required.")
            return ""
        if not isinstance(given, str) or not given or not _whole(given):
            self.add(name, f"Is not a text of 1 to {LONGEST_VALUE} bytes.")
            return ""
        return given

    def matching(self, name: str, pattern: re.Pattern[str], description: str) -> str:
        """Return a required text that has a form; "" where it has not."""
        given = self.text(name)
        if given and not pattern.fullmatch(given):
            self.add(name, description)
            return ""
        return given

    def choice(self, name: str, meanings: Mapping[str, _Meaning], default: _Meaning) -> _Meaning:
        """Return what an optional field means."""
        if name not in self.content:
            return default
        given = self.content[name]
        if isinstance(given, str) and given in meanings:
            return meanings[given]
        self.add(name, f"Is none of {', '.join(meanings)}.")
        return default

    def flag(self, name: str) -> bool:
        """Return an optional yes or no."""
        given = self.content.get(name, False)
        if not isinstance(given, bool):
            self.add(name, "Is neither true nor false.")
        return given is True

    def time(self, name: str) -> datetime | None:
        """Return a required time (RFC 3339)."""
        given = self.text(name)
        try:
            moment = datetime.fromisoformat(given.upper()) if _TIME.fullmatch(given.upper()) else None
        except ValueError:
            moment = None
        if given and (moment is None or moment.year < FIRST_YEAR):
            self.add(name, "Is not a time as RFC 3339 writes it, or is before 1970.")
            return None
        return moment

    def list_of(self, name: str, kind: type, most: int, what: str) -> Sequence[object]:
        given = self.content.get(name, [])
        if not isinstance(given, list) or len(given) > most or not all(isinstance(one, kind) for one in given):
            self.add(name, f"Is not a list of at most {most} {what}.")
            return ()
        return given

    def identities(self, name: str, types: Mapping[str, str]) -> tuple[Identity, ...]:
        """Return identities (section 5.3)."""
        given = self.list_of(name, dict, MOST_IDENTITIES, "objects")
        read = [
            _Fields(one, self.violations, f"{self._path}{name}[{place}].").identity(types)
            for place, one in enumerate(given)
            if isinstance(one, dict)
        ]
        return tuple(identity for identity in read if identity)

    def identity(self, types: Mapping[str, str]) -> Identity | None:
        """Return the identity that this object is."""
        kind, form, value = (self.text(f"identity_{name}") for name in ("type", "format", "value"))
        if kind and kind not in types:
            self.add("identity_type", f"Is none of {', '.join(types)}.")
        if form in UNMATCHED:
            self.add("identity_format", f"Nothing is found by {form}: send {RAW} or {SHA256}.")
        elif form and form not in (RAW, SHA256):
            self.add("identity_format", f"Is none of {RAW}, {SHA256}.")
        elif form == SHA256 and value and not _HASH.fullmatch(value):
            self.add("identity_value", "Is not 64 hexadecimal digits.")
        elif kind in types and form and value:
            if form == RAW and value.startswith(f"{SHA256}:"):
                self.add("identity_value", f"Is a hash, and {RAW}.")
                return None
            try:
                return Identity(types[kind], value if form == RAW else f"{SHA256}:{value.lower()}")
            except InvalidField as error:
                self.add("identity_value", error.violations[0].description)
        return None

    def urls(self, name: str, hosts: Collection[str], identities: Sequence[Identity]) -> tuple[str, ...]:
        """Return addresses that may be written to, each once."""
        given = self.list_of(name, str, MOST_CALLBACKS, "texts")
        for place, url in enumerate(given):
            if not permitted(str(url), hosts):
                self.add(f"{name}[{place}]", "Is not an https address of a host that the tenant's rules name.")
            elif any(_told_by(str(url), identity) for identity in identities):
                self.add(f"{name}[{place}]", "Holds an identity: it would be stored.")
        return tuple(dict.fromkeys(map(str, given)))


def _told_by(url: str, identity: Identity) -> bool:
    """True if an address holds an identity in the part that whoever brought it chose; its host is of the rules."""
    parts = urlsplit(url)
    chosen = unquote(f"{parts.path}?{parts.query}").casefold()
    bare = "".join(c for c in identity.value.casefold() if c.isalnum())
    # Many paths have a few letters in common with somebody's name.
    return bare in _WORDS.split(chosen) if len(bare) < LEAST_TOLD else holds(chosen, identity)


def _parsed(body: bytes) -> dict[str, object]:
    """Read a body as the JSON object that it must be: no key twice, no number that is none."""
    try:
        content = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_none)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InvalidField((FieldViolation("", "Is not a JSON object in UTF-8 whose keys are each there once."),))
    return content


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key is there twice")
    return content


def _none(_: str) -> object:
    raise ValueError("not a number of JSON")


def _whole(text: str) -> bool:
    """True if a text is not too long, and can be written: JSON can hold half of a character, and U+0000."""
    try:
        return len(text.encode()) <= LONGEST_VALUE and "\0" not in text
    except UnicodeEncodeError:
        return False
