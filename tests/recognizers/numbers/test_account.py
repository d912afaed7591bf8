"""Numbers of customers, orders, policies, cases, patients, providers, plates and vehicles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

HIDDEN = """
c: my account number is <four four one nine oh two>
c: customer number <88120047>
c: order number <one one two seven seven oh four>
c: Order <#A-20491-7> hasn't arrived.
a: order number / c: it's <R T nine nine oh one four>
a: What's the order ID? / c: <3348162249>.
a: can i get your order id / c: <three three four> / c: <eight one six> / c: <two two four nine>
c: my policy is <H O dash four four one nine dash two two>
c: Policy number <AUT-0092-18834>.
a: policy number / c: <p like papa> <seven seven one oh oh three two>
c: claim number <oh nine dash four four eight two one>
c: Claim <CLM-2024-00918>.
c: case number <five oh two two one nine seven>
c: the ticket is <INC0048812>
c: reference number is <q seven seven t four two>
c: confirmation code <J K L M 4 2>
a: booking reference / c: <X as in x-ray> <T> <9> <P> <2> <B>
c: my member id is <W two one oh four four nine eight one six>
c: Member ID <XYZ123456789>, group <00412>.
c: medical record number <oh oh eight one nine two four>
c: m r n <four four two one nine oh seven>
c: MRN <00819244>.
a: n p i / c: <one two four five three one nine five nine nine>
c: the provider's npi is <1245319599>
c: license plate <seven k l m four oh two>
c: Plate's <8ABC123>, a grey Civic.
a: registration / c: <b d five one s m r>
c: vin <one h g c m eight two six three three a oh oh four three five two>
c: VIN: <1HGCM82633A004352>.
c: tracking number <1Z999AA10123456784>
c: tracking <nine four oh oh one one one eight nine nine two two three>
c: my loyalty number is <six oh one four four nine two one oh>
c: frequent flyer <AA 7H2 K49>
c: meter number <e four four one oh nine nine>
c: serial number <SN 4CE0460D0G>
c: imei <three five six nine three eight oh three five six four three eight oh nine>
c: student id <U00491827>
c: employee number <four four nine one eight>
c: library card <two one nine eight oh oh one one four four two two oh>
c: prescription number <seven one two oh oh four nine>
c: rx <6612094>
c: invoice <INV-20418> is mine
c: the gift card number is <six oh three six two eight oh one one nine four four oh oh one two>
a: your confirmation number is <b four seven nine k two> / c: <b four seven nine k two> thanks
a: I've opened case <00918273> for you.
c: order's <one one four dash seven seven six five four three two dash one two three four five six seven>
c: the claim is <c as in charlie l as in lima four four nine two one>
c: tracking's <TBA482910337000>
c: my ticket number is <oh oh six two one one four four nine oh one two three>
a: plate number / c: <eight a b c one two three>
c: order number <A7-99812-KX> / a: <A7-99812-KX> yes
a: what is your policy number / c: <j t a h n one seven>
a: and the confirmation code / c: sure that's <m j r g z x nine> thanks
a: and your order number / c: sure that's <r as in romeo m as in mike k as in kilo p as in papa seven> thanks
a: what is your policy number / c: sure that's <hotel> / c: <echo papa papa bravo seven> thanks
c: my account number is <five> and then <three> and then <two five eight two oh eight eight>
""".strip().splitlines()

KEPT = """
c: my order was for two shirts and three pairs of socks
c: i ordered it on the ninth and paid thirty two fifty
a: the policy covers up to three hundred thousand per accident
a: your deductible is five hundred and the premium is one twelve a month
c: i've been a customer for fifteen years
a: your claim takes ten to fourteen days
a: case closed then have a good one
c: it's a twenty nineteen civic with forty two thousand miles
c: the plate is cracked and so are two bowls
a: I'd say 9 times out of 10 it's the router.
c: the order is three days late
c: my order number is on the box and i have 2 kids, 3 dogs and covid-19
c: i'm in seat twenty two a
a: Your table for 4 is at 7:15.
c: the model is a w f forty five
c: i have a galaxy s twenty three
a: version twelve point four fixes it
a: The router shows error 404.
c: it's a size ten and a half
a: group of eight at noon works
c: it came with six months of premium
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_a_number_in_somebodys_books_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Codes of letters and figures are hidden by what they are called, spelled or written."""
    judge(case)


@pytest.mark.parametrize("case", KEPT)
def test_talk_about_orders_and_things_stays(judge: Callable[..., None], case: str) -> None:
    """What was bought, for how much and when, is the content of the call."""
    judge(case)
