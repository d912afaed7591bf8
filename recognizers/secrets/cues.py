"""Which words name a secret: a PIN or a code in figures, and a password or a security answer in words."""

from __future__ import annotations

from recognizers.numbers.claims import ValueKind
from recognizers.speech.cues import Cue, phrases

PIN = ValueKind(
    "PASSWORD/pin", 3, 12,
    cues=phrases(
        """
        pin, pin number, pin code, p i n, passcode, pass code, passcode is, one time code, one time passcode, one time
        pin, otp, o t p, verification code, confirmation pin, authentication code, access code, two factor code, two
        step code, six digit code, 6 digit code, four digit code, 4 digit code, four digit pin, texted you a code,
        sent you a code, text you a code, code we sent, code we texted, code you received, code in the text, code from
        the text, the code, a code, that code, your code, reset code, login code, door code, gate code, alarm code,
        entry code, lockbox code, garage code, voicemail pin, telephone pin, banking pin
        """
    ),
    weak=("code", "codes"),
    letters=False,
)  # fmt: skip
WORDS = "PASSWORD/words"
CUES = (
    Cue(
        "QUANTITY/password",
        ("password|passwords policy|policies|requirement|requirements|rule|rules|manager|page|screen|field|box|hint",),
    ),
    Cue(
        WORDS,
        phrases(
            """
            password, passwords, password's, pass word, my pass is, passcode, passphrase, pass phrase, temp password,
            temporary password, new password, old password, banking password, telephone password, verbal password, wifi
            password, wi fi password, network key, security answer, security question, answer to your security question,
            answer to the security question, security word, security phrase, secret word, secret answer, safe word,
            safeword, code word, memorable word, memorable place, memorable name, memorable information, mother's maiden
            name, mothers maiden name, maiden name, name of your first pet, first pet, pet's name, name of your pet, pet
            you had, pet you had as a child, childhood pet, first school, first car, favorite movie, favourite movie,
            favorite color, favourite colour, favorite teacher, favourite teacher, favorite food, alarm code
            word|password, third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last character|characters, characters of
            your, letters of your password, street you grew up on, city you were born in, childhood nickname, high
            school mascot, backup key, recovery code, recovery phrase, recovery key, seed phrase, wallet words, secret
            key, api key, access token, bearer, your response
            """
        ),
    ),
)  # fmt: skip
KINDS = (PIN,)
