"""``veilscript verify``: is the evidence sound? Offline, with the log's public key and nothing secret."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates

from server.config import Settings, add_flags
from server.erasure.certificate import Checked, is_certificate
from server.erasure.certificate import check as check_certificate
from server.erasure.timestamping import check as check_timestamp
from server.errors import ConfigInvalid, VeilscriptError
from server.ledger.checkpoint import PROOF_HEADER, Checkpoint, ConsistencyProof, Head, InclusionProof
from server.ledger.epochs import timestamp
from server.ledger.files import PUBLIC_KEY_FILE, open_root
from server.ledger.fsck import Report, check
from server.ledger.notes import Unsound, Verifier

SOUND = 0
NOT_SOUND = 1
NOT_JUDGED = 2


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "verify",
        help="check a ledger, a checkpoint, a proof or a certificate, offline",
        description="Check a data directory's ledger as a whole, or a FILE that `veilscript audit` or `veilscript "
        "erase certificate` wrote. Exit status: 0 it is sound, 1 it is not, 2 it could not be judged.",
    )
    parser.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a checkpoint, a proof or a certificate")
    parser.add_argument(
        "--public-key",
        metavar="FILE",
        type=Path,
        help=f"the log's public key (default: {PUBLIC_KEY_FILE} in the data directory: who changed one changed both)",
    )
    parser.add_argument(
        "--checkpoint", metavar="FILE", type=Path, help="an earlier checkpoint, which the log must continue"
    )
    parser.add_argument(
        "--head", metavar="SIZE:ROOT", help="an earlier head, as a call's summary gave it, which the log must continue"
    )
    parser.add_argument(
        "--tsa-certificate",
        metavar="FILE",
        type=Path,
        help="certificates (PEM) of the authority that timestamped a certificate, or of who certified it",
    )
    parser.add_argument("--keys", action="store_true", help="open every entity too; this needs the root secret")
    parser.add_argument("--json", action="store_true", help="the verdict as one JSON object")
    add_flags(parser, "data_dir", "root_key")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Check what is asked for and print the verdict; return 0, 1 or 2."""
    settings: Settings = args.settings
    try:
        key_file = args.public_key or settings.data_dir / PUBLIC_KEY_FILE
        verifier = Verifier.parse(_decoded(_read(key_file, "public key"), "public key"))
        report = _check_ledger(args, verifier) if args.file is None else _check_file(args, verifier)
    except VeilscriptError as error:
        _tell(args, "not judged", Report(), [error.diagnostics()])
        return NOT_JUDGED
    _tell(args, "sound" if not report.faults else "not sound", report, report.faults)
    return SOUND if not report.faults else NOT_SOUND


def _check_ledger(args: argparse.Namespace, verifier: Verifier) -> Report:
    """Check a ledger as a whole."""
    settings: Settings = args.settings
    root = open_root(settings.data_dir, settings.root) if args.keys else None
    earlier = _earlier(args, verifier)
    if settings.postgres:
        from server.ledger.postgres import fsck  # noqa: PLC0415 - its driver is an extra

        return fsck.check(settings.postgres, settings.data_dir, verifier, earlier=earlier, root=root)
    return check(settings.data_dir, verifier, earlier=earlier, root=root)


def _check_file(args: argparse.Namespace, verifier: Verifier) -> Report:
    """Check a checkpoint, a proof or a certificate by itself."""
    report = Report()
    try:
        data = _read(args.file, "file")
        if is_certificate(data):
            _check_certificate(args, check_certificate(data, verifier), report)
            return report
        text = _decoded(data, "file")
        if text.startswith(PROOF_HEADER):
            checkpoint = InclusionProof.parse(text).verify(verifier)
            report.counts["proofs"] += 1
        elif text.startswith("old "):
            earlier = _earlier(args, verifier)
            if not earlier:
                raise ConfigInvalid("A proof of continuity needs the earlier head.", action="Give --checkpoint.")
            checkpoint = ConsistencyProof.parse(text).verify(earlier[0], verifier)
            report.counts["proofs"] += 1
        else:
            checkpoint = Checkpoint.open(text, verifier)
        report.head = checkpoint.head
    except Unsound as fault:
        report.fault(f"The file is not sound: {fault}")
    return report


def _check_certificate(args: argparse.Namespace, checked: Checked, report: Report) -> None:
    """Tell of a certificate that is sound, and check its timestamp where that can be done.

    Raises:
        Unsound: there is no timestamp although its authority was given, or it is not sound.
        ConfigInvalid: the authority's certificates cannot be read, or nothing is installed that checks timestamps.
    """
    report.head = checked.head
    report.counts["certificates"] += 1
    if args.tsa_certificate is None:
        report.counts.update({"timestamps not checked": 1} if checked.stamp else {})
        return
    try:
        trusted = load_pem_x509_certificates(_read(args.tsa_certificate, "authority's certificate"))
    except ValueError:
        raise ConfigInvalid("The authority's certificate is not one in PEM.") from None
    if not checked.stamp:
        raise Unsound("the certificate has no timestamp")
    report.stamped_at = timestamp(check_timestamp(checked.stamp, checked.stamped, trusted))
    report.counts["timestamps"] += 1


def _earlier(args: argparse.Namespace, verifier: Verifier) -> list[Head]:
    """Return the earlier heads that were given.

    Raises:
        ConfigInvalid: one cannot be read, or is no head of this log: nothing can be held against it.
    """
    heads = []
    try:
        if args.checkpoint is not None:
            heads.append(Checkpoint.open(_decoded(_read(args.checkpoint, "checkpoint"), "checkpoint"), verifier).head)
        if args.head is not None:
            heads.append(Head.parse(args.head))
    except Unsound as fault:
        raise ConfigInvalid(f"The earlier head cannot be used: {fault}.") from None
    return heads


def _read(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise ConfigInvalid(f"The {what} cannot be read.") from None


def _decoded(data: bytes, what: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ConfigInvalid(f"The {what} cannot be read.") from None


def _tell(args: argparse.Namespace, verdict: str, report: Report, reasons: list[str]) -> None:
    if args.json:
        head = None if report.head is None else str(report.head)
        told = {"verdict": verdict, "head": head, "checked": dict(report.counts), "reasons": reasons}
        told |= {"stamped_at": report.stamped_at} if report.stamped_at else {}
        sys.stdout.write(json.dumps(told) + "\n")
        return
    counted = ", ".join(f"{count} {what}" for what, count in sorted(report.counts.items()))
    sys.stdout.write(f"{verdict}{': ' * bool(counted)}{counted}\n")
    if report.head is not None:
        sys.stdout.write(f"head {report.head}\n")
    if report.stamped_at:
        sys.stdout.write(f"stamped at {report.stamped_at}\n")
    for reason in reasons:
        sys.stdout.write(f"- {reason}\n")
