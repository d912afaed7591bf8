"""Presidio's seats for a language model and for context words, taken by what a call needs there.

The analyzer asks neither: our engine reads each turn with the model itself, since only it knows the turns before, and
the dialogue knows the context better than words near by do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from recognizers.artifacts import CallArtifacts, CallContext


class TextNlpEngine(NlpEngine):
    """Reads nothing out of a text: our recognizers do."""

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always ready."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:  # noqa: ARG002  Presidio's signature
        """Return artifacts for a text without a history."""
        return CallArtifacts(text, CallContext())

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,  # noqa: ARG002  Presidio's signature
        n_process: int = 1,  # noqa: ARG002
        **kwargs: Any,  # noqa: ANN401, ARG002
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Return artifacts for texts without a history."""
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:  # noqa: ARG002  Presidio's signature
        """No word is."""
        return False

    def is_punct(self, word: str, language: str) -> bool:  # noqa: ARG002  Presidio's signature
        """True for one mark."""
        return len(word) == 1 and not word.isalnum()

    def get_supported_entities(self) -> list[str]:
        """None: nothing is found here."""
        return []

    def get_supported_languages(self) -> list[str]:
        """English."""
        return ["en"]


class NoEnhancer(ContextAwareEnhancer):
    """Leaves every score as it is."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(
        self,
        text: str,  # noqa: ARG002  Presidio's signature
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,  # noqa: ARG002
        recognizers: list[EntityRecognizer],  # noqa: ARG002
        context: list[str] | None = None,  # noqa: ARG002
    ) -> list[RecognizerResult]:
        """Return the results unchanged."""
        return raw_results
