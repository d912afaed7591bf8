"""The words that ask for an address or announce one."""

from __future__ import annotations

from recognizers.speech.cues import Cue, phrases

CUES = (
    Cue(
        "ADDRESS/street",
        phrases(
            """
            address, addresses, street address, home address, mailing address, billing address, shipping address,
            delivery address, company address, house number, street name, street number, what street, which street,
            house name, house name or number, building name, building number, apartment number, unit number, flat
            number, apt number, suite number, apartment or suite|unit, suite or apartment|unit, unit or apartment|suite,
            flat or house number, house number and street, first line of your|the address, line of your address, where
            do you live, where you live, where are you located, where should we send|ship|deliver, where should i
            send|ship|deliver, where do we send|ship|deliver, where do you want it sent|delivered|shipped, where is it
            going, deliver|ship it to, ship to, deliver to, deliver it to, moving to, moved to, live at, lives at,
            living at, located at, i live on, pick up at, pick you up, pickup location, pick up location, drop off
            location, service location, where can we send, where are we sending|shipping|delivering, what's the
            location, come to, and the street, and the street|road name, the house|street|road|building
            name, name of the street|road, staying at, and the road, which|what road, and the
            flat|apartment|apt|unit|suite, what|which flat|apartment|unit|suite|house, the flat|apartment|unit|suite
            number, confirm the flat|apartment|unit, same address
            """
        ),
    ),
    Cue("ADDRESS/street", ("the street",), 0.5),
    Cue(
        "ADDRESS/postcode",
        phrases(
            """
            zip, zip code, zipcode, postcode, post code, postal code, area zip, billing zip, billing zip code, billing
            post code|postcode, pin code, pincode, eircode, eir code, zip plus four, five digit zip, zip for the card,
            zip on the card, postcode for the card
            """
        ),
    ),
    Cue(
        "LOCATION/town",
        phrases(
            """
            what city, which city, what town, which town, city and state, city, the city is, town, what state, which
            state, what country, which country, city state and zip, where are you calling from, where are you from,
            where do you come from, where were you born, place of birth, birth place, birthplace, city of birth, town
            of birth, county, province, state of residence, country of residence, where are you based, where are you
            moving to, what area, which area
            """
        ),
    ),
    # Announced, and of no street.
    Cue(
        "QUANTITY/address",
        phrases(
            """
            email address, e mail address, ip address, web address, mac address, public address, email addresses, we
            deliver|ship to, we also deliver|ship to, we don't deliver|ship to, we only deliver|ship to, street parking,
            the street parking, the street light|lights|view|level, address book, address bar, address this, address
            that, address the issue, town hall, city hall, zip file, zip tie, zip it
            """
        ),
    ),
)
# Words after which a place stands; a verb of living or coming is what makes it somebody's.
PLACE_CUES = (
    Cue(
        "place",
        phrases(
            """
            i live in|near, live in|near|outside, lives in|near|outside, living in|near|outside, i'm from, i am from,
            im from, come from, comes from, originally from, calling from, moved to|from, moved here from, moving
            to|from, based in|out, based out of, born in, i lived in, lived in, always lived in, grew up in, raised
            in, resident of, i'm in, i am in, im in, we're in, he's in, she's in, they're in, sister's in, brother's
            in, mom's in, mother's in, dad's in, son's in, daughter's in, parents are in, family in|is, house in, home
            in, city is, city name is, state is, town is, country is, citizen of, visiting from, work in
            """
        ),
    ),
)
