"""What speaks for a health word that also means something else: the sentence, the call, and the question before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Questions that ask for health, in the words of both sides of the table: (what they ask for, phrases).
CUES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "HEALTH_MEDICATION",
        (
            "what medications", "what medication", "any medications", "any medication", "which medication", "which medications",
            "what medicine", "what medicines", "any medicines", "any medicine", "on any meds", "what meds", "any meds",
            "name of the medication", "name of the medicine", "name of the drug", "name of the prescription",
            "what are you taking", "are you taking anything", "taking anything for", "take anything for", "taken anything for",
            "have you tried anything", "what did they prescribe", "what were you prescribed", "current prescriptions",
            "any prescriptions", "which prescription", "what prescription", "need refilled", "need a refill", "refill for",
            "prescription refill", "which refill", "what do you take", "what have you been taking", "what have you taken",
            "regular medications", "regular medication", "any drugs", "any tablets", "what tablets", "what pills", "any pills",
            "any supplements", "any vitamins", "over the counter medications", "any painkillers", "any pain relief",
            "what strength", "which inhaler", "what dose", "what dosage", "current medications", "list of medications",
            "form of contraception", "using contraception", "birth control",
        ),
    ),
    (
        "HEALTH_CONDITION",
        (
            "any allergies", "any known allergies", "allergic to anything", "allergic to any", "food allergies", "drug allergies",
            "dietary requirements", "dietary restrictions", "dietary needs", "what are you allergic to", "any allergy",
            "medical conditions", "any medical condition", "any health conditions", "any health problems", "health issues",
            "any medical problems", "medical issues", "medical history", "health history", "past medical history", "family history",
            "any illnesses", "any diagnoses", "what's your diagnosis", "what is the diagnosis", "what was the diagnosis",
            "diagnosed with", "been diagnosed", "existing conditions", "pre existing conditions", "underlying conditions",
            "chronic conditions", "any injuries", "were you injured", "anyone injured", "was anyone hurt", "are you injured",
            "cause of death", "run in the family", "runs in the family", "any disability", "any disabilities",
            "reason for accommodation", "requesting an accommodation", "need an accommodation", "special assistance",
            "reason for leave", "reason for the leave", "nature of the illness", "nature of the injury", "reason for the claim",
            "reason for your claim", "reason for cancellation", "any vulnerabilities", "are you pregnant", "could you be pregnant",
            "is there anything we should know", "anything i should know about", "accessibility needs", "what did the doctor say",
            "who lives in the family", "treated for", "suffer from any", "suffer from anything", "do you suffer",
        ),
    ),
    (
        "HEALTH_SYMPTOM",
        (
            "what seems to be the problem", "what seems to be the trouble", "what's the problem today", "what brings you in",
            "what's bringing you in", "what brings you", "what's been going on", "what is bothering you", "what's bothering you",
            "what symptoms", "any symptoms", "any other symptoms", "your symptoms", "are you experiencing", "how are you feeling",
            "how have you been feeling", "how do you feel", "what are you feeling", "where does it hurt", "where is the pain",
            "any pain", "are you in pain", "any fever", "any nausea", "reason for your visit", "reason for the visit",
            "reason for your appointment", "reason for the appointment", "reason for visit", "what is the appointment for",
            "what's the appointment for", "what do you need to see the doctor", "need to see the doctor for", "what would you like to see",
            "what can the doctor help", "what's wrong", "what is wrong", "describe the pain", "describe your symptoms",
            "tell me more about the pain", "nature of your call today doctor", "what are you coming in for", "coming in for",
            "what is the emergency", "what's your emergency", "what is your emergency", "what happened to you",
        ),
    ),
    (
        "HEALTH_PROCEDURE",
        (
            "any surgeries", "any surgery", "any operations", "any operation", "past surgeries", "surgical history", "any procedures",
            "what procedure", "which procedure", "what surgery", "which surgery", "what kind of surgery", "any tests done",
            "what tests", "which test", "which tests", "what test", "any scans", "any imaging", "what type of scan", "what vaccine", "which vaccine",
            "are you vaccinated", "up to date on your vaccinations", "any vaccinations", "any hospitalizations",
            "history of hospitalization", "been hospitalized", "been in hospital", "any treatments", "what treatment",
            "which treatment", "what kind of treatment", "in therapy", "seeing a therapist", "what did they do", "referral for",
            "what is the referral for", "what are you having done", "what are you having removed",
        ),
    ),
)

_EXPERIENCE: Final[dict[str, frozenset[str]]] = {
    "HEALTH_CONDITION": frozenset(
        """have has had having i'm i've he's she's got get getting gets caught catch suffer suffers suffering suffered
        diagnosed with my his her feel feeling felt am developed contracted battling fighting""".split()
    ),
    "HEALTH_SYMPTOM": frozenset(
        """have has had having i'm i've i he's she's got get getting gets suffer suffering suffered with my his her feel feeling feels
        felt am been being started experiencing experience developed any keep keeps no notice noticed bit""".split()
    ),
    "HEALTH_MEDICATION": frozenset(
        "take taking takes took taken on prescribed using my his her me some any his off stopped swallow swallowed".split()
    ),
    "HEALTH_PROCEDURE": frozenset("had having undergo undergoing underwent after before since my his her done recent".split()),
}
_SKIPPED: Final = frozenset(
    """a an the some this that these those my his her bit little really very so quite just like uh um er kind of sort bad
    severe terrible awful nasty horrible slight mild constant new previous any lot more , been is both recurring chronic
    acute also always pretty extremely too such major minor big serious""".split()
)
_WINDOW = 6


def experienced(words: Sequence[str], first: int, kind: str) -> bool:
    """Tell whether somebody says that they have, take or undergo what begins at a word.

    Args:
        words: folded words of the text.
        first: index of the first word of the term.
        kind: the term's entity type.
    """
    signs = _EXPERIENCE[kind]
    for index in range(first - 1, max(first - 1 - _WINDOW, -1), -1):
        if words[index] in signs:
            return True
        if words[index] not in _SKIPPED:
            return False
    return False
