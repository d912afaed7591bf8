"""The model as Veilscript and as spaCy use it, and what is refused at start."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from spacy.language import Language

from recognizers.model import component, seal, shipped
from recognizers.model.component import CONTEXT, NAME, SCORED, CallContext, CallNer
from recognizers.model.tagger import Calibration, Tagger


@pytest.fixture
def pipeline(folder: Path, tmp_path: Path) -> Path:
    nlp = spacy.blank("en")
    ner = nlp.add_pipe(NAME)
    assert isinstance(ner, CallNer)
    ner.load(folder)
    nlp.to_disk(tmp_path / "pipeline")
    seal.seal(tmp_path / "pipeline")
    return tmp_path / "pipeline"


def entities(nlp: Language, text: str) -> list[tuple[str, str]]:
    return [(entity.text, entity.label_) for entity in nlp(text).ents]


def test_entities_are_whole_and_typed(folder: Path) -> None:
    """A name of several words is one range; two names side by side are two."""
    tagged = Tagger(folder).tag("i am Ada Lovelace, from New York. Paris Paris")
    assert [(one.start, one.end, one.kind) for one in tagged] == [
        (5, 17, "PERSON"),
        (24, 32, "LOCATION"),
        (34, 39, "LOCATION"),
        (40, 45, "LOCATION"),
    ]
    assert all(0.5 < one.score < 1 for one in tagged)


def test_nothing_is_found_in_nothing(folder: Path) -> None:
    """Texts without a word are no trouble."""
    tagger = Tagger(folder)
    for text in ("", " \n", "\u200b", "…", "🙂🙂"):
        assert tagger.tag(text) == []


def test_a_turn_of_64_kib_is_read_to_its_end(folder: Path) -> None:
    """No entity is cut where windows meet, and none is lost, wherever in a long turn it lies."""
    text = " ".join(["x y z ada lovelace is not in new york"] * 1700)
    assert len(text) > 64_000
    tagged = Tagger(folder).tag(text)
    assert [text[one.start : one.end] for one in tagged] == ["ada lovelace", "new york"] * 1700


def test_other_scripts_and_emoji_keep_their_places(folder: Path) -> None:
    """Ranges count code points, whatever stands before."""
    text = "🙂 日本語 Ada été 👩‍👩‍👧 paris"
    tagged = Tagger(folder).tag(text)
    assert [text[one.start : one.end] for one in tagged] == ["Ada", "paris"]


def test_scores_are_calibrated() -> None:
    """A calibration turns log odds; without one a score stays."""
    assert Calibration().apply(0.7) == pytest.approx(0.7)
    assert Calibration(1.0, -1.0).apply(0.7) < 0.7
    assert 0 < Calibration(2.0, 0.0).apply(1.0) <= 1


def test_a_pipeline_from_disk_finds_entities_with_scores(pipeline: Path) -> None:
    """``doc.ents`` as in any spaCy pipeline, scores beside it, context through the document."""
    nlp = shipped.load(pipeline)
    doc = nlp.make_doc("it's Ada")
    doc.user_data[CONTEXT] = CallContext("customer", (("agent", "your name?"),))
    doc = nlp(doc)
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Ada", "PERSON")]
    assert [0.5 < score < 1 for score in doc.spans[SCORED].attrs["scores"]] == [True]


def test_the_factory_is_registered_by_the_package(pipeline: Path) -> None:
    """SpaCy alone can load the folder: the entry point brings the component."""
    assert entities(spacy.load(pipeline), "paris") == [("paris", "LOCATION")]


def test_low_scores_set_no_entity(pipeline: Path) -> None:
    """What is below ``least`` is left out."""
    nlp = spacy.load(pipeline, config={"components": {NAME: {"least": 0.999}}})
    assert entities(nlp, "paris") == []


def test_presidio_takes_it_as_its_engine(pipeline: Path) -> None:
    """The swap is a matter of configuration: Presidio's own spaCy engine runs the pipeline by its path."""
    engine = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": str(pipeline)}],
        ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping={"PERSON": "PERSON"}),
    )
    engine.load()
    assert [entity.text for entity in engine.process_text("ask ada", "en").entities] == ["ada"]


@pytest.mark.parametrize("harm", ["missing", "changed", "added", "no sums"])
def test_a_harmed_model_is_refused_with_what_to_do(pipeline: Path, harm: str) -> None:
    """Nothing starts with a model that is not the one that was shipped."""
    weights = pipeline / NAME / "model.onnx"
    if harm == "missing":
        weights.unlink()
    elif harm == "changed":
        weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    elif harm == "added":
        (pipeline / "more").write_text("")
    else:
        (pipeline / seal.SUMS).unlink()
    with pytest.raises(seal.ModelUnusable, match="Install the package again, or configure another model"):
        shipped.load(pipeline)


def test_a_pipeline_that_finds_nothing_is_refused(tmp_path: Path) -> None:
    """A folder of some other pipeline is not taken for ours."""
    spacy.blank("en").to_disk(tmp_path / "blank")
    seal.seal(tmp_path / "blank")
    with pytest.raises(seal.ModelUnusable):
        shipped.load(tmp_path / "blank")


def test_a_component_without_a_model_says_so() -> None:
    """It never finds nothing in silence."""
    nlp = spacy.blank("en")
    nlp.add_pipe(component.NAME)
    with pytest.raises(ValueError, match="no model"):
        nlp("ada")


def test_what_ships_is_whole() -> None:
    """The packaged pipeline passes its own checksums and is small."""
    seal.check(seal.SHIPPED)
    assert sum(path.stat().st_size for path in seal.SHIPPED.rglob("*") if path.is_file()) < 25_000_000


def test_the_pipeline_does_not_depend_on_where_it_was_made(pipeline: Path, tmp_path: Path) -> None:
    """It can be moved."""
    moved = tmp_path / "elsewhere" / "pipeline"
    shutil.copytree(pipeline, moved)
    shutil.rmtree(pipeline)
    assert entities(shipped.load(moved), "ada") == [("ada", "PERSON")]


def test_turns_asked_about_at_once_are_judged_as_one_by_one(folder: Path) -> None:
    """What else the network is asked meanwhile, and in which order its answers are fetched, changes none of them."""
    tagger = Tagger(folder)
    texts = ["ada", "we saw paris", "", "x y z " * 200 + "new york", "ada lovelace"]
    asked = [tagger.ask(text) for text in texts]
    assert [one() for one in reversed(asked)] == [tagger.tag(text) for text in reversed(texts)]


class _Failing:
    """A network that cannot be run, and says what it read."""

    def run_async(
        self, names: None, arrays: object, answered: Callable[[list[object], object, str], None], asked: object
    ) -> None:
        del names, arrays
        answered([], asked, "canary")


def test_a_network_that_fails_is_an_error_and_says_nothing_of_the_turn(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for the answer is told at once, with no word of what was read."""
    tagger = Tagger(folder)
    monkeypatch.setattr(tagger, "_network", _Failing())
    asked = tagger.ask("it is canary")
    with pytest.raises(RuntimeError) as raised:
        asked()
    assert "canary" not in str(raised.value)
