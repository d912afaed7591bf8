"""The spaCy component ``call_ner``: sets ``doc.ents`` from the model, with calibrated scores beside them.

A call's context reaches it through the document, since a pipeline takes texts only::

    doc = nlp.make_doc(text)
    doc.user_data[CONTEXT] = CallContext("customer", (("agent", "what is your last name"),))
    for entity, score in zip(nlp(doc).ents, doc.spans[SCORED].attrs["scores"]): ...

Without it the text is judged alone, so the pipeline works wherever spaCy does, Presidio's ``SpacyNlpEngine`` included.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from recognizers.model.encoding import Said
from recognizers.model.tagged import Tagged
from recognizers.model.tagger import MODEL, SETTINGS, VOCABULARY, Tagger

NAME = "call_ner"
CONTEXT = "call_context"
SCORED = "call_ner"
_FILES = (MODEL, VOCABULARY, SETTINGS)


@dataclass(frozen=True, slots=True)
class CallContext:
    """Who speaks, and what was said before: (speaker, text), oldest first."""

    speaker: str = "other"
    said: Sequence[Said] = field(default=(), repr=False)


class CallNer:
    """A pipeline component that finds entities.

    Args:
        nlp: the pipeline it belongs to.
        name: its name there.
        least: scores below this set no entity.
    """

    def __init__(self, nlp: Language, name: str, least: float) -> None:
        self.vocab, self.name, self.least = nlp.vocab, name, least
        self._folder: Path | None = None
        self._tagger: Tagger | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The types it finds; none before a model is loaded."""
        return self._tagger.kinds if self._tagger is not None else ()

    def load(self, folder: Path) -> CallNer:
        """Load a model.

        Args:
            folder: where its three files lie; they must stay there for ``to_disk``.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file is not what it should be.
        """
        self._folder, self._tagger = folder, Tagger(folder)
        return self

    def __call__(self, doc: Doc) -> Doc:
        """Set a document's entities and, in ``doc.spans[SCORED]``, their scores and exact ranges.

        Raises:
            ValueError: no model was loaded.
        """
        entities: list[Span] = []
        scores: list[float] = []
        tagged = self.read(doc.text, doc.user_data.get(CONTEXT) or CallContext())
        for one in tagged:
            span = doc.char_span(one.start, one.end, one.kind, alignment_mode="expand")
            # spaCy cuts some words elsewhere; two ranges may want one token.
            if span is not None and (not entities or span.start >= entities[-1].end):
                entities.append(span)
                scores.append(one.score)
        doc.set_ents(entities)
        doc.spans[SCORED] = entities
        doc.spans[SCORED].attrs.update(scores=scores, tagged=tagged)
        return doc

    def read(self, text: str, context: CallContext) -> list[Tagged]:
        """Return what a text holds, in order, without overlap, without making a document of it.

        Raises:
            ValueError: no model was loaded.
        """
        return self.ask(text, context)()

    def ask(self, text: str, context: CallContext) -> Callable[[], list[Tagged]]:
        """Begin to read a text on another thread; return what waits for the answer, see ``read``.

        Raises:
            ValueError: no model was loaded.
        """
        if self._tagger is None:
            raise ValueError("The component call_ner has no model: load the pipeline from its folder.")
        tagged = self._tagger.ask(text, context.speaker, context.said)
        return lambda: [one for one in tagged() if one.score >= self.least]

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:  # noqa: ARG002  spaCy's signature
        """Write the model's files to a folder."""
        target = Path(path)
        target.mkdir(parents=True, exist_ok=True)
        for name in _FILES if self._folder is not None else ():
            if self._folder is not None and self._folder.resolve() != target.resolve():
                shutil.copyfile(self._folder / name, target / name)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> CallNer:  # noqa: ARG002  spaCy's signature
        """Read the model's files from a folder."""
        return self.load(Path(path))


@Language.factory(NAME, assigns=["doc.ents", "token.ent_iob", "token.ent_type"], default_config={"least": 0.2})
def make(nlp: Language, name: str, least: float) -> CallNer:
    """Make the component; spaCy finds this by the package's entry point."""
    return CallNer(nlp, name, least)
