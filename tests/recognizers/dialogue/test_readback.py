"""A value said again, by either side, whole or in part, or put right, is as hidden as the first time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

AGAIN = """
a: phone number / c: <four one five five five five oh one one eight> \
/ a: <four one five> <five five five> <oh one one eight> / c: yes
a: phone number / c: <415 555 0118> / a: So <415-555-0118>, correct? / c: Correct.
a: account number / c: <seven seven oh one four four nine two> / a: <7 7 0 1 4 4 9 2> thank you
a: account number / c: <77014492> / a: that's <seven seven oh one> / c: yep / a: <four four nine two>
a: ssn / c: <five one two four four nine oh one seven> / a: ending <nine oh one seven> thank you
a: card please / c: <4012 8888 8888 1881> / a: and that's <one eight eight one> at the end / c: yes
c: my pin is <four four one nine> / a: <four four one nine> / c: yes
a: policy number / c: <p seven seven one oh oh three two> / a: <p seven seven one oh oh three two> found it
a: what's your member id / c: <W 2104 49816> / a: <W as in whiskey two one oh four> / c: mhm \
/ a: <four nine eight one six>
a: routing / c: <one two one oh oh oh three five eight> / a: <one two one> / c: yes / a: <triple oh> / c: yes \
/ a: <three five eight>
c: my number is <two one two five five five oh one four seven> / a: what can i do for you / c: the bill is wrong \
/ a: i'll call you on <212 555 0147>
c: reach me at <646 555 0102> / a: okay / c: that's <six four six> <five five five> <oh one oh two>
a: your case is <five oh two two one nine seven> / c: <five oh two> / a: mhm / c: <two one nine seven>
a: otp please / c: <seven seven two oh one four> / a: <seven seven two> <oh one four> one moment
a: tell me your secret word / c: <abracadabra> / a: okay i heard <abracadabra>
a: your secret word / c: <orange> / a: okay <orange> / c: yes
a: your secret word / c: <orange> / a: i heard <orange> is that right
a: your password / c: <tangerine skies> / a: so <tangerine skies> right
a: your password / c: <tangerine skies> / a: thanks what went wrong / c: i said <tangerine skies> and nothing opens
c: my password is <bluebird ninety one> / a: i can see that <bluebird 91> does not open it
c: my username is <odalysb84> / a: <odalysb84>
c: my username is <odalysb84> / a: i see the account of <odalysb84> here / c: yes
a: your user name / c: <crafty otter> / a: <crafty otter> got it
c: my username is <crafty underscore otter> / a: so that is <crafty_otter>
""".strip().splitlines()

CORRECTED = """
a: phone number / c: <four one five five five five oh one one eight> sorry <oh one one nine>
a: phone number / c: <415 555 0118> / a: <415 555 0117>? / c: no <0118>
a: phone number / c: <four one five five five five oh one one eight> / a: <four one five five five nine> \
/ c: no <five five five>
a: account number / c: <seven seven oh one> no <seven seven one oh> <four four nine two>
a: I have <(312) 555-0164> for you, is that right? / c: No, it's <0146> at the end.
a: account number / c: <77014492> / a: <77014429>? / c: Other way round, <92> at the end.
a: account number / c: <77014492> / a: <77014492> / c: no <double seven one> at the start
a: zip / c: <nine four one one oh> {wait} <nine four one one four>
a: card number / c: <four oh one two eight eight> {oh} wrong card \
/ c: <five five five five five five five five five five five five four four four four>
a: ssn / c: <five one two> <five four> i mean <four four> <nine oh one seven>
a: routing number / c: <one two one> scratch that <two one one> <oh oh oh three five eight>
a: pin / c: <four four one eight> actually <four four one nine>
a: order number / c: it's <R T nine nine oh one four> / a: <R T nine nine oh one five> / c: <four> not <five>
a: last four of the social / c: <nine oh seven one> sorry <nine oh one seven>
""".strip().splitlines()

MISHEARD = """
a: your case number / c: <t r four one eight> / a: <t r four one nine> / c: yes
a: order number please / c: <a b 4 4 1 9> / a: <a b 4 4 1 8>? / c: no <nine>
a: order number please / c: <AB4419> / a: So <AB4418>? / c: No, <AB4419>.
a: booking reference / c: <KXQ7R2> / a: I have <KXQ7R3>, is that right?
c: my tracking number is <z q eight eight one p> / a: let me say that again <z q eight eight one b>
c: My tracking number is <ZQ881P>. / a: Let me say that again, <ZQ881B>.
a: licence plate / c: <b d five one s m r> / a: <b d five one s n r> / c: <m as in mike>
a: pin / c: <four four one nine> / a: <four four one eight> / c: no
a: what's your password / c: <blue falcon nine> / a: <blue falcon five> / c: <nine>
a: what's your password / c: <tulip seven> / a: so <tulip eleven> / c: no
a: mother's maiden name / c: <abernathy> / a: <abernethy>? / c: yes
a: what's your password / c: <blue falcon nine> / a: <blue falcon> / c: yes / a: <nine>
a: what's your username / c: <odalysb84> / a: <odalysb85> / c: no <eighty four>
""".strip().splitlines()

CUT = """
a: card number? / c: <four one five five> / a: so that's <four> / a: <one five five> / c: yes
a: card number? / c: <four one five five> / a: So that's <four>. / a: <One five five>. / c: yes
a: account number? / c: <eight eight two oh one seven> / a: okay <eight> / a: <eight two oh> / a: <one seven> / c: yep
a: account number? / c: <eight eight two oh one seven> / a: let me read that back <eight> / a: <eight two oh one seven>
a: account number? / c: <double four nine one oh two> / a: that's <four> / a: <four nine one oh two>
a: phone number? / c: <4155550134> / a: so <4> / a: <155550134> / c: right
a: sort code? / c: <twenty forty sixty> / a: <twenty> / a: <forty sixty> / c: yes
a: card number? / c: <four one five five> / a: and / a: <four> / c: mhm / a: <one five five>
""".strip().splitlines()

KEPT = """
c: i need two tickets / a: so that's two / a: anything else?
a: how many? / c: four / a: so that's four / a: one adult and three kids
a: card number? / c: <four one five five> / a: so that's four / c: four what
a: card number? / c: <four one five five> / a: thanks, that's four items in your basket
a: phone number? / c: <4155550134> / a: how many tickets? / c: 4 / a: so that's 4 / a: anything else
a: account number? / c: <eight eight two oh one seven> / a: your payment of eight / a: dollars went through
a: phone number / c: <four one five five five five oh one one eight> \
/ a: thanks it's four fifteen now so by five fifty five
a: pin / c: <four four one nine> / a: perfect that's forty four dollars
a: account number / c: <77014492> / a: You've been with us for 7 years and have 2 accounts.
c: my number is <two one two five five five oh one four seven> / a: two one moment / c: sure
a: account number / c: <77014492> / a: Thanks. The balance was 450 at the end of May.
a: card / c: <4012 8888 8888 1881> / a: Your total is $88.18.
a: ssn / c: <five one two four four nine oh one seven> / a: your score is seven forty four
a: your secret word / c: <orange> / a: okay <orange> / c: i like orange juice
a: your secret word / c: <orange> / a: which chair was it / c: i got the orange chair
a: name of your first pet / c: <biscuit> / a: and what did you order / c: a biscuit tin and two cups
a: your user name / c: <otter9> / a: we have nine otter toys in the shop
a: order number please / c: <AB4419> / a: that was model AX44 right
a: what's your password / c: <blue falcon nine> / a: thanks how many boxes / c: nine
a: your secret word / c: <orange> / a: thank you which colour / c: a blue one
""".strip().splitlines()


@pytest.mark.parametrize("case", AGAIN)
def test_a_value_said_again_is_hidden(judge: Callable[..., None], case: str) -> None:
    """A read-back in another form, in pieces or of the end alone is hidden."""
    judge(case)


@pytest.mark.parametrize("case", CORRECTED)
def test_a_corrected_value_is_hidden_with_its_mistakes(judge: Callable[..., None], case: str) -> None:
    """What was taken back is nearly the value; both are hidden."""
    judge(case)


@pytest.mark.parametrize("case", MISHEARD)
def test_a_value_said_back_with_one_character_wrong_is_hidden(judge: Callable[..., None], case: str) -> None:
    """It gives all but one away. So do the parts of a secret, said back one by one."""
    judge(case)


@pytest.mark.parametrize("case", CUT)
def test_a_read_back_that_a_breath_cuts_is_held_and_hidden(judge: Callable[..., None], case: str) -> None:
    """The first figures of a value said lately wait for what follows: nothing has left when it does."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_figures_that_only_recur_stay(judge: Callable[..., None], case: str) -> None:
    """A price or a time that shares figures with a value is no read-back."""
    judge(case)
