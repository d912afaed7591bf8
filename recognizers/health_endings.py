"""Diseases, procedures and drugs told by how their names end: no list holds them all.

Drug stems are those of the USAN Council ("-pril" is an ACE inhibitor, "-mab" an antibody); the rest is Greek and Latin.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from recognizers.health_lexicon import Hit, Term
from recognizers.health_words import singulars

_FEWEST_LETTERS: Final = 7
_ENDINGS: Final = {
    "HEALTH_CONDITION": """itis osis emia omegaly opathy uropathy myopathy algia aplasia plegia paresis phobia sclerosis carcinoma
        sarcoma lymphoma adenoma blastoma myeloma melanoma osteoma fibroma lipoma glioma hematoma glaucoma granuloma
        stenosis ptosis rrhea rrhagia cytosis penia malacia dystrophy atrophy trophy thyroidism natremia kalemia uremia
        megaly ectasis iasis cele""",
    "HEALTH_PROCEDURE": """ectomy ostomy otomy oplasty rrhaphy oscopy centesis pexy ogram ography ometry tripsy desis
        plasty scopy therapy""",
    "HEALTH_MEDICATION": """pril prilat sartan statin olol alol dipine thiazide semide azole prazole tidine triptan setron oxetine
        azepam azolam zolam oxacin floxacin mycin micin cycline cillin cef cefaxin penem vir tegravir buvir vudine nazole
        conazole bendazole quine formin gliptin gliflozin glutide glitazone sulfone sulfonamide tinib ciclib zomib mab zumab
        ximab tuximab limumab cept parin grel gatran xaban profen oxicam coxib caine barbital codone morphone peridol
        apine idone piprazole triptyline ipramine afil dronate fenadine terol sone solone onide lukast tropium phylline
        steride osin zosin trexate platin rubicin taxel bicin stigmine curium curonium zepam barb naltrexone orphan
        thyronine estradiol gestrel gestrone progestin""",
}
_BY_ENDING: Final = {ending: Term(kind) for kind, endings in _ENDINGS.items() for ending in endings.split()}
_LONGEST: Final = max(map(len, _BY_ENDING))
_SHORTEST: Final = min(map(len, _BY_ENDING))
# Words that end alike and are nobody's health.
_OTHERWISE: Final = frozenset(
    """diagnosis prognosis hypnosis osmosis metamorphosis symbiosis apotheosis synopsis photosynthesis biogenesis
    academia bohemia euphemia sepedemia anemia's
    empathy sympathy apathy telepathy antipathy osteopathy homeopathy naturopathy
    nostalgia xenophobia homophobia islamophobia technophobia transphobia philanthropy trophy atrophy dystrophy entropy misanthropy catastrophy
    program telegram instagram diagram hologram histogram pictogram monogram anagram kilogram milligram microgram
    centigram deprogram epigram programs photogram candygram cardiogram parallelogram gram infogram spectrogram
    photography geography biography bibliography autobiography choreography cinematography videography typography
    topography demography cartography pornography calligraphy stenography cryptography lithography oceanography
    ethnography historiography filmography discography orthography iconography hagiography paleography holography
    photolithography sonography chromatography telegraphy reprography xylography crystallography lexicography scenography
    geometry symmetry trigonometry asymmetry optometry telemetry photogrammetry econometry isometry psychometry
    dichotomy anatomy lobotomy botany autonomy economy astronomy gastronomy taxonomy
    microscopy spectroscopy stereoscopy horoscopy
    april boutique physiotherapy
    reservoir souvenir elmvir devoir boudoir couvir memoir abattoir
    concept accept percept precept intercept except
    cocaine novocaine ukraine
    parsone personsone stepsone keystone
    medicine trapezium
    samosin moccasin
    serpapine
    porcupine alpine
    alcohol
    obelisk orphan
    rhubarb
    massive
    insole
    headphone headphones microphone saxophone
    antique
    cyclone
    aroma diploma oklahoma
    lecithin
    supine turpine
    acquitting
    clementine
    phobia
    videoscopy
    cuckolding
    reference
    aromatherapy
    insulation
    overpriced
    spatula
    solone
    prilosec
    delete elegy bustle mcdermott
    soluble
    overdone
    marquee""".split()
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


def _term(word: str) -> Term | None:
    if len(word) < _FEWEST_LETTERS or word in _OTHERWISE:
        return None
    for size in range(min(_LONGEST, len(word) - 3), _SHORTEST - 1, -1):
        term = _BY_ENDING.get(word[-size:])
        if term is not None:
            return term
    return None
