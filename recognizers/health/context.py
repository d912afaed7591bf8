"""What speaks for a health word that also means something else: the sentence, and the question before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from recognizers.health.lexicon import CONTEXT, ORDINARY, Hit, Level
from recognizers.health.words import COMMA

_QUESTIONS: Final = {
    "HEALTH_MEDICATION": """
        what medications; what medication; any medications; any medication; which medication; which medications;
        what medicine; what medicines; any medicines; any medicine; on any meds; what meds; any meds; name of
        the medication; name of the medicine; name of the drug; name of the prescription; what are you taking;
        are you taking anything; taking anything for; take anything for; taken anything for; have you tried
        anything; what did they prescribe; what were you prescribed; current prescriptions; any prescriptions;
        which prescription; what prescription; need refilled; need a refill; refill for; prescription refill;
        which refill; what do you take; what have you been taking; what have you taken; regular medications;
        regular medication; any drugs; any tablets; what tablets; what pills; any pills; any supplements; any
        vitamins; over the counter medications; any painkillers; any pain relief; what strength; which inhaler;
        what dose; what dosage; current medications; list of medications; form of contraception; using
        contraception; birth control
    """,
    "HEALTH_CONDITION": """
        any allergies; any known allergies; allergic to anything; allergic to any; food allergies; drug
        allergies; dietary requirements; dietary restrictions; dietary needs; what are you allergic to; any
        allergy; medical conditions; any medical condition; any health conditions; any health problems; health
        issues; any medical problems; medical issues; medical history; health history; past medical history;
        family history; any illnesses; any diagnoses; what's your diagnosis; what is the diagnosis; what was the
        diagnosis; diagnosed with; been diagnosed; existing conditions; pre existing conditions; underlying
        conditions; chronic conditions; any injuries; were you injured; anyone injured; was anyone hurt; are you
        injured; cause of death; run in the family; runs in the family; any disability; any disabilities; reason
        for accommodation; requesting an accommodation; need an accommodation; special assistance; reason for
        leave; reason for the leave; nature of the illness; nature of the injury; reason for the claim; reason
        for your claim; reason for cancellation; any vulnerabilities; are you pregnant; could you be pregnant;
        is there anything we should know; anything i should know about; accessibility needs; what did the doctor
        say; treated for; suffer from any; suffer from anything; do you suffer
    """,
    "HEALTH_SYMPTOM": """
        what seems to be the problem; what seems to be the trouble; what's the problem today; what brings you
        in; what's bringing you in; what brings you; what's been going on; what is bothering you; what's
        bothering you; what symptoms; any symptoms; any other symptoms; your symptoms; are you experiencing; how
        are you feeling; how have you been feeling; how do you feel; what are you feeling; where does it hurt;
        where is the pain; any pain; are you in pain; any fever; any nausea; reason for your visit; reason for
        the visit; reason for your appointment; reason for the appointment; reason for visit; what is the
        appointment for; what's the appointment for; what do you need to see the doctor; need to see the doctor
        for; what can the doctor help; describe the pain; describe your symptoms; tell me more about the pain;
        what are you coming in for; coming in for; what is the emergency; what's your emergency; what is your
        emergency
    """,
    "HEALTH_PROCEDURE": """
        any surgeries; any surgery; any operations; any operation; past surgeries; surgical history; any
        procedures; what procedure; which procedure; what surgery; which surgery; what kind of surgery; any
        tests done; what tests; which test; which tests; what test; any scans; any imaging; what type of scan;
        what vaccine; which vaccine; are you vaccinated; up to date on your vaccinations; any vaccinations; any
        hospitalizations; history of hospitalization; been hospitalized; been in hospital; any treatments; what
        treatment; which treatment; what kind of treatment; in therapy; seeing a therapist; referral for; what
        is the referral for; what are you having done; what are you having removed
    """,
}
# Questions that ask for health, in the words of both sides of the table: (entity type, lower-case phrases).
CUES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = tuple(
    (kind, tuple(" ".join(phrase.split()) for phrase in phrases.split(";"))) for kind, phrases in _QUESTIONS.items()
)

# Words by which people say that they have, feel, take or undergo what follows.
_EXPERIENCE: Final = {
    kind: frozenset(words.split())
    for kind, words in {
        "HEALTH_CONDITION": """
            am battling catch caught contracted developed diagnosed feel feeling felt fighting get gets
            getting got had has have having he's her his i'm i've my she's suffer suffered suffering suffers
            with
        """,
        "HEALTH_SYMPTOM": """
            am any been being bit developed experience experiencing feel feeling feels felt get gets getting
            got had has have having he's her his i i'm i've keep keeps my no notice noticed she's started
            suffer suffered suffering with
        """,
        "HEALTH_MEDICATION": """
            any her his me my off on prescribed some stopped swallow swallowed take taken takes taking took
            using
        """,
        "HEALTH_PROCEDURE": """
            after before done had having her his my recent since undergo undergoing underwent
        """,
    }.items()
}
# Words that may stand between.
_SKIPPED: Final = frozenset(
    """
    a acute also always an any awful bad been big bit both chronic constant er extremely her his horrible is
    just kind like little lot major mild minor more my nasty new of pretty previous quite really recurring
    serious severe slight so some sort such terrible that the these this those too uh um very
    """.split()
) | {COMMA}
_WINDOW: Final = 6
_SURE_WEIGHT: Final = 1.0


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence says of health, summed so that every term can ask for the sum outside itself.

    Attributes:
        words: weight of the context words before each index.
        ended: weight of the phrases that end at or before each index.
        begun: weight of the phrases that begin before each index.
    """

    words: tuple[float, ...]
    ended: tuple[float, ...]
    begun: tuple[float, ...]

    def outside(self, first: int, after: int) -> float:
        """Return what speaks for health outside the words ``first`` to ``after``."""
        return (
            self.words[first]
            + self.words[-1]
            - self.words[after]
            + self.ended[first]
            + self.begun[-1]
            - self.begun[after]
        )


def gather(words: Sequence[str], hits: Iterable[Hit], weights: Mapping[str, float]) -> Evidence:
    """Weigh the words and phrases of a sentence.

    Args:
        words: its folded words.
        hits: its phrases; words inside ordinary ones say nothing.
        weights: weight of single context words.
    """
    said = [weights.get(word, 0.0) for word in words]
    ends = [0.0] * (len(words) + 1)
    begins = [0.0] * len(words)
    for hit in hits:
        if hit.term.kind == ORDINARY:
            said[hit.first : hit.after] = [0.0] * (hit.after - hit.first)
            continue
        if hit.term.kind != CONTEXT and hit.term.level is not Level.SURE:
            continue
        weight = hit.term.weight if hit.term.kind == CONTEXT else _SURE_WEIGHT
        ends[hit.after] += weight
        begins[hit.first] += weight
    return Evidence(
        tuple(accumulate(said, initial=0.0)), tuple(accumulate(ends)), tuple(accumulate(begins, initial=0.0))
    )
