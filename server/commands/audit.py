"""``veilscript audit``: what was hidden in a call and why, where somebody was spoken of, and proof of it.

It asks a running server (`--target`), or the ledger of a data directory, also while a server writes it. Every question
that opens evidence is logged there with its purpose.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from server.commands.audit_tables import print_calls, print_entities, print_explanation, print_hits
from server.config import Settings, add_flags
from server.erasure.restore import replay
from server.erasure.tombstones import FILE, Tombstones
from server.errors import FieldViolation, InvalidField, NotFound
from server.grpc_edge.audit_client import RemoteAudit
from server.grpc_edge.client import connected
from server.ledger.files import LEDGER_FILE
from server.ledger.opening import opened
from server.ledger.pages import LARGEST_SIZE
from server.ledger.queries import Access, Audit
from server.ledger.rotation import rotate_root
from server.ledger.tokens import Identity
from server.roles import Role

Asked = Audit | RemoteAudit
Action = Callable[[Asked, Access, argparse.Namespace], Awaitable[None]]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    audit = subparsers.add_parser("audit", help="show what was hidden, where and why", description=__doc__)
    actions = audit.add_subparsers(dest="action", required=True)

    call = _add(actions, "call", show_call, "the entities of one call", purpose="audit of one call")
    call.add_argument("call_id", metavar="CALL_ID", help="the call, as the client named it")

    find = _add(actions, "find", find_subject, "where somebody was spoken of", purpose=None)
    find.add_argument(
        "--identity",
        metavar="TYPE=VALUE",
        action="append",
        required=True,
        help="what the person is known by, as in PHONE_NUMBER='+1 415 555 0134'; or TYPE=sha256:HEX; may be repeated",
    )

    _add(actions, "list", list_calls, "the calls of a tenant")

    explain = _add(actions, "explain", explain_entity, "why one entity was hidden", purpose=None)
    reveal = _add(actions, "reveal", reveal_value, "a value that was kept reversibly", purpose=None)
    prove = _add(actions, "prove", prove_entity, "proof that an entity's record is in the log", purpose=None)
    for parser in (explain, reveal, prove):
        parser.add_argument("call_id", metavar="CALL_ID", help="the call, as the client named it")
        parser.add_argument("entity_id", metavar="ENTITY_ID", help="the entity, as `audit call --json` names it")

    _add(actions, "checkpoint", show_checkpoint, "the log's signed checkpoint: keep it elsewhere, for `verify`")
    _add(actions, "key", show_key, "the log's public key: keep it elsewhere, for `verify`")
    rotate = actions.add_parser(
        "rotate-root",
        help="wrap the keys under a new root secret",
        description="Wrap the keys under a new root secret, while no server runs. From then on start with --root-key "
        "NEW, and destroy the old secret.",
    )
    rotate.add_argument("new", metavar="NEW", type=Path, help="file of the new secret; made if there is none")
    add_flags(rotate, "data_dir", "root_key")
    rotate.set_defaults(func=rotate_keys)
    continuity = _add(actions, "continuity", prove_continuity, "proof that the log has only grown since it was smaller")
    continuity.add_argument("old_size", metavar="SIZE", type=int, help="how many leaves it had: line 2 of a checkpoint")


def _add(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    action: Action,
    about: str,
    *,
    purpose: str | None = "",
) -> argparse.ArgumentParser:
    """Add one action; a purpose of None has to be given, and one of "" is not asked for."""
    parser = actions.add_parser(name, help=about, description=f"Show {about}.")
    parser.add_argument("--tenant", default="default", help="whose calls (default: %(default)s); not with --target")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    if purpose != "":
        given = f" (default: {purpose})" if purpose else ""
        help_text = f"why it is asked, for the log; no identity may stand in it{given}"
        parser.add_argument("--purpose", metavar="TEXT", default=purpose, required=purpose is None, help=help_text)
    parser.add_argument(
        "--target", metavar="ADDR", help="ask a running server, HOST:PORT or unix:PATH, in place of the data directory"
    )
    add_flags(parser, "data_dir", "root_key", "tombstones", "token_file", "tls_ca")
    parser.set_defaults(func=run, run_action=action)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out one action.

    Raises:
        NotFound: there is no ledger, or not in it what is asked for.
        Refused: the server that is asked refuses, or cannot be reached.
        InvalidField: an identity or the purpose cannot be taken.
        VeilscriptError: the ledger cannot be read, or the question not be logged.
    """
    asyncio.run(_run(args))
    return 0


def rotate_keys(args: argparse.Namespace) -> int:
    """Change the root secret.

    Raises:
        NotFound: there are no keys.
        ConfigInvalid: a root is not right, or the data directory is in use.
        LedgerUnavailable: a file cannot be read or written.
    """
    rotate_root(args.settings.data_dir, args.settings.root, args.new)
    return 0


async def _run(args: argparse.Namespace) -> None:
    # Who can read the keys can read everything: a role of its own would only be for show here.
    purpose = getattr(args, "purpose", "")
    access = Access(args.tenant, f"command line, user {os.getuid()}", purpose, frozenset(Role))
    async with _audit(args) as audit:
        await args.run_action(audit, access, args)


@asynccontextmanager
async def _audit(args: argparse.Namespace) -> AsyncIterator[Asked]:
    settings: Settings = args.settings
    if args.target:
        async with connected(args.target, settings.token, settings.tls_ca) as connection:
            yield RemoteAudit(connection)
        return
    if not settings.postgres and not (settings.data_dir / LEDGER_FILE).is_file():
        raise NotFound("There is no ledger in the data directory.", action="Give the --data-dir of the server.")
    async with opened(settings.data_dir, postgres=settings.postgres, root_secret=settings.root) as ledger:
        # A restored backup must not show anybody who was erased since.
        await replay(ledger, Tombstones(settings.tombstones or settings.data_dir / FILE))
        yield Audit(ledger)


async def show_call(audit: Asked, access: Access, args: argparse.Namespace) -> None:
    """Print the entities of one call."""
    call = await audit.get_call(access.tenant, args.call_id)
    page = await audit.list_entities(access, args.call_id, page_size=LARGEST_SIZE)
    entities = list(page.items)
    while page.next_page_token:
        token = page.next_page_token
        page = await audit.list_entities(access, args.call_id, page_size=LARGEST_SIZE, page_token=token)
        entities += page.items
    if args.json:
        _print_lines(*map(dataclasses.asdict, entities))
    else:
        print_entities(call, entities)


async def find_subject(audit: Asked, access: Access, args: argparse.Namespace) -> None:
    """Print where somebody was spoken of: nothing where nowhere."""
    identities = [_identity(written) for written in args.identity]
    page = await audit.find_subject(access, identities, page_size=LARGEST_SIZE)
    hits = list(page.hits)
    while page.next_page_token:
        token = page.next_page_token
        page = await audit.find_subject(access, identities, page_size=LARGEST_SIZE, page_token=token)
        hits += page.hits
    for scope in page.expired:
        sys.stderr.write(f"RETENTION_EXPIRED: {scope.entity_type} {scope.epoch}\n")
    if args.json:
        _print_lines(
            *(
                {
                    "call_id": hit.call_id,
                    "entity_id": hit.entity.entity_id,
                    "entity_type": hit.entity.entity_type,
                    "strength": hit.strength.value,
                    "identities": hit.identities,
                    "spans": [dataclasses.asdict(span) for span in hit.entity.spans],
                }
                for hit in hits
            )
        )
    elif hits:
        print_hits(hits)


async def list_calls(audit: Asked, access: Access, args: argparse.Namespace) -> None:
    """Print the calls of a tenant."""
    page = await audit.list_calls(access.tenant, page_size=LARGEST_SIZE)
    calls = list(page.items)
    while page.next_page_token:
        page = await audit.list_calls(access.tenant, page_size=LARGEST_SIZE, page_token=page.next_page_token)
        calls += page.items
    if args.json:
        _print_lines(*(dataclasses.asdict(call) | {"state": call.state.value} for call in calls))
    else:
        print_calls(calls)


async def explain_entity(audit: Asked, access: Access, args: argparse.Namespace) -> None:
    """Print why one entity was hidden."""
    why = await audit.explain_entity(access, args.call_id, args.entity_id)
    if args.json:
        _print_lines(dataclasses.asdict(why))
    else:
        print_explanation(why)


async def reveal_value(audit: Asked, access: Access, args: argparse.Namespace) -> None:
    """Print a value that was kept reversibly."""
    value = await audit.reidentify(access, args.call_id, args.entity_id)
    if args.json:
        _print_lines({"entity_type": value.entity_type, "value": value.text})
    else:
        sys.stdout.write(f"{value.text}\n")


async def prove_entity(audit: Asked, access: Access, args: argparse.Namespace) -> None:
    """Print the proof of an entity's latest record."""
    sys.stdout.write(str((await audit.inclusion_proofs(access, args.call_id, args.entity_id))[-1]))


async def prove_continuity(audit: Asked, _: Access, args: argparse.Namespace) -> None:
    """Print the proof that the log has only grown."""
    sys.stdout.write(str(await audit.consistency_proof(args.old_size)))


async def show_checkpoint(audit: Asked, _: Access, __: argparse.Namespace) -> None:
    """Print the latest checkpoint."""
    sys.stdout.write(await audit.checkpoint())


async def show_key(audit: Asked, _: Access, __: argparse.Namespace) -> None:
    """Print the log's public key."""
    sys.stdout.write(f"{await audit.public_key()}\n")


def _identity(written: str) -> Identity:
    entity_type, separator, value = written.partition("=")
    if not separator:
        raise InvalidField((FieldViolation("identity", "Is not of the form TYPE=VALUE."),))
    return Identity(entity_type, value)


def _print_lines(*found: object) -> None:
    for item in found:
        sys.stdout.write(json.dumps(item) + "\n")
