"""What people are ill with, feel, take and have done, in their words and in the clinic's."""

from __future__ import annotations

from random import Random

from training.generator import numbers
from training.generator.forms import Form
from training.generator.lists import Lists

_PARTS = (
    "back lower-back neck shoulder left-arm right-arm elbow wrist hand finger chest stomach tummy abdomen belly hip "
    "knee left-leg right-leg calf ankle foot heel big-toe head temple jaw ear left-ear right-eye throat side groin "
    "ribs skin pelvis spine upper-back lower-stomach thigh shin nose tooth gums tongue"
).split()
_FEELINGS = (
    "pain in my {}", "{} pain", "swelling in my {}", "numbness in my {}", "stiffness in my {}", "a rash on my {}",
    "swollen {}", "sore {}", "itchy {}", "tingling in my {}", "a lump on my {}", "burning in my {}", "cramps in my {}",
    "weakness in my {}", "bleeding from my {}", "stiff {}", "aching {}", "discomfort in my {}", "{} ache", "tender {}",
)  # fmt: skip
_IMAGING = (
    "x-ray of my {}",
    "{} x-ray",
    "MRI of my {}",
    "CT scan of my {}",
    "{} surgery",
    "ultrasound of my {}",
    "{} biopsy",
)
_UNITS = ("milligrams", "mg", "micrograms", "mg", "milligrams", "units")


def condition(lists: Lists, rng: Random) -> str:
    """Return a disease, an injury, an allergy, a state."""
    return rng.choice(lists.conditions) if rng.random() < 0.8 else rng.choice(lists.diseases)


def symptom(lists: Lists, rng: Random) -> str:
    """Return a complaint."""
    if rng.random() < 0.45:
        return rng.choice(_FEELINGS).format(rng.choice(_PARTS).replace("-", " ")).removeprefix("a ")
    return rng.choice(lists.symptoms)


def procedure(lists: Lists, rng: Random) -> str:
    """Return an operation, a test, a therapy."""
    if rng.random() < 0.12:
        return rng.choice(_IMAGING).format(rng.choice(_PARTS).replace("-", " "))
    return rng.choice(lists.procedures)


def drug(lists: Lists, rng: Random, form: Form) -> str:
    """Return a drug, sometimes with its strength."""
    name = rng.choice(lists.medications) if rng.random() < 0.5 else rng.choice(lists.drugs)
    name = name.capitalize() if form is Form.FORMATTED and rng.random() < 0.4 else name
    if rng.random() < 0.15:
        strength = rng.choice((2, 5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 1000))
        said = str(strength) if form.figures(rng) else numbers.cardinal(strength)
        return f"{name} {said} {rng.choice(_UNITS)}"
    return name
