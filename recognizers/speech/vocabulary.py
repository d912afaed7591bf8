"""Closed word lists of spoken English that several recognizers share: numbers, letters, hesitation, back-channel.

Data only. Each list holds lower-case words as ``tokens.tokenize`` yields them.
"""

from __future__ import annotations

DIGITS = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "ought": "0",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "niner": "9", "fife": "5",
}  # fmt: skip
TEENS = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fourty": "4", "fifty": "5", "sixty": "6", "seventy": "7",
    "eighty": "8", "ninety": "9",
}  # fmt: skip
MULTIPLES = {"double": 2, "dubble": 2, "triple": 3, "treble": 3, "quadruple": 4}
SCALES = {
    "hundred": 100, "thousand": 1_000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000, "billion": 10**9,
}  # fmt: skip

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
ORDINAL_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())

NATO = {
    "alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g",
    "hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m",
    "november": "n", "oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t",
    "uniform": "u", "victor": "v", "whiskey": "w", "whisky": "w", "xray": "x", "yankee": "y", "zulu": "z",
}  # fmt: skip
# Names of letters that are seldom words of their own.
LETTER_NAMES = {
    "ay": "a", "ee": "e", "bee": "b", "cee": "c", "dee": "d", "eff": "f", "ef": "f", "gee": "g", "aitch": "h",
    "haitch": "h", "jay": "j", "kay": "k", "ell": "l", "em": "m", "pee": "p", "cue": "q", "queue": "q", "ess": "s",
    "tee": "t", "vee": "v", "zed": "z", "zee": "z", "zet": "z",
}  # fmt: skip
SPELLING_LINKS = ("as in", "for", "like", "as", "is for", "in")

# Sounds that carry nothing: they never part the figures of one value.
HESITATIONS = frozenset("uh uhh um umm uhm erm er eh ah hmm hm mm mmm mhm ugh aw ooh".split())
# Words a speaker puts between parts of one value.
CONNECTORS = frozenset(
    """ok okay so yeah yes yep right well like let me see hold hang on one sec second moment just now then and that's
    thats it's its is that the rest group next again please space comma got it is was""".split()
)
# Words that take back what was said before them.
REPAIRS = frozenset("sorry no wait actually correction oops scratch mean rather not nope".split())

# Words of two and three letters that may stand before a number without being a part of it.
SHORT_WORDS = frozenset(
    """
    ad ago all alt am an and any apt are as ask at ave bad be bed big bit box bus but buy by can car cc co cop
    cut cvv cvc day dea did dl do doc dob due each ein end etc eve ext far fax few fig for fri from ft get go got
    gov gps had has he her him his how hub id if in inc ins ird is it its job jan feb mar apr may jun jul aug sep
    oct nov dec key kid km kit lab led let lot ltd max me med men met mg mid min mix mon mr mrn mrs ms my net new ni
    nhs no non nor not now npi num nr of off ok old on one or our out own pan par pay per pet pin pls po pre pro put
    ran raw ref reg rep row run rx sat saw say see set she sin sir six sky so ssn st std sum sun tab tag tax tel ten
    tfn the thu tie tin tip to ton too top tue two uk up us use van vat via vin vip vol vs was way we wed who why
    win won yes yet you zip abn acn bsb gst hwy rte rd dr ln ct pl sq mi lb kg oz cm mm hr pm ag eg ie est aba amp
    app art bag ban bar fee flu gas gym hit hot ice lap law leg lie low mum mom dad nil oh pop sea sip sit ski tea
    toy try tub war web ist mit und der die das les es est el acc wet yep yeah nah aged
    over just only plus like into near rs usd inr eur gbp aud cad nzd
    """.split()
)

# What a number before them counts or measures.
UNITS = frozenset(
    """dollar dollars buck bucks cent cents pound pounds quid euro euros pence rupee rupees lakh crore grand percent
    pct second seconds sec secs minute minutes min mins hour hours hr hrs day days night nights week weeks month months
    year years yr yrs decade decades am pm o'clock oclock clock a.m p.m noon thirty
    inch inches foot feet ft yard yards mile miles meter meters metre metres km kilometers kilometres cm mm acres
    kg kilo kilos kilograms gram grams ounce ounces oz lb lbs ton tons mg milligram milligrams ml liter liters litre
    litres gallon gallons cup cups stick sticks tablespoon teaspoon degrees degree gb mb kb tb gig gigs meg megs mbps
    megabits gigabytes megabytes hertz volts watts amps kilowatt kilowatts kwh therms cubic square pixels steps calories
    people person persons guest guests adults adult kids kid children passengers tickets items item pieces pairs pair
    boxes box bags bag pallets bottles cans copies pages page bedrooms bedroom bathrooms bathroom rooms seats stars
    points point shares units users seats licenses employees emails calls times time attempts orders copies
    questions options percent% business working calendar consecutive months' days' weeks' years' dozen hundred thousand
    million billion x per each apiece off free left more fewer less extra other basis megawatts gigawatts error
    errors""".split()
)

# A turn made of these alone answers nothing and asks nothing.
BACK_CHANNEL = frozenset(
    """uh uhh um umm uhm erm er ah eh hmm hm mm mmm mhm mmhmm uhhuh huh ok okay okey k yeah yes yep yup ya right sure
    alright all fine great perfect good lovely cool brilliant wonderful excellent super noted correct exactly got it
    gotcha i see go on ahead carry continue keep going and then next please thanks thank you cheers ta understood that's
    thats is so far wow nice sounds oh aha ready when you're listening i'm im here one moment sec second just a
    the rest uh-huh sorry pardon hang hold on with me still no problem worries take time madam sir ma'am
    gracias merci danke grazie obrigado obrigada""".split()
)
# The same, of words that are no back-channel alone.
BACK_CHANNEL_PHRASES = (
    ("take", "your", "time"), ("in", "your", "own", "time"), ("at", "your", "own", "pace"),
    ("whenever", "you're", "ready"), ("whenever", "you", "are", "ready"), ("there's", "no", "rush"), ("no", "hurry"),
    # Asks for the figure that somebody was saying, and for nothing new.
    *((times, which) for times in MULTIPLES for which in ("what", "which")),
    ("say", "again"), ("come", "again"),
)  # fmt: skip
