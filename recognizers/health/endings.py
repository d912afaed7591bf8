"""Diseases, procedures and drugs told by how their names end: no list holds them all.

Drug stems are those of the USAN Council ("-pril" is an ACE inhibitor, "-mab" an antibody); the rest is Greek and Latin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from recognizers.health.lexicon import Hit, Term
from recognizers.health.words import singulars

_FEWEST_LETTERS: Final = 7
_ENDINGS: Final = {
    "HEALTH_CONDITION": """
        adenoma algia aplasia atrophy blastoma carcinoma dystrophy ectasis emia ertrophy fibroma glaucoma glioma
        granuloma hematoma iasis itis lipoma lymphoma malacia megaly melanoma myeloma ocele opathy osis osteoma
        paresis penia phobia plegia rrhagia rrhea sarcoma thyroidism
    """,
    "HEALTH_PROCEDURE": """
        centesis desis ectomy ogram ography ometry ostomy otherapy otomy pexy plasty rrhaphy scopy tripsy
    """,
    "HEALTH_MEDICATION": """
        afil alol apine azole barbital bicin caine cefaxin cept ciclib cillin codone coxib curium curonium
        cycline dipine dronate estradiol fenadine formin gatran gestrel gestrone gliflozin gliptin glitazone
        glutide grel idone ipramine lukast mab morphone mycin olol onide osin oxacin oxetine oxicam parin penem
        peridol phylline platin pril prilat profen progestin quine sartan semide setron solone sone statin
        steride stigmine sulfonamide sulfone taxel terol thiazide thyronine tidine tinib trexate triptan
        triptyline tropium vir vudine xaban zepam zepine zolam zomib
    """,
}
_BY_ENDING: Final = {ending: Term(kind) for kind, endings in _ENDINGS.items() for ending in endings.split()}
_LONGEST: Final = max(map(len, _BY_ENDING))
_SHORTEST: Final = min(map(len, _BY_ENDING))
# Ordinary words that end alike.
_OTHERWISE: Final = frozenset(
    """
    academia accademia africaine anastomosis apoptosis apotheosis astrophotography atrophy autobiography
    bibliography biogeography biography bohemia caenorhabditis cardiogram cartography choreography
    chromatography cinematography cocaine concept cryptography crystallography cytometry demography diagnosis
    dichotomy discography dystrophy econometry endocytosis epigram ethnography eufemia euphemia exocytosis
    filmography geography geometry geonosis glucuronide guadalquivir hagiography histidine histogram
    historiography hologram holography homeopathy homophobia horoscopy hydrography hypnosis iconography
    imidazole infogram intercept interferometry islamophobia isometry jeremias kilogram kuwaitis lexicography
    lithography lobotomy lololol lolololol mahavir maimonides meiosis metamorphosis microgram microscopy
    misdiagnosis mitosis mongrel mongrels monogram nakasone naturopathy nostalgia novocaine oceanography
    optometry orthography osmosis osteopathy paleography parallelogram parsone percept phagocytosis photogram
    photography photolithography photometry physiotherapy pictogram pornography precept prioritises prognosis
    program psychometry reprogram reprography samosin sansone scenography simonides somatostatin sonography
    spectrogram spectrometry spectroscopy steganography stenography stereoscopy stoichiometry symbiosis tassone
    technophobia topography transphobia trigonometry typography videography xenophobia xylography
    """.split()
)


def find(words: Sequence[str], known: Sequence[Hit]) -> list[Hit]:
    """Return the words that end like a disease, a procedure or a drug.

    Args:
        words: folded words.
        known: what the lexicon found; a single word it knows, ordinary ones too, is not judged again.
    """
    judged = {hit.first for hit in known}
    hits = []
    for index, word in enumerate(words):
        if len(word) < _FEWEST_LETTERS or index in judged or not word.isalpha():
            continue
        for form in (word, *singulars(word)):
            term = _term(form)
            if term is not None:
                hits.append(Hit(index, index + 1, term))
                break
    return hits


def is_one(word: str) -> bool:
    """Tell whether a word ends like a disease, a procedure or a drug.

    Args:
        word: folded.
    """
    return any(_term(form) is not None for form in (word, *singulars(word)))


def _term(word: str) -> Term | None:
    if len(word) < _FEWEST_LETTERS or word in _OTHERWISE:
        return None
    for size in range(min(_LONGEST, len(word) - 3), _SHORTEST - 1, -1):
        term = _BY_ENDING.get(word[-size:])
        if term is not None:
            return term
    return None
