"""What reads a turn with a model: the pipeline that ships, any other spaCy pipeline, or any Presidio NLP engine.

The call's context reaches ours; another model is given the text alone. Whatever the model, its types are told in our
names, and those we do not know are left out.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import spacy
from presidio_analyzer.nlp_engine import NlpEngine, NlpEngineProvider
from spacy.language import Language

from recognizers.model import seal, shipped
from recognizers.model.component import CONTEXT, NAME, SCORED, CallContext, CallNer
from recognizers.model.encoding import Said
from recognizers.model.seal import ModelUnusable
from recognizers.model.tagged import Tagged

UNSCORED = 0.85
"""What Presidio takes for the score of a model that gives none."""

# The labels of OntoNotes, CoNLL, clinical models and Presidio, by the type they are here.
TYPES = {
    "PERSON": "PERSON", "PER": "PERSON", "PATIENT": "PERSON", "STAFF": "PERSON", "HCW": "PERSON",
    "GPE": "LOCATION", "LOC": "LOCATION", "LOCATION": "LOCATION", "CITY": "LOCATION", "STATE": "LOCATION",
    "FAC": "ADDRESS", "ADDRESS": "ADDRESS", "STREET": "ADDRESS",
    "ORG": "ORGANIZATION", "ORGANIZATION": "ORGANIZATION", "HOSP": "ORGANIZATION", "HOSPITAL": "ORGANIZATION",
    "AGE": "AGE", "DATE": "DATE", "DATE_TIME": "DATE", "DATE_OF_BIRTH": "DATE_OF_BIRTH",
    "HEALTH_CONDITION": "HEALTH_CONDITION", "DISEASE": "HEALTH_CONDITION", "PROBLEM": "HEALTH_CONDITION",
    "HEALTH_MEDICATION": "HEALTH_MEDICATION", "CHEMICAL": "HEALTH_MEDICATION", "DRUG": "HEALTH_MEDICATION",
    "HEALTH_PROCEDURE": "HEALTH_PROCEDURE", "TREATMENT": "HEALTH_PROCEDURE", "TEST": "HEALTH_PROCEDURE",
    "HEALTH_SYMPTOM": "HEALTH_SYMPTOM", "SYMPTOM": "HEALTH_SYMPTOM",
}  # fmt: skip


class ModelReader(Protocol):
    """Anything that finds entities in a turn. Keeps nothing of what it reads."""

    version: str

    def read(self, text: str, speaker: str, said: Sequence[Said]) -> list[Tagged]:
        """Return what a turn holds, in order, without overlap.

        Args:
            text: the turn, of any length.
            speaker: ``agent``, ``customer`` or ``other``.
            said: the turns before it as (speaker, text), oldest first.
        """
        ...

    def ask(self, text: str, speaker: str, said: Sequence[Said]) -> Callable[[], list[Tagged]]:
        """Begin to read a turn; return what waits for the answer. Here it begins when it is waited for.

        Args:
            text: the turn, of any length.
            speaker: ``agent``, ``customer`` or ``other``.
            said: the turns before it as (speaker, text), oldest first.
        """
        return partial(self.read, text, speaker, said)


class CallReader(ModelReader):
    """Our own component, asked for its ranges: the document that a pipeline would make of a turn is read by nobody.

    Args:
        component: with a model.
        version: what it is known by in the audit.
    """

    def __init__(self, component: CallNer, version: str) -> None:
        self._component = component
        self.version = version

    def read(self, text: str, speaker: str, said: Sequence[Said]) -> list[Tagged]:
        """Return what a turn holds, in order, without overlap."""
        return self.ask(text, speaker, said)()

    def ask(self, text: str, speaker: str, said: Sequence[Said]) -> Callable[[], list[Tagged]]:
        """Begin to read a turn on another thread; return what waits for the answer."""
        return self._component.ask(text, CallContext(speaker, said))


class PipelineReader(ModelReader):
    """A spaCy pipeline. The strings it meets are forgotten after every turn.

    Args:
        nlp: the pipeline.
        version: what it is known by in the audit.
    """

    def __init__(self, nlp: Language, version: str) -> None:
        self._nlp = nlp
        self.version = version

    def read(self, text: str, speaker: str, said: Sequence[Said]) -> list[Tagged]:
        """Return what a turn holds, in order, without overlap."""
        # Outside a memory zone spaCy's string store would keep every word of every call.
        with self._nlp.memory_zone():
            doc = self._nlp.make_doc(text)
            doc.user_data[CONTEXT] = CallContext(speaker, said)
            doc = self._nlp(doc)
            if SCORED in doc.spans:
                return list(doc.spans[SCORED].attrs["tagged"])
            return _known(Tagged(one.start_char, one.end_char, one.label_, UNSCORED) for one in doc.ents)


class PresidioReader(ModelReader):
    """A Presidio NLP engine, whatever model it runs.

    Args:
        engine: loaded.
        version: what it is known by in the audit.
    """

    def __init__(self, engine: NlpEngine, version: str) -> None:
        self._engine = engine
        self.version = version

    def read(self, text: str, speaker: str, said: Sequence[Said]) -> list[Tagged]:  # noqa: ARG002  text alone
        """Return what a turn holds, in order, without overlap."""
        found = self._engine.process_text(text, "en")
        return _known(
            Tagged(one.start_char, one.end_char, one.label_, float(score))
            for one, score in zip(found.entities, found.scores, strict=True)
        )


def _known(found: Iterable[Tagged]) -> list[Tagged]:
    return [
        Tagged(one.start, one.end, TYPES[label], one.score)
        for one in found
        if (label := one.kind.upper().removeprefix("B-").removeprefix("I-")) in TYPES
    ]


def load(model: Path | None = None) -> ModelReader:
    """Load a model.

    Args:
        model: the folder of a spaCy pipeline, or a YAML file that configures a Presidio NLP engine (spaCy, Stanza,
            Hugging Face); none: the pipeline that ships.

    Raises:
        ModelUnusable: it is missing, damaged, or finds no entities.
    """
    seal.verify(model)
    if model is None:
        nlp = shipped.load()
        return _reader(nlp, f"{nlp.meta['version']}-{seal.digest(seal.SHIPPED)[:8]}")
    return _pipeline(model) if model.is_dir() else _engine(model)


def _pipeline(folder: Path) -> ModelReader:
    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError, KeyError, ImportError):
        raise ModelUnusable("The configured spaCy pipeline cannot be loaded.") from None
    if NAME not in nlp.pipe_names and not any("ner" in name or "ruler" in name for name in nlp.pipe_names):
        raise ModelUnusable("The configured spaCy pipeline finds no entities.")
    return _reader(nlp, f"{nlp.meta.get('name', 'pipeline')}-{nlp.meta.get('version', '0')}")


def _reader(nlp: Language, version: str) -> ModelReader:
    only = nlp.get_pipe(NAME) if nlp.pipe_names == [NAME] else None
    return CallReader(only, version) if isinstance(only, CallNer) else PipelineReader(nlp, version)


def _engine(configuration: Path) -> ModelReader:
    try:
        provider = NlpEngineProvider(conf_file=str(configuration))
        models = provider.nlp_configuration["models"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelUnusable("The configured NLP engine's YAML file cannot be read.") from None
    for entry in models:
        names = entry["model_name"] if isinstance(entry["model_name"], dict) else {"spacy": entry["model_name"]}
        for name in names.values():
            # Presidio would fetch a model that is not here from the network.
            if not Path(name).exists() and importlib.util.find_spec(str(name).replace("-", "_")) is None:
                raise ModelUnusable("A model named in the YAML file is neither a path nor an installed package.")
    engine = provider.create_engine()
    engine.load()
    return PresidioReader(engine, f"{provider.nlp_configuration['nlp_engine_name']}-{len(models)}")
