"""Payment cards as they are said: every network and grouping, over turns, with expiry, code and zip between."""

from __future__ import annotations

from collections.abc import Callable

import pytest

WHOLE = """
c: my card number is <four one one one one one one one one one one one one one one one>
c: it's a visa <4012 8888 8888 1881>
c: Visa ending... no, all of it: <4012-8888-8888-1881>.
c: the mastercard is <five five five five five five five five five five five five four four four four>
c: card <5105105105105100>
c: two series mastercard <two two two one oh oh oh oh one two three four five six seven eight>
c: number on the card <2720 9912 3456 7893>
c: amex <three seven eight two eight two two four six three one oh oh oh five>
c: American Express <3714 496353 98431>, billed monthly
c: my amex is <thirty seven fourteen forty nine sixty three fifty three ninety eight four three one>
c: discover <six oh double one one one one one one one one one one one one seven>
c: It's a Discover, <6011 0009 9013 9424>.
c: diners club <three oh five six nine three oh nine oh two five nine oh four>
c: jcb <3530 1113 3330 0000>
c: maestro card number <6759 6498 2643 8453>
c: the rupay card number is <six oh eight two one two three four five six seven eight nine oh one two>
c: union pay <6212 3456 7890 0000 003>
c: an old visa with <4222222222222> on it
c: card number <4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1>
c: my debit card <4242,4242,4242,4242>
c: card number <four two four two 4242 four two four two 4242>
c: the number is <forty two forty two forty two forty two forty two forty two forty two forty two> it's a visa
c: card is <four zero double zero> uh <oh five six six> um <double five six six five double five six>
c: credit card number <5200 8282 8282 8210> and {the name} on it is the same
c: charge it to <4917 6100 0000 0000 003>
c: <5 4 2 4, 1 8 0 0, 1 2 3 4, 5 6 7 8> is the card
c: my card's <triple four four 1234 5678 9010>
c: so for the card it goes <four five three two> then <seven six five oh> then <one two one four> and <nine oh oh three>
c: <four nine one six three three eight five oh six oh eight two eight three two>
c: <4539578763621486>
c: pay with <6799990100000000019>
c: card number <four one one one dash one one one one dash one one one one dash one one one one>
c: card <4000056655665556> is a debit one
""".strip().splitlines()

ANSWERED = """
a: what's the card number / c: <four five five six seven three seven five eight six eight nine nine eight five five>
a: Card number, please? / c: Sure, <5425 2334 3010 9903>.
a: card number when you're ready / c: <four five five six> / a: mhm / c: <seven three seven five> / a: okay \
/ c: <eight six eight nine> / a: go ahead / c: <nine eight five five>
a: and the long number / c: <2223> / c: <0031> / c: <2200> / c: <3222>
a: which card will that be on / c: the amex <three four three four> / a: uh huh \
/ c: <three four three four three four three four three four three>
a: read me the card please / c: <five one oh five> / a: <five one oh five> / c: <one oh five one> \
/ a: <one oh five one> / c: <oh five one oh> / a: yes / c: <five one oh oh> / a: <five one oh oh> got it
a: card number / c: <4539 14> / c: <88 0343> / c: <6467>
a: Go ahead with the card. / c: <4485 2757 4230 8327> / a: Thank you, that's <4485 2757 4230 8327>?
a: the sixteen digits please / c: <four> / c: <seven one six> / c: <two one seven five> \
/ c: <one eight eight two> / c: <oh six oh> / c: <three>
a: your card number / c: one second / c: okay it's <four nine two nine> / a: take your time \
/ c: <seven three seven six two one oh nine> / c: <three eight four five>
a: may i have the card number \
/ c: <five three four oh> no wait <five three oh four> <one one one one two two two two three three three three>
a: what card do you want to pay with / c: the blue one / a: go on / c: <3566 0020> / c: uh / c: <2036 0505>
a: Please enter or say your card number. / c: <six three oh four> / a: I'm listening. \
/ c: <one two three four five six seven eight nine oh one two>
c: my card is <4111 1111 1111 1111 08/27 123>
c: it's <four one one one one one one one one one one one one one one one oh eight twenty seven one two three>
c: visa <forty one eleven eleven eleven eleven eleven eleven eleven>
a: card number / c: hold on let me get my purse / a: of course / c: <four five three two> / a: yes \
/ c: <one four eight eight oh three four three> / a: and the last four / c: <six four six seven>
a: card number / c: <5105 1051 0510 5100> / a: expiration / c: <10 of 28> / a: cvv / c: <234>
a: and the expiration date / c: <october twenty eight>
a: exp? / c: <0928>
a: cvc / c: <zero one four>
c: it's a prepaid visa the numbers are <four eight one two three three oh oh nine one one two four four seven six>
""".strip().splitlines()

ENDINGS = """
a: the card ending in <four two four two> right / c: yes
a: Is that the Visa ending <1881>? / c: That one, yes.
c: it's the one that ends with <oh oh one nine>
a: last four of the card / c: <seven seven three one>
a: what are the last four digits on the card / c: <9903>
c: put it on the card ending <3222> please
c: my card number is <4242 4242 4242 4242> / a: thanks so card ending in <4242> it is
c: the card is <five four two four one eight oh oh one two three four five six seven eight> \
/ a: <five six seven eight> at the end / c: correct
a: I still have the Amex ending in <1005> on file.
c: can you use the same card it ends <four four seven one> / a: the one ending <four four seven one> sure
c: my card ends in <1999>
a: which card is it / c: it ends in <2026>
a: which card / c: the one ending with <twenty twenty four>
a: i've two cards one ends in <twelve thirty four> and the other is new
c: the first four are <four five three nine> and the last four <one four eight six>
""".strip().splitlines()

AROUND = """
c: card <4111 1111 1111 1111> exp <12/27> cvv <737>
c: expires <oh four thirty one> and the code is <two nine one>
c: Expiry <09/2028>, security code <4417>.
a: expiration / c: <eleven twenty nine>
a: and when does it expire / c: <oh three slash thirty>
a: Expiry date on the card? / c: <August 2030>
a: expiration / c: <two thousand twenty eight> <march>
a: cvv please / c: <4539148803436467> is the card and <902> the code
a: cvv please / c: <nine one six>
a: three digits on the back / c: <oh oh seven>
a: four digits on the front / c: <3 1 8 2>
a: The security code? / c: It's <5 0 5>.
c: c v v <one five nine>
c: <four one one one one one one one one one one one one one one one> expiring <oh nine thirty> c v c <six one two>
a: card number / c: <4000 0000 0000 0002> / a: expiry / c: <06 29> / a: code on the back / c: <318> / a: thank you
a: card number \
/ c: <four zero one two eight eight eight eight eight eight eight eight one eight eight one oh four twenty six>
a: billing zip / c: <nine oh two one oh>
c: card's <5555 5555 5555 4444>, zip <60614>, thanks
a: and the name on the card / c: <mario bellweather> / a: and the security code / c: <eight eight four>
a: valid thru / c: <oh seven twenty eight>
""".strip().splitlines()

KEPT = """
a: is there a limit / c: the limit ends in twenty twenty five
c: my lease ends in 2026 / a: the warranty ends in march
a: your trial ends in fourteen days / c: two weeks then
c: does the warranty end in 2027 or 2028 / a: it ends in 2028
c: the file name ends in 2023 dot pdf
c: the street number ends in a zero
c: passport <five three three oh one eight nine nine two> / a: expires / c: twenty thirty one
c: i lost my card on the fourth of may
a: we take visa mastercard and amex
a: your new card arrives in five to seven business days
a: the card fee is nine ninety nine a month
c: my card was charged thirty four fifty twice
a: That card was declined three times.
c: i have two cards with you and one with another bank
a: it's a sixteen digit number on the front
a: the three digits on the back please
a: the limit on that card is five thousand dollars
c: Which card is 4% cash back?
a: You earn 50,000 points after spending $4,000 in 3 months.
c: i'd like the gold card or is it platinum
a: card payments over one hundred need a signature
c: can you split it half on each card
c: my credit score is seven twenty
a: The APR is 24.99% on that card.
c: they charged me on the 3rd and again on the 5th
""".strip().splitlines()


@pytest.mark.parametrize("case", [*WHOLE, *ANSWERED])
def test_a_card_is_hidden_however_it_is_said(judge: Callable[..., None], case: str) -> None:
    """No figure of a card stays readable: any network, grouping and mixture, in one turn or many."""
    judge(case)


@pytest.mark.parametrize("case", ENDINGS)
def test_a_part_of_a_card_is_hidden(judge: Callable[..., None], case: str) -> None:
    """The last four are part of the card, whoever says them."""
    judge(case)


@pytest.mark.parametrize("case", AROUND)
def test_expiry_and_code_are_hidden(judge: Callable[..., None], case: str) -> None:
    """What is read out around a card is hidden with it."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_cards_stays(judge: Callable[..., None], case: str) -> None:
    """A card is talked about more often than read out: prices, counts and dates stay."""
    judge(case)


@pytest.mark.parametrize(
    "number",
    ["4111 1111 1111 1111", "4111 1111 1111 1112", "9999 9999 9999 9995", "4111 1111 1111 1", "4111111111111111111"],
)
def test_no_checksum_and_no_issuer_gates(judge: Callable[..., None], number: str) -> None:
    """A misheard card fails Luhn and has no issuer; it is a card all the same."""
    judge(f"a: your card number please / c: <{number}>", "CREDIT_CARD")
