"""Known values that are written: e-mail addresses, user names, codes, phrases; whole, in part, spelled, dictated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recognizers.identity.known import PIECE, Known, fold
from recognizers.identity.said import Item, Said
from recognizers.names.lexicon import lexicon

_LONG_LOCAL = 6  # letters of an e-mail address's name, or of its domain's, that are nobody else's
_SPELLED = 3  # letters that are a spelling


def find_written(said: Said, known: Known) -> Iterator[tuple[int, int]]:
    """Find a value whole, however it is cut into words, or as much of it as says enough.

    Args:
        said: the turn.
        known: of any type.
    """
    for target in _targets(known):
        yield from _whole(said.words, target)
        yield from _whole(said.items, target)
    pieces = {word for word in known.words if len(word) >= _SPELLED} | {known.squeezed}
    for run in said.call.spoken.runs:
        if len(run.atoms) >= _SPELLED and run.written in pieces:
            yield run.start, run.end


def _whole(items: Sequence[Item], target: str) -> Iterator[tuple[int, int]]:
    """Find a value whole: "mary jane" and "mary-jane", "jane at example dot com"."""
    for first, item in enumerate(items):
        if not item.text or not target.startswith(item.text):
            continue
        have, at = item.text, first
        while len(have) < len(target) and at + 1 < len(items) and target.startswith(have + items[at + 1].text):
            at += 1
            have += items[at].text
        if have == target:
            yield item.start, items[at].end


def _targets(known: Known) -> tuple[str, ...]:
    """Return what is looked for: the value, and what of an e-mail address says enough by itself."""
    local, at, domain = fold(known.identity.value).partition("@")
    if not at or known.identity.entity_type == "PERSON":
        return (known.squeezed,)
    pieces, label = PIECE.findall(local), domain.partition(".")[0]
    targets = [known.squeezed]
    if len(pieces) > 1 or _is_own(local):
        targets.append("".join(pieces))
        targets.append("".join(pieces) + "".join(PIECE.findall(label)))
    if _is_own(label) and domain not in _PROVIDERS:
        targets += ["".join(PIECE.findall(domain)), "".join(PIECE.findall(label))]
    return tuple(dict.fromkeys(targets))


def _is_own(name: str) -> bool:
    """True for a name that is long and no word."""
    return len(name) >= _LONG_LOCAL and not lexicon().get(name, 0)


_PROVIDERS = frozenset(
    """gmail.com googlemail.com yahoo.com yahoo.co.uk ymail.com outlook.com hotmail.com hotmail.co.uk icloud.com
    protonmail.com proton.me comcast.net verizon.net sbcglobal.net bellsouth.net earthlink.net charter.net
    btinternet.com fastmail.com rediffmail.com optonline.net rocketmail.com example.com example.org
    example.net""".split()
)
