"""Any model can take the seat: ours, another spaCy pipeline, a Presidio NLP engine; and what cannot is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import spacy
from presidio_analyzer import Pattern, PatternRecognizer, RecognizerResult
from spacy.training import Example

from recognizers.engine import Engine
from recognizers.entities import Analysis, Role, Turn
from recognizers.model import reader, seal
from recognizers.model.component import NAME, CallNer
from recognizers.model.reader import CallReader, ModelReader, PipelineReader
from recognizers.model.seal import ModelUnusable
from recognizers.model.tagged import Tagged

TAUGHT = ["zorblax quinnifer", "mordecai wumpus", "zorblax wumpus", "mordecai quinnifer"]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real spaCy pipeline, trained here to know names that no list holds."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    ner.add_label("PERSON")  # type: ignore[attr-defined]
    examples = []
    for name in TAUGHT:
        for text in (f"ask {name} about it", f"so {name} came in", f"it was {name} who left"):
            start = text.index(name)
            doc = nlp.make_doc(text)
            examples.append(Example.from_dict(doc, {"entities": [(start, start + len(name), "PERSON")]}))
    nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples)
    folder = tmp_path_factory.mktemp("small") / "pipeline"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def ours(folder: Path) -> PipelineReader:
    nlp = spacy.blank("en")
    ner = nlp.add_pipe(NAME)
    assert isinstance(ner, CallNer)
    ner.load(folder)
    return PipelineReader(nlp, "test")


def judge(engine: Engine, text: str) -> Analysis:
    return engine.analyze(Turn("s1", text, Role.CUSTOMER), engine.begin())


def hidden(engine: Engine, text: str) -> list[tuple[str, str]]:
    return [
        (finding.entity_type, text[span.start : span.end])
        for finding in judge(engine, text).findings
        for span in finding.spans
    ]


def test_another_spacy_pipeline_takes_the_place_of_ours(small: Path) -> None:
    """Its folder is all it needs; its names are hidden and the audit says which model heard them."""
    engine = Engine(model=reader.load(small))
    assert ("PERSON", "zorblax wumpus") in hidden(engine, "ask zorblax wumpus about it")
    assert "pipeline" in engine.version


def test_a_presidio_engine_takes_the_place_of_ours(small: Path, tmp_path: Path) -> None:
    """A YAML file configures any of Presidio's NLP engines; a model is named by its path."""
    configuration = tmp_path / "engine.yaml"
    configuration.write_text(
        "nlp_engine_name: spacy\n"
        f"models:\n  - lang_code: en\n    model_name: {small}\n"
        "ner_model_configuration:\n  model_to_presidio_entity_mapping:\n    PERSON: PERSON\n"
    )
    engine = Engine(model=reader.load(configuration))
    assert ("PERSON", "zorblax wumpus") in hidden(engine, "ask zorblax wumpus about it")


def test_a_model_that_would_have_to_be_fetched_is_refused(tmp_path: Path) -> None:
    """Presidio downloads a model that is not there; nothing here may open a connection."""
    configuration = tmp_path / "engine.yaml"
    configuration.write_text("nlp_engine_name: spacy\nmodels:\n  - lang_code: en\n    model_name: en_core_web_none\n")
    with pytest.raises(ModelUnusable, match="neither a path nor an installed package"):
        reader.load(configuration)


@pytest.mark.parametrize("made", ["nothing", "empty folder", "text file", "blank pipeline"])
def test_what_is_no_model_is_refused_with_what_to_do(tmp_path: Path, made: str) -> None:
    """A clear word at the start, before any call."""
    place = tmp_path / "model"
    if made == "empty folder":
        place.mkdir()
    elif made == "text file":
        place.write_text("no model")
    elif made == "blank pipeline":
        spacy.blank("en").to_disk(place)
    with pytest.raises(ModelUnusable, match="configure another model"):
        reader.load(place)


def test_labels_of_other_models_are_told_in_our_names() -> None:
    """What the field calls GPE or PER is LOCATION or PERSON here; an unknown label is left out."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [("GPE", "oz"), ("PER", "dorothy"), ("WORK_OF_ART", "the wiz")]
    ruler.add_patterns([{"label": label, "pattern": text} for label, text in patterns])  # type: ignore[attr-defined]
    found = PipelineReader(nlp, "test").read("dorothy saw the wiz in oz", "customer", ())
    assert [one.kind for one in found] == ["PERSON", "LOCATION"]


def test_our_component_alone_is_asked_without_a_document(folder: Path, tmp_path: Path) -> None:
    """It finds the same as through the pipeline it is part of, and spaCy never sees a word."""
    nlp = spacy.blank("en")
    component = nlp.add_pipe(NAME)
    assert isinstance(component, CallNer)
    component.load(folder)
    nlp.to_disk(tmp_path / "alone")
    alone = reader.load(tmp_path / "alone")
    assert isinstance(alone, CallReader)
    text = "ada lovelace flew from paris to new york"
    found = alone.read(text, "customer", (("agent", "who was it"),))
    assert found
    assert found == PipelineReader(nlp, "test").read(text, "customer", (("agent", "who was it"),))
    nlp.add_pipe("sentencizer")
    nlp.to_disk(tmp_path / "with another")
    assert isinstance(reader.load(tmp_path / "with another"), PipelineReader)


def test_no_word_of_a_call_is_kept(ours: PipelineReader) -> None:
    """SpaCy's string store is as large after a call as before: what was said cannot be found in it."""
    nlp = ours._nlp
    ours.read("warm up", "customer", ())
    before = len(nlp.vocab.strings)
    for number in range(50):
        ours.read(f"my canary is quetzalword{number} and ada", "customer", (("agent", f"canaryquestion{number}"),))
    assert len(nlp.vocab.strings) == before
    assert "quetzalword7" not in nlp.vocab.strings


def test_ranges_are_exact_where_spacy_would_cut_elsewhere(ours: PipelineReader) -> None:
    """An entity ends where the model says, also inside what spaCy takes for one token."""
    text = "ada/paris"
    assert [text[one.start : one.end] for one in ours.read(text, "customer", ())] == ["ada", "paris"]


def test_what_the_model_hears_is_hidden_where_it_was_said(ours: PipelineReader) -> None:
    """Also in the second segment of a speaker, whose text is joined to the first."""
    engine = Engine(model=ours)
    dialogue = engine.begin()
    first = engine.analyze(Turn("s1", "so anyway", Role.CUSTOMER), dialogue)
    second = engine.analyze(Turn("s2", "we went to new york", Role.CUSTOMER), first.dialogue)
    spans = [(span.segment_id, span.start, span.end) for finding in second.findings for span in finding.spans]
    assert ("s2", 11, 19) in spans


class Listener(ModelReader):
    """A model that finds nothing and remembers how it was asked."""

    version = "listener"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, tuple[tuple[str, str], ...]]] = []

    def read(self, text: str, speaker: str, said: tuple[tuple[str, str], ...]) -> list[object]:
        self.asked.append((text, speaker, tuple(said)))
        return []


def test_the_model_hears_the_turns_before_and_who_said_them() -> None:
    """Three turns of both sides, oldest first; a turn of back-channel words is neither judged nor among them."""
    listener = Listener()
    engine = Engine(model=listener)
    dialogue = engine.begin()
    said = [
        (Role.AGENT, "thank you for calling us"),
        (Role.AGENT, "what is your last name"),
        (Role.CUSTOMER, "uh huh okay"),
        (Role.AUTOMATED_AGENT, "your last name please"),
        (Role.CUSTOMER, "it is quite long"),
    ]
    for number, (role, text) in enumerate(said):
        dialogue = engine.analyze(Turn(f"s{number}", text, role), dialogue).dialogue
    assert [text for text, *_ in listener.asked] == [text for _, text in said if text != "uh huh okay"]
    heard = (("agent", said[0][1]), ("agent", said[1][1]), ("agent", said[3][1]))
    assert listener.asked[-1][1:] == ("customer", heard)


@pytest.mark.parametrize(("said", "read"), [("Okay, thanks.", False), ("Gracias!", False), ("ok @", True), ("-", True)])
def test_a_full_stop_makes_no_turn_worth_a_look(said: str, *, read: bool) -> None:
    """Back-channel words are nothing with the marks of a sentence too; other signs may be a part of something."""
    listener = Listener()
    engine = Engine(model=listener)
    engine.analyze(Turn("s1", said, Role.CUSTOMER), engine.begin())
    assert bool(listener.asked) is read


def test_an_interim_result_is_judged_and_not_remembered() -> None:
    """What is still being said changes no memory."""
    listener = Listener()
    engine = Engine(model=listener)
    begun = engine.begin()
    after = engine.analyze(Turn("s1", "my name is", Role.CUSTOMER, final=False), begun)
    assert listener.asked
    assert after.dialogue == begun


def test_a_sealed_folder_is_checked_wherever_it_lies(small: Path, tmp_path: Path) -> None:
    """A pipeline that brings its checksums is held to them."""
    seal.seal(small)
    (small / "more").write_text("")
    try:
        with pytest.raises(ModelUnusable, match="does not belong to it"):
            reader.load(small)
    finally:
        (small / "more").unlink()
        (small / seal.SUMS).unlink()


class _Late(ModelReader):
    """A model whose answer is not there before it is waited for; it notes when it is asked and when it answers."""

    version = "late"

    def __init__(self, notes: list[str]) -> None:
        self.notes = notes

    def ask(self, text: str, speaker: str, said: Sequence[tuple[str, str]]) -> Callable[[], list[Tagged]]:
        del text, speaker, said
        self.notes.append("asked")

        def answer() -> list[Tagged]:
            self.notes.append("answered")
            return [Tagged(3, 9, "PERSON", 0.95)]

        return answer


class _Noting(PatternRecognizer):
    """A rule that notes when it is asked."""

    def __init__(self, notes: list[str]) -> None:
        super().__init__("CUSTOM", patterns=[Pattern("never", r"\bqqq\b", 0.5)])
        self.notes = notes

    def analyze(self, *arguments: object, **named: object) -> list[RecognizerResult]:
        del arguments, named
        self.notes.append("rule")
        return []


def test_the_rules_work_while_the_model_does() -> None:
    """The model is asked before the first rule, and waited for after the last."""
    notes: list[str] = []
    engine = Engine([_Noting(notes)], model=_Late(notes))
    found = engine.analyze(Turn("s1", "is okafor there", Role.CUSTOMER), engine.begin()).findings
    assert [(one.entity_type, one.value) for one in found] == [("PERSON", "okafor")]
    assert notes[0] == "asked"
    assert notes[-1] == "answered"
    assert "rule" in notes


class _Broken(_Noting):
    """A rule that fails."""

    def analyze(self, *arguments: object, **named: object) -> list[RecognizerResult]:
        super().analyze(*arguments, **named)
        raise ValueError("this rule is broken")


def test_the_model_is_waited_for_where_a_rule_fails() -> None:
    """Nobody leaves it at work on what nobody waits for: a process that ended then would be aborted."""
    notes: list[str] = []
    engine = Engine([_Broken(notes)], model=_Late(notes))
    with pytest.raises(ValueError, match="broken"):
        engine.analyze(Turn("s1", "is okafor there", Role.CUSTOMER), engine.begin())
    assert notes == ["asked", "rule", "answered"]
