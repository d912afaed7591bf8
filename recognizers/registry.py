"""Every recognizer there is, every kind of number, every cue."""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType

from presidio_analyzer import EntityRecognizer

from recognizers import account, bank, card, government, phone, quantities, secrets, sequence
from recognizers.claims import ValueKind
from recognizers.cues import Cue

_NUMBERS: tuple[ModuleType, ...] = (phone, card, bank, government, account, secrets, sequence)
_OTHERS = ("contact", "web", "network", "usernames", "dates", "ages", "names", "identity", "address", "health")


def _others() -> list[ModuleType]:
    found = []
    for name in _OTHERS:
        try:
            found.append(importlib.import_module(f"recognizers.{name}"))
        except ModuleNotFoundError:
            continue
    return found


@cache
def value_kinds() -> dict[str, ValueKind]:
    """Return every kind of number by its name."""
    return {kind.kind: kind for module in _NUMBERS for kind in module.KINDS}


def all_cues() -> tuple[Cue, ...]:
    """Return the cues of all recognizers."""
    cues: list[Cue] = list(quantities.CUES)
    for kind in value_kinds().values():
        cues += kind.as_cues()
    cues += secrets.CUES
    for module in _others():
        for cue in getattr(module, "CUES", ()):
            cues.append(cue if isinstance(cue, Cue) else Cue(cue[0], tuple(cue[1])))
    return tuple(cues)


def all_recognizers() -> list[EntityRecognizer]:
    """Build every recognizer."""
    from recognizers.artifacts import CallRecognizer
    from recognizers.codes import CodeRecognizer

    built: list[EntityRecognizer] = []
    for module in [*_NUMBERS, *_others()]:
        for item in vars(module).values():
            if (
                isinstance(item, type)
                and issubclass(item, EntityRecognizer)
                and item.__module__ == module.__name__
                and item not in (CallRecognizer, CodeRecognizer)
            ):
                built.append(item())
    return built
