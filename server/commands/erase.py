"""``veilscript erase``: a request of a data subject in, a proof out.

It works on a data directory, also beside a running server. Whoever can read the directory's keys acts as the tenant's
operator; where the tenant's controller has registered a key, a request needs the controller's signature here, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.commands.erase_output import (
    hold_fields,
    plan_fields,
    print_holds,
    print_line,
    print_plan,
    print_requests,
    print_status,
    status_fields,
)
from server.config import Settings, add_flags
from server.erasure.certificate import check
from server.erasure.certificate_page import page
from server.erasure.clocks import Regime
from server.erasure.erasure import Actor, Erasure
from server.erasure.export import Form, write_export
from server.erasure.holds import Hold
from server.erasure.intake import sign
from server.erasure.request import Kind, Minor, NewRequest, Requester, Status
from server.erasure.restore import replay
from server.erasure.rules import Verification, load_rules
from server.erasure.tombstones import FILE, Tombstones
from server.errors import ConfigInvalid, FieldViolation, InvalidField, NotFound
from server.ledger.files import LEDGER_FILE
from server.ledger.notes import Verifier
from server.ledger.pages import LARGEST_SIZE, Page
from server.ledger.rules import load_rules as load_ledger_rules
from server.ledger.sqlite import SqliteLedger
from server.ledger.tokens import Identity

NONCE_BYTES = 32

Action = Callable[[Erasure, Actor, argparse.Namespace], Awaitable[None]]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    erase = subparsers.add_parser("erase", help="erase a person on request, and prove it", description=__doc__)
    actions = erase.add_subparsers(dest="action", required=True)
    _add_request(_add(actions, "request", create, "bring a request", aliases=["create"]))
    _add_run(actions)
    _add_office(actions)
    _add_holds(actions)


def _add_request(parser: argparse.ArgumentParser) -> None:
    _identities(parser)
    parser.add_argument(
        "--regime",
        metavar="NAME",
        action="append",
        default=[],
        choices=[regime.value for regime in Regime],
        help=f"what it is answered under, may be repeated: {', '.join(regime.value for regime in Regime)}",
    )
    parser.add_argument("--request-id", metavar="ID", default="", help="its name (default: a new one); it is stored")
    parser.add_argument("--kind", choices=_names(Kind), default="erase", help="what to do (default: %(default)s)")
    parser.add_argument(
        "--requester", choices=_names(Requester), default="controller", help="who asks (default: %(default)s)"
    )
    parser.add_argument(
        "--verification",
        choices=[level.value for level in Verification],
        default=Verification.CONTROLLER.value,
        help="how the person's identity was verified (default: %(default)s)",
    )
    parser.add_argument("--intent-confirmed", action="store_true", help="the person confirmed that they mean it")
    parser.add_argument("--minor", choices=("under_13", "under_18"), default="", help="the person is a child")
    parser.add_argument("--whole-calls", action="store_true", help="take all that was said in the person's calls")
    parser.add_argument("--received", metavar="DATE", default="", help="when it came in (default: now), as RFC 3339")
    parser.add_argument(
        "--controller-key", metavar="FILE", type=Path, help="sign the instruction with this Ed25519 key (PEM)"
    )
    parser.add_argument("--validate-only", action="store_true", help="say whether it would be taken; keep nothing")


def _add_run(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the actions that carry a request out."""
    planning = _add(actions, "plan", plan, "what would happen")
    planning.add_argument("--validate-only", action="store_true", help="only look; it cannot be approved by this plan")
    approving = _add(actions, "approve", approve, "approve the plan, and erase")
    approving.add_argument("--plan", metavar="HASH", default="", help="the plan's hash (default: the latest plan)")
    approving.add_argument(
        "--confirm", metavar="CALL/ENTITY", action="append", default=[], help="a candidate that is the person's"
    )
    acknowledging = _add(actions, "acknowledge", acknowledge, "the platform has done a task")
    for parser in (planning, approving, _add(actions, "status", status, "how it stands"), acknowledging):
        parser.add_argument("id", metavar="ID", help="of the request")
    acknowledging.add_argument("task", metavar="TASK", help="of the request, as `erase status` names it")
    certifying = _add(actions, "certificate", certificate, "the proof")
    certifying.add_argument("id", metavar="ID", help="of the request")
    certifying.add_argument("--out", metavar="FILE", type=Path, help="where it goes (default: standard output)")
    certifying.add_argument("--html", metavar="FILE", type=Path, help="the same as a page to print")


def _add_office(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add what a privacy officer keeps a request in order with."""
    listing = _add(actions, "list", list_requests, "the tenant's requests")
    listing.add_argument("--due", action="store_true", help="what is not answered, in the order in which it is due")
    confirming = _add(actions, "confirm", confirm, "identity or intent was verified")
    confirming.add_argument("--verification", choices=[level.value for level in Verification], default="none")
    confirming.add_argument("--intent-confirmed", action="store_true", help="the person confirmed that they mean it")
    extending = _add(actions, "extend", extend, "put the answer off, where a law allows it")
    cancelling = _add(actions, "cancel", cancel, "call it back, before it is approved")
    for parser in (extending, cancelling):
        parser.add_argument("--reason", metavar="TEXT", required=True, help="why")
    told = _add(actions, "receipt", receipt, "the person was told that it came in")
    appealed = _add(actions, "appeal", appeal, "the person appealed against the answer")
    for parser in (confirming, extending, cancelling, told, appealed):
        parser.add_argument("id", metavar="ID", help="of the request")
    exporting = _add(actions, "export", export, "a copy of what is known of a person, to take along")
    _identities(exporting)
    exporting.add_argument("--out", metavar="FOLDER", type=Path, required=True, help="a new folder for it")
    exporting.add_argument("--form", choices=[form.value for form in Form], default="jsonl")
    exporting.add_argument("--purpose", metavar="TEXT", required=True, help="why, for the log; no identity in it")


def _add_holds(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    placing = _add(actions, "hold", place_hold, "place a legal hold")
    placing.add_argument("hold", metavar="HOLD", help="its name")
    placing.add_argument("--authority", metavar="TEXT", required=True, help="who ordered it, under which reference")
    placing.add_argument("--review-on", metavar="DATE", required=True, help="when somebody looks whether it stands")
    placing.add_argument("--call", metavar="CALL_ID", action="append", default=[], help="what is held (default: all)")
    placing.add_argument("--type", metavar="TYPE", action="append", default=[], help="which types (default: all)")
    releasing = _add(actions, "release", release_hold, "release a legal hold; erasures that it stopped go on")
    releasing.add_argument("hold", metavar="HOLD", help="its name")
    _add(actions, "holds", list_holds, "the tenant's legal holds")


def _add(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    action: Action,
    about: str,
    aliases: Sequence[str] = (),
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.", aliases=aliases)
    parser.add_argument("--tenant", default="default", help="whose calls (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_flags(parser, "data_dir", "root_key", "ledger_rules", "erasure_rules", "tombstones")
    parser.set_defaults(func=run, run_action=action)
    return parser


def _identities(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--identity",
        metavar="TYPE=VALUE",
        action="append",
        required=True,
        help="what the person is known by, as in PHONE_NUMBER='+1 415 555 0134'; or TYPE=sha256:HEX; may be repeated",
    )


def run(args: argparse.Namespace) -> int:
    """Carry out one action.

    Raises:
        NotFound: there is no ledger, or not in it what is asked for.
        VeilscriptError: the request does not stand where it must, or the ledger cannot be read or written.
    """
    asyncio.run(_run(args))
    return 0


async def _run(args: argparse.Namespace) -> None:
    async with _erasure(args.settings) as erasure:
        await args.run_action(erasure, Actor(args.tenant, f"command line, user {os.getuid()}"), args)


@asynccontextmanager
async def _erasure(settings: Settings) -> AsyncIterator[Erasure]:
    """Open the ledger; what a restored backup brought back is erased again first, and what was cut off goes on."""
    if not (settings.data_dir / LEDGER_FILE).is_file():
        raise NotFound("There is no ledger in the data directory.", action="Give the --data-dir of the server.")
    rules = load_ledger_rules(settings.ledger_rules)
    ledger = await SqliteLedger.open(settings.data_dir, root_secret=settings.root, rules=rules)
    try:
        tombstones = Tombstones(settings.tombstones or settings.data_dir / FILE)
        await replay(ledger, tombstones)
        erasure = Erasure(ledger, load_rules(settings.erasure_rules), tombstones)
        await erasure.execution.resume()
        yield erasure
    finally:
        await ledger.close()


async def create(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Bring a request; print how it stands."""
    new = NewRequest(
        request_id=args.request_id,
        identities=tuple(map(identity, args.identity)),
        regimes=tuple(Regime(name) for name in args.regime),
        kind=Kind(args.kind.upper()),
        requester=Requester(args.requester.upper()),
        verification=Verification(args.verification),
        intent_confirmed=args.intent_confirmed,
        minor=Minor(args.minor.upper()),
        whole_calls=args.whole_calls,
        received_at=_moment(args.received),
    )
    if args.controller_key:
        request_id = new.request_id or f"request-{secrets.token_hex(8)}"
        new = replace(new, request_id=request_id, nonce=os.urandom(NONCE_BYTES))
        new = replace(new, signature=sign(actor.tenant, new, _private_key(args.controller_key)))
    _tell(await erasure.create(actor, new, validate_only=args.validate_only), args)


async def plan(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Print what would happen."""
    made = await erasure.plan(actor, args.id, validate_only=args.validate_only)
    if args.json:
        found = await erasure.get(actor, args.id)
        print_line(plan_fields(made, found.request.state))
    else:
        print_plan(made)


async def approve(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Approve a plan; print how the request stands then."""
    plan_hash = args.plan or (await erasure.get(actor, args.id)).request.plan_hash
    _tell(await erasure.approve(actor, args.id, plan_hash=plan_hash, confirmed=args.confirm), args)


async def status(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Print how a request stands."""
    _tell(await erasure.get(actor, args.id), args)


async def acknowledge(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Say that a task is done; print how the request stands then."""
    await erasure.acknowledge(actor, args.id, args.task)
    _tell(await erasure.get(actor, args.id), args)


async def certificate(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Write the certificate, and the page if it is asked for."""
    data = await erasure.certificate(actor, args.id)
    content = json.loads(data)
    if args.html:
        _write(args.html, page(check(data, Verifier.parse(content["public_key"])), data).encode())
    if args.out is None:
        sys.stdout.write(data.decode())
        return
    _write(args.out, data)
    verdict = content["statement"]["verdict"]
    if args.json:
        print_line({"id": args.id, "verdict": verdict, "certificate": str(args.out)})
    else:
        sys.stdout.write(f"{verdict}: the certificate is in {args.out}\n")


async def list_requests(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
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


async def confirm(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Record a verification."""
    level = Verification(args.verification)
    _tell(await erasure.confirm(actor, args.id, verification=level, intent_confirmed=args.intent_confirmed), args)


async def extend(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Put the answer off."""
    _tell(await erasure.extend(actor, args.id, reason=args.reason), args)


async def cancel(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Call a request back."""
    _tell(await erasure.cancel(actor, args.id, reason=args.reason), args)


async def receipt(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Record that the person was told."""
    _tell(await erasure.receipt(actor, args.id), args)


async def appeal(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Record an appeal."""
    _tell(await erasure.appeal(actor, args.id), args)


async def export(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Write what is known of a person into a new folder."""
    found = await erasure.export(actor, tuple(map(identity, args.identity)), purpose=args.purpose, form=Form(args.form))
    try:
        write_export(found, args.out)
    except OSError:
        raise ConfigInvalid("The folder cannot be made: is it there already?") from None
    sys.stdout.write(f"{args.out}: {', '.join(sorted(found.files))}\n")


async def place_hold(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Place a hold."""
    hold = Hold(args.hold, args.authority, _day(args.review_on), frozenset(args.call), frozenset(args.type))
    _tell_holds([await erasure.place_hold(actor, hold)], args)


async def release_hold(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Release a hold."""
    _tell_holds([await erasure.release_hold(actor, args.hold)], args)


async def list_holds(erasure: Erasure, actor: Actor, args: argparse.Namespace) -> None:
    """Print the tenant's holds."""
    found: list[Hold] = []
    page_found: Page[Hold] | None = None
    while page_found is None or page_found.next_page_token:
        token = page_found.next_page_token if page_found else ""
        page_found = await erasure.holds(actor, page_size=LARGEST_SIZE, page_token=token)
        found += page_found.items
    _tell_holds(found, args)


def identity(written: str) -> Identity:
    """Read TYPE=VALUE.

    Raises:
        InvalidField: it is not of this form, or cannot be searched by.
    """
    entity_type, separator, value = written.partition("=")
    if not separator:
        raise InvalidField((FieldViolation("identity", "Is not of the form TYPE=VALUE."),))
    return Identity(entity_type, value)


def _tell(found: Status, args: argparse.Namespace) -> None:
    if args.json:
        print_line(status_fields(found))
    else:
        print_status(found)


def _tell_holds(found: Sequence[Hold], args: argparse.Namespace) -> None:
    if args.json:
        for hold in found:
            print_line(hold_fields(hold))
    else:
        print_holds(found)


def _names(kind: type[Kind | Requester]) -> list[str]:
    return [one.value.lower() for one in kind]


def _moment(written: str) -> datetime | None:
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).astimezone()
    except ValueError:
        raise InvalidField((FieldViolation("received", "Is not a date or time."),)) from None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise InvalidField((FieldViolation("review_on", "Is not a date."),)) from None


def _private_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigInvalid("The controller's key is not an Ed25519 private key in PEM.")
    return key


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError:
        raise ConfigInvalid("The certificate cannot be written.") from None
