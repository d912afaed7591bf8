"""The part of ``veilscript erase`` that keeps requests in order: lists, verification, clocks, holds, exports."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from server.commands.erase_output import hold_fields, print_holds, print_line, print_requests, status_fields
from server.commands.erase_parts import Actions, Asked, add_action, add_identities, identity, tell, write_certificate
from server.commands.terminal import plain
from server.erasure.actor import Actor
from server.erasure.erasure import Erasure
from server.erasure.export import Form, write_export
from server.erasure.holds import Hold
from server.erasure.request import Status
from server.erasure.rules import Verification
from server.errors import ConfigInvalid, FieldViolation, InvalidField
from server.ledger.pages import LARGEST_SIZE, Page


def register(actions: Actions) -> None:
    """Add what a privacy officer keeps a request in order with."""
    listing = add_action(actions, "list", list_requests, "the tenant's requests")
    listing.add_argument("--due", action="store_true", help="what is not answered, appeals too, what is due first")
    confirming = add_action(actions, "confirm", confirm, "identity or intent was verified")
    confirming.add_argument("--verification", choices=[level.value for level in Verification], default="none")
    confirming.add_argument("--intent-confirmed", action="store_true", help="the person confirmed that they mean it")
    extending = add_action(actions, "extend", extend, "put the answer off, where a law allows it")
    cancelling = add_action(actions, "cancel", cancel, "call it back, before it is approved")
    lifting = add_action(actions, "lift", lift, "lift a restriction: what it hid is found and read again")
    for parser in (extending, cancelling, lifting):
        parser.add_argument("--reason", metavar="TEXT", required=True, help="why")
    told = add_action(actions, "receipt", receipt, "the person was told that it came in")
    appealed = add_action(actions, "appeal", appeal, "the person appealed against the answer")
    answered = add_action(actions, "appeal-answer", answer_appeal, "the person's appeal was answered")
    for parser in (confirming, extending, cancelling, lifting, told, appealed, answered):
        parser.add_argument("id", metavar="ID", help="of the request")
    exporting = add_action(actions, "export", export, "a copy of what is known of a person, to take along")
    add_identities(exporting)
    exporting.add_argument("--out", metavar="FOLDER", type=Path, required=True, help="a new folder for it")
    exporting.add_argument("--form", choices=[form.value for form in Form], default="jsonl")
    exporting.add_argument("--purpose", metavar="TEXT", required=True, help="why, for the log; no identity in it")
    leaving = add_action(actions, "offboard", offboard, "destroy everything that a tenant has, once and for all")
    leaving.add_argument("--confirm", metavar="TENANT", required=True, help="the tenant's name, once more")
    leaving.add_argument("--out", metavar="FILE", type=Path, required=True, help="where the certificate goes")
    _register_holds(actions)


def _register_holds(actions: Actions) -> None:
    placing = add_action(actions, "hold", place_hold, "place a legal hold")
    placing.add_argument("hold", metavar="HOLD", help="its name")
    placing.add_argument("--authority", metavar="TEXT", required=True, help="who ordered it, under which reference")
    placing.add_argument("--review-on", metavar="DATE", required=True, help="when somebody looks whether it stands")
    placing.add_argument("--call", metavar="CALL_ID", action="append", default=[], help="what is held (default: all)")
    placing.add_argument("--type", metavar="TYPE", action="append", default=[], help="which types (default: all)")
    releasing = add_action(actions, "release", release_hold, "release a legal hold; erasures that it stopped go on")
    releasing.add_argument("hold", metavar="HOLD", help="its name")
    add_action(actions, "holds", list_holds, "the tenant's legal holds")


async def list_requests(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Print the tenant's requests."""
    found: list[Status] = []
    page_found: Page[Status] | None = None
    while page_found is None or page_found.next_page_token:
        token = page_found.next_page_token if page_found else ""
        page_found = await erasure.listed(actor, due=args.due, page_size=LARGEST_SIZE, page_token=token)
        found += page_found.items
    if args.json:
        for one in found:
            print_line(status_fields(one, whole=False))
    else:
        print_requests(found)


async def confirm(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Record a verification."""
    level = Verification(args.verification)
    meant: bool = args.intent_confirmed
    tell(await erasure.office.confirm(actor, args.id, verification=level, intent_confirmed=meant), args)


async def extend(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Put the answer off."""
    tell(await erasure.office.extend(actor, args.id, reason=args.reason), args)


async def cancel(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Call a request back."""
    tell(await erasure.office.cancel(actor, args.id, reason=args.reason), args)


async def lift(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Lift a restriction."""
    tell(await erasure.office.lift(actor, args.id, reason=args.reason), args)


async def receipt(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Record that the person was told."""
    tell(await erasure.office.receipt(actor, args.id), args)


async def appeal(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Record an appeal."""
    tell(await erasure.office.appeal(actor, args.id), args)


async def answer_appeal(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Record the answer to an appeal."""
    tell(await erasure.office.answer_appeal(actor, args.id), args)


async def export(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Write what is known of a person into a new folder."""
    who, form = tuple(map(identity, args.identity)), Form(args.form)
    found = await erasure.office.export(actor, who, purpose=args.purpose, form=form)
    try:
        write_export(found, args.out)
    except OSError:
        raise ConfigInvalid("The folder cannot be made: is it there already?") from None
    sys.stdout.write(f"{args.out}: {', '.join(sorted(found.files))}\n")


async def offboard(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Destroy a tenant, and write the certificate."""
    if not isinstance(erasure, Erasure):
        raise ConfigInvalid("A tenant is off-boarded in the data directory.", action="Leave --target out.")
    data = await erasure.offboarding.run(actor, confirmed=args.confirm)
    write_certificate(args.out, data)
    if args.json:
        print_line({"tenant": actor.tenant, "verdict": "COMPLETE", "certificate": str(args.out)})
    else:
        sys.stdout.write(f"{plain(actor.tenant)} is off-boarded: the certificate is in {args.out}\n")


async def place_hold(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Place a hold."""
    hold = Hold(args.hold, args.authority, _day(args.review_on), frozenset(args.call), frozenset(args.type))
    _tell_holds([await erasure.office.place_hold(actor, hold)], args)


async def release_hold(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Release a hold."""
    _tell_holds([await erasure.office.release_hold(actor, args.hold)], args)


async def list_holds(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Print the tenant's holds."""
    found: list[Hold] = []
    page_found: Page[Hold] | None = None
    while page_found is None or page_found.next_page_token:
        token = page_found.next_page_token if page_found else ""
        page_found = await erasure.office.holds(actor, page_size=LARGEST_SIZE, page_token=token)
        found += page_found.items
    _tell_holds(found, args)


def _tell_holds(found: Sequence[Hold], args: argparse.Namespace) -> None:
    if args.json:
        for hold in found:
            print_line(hold_fields(hold))
    else:
        print_holds(found)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidField((FieldViolation("review_on", "Is not a date."),)) from None
