"""Secrets: PINs, one-time codes, passwords, answers to security questions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HIDDEN = """
c: my pin is <four four one nine>
c: The PIN's <0 7 7 2>.
a: your four digit pin / c: <eight oh three one>
a: and your telephone pin please / c: <nine> / c: <nine> / c: <one> / c: <four>
a: i've texted you a code what is it / c: <six oh four two one nine>
a: read me the six digit code / c: <448 102>
a: what code did you get / c: it says <G-482 019>
a: the verification code / c: <three three one> / a: okay / c: <nine oh seven>
c: the one time password is <seven seven two oh one four>
c: otp is <five five nine one oh two>
c: OTP <482019>, right?
c: my passcode is <two five eight oh>
c: my password is <bluebird ninety one>
c: Password: <Tr0ub4dor&3>.
a: what's the password / c: <mango sunrise capital m>
a: your memorable word / c: <lighthouse>
a: mother's maiden name / c: <abernathy>
a: name of your first pet / c: <biscuit>
a: What was the name of your first school? / c: <St. Brendan's>.
a: what street did you grow up on / c: <larkspur>
a: security word / c: it's <periwinkle>
a: favourite teacher / c: <mrs oyelowo>
c: the gate code is <four seven hash two>
c: alarm code <nine one three six>
c: wifi password is <purple otter forty two>
c: the door code is <one nine eight four>
a: two factor code / c: <nine two oh oh one seven>
c: api key <sk_test_4eC39HqLyjWDarjtT1zdp7dc>
c: the voicemail pin is <six six one two>
c: use <3141> as the pin
a: your temporary password is <Harbor-7731> / c: got it
c: my pin's <one two three four>
a: pin / c: <one one one one>
a: the code we sent / c: <one two three four five six>
a: code / c: <nine zero two one zero seven>
c: code is <eight eight one two three four>
a: security question what city were you born in / c: <omaha>
a: your passcode / c: <blue river nine>
c: the password's <tangerine skies seven>
c: my temporary password's <blue heron nine>
c: password equals <tangerine skies seven>
c: my pass is <tangerine skies seven>
c: my pass word is <tangerine skies seven>
c: the password would be <tangerine skies forty>
c: the password will be <tangerine skies forty>
a: what password would you like to use / c: <tangerine skies forty>
a: which password should i use / c: <tangerine skies forty>
a: what's the password / c: it's <password seven>
a: what's the password / c: it's the <password nine>
a: what was your first pet's name / c: <biscuit>
a: set a passcode any word / c: let's do <harbor lights>
a: please pick a security word any word at all that you will not have trouble with later / c: i'd like <harbor lights>
a: now we choose a new password for the account and then we are all finished here / c: let's use <harbor lights>
a: you can create a passphrase of your own for this account right now on this line / c: i'll go with <harbor lights>
c: username is {crafty otter} and password is <sunset boulevard two>
""".strip().splitlines()

KEPT = """
a: i'll send you a six digit code
a: please don't tell me your pin
c: i forgot my password again
a: your password needs eight characters and one number
a: a pin is four to six digits
c: i never got the code
a: the code expires in ten minutes
a: the promo code is good through sunday
c: i tried the code three times
a: the dress code is smart casual
c: there's an error code on the washer
a: it was sent at two fifteen
c: i entered it twice and it locked me out for thirty minutes
a: Building code says 36 inches.
c: the zip file is 12 MB
c: my password's not working
c: the password's been reset
c: the password's fine
c: my pass is for two days
c: my boarding pass is on my phone
c: the password should be changed
c: the password would not work
a: what password would you like
a: which password is it
a: whose password is that
a: was that the password / c: yes that's my password
a: you set a password for the account with us in the branch i think / c: i did that with my son
c: i set up a password last time / a: okay what's the problem
a: i can set up the account for you / c: that would be great
""".strip().splitlines()

AGAIN = """
a: what's your password? / c: uh <hunter two> / c: no wait it's <blue falcon nine>
a: What is your password? / c: <Hunter2>. / c: No wait, it's <BlueFalcon9>.
a: what's your password / c: <hunter two> / a: mm hm / c: sorry i meant <blue falcon nine>
a: what's your password / c: <hunter two> / a: thanks / c: oh no wait it's <blue falcon nine>
a: and the security word please / c: <periwinkle> / a: that's not it / c: oh then it's <marigold>
a: and the security word please / c: <periwinkle> / a: i'm afraid that doesn't match / c: try <marigold>
a: what is your security answer / c: <paris> / a: sorry that's not what i have / c: okay then <london>
a: what is your favorite movie / c: <jaws> / a: nope / c: {the} <godfather>
a: what's the verbal password on the account / c: <sunflower> / a: That one isn't right. / c: <Buttercup> then.
a: name of your first pet / c: <biscuit> / c: actually it was <mr whiskers>
a: name of your first pet / c: <biscuit> no wait <mr whiskers>
a: mother's maiden name / c: it's <abernathy> / a: hmm no / c: maybe <oyelowo>
a: your pin / c: <four four one nine> / a: that's not right / c: try <two two seven eight>
a: password please / c: <tulip> or maybe <crocus>
c: my password is <tulip nine> no it's <crocus nine>
c: my password is <tulip nine> / c: no wait <crocus nine>
a: what's your username / c: <otterjane> / c: no sorry it's <otter jane nine>
a: what's your username / c: <otterjane9> / a: doesn't come up / c: then try <janeotter>
""".strip().splitlines()

WHOLE = """
a: what's the password / c: <red, green, blue>
a: What's your password? / c: It's <mango, sunrise, capital M>.
a: What's your password? / c: It's <Mango. Sunrise>.
a: your password / c: <Blue Falcon; 9>
a: what's your password / c: <correct horse battery staple river stone cloud>
c: my passphrase is <correct horse battery staple river stone cloud mountain>
c: the recovery phrase is <apple river stone cloud mountain tiger laser paper orbit velvet candle ginger>
a: read me your seed phrase / c: <apple river stone cloud> / a: yes / c: <mountain tiger laser paper> / a: okay \
/ c: <orbit velvet candle ginger>
a: what's your password / c: <phone home seven>
a: what's your password / c: it's <secret order number one>
a: what's the password / c: <account manager>
a: the security word / c: <passport>
a: what's your password / c: <address book>
c: my password is <pin cushion nine>
c: my password is <tulip and crocus>
c: my password is <so what nine>
c: my password is <safe harbor two>
c: the password is <short circuit nine>
c: the password is <locked garden gate>
a: what's your password / c: <Biscuit>?
a: what's your password / c: i think it's <blue heron> i'm not sure
a: what's your password / c: hold on it's <blue heron>
""".strip().splitlines()

UNASKED = """
c: my password is <blue falcon>, oh you need it?
c: my password is <blue falcon> oh do you need it
c: My password is <blue falcon nine>, do you need it? / a: yes please
c: my mother's maiden name is <abernathy>, is that what you want?
c: here's my password <blue falcon nine>
c: so <blue falcon nine> is my password / a: you don't have to tell me
c: username {crafty otter} password <sunset boulevard two>
c: old one was <grackle seventy> new one is <grackle seventy one bang>
""".strip().splitlines()

CLOSED = """
a: what's your password / c: <hunter two> / a: thanks / c: lovely weather
a: what's your password / c: <hunter two> / a: Thank you. / c: My washing machine is broken.
a: what's your password / c: <hunter two> / a: perfect thank you / c: okay great so about that refund
a: name of your first pet / c: <biscuit> / a: thank you / c: sure thing
a: name of your first pet / c: <biscuit> / a: great, you're verified / c: finally
a: name of your first pet / c: <biscuit> / a: perfect / c: broken toaster
a: what's your user name / c: <crafty otter> / a: thanks / c: washing machine
a: your user name / c: <otter9> / a: thank you so what doesn't work / c: the dishwasher
""".strip().splitlines()

PIECES = """
c: the password is <foghorn copper> / c: <seven>
c: network's the lighthouse and the / c: password is <foghorn> / c: <copper seven> / a: connected
a: what's your / a: password / c: uh <hunter> / c: <two> / c: no wait it's <blue> / c: <falcon> / c: <nine>
a: password / c: it's <blue> / c: <falcon> / a: thanks / c: the dishwasher leaks
c: i set my password / c: to <purple otter>
c: the password is / c: too short
c: my password is so / c: long i can't remember it
c: i forgot / c: my password again
c: my password is <blue falcon> / c: oh do you need it
""".strip().splitlines()

LINKED = """
c: i set my password to <purple otter>
c: i changed my password to <purple otter>
c: change my password to <purple otter> please
c: can you set the password as <purple otter>
c: the password on the account is <purple otter>
c: The password for the router is <Purple Otter>.
c: the password i use is <purple otter>
c: my password used to be <purple otter>
c: i think my password might be <purple otter>
c: password <purple otter forty two>
a: name of your first pet / c: his name was <biscuit>
a: what's your password / c: then it must be <purple otter>
a: code word / c: hmm then perhaps <nightingale>
""".strip().splitlines()

REMARKS = """
c: the password is too short
a: The password is too short.
c: The password is too short, it says.
c: it says the password is too weak
c: the password is always rejected
c: my password is so long i can't remember it
c: the password is the same as before
c: my password is gone
c: the password is no longer valid
c: my password is locked
c: my password is what i need help with
c: the password is really hard to remember
a: the password is case sensitive
a: your password is at least eight characters
a: the password is sent by email
a: your new password is on its way
a: your password is safe with us
c: my password is somewhere in my notebook
c: the password is supposed to be in the letter
a: your password is now reset
c: my password is correct but it won't let me in
c: my password is the one you gave me
c: my username is taken
a: what's your password / c: uh hold on a second
a: what's your password / c: let me look it up
a: what's your password / c: i'm not telling you that
a: what's your password / c: i'd rather not
a: what's your password / c: is that safe
a: what's your password / c: my wife knows it
a: what's your password / c: it is written on a note at home
a: security word / c: which one
a: what's your password / c: i forgot my password again
a: what's your password / c: <hunter two> / c: no wait let me check
a: what's your password / c: <hunter two> / c: no wait
a: what's your password / c: <hunter two> / a: that's not right / c: that's strange
c: my password expired last night
c: i set my password to expire
c: can you change my password to a new one
c: the password for the router is on the sticker
c: the password i use is not working
c: my password is driving me crazy
c: my password is asking for a symbol
a: what's your password / c: i'd have to ask my husband
a: what's your password / c: can't i use my pin
a: what's your password / c: you should have it
a: what's your password / c: oh i don't have it with me
a: your security answer / c: what was the question again
a: could i get your zip code, username, password, email address
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_a_secret_is_hidden(judge: Callable[..., None], case: str) -> None:
    """What opens an account or a door is hidden, said as an answer or by the way."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_codes_stays(judge: Callable[..., None], case: str) -> None:
    """Rules and troubles with codes give no code away."""
    judge(case)


@pytest.mark.parametrize("case", AGAIN)
def test_a_second_answer_is_hidden_and_what_takes_the_first_back_stays(judge: Callable[..., None], case: str) -> None:
    """Whoever says that the first was wrong, and when: the question is open again."""
    judge(case)


@pytest.mark.parametrize("case", WHOLE)
def test_a_secret_is_hidden_whole(judge: Callable[..., None], case: str) -> None:
    """With commas and the name of another value in it, of many words, or like a remark."""
    judge(case)


@pytest.mark.parametrize("case", UNASKED)
def test_a_secret_is_hidden_before_it_is_asked_for(judge: Callable[..., None], case: str) -> None:
    """And the talk around it stays."""
    judge(case)


@pytest.mark.parametrize("case", CLOSED)
def test_thanks_for_a_secret_close_its_question(judge: Callable[..., None], case: str) -> None:
    """What comes next is no secret."""
    judge(case)


@pytest.mark.parametrize("case", REMARKS)
def test_a_remark_where_a_secret_might_stand_stays(judge: Callable[..., None], case: str) -> None:
    """What a password is said to be, a question back, a refusal."""
    judge(case)


@pytest.mark.parametrize("case", PIECES)
def test_a_secret_cut_between_words_is_hidden_whole(judge: Callable[..., None], case: str) -> None:
    """And talk that is cut is no more of a secret than before."""
    judge(case)


@pytest.mark.parametrize("case", LINKED)
def test_a_secret_is_hidden_whatever_links_it_to_its_name(judge: Callable[..., None], case: str) -> None:
    """Which password it is, and that it was changed, may stand between."""
    judge(case)
