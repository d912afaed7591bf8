"""Checksums of a model's files: what was shipped is what is loaded. Needs no library, so every start can afford it."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

SUMS = "SHA256SUMS"
SHIPPED = Path(__file__).parent / "pipeline"
CONFIGURATIONS = frozenset({".yaml", ".yml"})


class ModelUnusable(Exception):
    """A model that cannot be used.

    Args:
        what: what is wrong, in a sentence that holds no text of a call.
    """

    action = "Install the package again, or configure another model."

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} {self.action}")
        self.what = what


def verify(model: Path | None) -> None:
    """Refuse a model that cannot be meant, without loading it.

    Args:
        model: the folder of a spaCy pipeline, or the YAML file of a Presidio NLP engine; none: the one that ships.

    Raises:
        ModelUnusable: it is missing, damaged, or neither of these.
    """
    if model is None:
        check(SHIPPED)
    elif model.is_dir():
        if not (model / "meta.json").is_file():
            raise ModelUnusable("The configured model's folder holds no spaCy pipeline.")
        if (model / SUMS).exists():
            check(model)
    elif model.suffix not in CONFIGURATIONS or not model.is_file():
        raise ModelUnusable("The configured model is neither the folder of a spaCy pipeline nor a YAML file.")


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
        digest_, _, name = line.partition("  ")
        listed[name] = digest_
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path != sums}
    for name in sorted(present ^ set(listed)):
        raise ModelUnusable(f"The model's file {name} is missing or does not belong to it.")
    for name, expected in listed.items():
        if not hmac.compare_digest(hash_of(folder / name), expected):
            raise ModelUnusable(f"The model's file {name} is not the one that was shipped.")


def seal(folder: Path) -> None:
    """Write the checksums of a pipeline's files."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = [f"{hash_of(folder / name)}  {name}\n" for name in names if name != SUMS]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def digest(folder: Path) -> str:
    """Return one hash of a sealed pipeline, in hex."""
    return hash_of(folder / SUMS)


def hash_of(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
