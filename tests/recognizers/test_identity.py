"""Known identities: what the platform already knew is found however it is said, and linked to its subject."""

from __future__ import annotations

import gc

import pytest

from recognizers.engine import Engine
from recognizers.entities import KnownIdentity, Role, Turn
from recognizers.identity.known import Known

KNOWN = (
    KnownIdentity("s-1", "PERSON", "Zoë Hartley-Quinn"),
    KnownIdentity("s-1", "PHONE_NUMBER", "+1 415 555 0134"),
    KnownIdentity("s-1", "EMAIL_ADDRESS", "zoe.hartley@example.com"),
    KnownIdentity("s-2", "ACCOUNT_ID", "88214907"),
    KnownIdentity("s-2", "PERSON", "Mark Bell"),
    KnownIdentity("s-3", "PERSON", "Ignacy Kowalczyk"),
    KnownIdentity("s-3", "ADDRESS", "12 Oak Lane, Springfield, IL 62704"),
    KnownIdentity("s-3", "DATE_OF_BIRTH", "1984-06-05"),
)

CALLER = (
    KnownIdentity("c-1", "PERSON", "Dr. Katherine O'Donnell-Reyes"),
    KnownIdentity("c-1", "PHONE_NUMBER", "+1 (415) 555-0134 ext 12"),
    KnownIdentity("c-1", "EMAIL_ADDRESS", "kate.odonnell82@brightmail.example"),
    KnownIdentity("c-1", "ADDRESS", "1742 Maple Ridge Drive, Apt 5B, Boulder, CO 80302"),
    KnownIdentity("c-1", "DATE_OF_BIRTH", "1979-11-23"),
    KnownIdentity("c-1", "AGE", "47"),
    KnownIdentity("c-1", "CARD_CVV", "902"),
    KnownIdentity("c-1", "LOYALTY_ID", "ZX81-443"),
    KnownIdentity("c-1", "ORGANIZATION", "Brantwood Holdings"),
    KnownIdentity("c-2", "PERSON", "Robert Wisniewski"),
    KnownIdentity("c-3", "PERSON", "William Chase"),
    KnownIdentity("c-3", "ADDRESS", "Flat 3, 21 Kingsway Terrace, Leeds LS1 4AP"),
    KnownIdentity("c-3", "PHONE_NUMBER", "07700 900123"),
)

# What is in <...> is hidden, and linked.
FORMS = """
c-1 this is <katherine odonnell reyes>
c-1 hi <kathy> how are you
c-1 is <kate> there
c-1 i have <katie> on the line
c-1 it's <kate o'donnell>
c-1 speaking with ms <o'donnell>
c-1 <reyes katherine> on the account
c-1 that's <k a t h e r i n e>
c-1 spelled <r e y e s>
c-1 first name is <catherine>
c-1 it's <kathryn odonnel>
c-1 <katharine> is my wife
c-1 initials <k o r>
c-1 <k reyes> signed it
c-1 <K. Reyes> signed it
c-1 i'm calling back plus <one four one five five five five oh one three four>
c-1 my number ends with <oh one thirty four>
c-1 last four digits <0134>
c-1 it's <four fifteen triple five oh one three four>
c-1 the <415> area code <555 0134>
c-1 it is <415.555.0134>
c-1 it is <kate odonnell eight two> at <brightmail>
c-1 email is <k a t e dot o d o n n e l l eight two>
c-1 <kate.odonnell82> is the user name
c-1 it's at <brightmail dot example>
c-1 i live on <maple ridge>
c-1 it's <seventeen forty two maple ridge drive>
c-1 number <1742> it is
c-1 over on <mapleridge drive>
c-1 <maple ridge dr> it is
c-1 zip is <eight oh three oh two>
c-1 in <boulder colorado>
c-1 born <november twenty third seventy nine>
c-1 it says <eleven twenty three seventy nine>
c-1 it says <231179> here
c-1 i am <47> years old
c-1 the code is <nine oh two>
c-1 my tier is <z x eight one four four three>
c-1 it's <ZX81-443>
c-1 i work at <brantwood holdings>
c-2 <bob wisniewski>
c-2 hi <bob>
c-2 <wisnefski> with a w
c-2 mr <wisniewsky>
c-3 this is <bill chase> speaking
c-3 hello <billy>
c-3 thanks <Will>
c-3 <kings way terrace> it is
c-3 postcode <l s one four a p>
c-3 <oh double seven double oh nine hundred one two three>
c-3 plus four four <seven seven double oh nine double oh one two three>
"""

ORDINARY = """
i will chase the order for you
there is a bill for twelve dollars
this bill is too high
your Bill is due
will you chase that up
the ridge is on the maple road
the area code is important
it happened in november then
eighty two people came
the total is nine hundred and two dollars
bill me later please
i'd like to chase a refund
we drive to work
the holdings are down
"""


@pytest.mark.parametrize("line", FORMS.strip().splitlines())
def test_whatever_a_party_is_called_is_hidden_and_linked(engine: Engine, line: str) -> None:
    """Nicknames, initials, spelled, misheard; numbers in part and in parts; addresses without their town; any type."""
    subject, _, marked = line.partition(" ")
    text, wanted = "", set[int]()
    for at, part in enumerate(marked.replace(">", "<").split("<")):
        wanted |= {len(text) + n for n, sign in enumerate(part) if at % 2 and sign.isalnum()}
        text += part
    findings = engine.analyze(Turn("s0", text, Role.AGENT), engine.begin(CALLER)).findings
    linked = [finding for finding in findings if finding.subject_id == subject and finding.known]
    assert wanted <= {at for f in linked for span in f.spans for at in range(span.start, span.end)}


@pytest.mark.parametrize("text", ORDINARY.strip().splitlines())
def test_words_that_are_also_a_partys_stay(engine: Engine, text: str) -> None:
    """A nickname that is a word, a word of an address, a security code that is an amount."""
    findings = engine.analyze(Turn("s0", text, Role.AGENT), engine.begin(CALLER)).findings
    assert not [finding for finding in findings if finding.known]


FOUND = [
    ("i have zoe hartley quinn on the line", "zoe hartley quinn", "s-1"),
    ("Is Zoë there?", "Zoë", "s-1"),
    ("put ZOE HARTLEY-QUINN down", "ZOE HARTLEY-QUINN", "s-1"),
    ("it is for hartleyquinn", "hartleyquinn", "s-1"),
    ("that's h a r t l e y", "h a r t l e y", "s-1"),
    ("call four one five five five five oh one three four", "four one five five five five oh one three four", "s-1"),
    ("the one ending oh one three four", "oh one three four", "s-1"),
    ("ring 415-555-0134 please", "415-555-0134", "s-1"),
    ("write to zoe.hartley@example.com", "zoe.hartley@example.com", "s-1"),
    ("write to zoe dot hartley at example dot com", "zoe dot hartley at example dot com", "s-1"),
    ("eight eight two one four nine oh seven is mine", "eight eight two one four nine oh seven", "s-2"),
    ("ask mr bell about it", "bell", "s-2"),
    ("this is mark bell again", "mark bell", "s-2"),
    ("it's zoe dot hartley", "zoe dot hartley", "s-1"),
    ("i have a kowalczik here", "kowalczik", "s-3"),
    ("on oak lane yes", "oak lane", "s-3"),
    ("at twelve oak", "twelve oak", "s-3"),
    ("12 Oak Ln it says", "12 Oak Ln", "s-3"),
    ("over in springfield illinois", "springfield illinois", "s-3"),
    ("on june fifth you turn forty", "june fifth", "s-3"),
    ("06/05/1984 it says here", "06/05/1984", "s-3"),
]

KEPT = [
    "the bell rang twice",
    "please mark it as done",
    "it ends in thirty days",
    "the total is four hundred and fifteen dollars",
    "we are at the gate",
    "an oak table in the lane",
    "on june sixth then",
    "the springfield store is closed",
    "what a kowtow",
]


@pytest.mark.parametrize(("text", "said", "subject"), FOUND)
def test_a_known_value_is_found_and_linked(engine: Engine, text: str, said: str, subject: str) -> None:
    """Any case, with or without hyphens and accents, spelled, dictated, whole or by its end."""
    findings = engine.analyze(Turn("s0", text, Role.AGENT), engine.begin(KNOWN)).findings
    linked = [finding for finding in findings if finding.subject_id == subject]
    low, high = text.index(said), text.index(said) + len(said)
    covered = {at for f in linked for span in f.spans for at in range(span.start, span.end)}
    assert {at for at in range(low, high) if text[at].isalnum()} <= covered
    assert all(low <= span.start and span.end <= high for f in linked for span in f.spans)
    assert all(finding.score == 1.0 for finding in linked)


@pytest.mark.parametrize("text", KEPT)
def test_a_word_that_a_known_name_shares_stays(engine: Engine, text: str) -> None:
    """A name that is an ordinary word is found where it is a name, and nowhere else."""
    findings = engine.analyze(Turn("s0", text, Role.AGENT), engine.begin(KNOWN)).findings
    assert not [finding for finding in findings if finding.subject_id]


def test_a_known_number_read_out_over_turns_is_one_entity(engine: Engine) -> None:
    """The parts of a known number carry its subject, whoever had said the part before."""
    dialogue = engine.begin(KNOWN)
    for number, text in enumerate(("my account is eight eight two one", "four nine oh seven")):
        analysis = engine.analyze(Turn(f"s{number}", text, Role.CUSTOMER), dialogue)
        dialogue = analysis.dialogue
    assert {finding.subject_id for finding in analysis.findings} == {"s-2"}
    assert {span.segment_id for finding in analysis.findings for span in finding.spans} >= {"s1"}


def test_no_known_identity_outlives_its_call(engine: Engine) -> None:
    """A process that judges the turns of many calls keeps nothing of the parties of one that is over."""
    caller = KnownIdentity("canary", "PERSON", "Zebedee Quillfeather")
    dialogue = engine.begin((caller, KnownIdentity("canary", "EMAIL_ADDRESS", "zebedee@quillfeather.example")))
    for number, text in enumerate(("this is zebedee quillfeather", "zebedee at quillfeather dot example", "thanks")):
        dialogue = engine.analyze(Turn(f"s{number}", text, Role.CUSTOMER), dialogue).dialogue
    assert _kept_of("canary")
    del dialogue, caller
    gc.collect()
    assert not _kept_of("canary")


def _kept_of(subject_id: str) -> list[object]:
    """Return what is alive of the identities of a subject."""
    parties = [one for one in gc.get_objects() if isinstance(one, (KnownIdentity, Known))]
    identities = [one.identity if isinstance(one, Known) else one for one in parties]
    return [identity for identity in identities if identity.subject_id == subject_id]
