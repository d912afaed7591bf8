"""The pipeline that ships with the package: loaded by path, after its checksums were compared."""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.language import Language

# Registers the factory also where the package's entry points are not installed.
from recognizers.model import component
from recognizers.model.seal import SHIPPED, ModelUnusable, check


def load(folder: Path = SHIPPED) -> Language:
    """Load a pipeline of ours.

    Args:
        folder: the pipeline with its ``SHA256SUMS``.

    Raises:
        ModelUnusable: a file is missing, changed, or not listed.
    """
    check(folder)
    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError, KeyError):
        raise ModelUnusable("The model's files are whole but cannot be loaded by this version.") from None
    if component.NAME not in nlp.pipe_names:
        raise ModelUnusable("The model's pipeline finds no entities.")
    return nlp
