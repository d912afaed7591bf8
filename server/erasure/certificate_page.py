"""A certificate as one page to print: the same facts, in the same order, and how to check them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from server.erasure.certificate import Checked

_STYLE = """
@page { size: A4; margin: 16mm }
body { font: 10pt/1.4 Georgia, serif; color: #111; max-width: 178mm; margin: 8mm auto }
h1 { font-size: 17pt; margin: 0 0 1mm } h2 { font-size: 11pt; margin: 4mm 0 1mm; border-bottom: .3mm solid #999 }
p { margin: 1mm 0 } table { border-collapse: collapse; width: 100% }
td { vertical-align: top; padding: .6mm 2mm .6mm 0 }
td:first-child { width: 42mm; color: #444 } ul { margin: 1mm 0; padding-left: 5mm } li { margin: .4mm 0 }
.verdict { font-size: 14pt; font-weight: bold } code { font: 7.5pt/1.3 monospace; word-break: break-all }
"""


_STAMPED = (
    "<p>An authority has timestamped it (RFC 3161): <code>--tsa-certificate tsa.pem</code> checks that, too.</p>"
)


def page(checked: Checked, data: bytes) -> str:
    """Return a certificate as HTML that needs nothing else.

    Args:
        checked: the certificate, checked.
        data: its bytes, whose hash the page names.
    """
    said = checked.statement
    clock = said["clock"]
    deadlines = (f"{one['regime']} {one['act'].lower()} before {one['before']}" for one in clock["deadlines"])
    parts = [
        f"<h1>Certificate: {escape(said['action'].lower())} on request</h1>",
        f"<p>Request {escape(said['request'])} of tenant {escape(said['tenant'])}</p>",
        "<h2>What was asked</h2>",
        _table(
            {
                "identities": ", ".join(said["identity_types"]),
                "brought by": said["requester"].lower(),
                "identity verified": said["verification"]["identity"],
                "intent confirmed": "yes" if said["verification"]["intent_confirmed"] else "not recorded",
                "received": clock["received_at"],
                "answered": f"{clock['answered_at']} ({'in time' if clock['in_time'] else 'late'})",
                "deadlines": "; ".join(deadlines),
            }
        ),
        "<h2>What was checked</h2>",
        _list(f"{one['store']}: {one['result']}" for one in said["coverage"]["checked"]),
        "<h2>What was not checked</h2>",
        _list(f"{one['store']}: {one['reason']}" for one in said["coverage"]["not_checked"]),
        f"<p>Backups: {escape(said['backups']['told'])} {escape(said['backups']['until'])}</p>",
        "<h2>Method</h2>",
        f"<p>{escape(said['method'])}</p>",
        _table({name.replace("_", " "): str(value) for name, value in said["proof"].items()}),
        "<h2>Verdict</h2>",
        f'<p class="verdict">{escape(said["verdict"])}</p>',
        _table({name.replace("_", " ").lower(): str(count) for name, count in said["outcomes"].items()}),
        _list(f"{one['count']} {one['entity_type']} {one['outcome']}: {one['reason']}" for one in said["kept"]),
        "<h2>What this cannot prove</h2>",
        _list(said["cannot_prove"]),
        "<h2>How to check it</h2>",
        "<p><code>veilscript verify cert.json --public-key log.pub</code>, on any machine, offline.</p>",
        f"<p>SHA-256 of cert.json: <code>{hashlib.sha256(data).hexdigest()}</code></p>",
        *([_STAMPED] if checked.stamp else []),
        f"<p>Head of the log: <code>{escape(str(checked.head))}</code></p>",
    ]
    title = f"Certificate {escape(said['request'])}"
    head = f'<head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>'
    return f'<!doctype html>\n<html lang="en">{head}<body>\n{chr(10).join(parts)}\n</body></html>\n'


def _table(rows: Mapping[str, Any]) -> str:
    cells = "".join(f"<tr><td>{escape(name)}</td><td>{escape(str(value))}</td></tr>" for name, value in rows.items())
    return f"<table>{cells}</table>"


def _list(items: Iterable[str]) -> str:
    written = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{written}</ul>" if written else ""
