"""A model that is not asked twice: an interim result grows by a word, and the final one is mostly the last of them.

An interim result is judged as it stands and without its last word, which is what the one before it was; and the final
result often says no more than the last interim did. What the model found in an interim result is kept under a hash of
all that it was asked, so nothing that was said is kept with it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial

from recognizers.model.encoding import Said
from recognizers.model.reader import ModelReader
from recognizers.model.tagged import Tagged

KEPT = 1024  # answers: a few for each of the calls in which somebody is speaking


class AskedOnce:
    """Asks a model about interim and final results, and gives the same answer again to the same question.

    Args:
        model: the model; the same question has the same answer.
        kept: answers to keep, those asked for last.
    """

    def __init__(self, model: ModelReader, kept: int = KEPT) -> None:
        self._model, self._kept = model, kept
        self._answers: OrderedDict[bytes, tuple[Tagged, ...]] = OrderedDict()
        self.version = model.version

    def ask(self, text: str, speaker: str, said: Sequence[Said], *, final: bool) -> Callable[[], list[Tagged]]:
        """Begin to read a turn; return what waits for what it holds, in order, without overlap. Wait for it once.

        Args:
            text: the turn; white space at its end says nothing.
            speaker: ``agent``, ``customer`` or ``other``.
            said: the turns before it as (speaker, text), oldest first.
            final: True for a result that nothing replaces: its answer is not kept, and what is kept of it is let go.
        """
        question = _hashed(text.rstrip(), speaker, said)
        known = self._answers.pop(question, None)
        asked = self._model.ask(text, speaker, said) if known is None else partial(list, known)

        def answer() -> list[Tagged]:
            found = asked()
            if not final:
                self._answers[question] = tuple(found)
                if len(self._answers) > self._kept:
                    self._answers.popitem(last=False)
            return found

        return answer


def _hashed(text: str, speaker: str, said: Sequence[Said]) -> bytes:
    hashed = hashlib.sha256()
    for part in (speaker, text, *(part for one in said for part in one)):
        raw = part.encode("utf-8", "surrogatepass")
        hashed.update(len(raw).to_bytes(4, "big") + raw)
    return hashed.digest()
