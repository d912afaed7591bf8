"""``veilscript erase``: a request of a data subject in, a proof out.

It works on a data directory, also beside a running server, or asks a server (`--target`). Whoever can read the
directory's keys acts as the tenant's operator; where the tenant's controller has registered a key, a request needs the
controller's signature all the same.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.commands import erase_office
from server.commands.erase_output import plan_fields, print_line, print_plan
from server.commands.erase_parts import Actions, Asked, add_action, add_identities, identity, tell, write_certificate
from server.config import Settings
from server.erasure.actor import Actor
from server.erasure.certificate import check
from server.erasure.certificate_page import page
from server.erasure.clocks import Regime
from server.erasure.erasure import Erasure
from server.erasure.intake import sign
from server.erasure.request import Kind, Minor, NewRequest, Requester
from server.erasure.restore import replay
from server.erasure.rules import Verification, load_rules
from server.erasure.tombstones import FILE, Tombstones
from server.errors import ConfigInvalid, FieldViolation, InvalidField, NotFound
from server.grpc_edge.client import connected
from server.grpc_edge.erasure_client import RemoteErasure
from server.ledger.files import LEDGER_FILE
from server.ledger.notes import Verifier
from server.ledger.opening import opened
from server.ledger.rules import load_rules as load_ledger_rules
from server.roles import Role

NONCE_BYTES = 32


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    erase = subparsers.add_parser("erase", help="erase a person on request, and prove it", description=__doc__)
    actions = erase.add_subparsers(dest="action", required=True)
    _add_request(add_action(actions, "request", create, "bring a request", aliases=["create"]))
    _add_run(actions)
    erase_office.register(actions)
    for parser in actions.choices.values():
        parser.set_defaults(func=run)


def _add_request(parser: argparse.ArgumentParser) -> None:
    add_identities(parser)
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
    parser.add_argument(
        "--received",
        metavar="DATE",
        default="",
        help="when it came in, as 2026-11-26, or 2026-11-26T09:30:00+01:00 (default: now); a day begins in the"
        " tenant's time zone, with --target in UTC",
    )
    parser.add_argument(
        "--controller-key", metavar="FILE", type=Path, help="sign the instruction with this Ed25519 key (PEM)"
    )
    parser.add_argument("--validate-only", action="store_true", help="say whether it would be taken; keep nothing")


def _add_run(actions: Actions) -> None:
    """Add the actions that carry a request out."""
    planning = add_action(actions, "plan", plan, "what would happen")
    planning.add_argument("--validate-only", action="store_true", help="only look; it cannot be approved by this plan")
    approving = add_action(actions, "approve", approve, "approve the plan, and erase")
    approving.add_argument("--plan", metavar="HASH", default="", help="the plan's hash (default: the latest plan)")
    approving.add_argument(
        "--confirm", metavar="CALL/ENTITY", action="append", default=[], help="a candidate that is the person's"
    )
    acknowledging = add_action(actions, "acknowledge", acknowledge, "the platform has done a task")
    for parser in (planning, approving, add_action(actions, "status", status, "how it stands"), acknowledging):
        parser.add_argument("id", metavar="ID", help="of the request")
    acknowledging.add_argument("task", metavar="TASK", help="of the request, as `erase status` names it")
    certifying = add_action(actions, "certificate", certificate, "the proof")
    certifying.add_argument("id", metavar="ID", help="of the request")
    certifying.add_argument("--out", metavar="FILE", type=Path, help="where it goes (default: standard output)")
    certifying.add_argument("--html", metavar="FILE", type=Path, help="the same as a page to print")


def run(args: argparse.Namespace) -> int:
    """Carry out one action.

    Raises:
        NotFound: there is no ledger, or not in it what is asked for.
        VeilscriptError: the request does not stand where it must, or the ledger cannot be read or written.
    """
    asyncio.run(_run(args))
    return 0


async def _run(args: argparse.Namespace) -> None:
    async with _erasure(args) as erasure:
        # Whoever can read the keys can read every value that was kept.
        actor = Actor(args.tenant, f"command line, user {os.getuid()}", frozenset(Role))
        await args.run_action(erasure, actor, args)


@contextlib.asynccontextmanager
async def _erasure(args: argparse.Namespace) -> AsyncIterator[Asked]:
    """Open the ledger; what a restored backup brought back is erased again first, and what was cut off goes on."""
    settings: Settings = args.settings
    if args.target:
        async with connected(args.target, settings.token, settings.tls_ca) as connection:
            yield RemoteErasure(connection)
        return
    if not settings.postgres and not (settings.data_dir / LEDGER_FILE).is_file():
        raise NotFound("There is no ledger in the data directory.", action="Give the --data-dir of the server.")
    rules, promises = load_ledger_rules(settings.ledger_rules), load_rules(settings.erasure_rules)
    opening = opened(settings.data_dir, postgres=settings.postgres, root_secret=settings.root, rules=rules)
    async with opening as ledger:
        tombstones = Tombstones(settings.tombstones or settings.data_dir / FILE)
        await replay(ledger, tombstones)
        erasure = Erasure(ledger, promises, tombstones)
        await erasure.execution.resume()
        yield erasure


async def create(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
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
        received_at=moment(args.received, _zone(args)) if args.received else None,
    )
    if args.controller_key:
        request_id = new.request_id or f"request-{secrets.token_hex(8)}"
        new = replace(new, request_id=request_id, nonce=os.urandom(NONCE_BYTES))
        new = replace(new, signature=sign(actor.tenant, new, _private_key(args.controller_key)))
    tell(await erasure.create(actor, new, validate_only=args.validate_only), args)


async def plan(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Print what would happen."""
    made = await erasure.plan(actor, args.id, validate_only=args.validate_only)
    if args.json:
        found = await erasure.get(actor, args.id)
        print_line(plan_fields(made, found.request.state))
    else:
        print_plan(made)


async def approve(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Approve a plan; print how the request stands then."""
    plan_hash = args.plan or (await erasure.get(actor, args.id)).request.plan_hash
    tell(await erasure.approve(actor, args.id, plan_hash=plan_hash, confirmed=args.confirm), args)


async def status(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Print how a request stands."""
    tell(await erasure.get(actor, args.id), args)


async def acknowledge(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Say that a task is done; print how the request stands then."""
    await erasure.acknowledge(actor, args.id, args.task)
    tell(await erasure.get(actor, args.id), args)


async def certificate(erasure: Asked, actor: Actor, args: argparse.Namespace) -> None:
    """Write the certificate, and the page if it is asked for."""
    data = await erasure.certificate(actor, args.id)
    content = json.loads(data)
    if args.html:
        write_certificate(args.html, page(check(data, Verifier.parse(content["public_key"])), data).encode())
    if args.out is None:
        sys.stdout.write(data.decode())
        return
    write_certificate(args.out, data)
    verdict = content["statement"]["verdict"]
    if args.json:
        print_line({"id": args.id, "verdict": verdict, "certificate": str(args.out)})
    else:
        sys.stdout.write(f"{verdict}: the certificate is in {args.out}\n")


def _zone(args: argparse.Namespace) -> tzinfo:
    """Return where the tenant's days begin; a server that is asked keeps that to itself."""
    settings: Settings = args.settings
    return UTC if args.target else load_rules(settings.erasure_rules).of(args.tenant).zone


def moment(written: str, zone: tzinfo) -> datetime:
    """Read when a request came in: a time of day with its offset, or a day, which begins in a zone.

    Raises:
        InvalidField: it is neither, or a time of day that could be of any zone.
    """
    try:
        with contextlib.suppress(ValueError):
            return datetime.combine(date.fromisoformat(written), time(), zone).astimezone(UTC)
        found = datetime.fromisoformat(written)
        if found.tzinfo is None:
            raise InvalidField((FieldViolation("received", "Has no offset: end it with Z or one like +01:00."),))
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidField((FieldViolation("received", "Is not a date or time."),)) from None


def _names(kind: type[Kind | Requester]) -> list[str]:
    return [one.value.lower() for one in kind]


def _private_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ConfigInvalid("The controller's key is not an Ed25519 private key in PEM.")
    return key
