"""Who speaks, by the label that a file gives a speaker. A role stays; a name is personal data."""

from __future__ import annotations

import re

from recognizers.entities import Role

_ROLES = {
    Role.AGENT: "agent rep representative advisor adviser operator associate supervisor doctor dr nurse clinician host"
    " interviewer support sales salesperson receptionist dispatcher therapist staff employee",
    Role.AUTOMATED_AGENT: "bot ivr assistant system ai chatbot voicebot machine",
    Role.CUSTOMER: "customer cust caller client patient user guest member consumer buyer visitor callee lead prospect",
    Role.UNSPECIFIED: "speaker spk channel ch participant unknown document narrator human other",
}
_WORDS = {word: role for role, words in _ROLES.items() for word in words.split()}

# "agent", "Speaker 2", "spk_0", "virtual agent", "A": a number or a single letter names nobody.
_ROLE_LABEL = re.compile(
    r"(?:(?P<kind>virtual|automated|human|live|call)[ _-])?(?P<word>[a-z]+)(?:[ _-]?\d{1,3})?", re.ASCII
)
_LETTER_LABEL = re.compile(r"[a-z]?\d{0,3}", re.ASCII)


def role_of(label: str) -> Role | None:
    """Return the role that a speaker's label tells, or None if the label may be somebody's name.

    Args:
        label: for example ``Agent``, ``customer``, ``speaker_1``, ``B``, ``Jane Doe``.
    """
    folded = label.strip().casefold()
    if _LETTER_LABEL.fullmatch(folded):
        return Role.UNSPECIFIED
    match = _ROLE_LABEL.fullmatch(folded)
    role = _WORDS.get(match["word"]) if match else None
    if match and role is Role.AGENT and match["kind"] in ("virtual", "automated"):
        return Role.AUTOMATED_AGENT
    return role


class Masks:
    """Numbered masks for the speakers of one file who are called by name."""

    __slots__ = ("_masks",)

    def __init__(self) -> None:
        self._masks: dict[str, str] = {}

    def mask(self, name: str) -> str:
        """Return the same mask for the same name; it tells speakers apart and nothing else."""
        key = " ".join(name.split()).casefold()
        return self._masks.setdefault(key, f"[SPEAKER_{len(self._masks) + 1}]")
