"""IP and hardware addresses; software versions of the same shape stay."""

from __future__ import annotations

import ipaddress
import re

from presidio_analyzer import RecognizerResult

from recognizers.artifacts import CallArtifacts, CallRecognizer
from recognizers.speech.cues import Cue
from recognizers.speech.spoken import Run

IP = "IP_ADDRESS"
CUES = (
    Cue(
        IP,
        ("ip", "i p", "ip address|addresses", "i p address", "ipv 4|6", "ip v 4|6", "public address", "static ip"),
    ),
    Cue(IP, ("mac address", "m a c address", "hardware address", "subnet", "gateway", "dns server", "default gateway")),
)

_NEAR = 6  # words
_NETWORK_WORDS = frozenset(
    """ip address addresses server ping pinging router subnet gateway dns host proxy vpn network whitelist allowlist
    blacklist blocklist firewall ssh traceroute mask netmask ipv4 ipv6""".split()
)
_VERSION_WORDS = frozenset(
    """version versions ver v firmware app release releases released build builds patch patched update updates updated
    upgrade upgraded software driver drivers kernel docs changelog out latest fixes fixed installed sdk hotfix rev
    revision running section chapter clause paragraph""".split()
)
_BREAKS = frozenset("on and but with then while version".split())
_MAC_SIGNS = ((":", 5), ("-", 5), (".", 2))  # as many as a MAC address has
_MAC = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])|(?<![\w.])(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![\w.])",
    re.IGNORECASE,
)
_V6 = re.compile(
    r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])", re.IGNORECASE
)
_V4 = re.compile(r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}")
# Vendors count versions up from 1; a first part under 20 with small parts after it is more often one than an address.
_VERSION_FIRST, _VERSION_PART = 20, 100


class NetworkAddressRecognizer(CallRecognizer):
    """Finds IPv4, IPv6 and MAC addresses."""

    def __init__(self) -> None:
        super().__init__([IP], "NetworkAddressRecognizer")

    def find(self, call: CallArtifacts) -> list[RecognizerResult]:
        """Find addresses by their shape; a dotted quad is judged by the words around it."""
        found: list[RecognizerResult] = []
        if any(call.text.count(sign) >= most for sign, most in _MAC_SIGNS):
            found += [
                self.result(IP, *match.span(), 0.9, match.group().lower(), subtype="mac")
                for match in _MAC.finditer(call.text)
            ]
        if ":" in call.text:
            for match in _V6.finditer(call.text):
                address = _as_v6(match.group())
                if address:
                    found.append(self.result(IP, *match.span(), 0.9, address, subtype="v6"))
        for run in call.spoken.runs:
            for quad in _quads(run):
                start, end, value = quad
                score = self._judge(call, run, value)
                if score:
                    found.append(self.result(IP, start, end, score, value, subtype="v4"))
        return found

    def _judge(self, call: CallArtifacts, run: Run, value: str) -> float:
        """Return how sure it is that a dotted quad is an address: 0 for a version."""
        for word in _words_near(call, run):
            if word in _VERSION_WORDS:
                return 0.0
            if word in _NETWORK_WORDS:
                return 0.95
        if call.expects(IP, run.start):
            return 0.9
        parts = [int(part) for part in value.split(".")]
        if parts[0] < _VERSION_FIRST and max(parts) < _VERSION_PART:
            return 0.0
        return 0.8


def _words_near(call: CallArtifacts, run: Run) -> list[str]:
    """Return the words around a run, the nearest first; those before it count before those after it."""
    before = [t.lower for t in reversed(call.words[max(0, run.atoms[0].first - _NEAR) : run.atoms[0].first])]
    after: list[str] = []
    for token in call.words[run.atoms[-1].last + 1 : run.atoms[-1].last + 1 + _NEAR]:
        if token.lower in _BREAKS or token.lower in ",;":
            break
        after.append(token.lower)
    return before + after


def _quads(run: Run) -> list[tuple[int, int, str]]:
    """Return the dotted quads in a run: start, end, written. "One nine eight dot fifty one" is "198.51"."""
    parts: list[tuple[int, int, str]] = []
    for atom in run.atoms:
        if atom.is_letters or (parts and atom.separator not in ("", ".")):
            return []
        if parts and atom.separator == "":
            start, _, figures = parts[-1]
            parts[-1] = (start, atom.end, figures + atom.written)
        else:
            parts.append((atom.start, atom.end, atom.written))
    written = ".".join(figures for _, _, figures in parts)
    return [(parts[0][0], parts[-1][1], written)] if len(parts) == 4 and _V4.fullmatch(written) else []


def _as_v6(text: str) -> str:
    """Return an IPv6 address in its canonical form (RFC 5952), or ""; clock times have too few colons to be one."""
    if text.count(":") < 2 or ("::" not in text and text.count(":") != 7 and "." not in text) or text == "::":
        return ""
    try:
        return str(ipaddress.IPv6Address(text))
    except ipaddress.AddressValueError:
        return ""
