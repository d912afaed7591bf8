"""Presidio as it comes, to be measured beside us: default recognizers, one turn at a time, nothing remembered.

Its default language model is a separate download; here spaCy's rules for English tokens stand in for it, with the
lower-cased word as its lemma, so that Presidio's context words work. Without that model it finds no names or places by
statistics: what is compared is its recognizers. Its list of public suffixes is the one it ships, so nothing is fetched.
"""

from __future__ import annotations

import logging

import spacy
import tldextract
import tldextract.tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerResult
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_anonymizer import AnonymizerEngine
from spacy.language import Language
from spacy.tokens import Doc

# Its name for a type that a policy need not hide, in the words of ours, so that hiding one is not held against it.
SAME_TYPE = {"DATE_TIME": "DATE"}


@Language.component("lower_case_lemma")
def _lower_case_lemma(doc: Doc) -> Doc:
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class _BlankNlpEngine(SpacyNlpEngine):
    """English tokens and lemmas, without a trained model."""

    def load(self) -> None:
        nlp = spacy.blank("en")
        nlp.add_pipe("lower_case_lemma")
        self.nlp = {"en": nlp}  # type: ignore[assignment]


class StockPresidio:
    """An AnalyzerEngine with its default registry and an AnonymizerEngine with its default operator."""

    def __init__(self) -> None:
        logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
        tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        self._analyzer = AnalyzerEngine(nlp_engine=_BlankNlpEngine(), supported_languages=["en"])
        self._anonymizer = AnonymizerEngine()  # type: ignore[no-untyped-call]

    def analyze(self, text: str) -> list[RecognizerResult]:
        """Find what it finds in one turn, at its default threshold."""
        return self._analyzer.analyze(text, language="en")

    def redact(self, text: str) -> tuple[str, list[tuple[int, int, str]]]:
        """Return the turn with its entities replaced, and their ranges in code points of what came in."""
        results = self.analyze(text)
        redacted: str = self._anonymizer.anonymize(text, results).text  # type: ignore[arg-type]
        return redacted, [(r.start, r.end, SAME_TYPE.get(r.entity_type, r.entity_type)) for r in results]
