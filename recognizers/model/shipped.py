"""The pipeline that ships with the package: loaded by path, after its checksums were compared."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import spacy
from spacy.language import Language

# Registers the factory also where the package's entry points are not installed.
from recognizers.model import component

FOLDER = Path(__file__).parent / "pipeline"
SUMS = "SHA256SUMS"


class ModelUnusable(Exception):
    """The model's files are not those that were shipped.

    Args:
        what: what is wrong, in a sentence without a path's content.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Install the package again, or configure another model.")


def load(folder: Path = FOLDER) -> Language:
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


def check(folder: Path) -> None:
    """Compare every file of a pipeline with its checksum.

    Raises:
        ModelUnusable: a file is missing, changed, or not listed.
    """
    sums = folder / SUMS
    if not sums.is_file():
        raise ModelUnusable("The model's folder has no SHA256SUMS.")
    listed = {}
    for line in sums.read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path != sums}
    for name in sorted(present ^ set(listed)):
        raise ModelUnusable(f"The model's file {name} is missing or does not belong to it.")
    for name, digest in listed.items():
        if not hmac.compare_digest(hash_of(folder / name), digest):
            raise ModelUnusable(f"The model's file {name} is not the one that was shipped.")


def seal(folder: Path) -> None:
    """Write the checksums of a pipeline's files."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{hash_of(folder / name)}  {name}\n" for name in names if name != SUMS]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def hash_of(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
