"""What a business calls its customers and their affairs by: accounts, orders, policies, claims, records, plates."""

from __future__ import annotations

import re

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts
from recognizers.numbers.claims import ValueKind, is_bare, is_short
from recognizers.numbers.codes import CodeRecognizer
from recognizers.numbers.labels import is_standard
from recognizers.numbers.quantities import Quantity, is_form
from recognizers.speech.cues import phrases
from recognizers.speech.numerals import Form
from recognizers.speech.spoken import Run

KINDS = (
    ValueKind(
        "ACCOUNT_ID/account", 4, 20, letters=True,
        cues=phrases(
            """
            account number|numbers, account id, account i d, account no, account code, acct number, acct, customer
            number, customer id, customer i d, client number, client id, client code, member number, member id, member
            i d, membership number, membership id, user number, profile number, registration id, registered number,
            company number
            """
        ),
        weak=("account", "customer", "member", "membership"),
    ),
    ValueKind(
        "ACCOUNT_ID/order", 4, 24, letters=True,
        cues=phrases(
            """
            order number|numbers, order id, order i d, order no, order's, purchase order number, po number, p o
            number, po, p o, tracking number, tracking id, shipment number, shipping id, waybill, invoice number,
            invoice id, receipt number, transaction id, transaction number, return number, rma, r m a, serial number,
            serial, imei, part number, meter number, sku
            """
        ),
        weak=("order", "tracking", "invoice", "purchase order"),
    ),
    ValueKind(
        "ACCOUNT_ID/case", 4, 24, letters=True,
        cues=phrases(
            """
            case number, case id, ticket number, ticket id, incident number, claim number, claim id, complaint number,
            service request, request number, reference number, reference id, reference code, reference, ref number,
            ref, ref no, confirmation number, confirmation code, confirmation id, confirmation, booking reference,
            booking number, booking code, booking id, reservation number, reservation code, record locator, locator, p
            n r, pnr, loan number, file number, docket number, application number, application id, job number, work
            order, job reference
            """
        ),
        weak=("case", "ticket", "claim", "booking"),
    ),
    ValueKind(
        "ACCOUNT_ID/policy", 5, 24, letters=True,
        cues=phrases(
            """
            policy number, policy id, policy no, which policy, group number, plan number, subscriber id, subscriber
            number, insurance id, insurance number, insurance card, insurance member id, insurance policy, health
            card, health card number, member card, id on the card, group id, contract number, certificate number, the
            id is, id's, id is, i d is, my id, your id
            """
        ),
        weak=("id", "i d", "policy"),
    ),
    ValueKind(
        "ACCOUNT_ID/record", 5, 20, letters=True,
        cues=phrases(
            """
            mrn, m r n, medical record, medical record number, patient number, patient id, chart number, hospital
            number, npi, n p i, npi number, referring npi, rx number, r x number, rx, prescription number, dea number,
            d e a number, specimen number, accession number
            """
        ),
    ),
    ValueKind(
        "ACCOUNT_ID/loyalty", 5, 20, letters=True,
        cues=phrases(
            """
            frequent flyer, frequent flyer number, loyalty number, loyalty card, rewards number, rewards card, rewards
            id, mileage number, clubcard, sky miles, gift card, gift card number, voucher code, known traveler number,
            known traveller number, redress number
            """
        ),
    ),
    ValueKind(
        "ACCOUNT_ID/vehicle", 4, 17, letters=True,
        cues=phrases(
            """
            license plate, licence plate, license plate number, plate, plate number, plates, number plate, tag number,
            registration number, reg number, vin, v i n, vin number, vehicle identification number, chassis number
            """
        ),
        weak=("registration", "reg"),
    ),
    ValueKind(
        "ACCOUNT_ID/business", 6, 14, letters=True,
        cues=phrases(
            """
            abn, a b n, acn, a c n, vat number, v a t number, vat, gstin, company registration, employee id, employee
            number, badge number, staff number, staff id, payroll number, student id, student number, agent id, agent
            number, advisor number, duns
            """
        ),
    ),
)  # fmt: skip
_CASE = KINDS[2]
_MIXED = re.compile(r"(?=[a-z0-9]*\d)(?=[a-z0-9]*[a-z])[a-z0-9]{6,24}")
_ORDINARY = re.compile(
    r"(?:[a-z]{1,2}\d{1,4}[a-z]?|\d{1,4}[a-z]{1,4}|fy\d\d[hq]\d|(?:19|20)\d\ds?|q\d|fy\d+|h\d|covid19|mp[34]|[a-z]+\d{1,2}"
    r"|501c\d{1,2})"
)


class AccountRecognizer(CodeRecognizer):
    """Finds customer, order, policy, case, record and vehicle numbers."""

    def __init__(self) -> None:
        super().__init__("AccountRecognizer", KINDS)

    def unclaimed(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find codes that mix letters and figures as no word, model or flight does: ``LH-88210-7714``."""
        codes = [run for run in call.spoken.runs if _is_code(call, run)]
        return [part for run in codes for part in self.parts(_CASE, run, 0.55, run.written)]


def _is_code(call: CallArtifacts, run: Run) -> bool:
    text, written = call.text, run.written
    if call.quantity(run) is Quantity.PLAIN or is_standard(run) or is_form(run):
        return False
    if len(written) >= 5 and run.letters >= 1 and len(run.digits) >= 2 and is_bare(call, run) and not run.has_scale:
        return not _ORDINARY.fullmatch(written)
    if not _MIXED.fullmatch(written) or _ORDINARY.fullmatch(written):
        return False
    if " " in text[run.start : run.end].strip() and any(atom.form is Form.CODE for atom in run.atoms):
        return is_short(call, run) and len(run.digits) >= 3
    source = text[run.start : run.end]
    if any(atom.form is Form.CODE for atom in run.atoms):
        return source.isupper() or (len(run.digits) >= 3 and run.letters >= 2) or len(run.digits) >= 5
    return len(run.digits) >= 5 or (len(run.digits) >= 3 and len(written) >= 7)
