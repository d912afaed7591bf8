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


@pytest.mark.parametrize("case", HIDDEN)
def test_a_secret_is_hidden(judge: Callable[..., None], case: str) -> None:
    """What opens an account or a door is hidden, said as an answer or by the way."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_codes_stays(judge: Callable[..., None], case: str) -> None:
    """Rules and troubles with codes give no code away."""
    judge(case)
