"""IP and hardware addresses, and the versions that look like them."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.artifacts import CallArtifacts, CallContext
from recognizers.contact.network import NetworkAddressRecognizer

HIDDEN = """
c: my ip is <10.0.0.14>
c: server at <172.16.4.9> is down
c: <eighty four dot two oh three dot one dot seven> is what it says
c: the router is <one ninety two dot one sixty eight dot one dot one>
c: it's <two one two dot forty one dot one hundred dot twenty three> on version four point two
a: Your public address is <203.0.113.44>, firmware 1.4.2.9.
c: I see <fe80::1ff:fe23:4567:890a> here
c: it says <00:1A:2B:3C:4D:5E>
c: <213.55.90.18>
a: what's the ip address / c: <12.7.88.2>
""".strip().splitlines()

KEPT = """
c: Please update to 3.10.0.22.
c: We're on 10.2.14.1 of the app and the docs say 10.2.15.0 fixes it.
c: Yes, 10.2.15.0 is out.
c: update from 4.2.1.0 to 4.2.1.3
c: chapter 3.1.2.4 of the manual
c: patch 99.140.2.7 is installed
c: v4.0.2 build 1187 i think
c: it is 3:15:00 now
""".strip().splitlines()


@pytest.mark.parametrize("case", HIDDEN)
def test_an_address_is_hidden(judge: Callable[..., None], case: str) -> None:
    """Addresses of every version, written and spoken."""
    judge(case, "IP_ADDRESS")


@pytest.mark.parametrize("case", KEPT)
def test_a_version_stays(judge: Callable[..., None], case: str) -> None:
    """Four numbers with dots are a version where the words around them say so, or where they count up from one."""
    judge(case)


@given(st.ip_addresses(v=4).filter(lambda ip: int(ip) >> 24 >= 20))
def test_every_dotted_quad_is_found_spoken_figure_by_figure(address: ipaddress.IPv4Address) -> None:
    """An address read out figure by figure has the value it has in writing."""
    names = "zero one two three four five six seven eight nine".split()
    said = " dot ".join(" ".join(names[int(c)] for c in part) for part in str(address).split("."))
    results = NetworkAddressRecognizer().find(CallArtifacts(f"the address is {said}", CallContext()))
    assert [r.recognition_metadata["value"] for r in results] == [str(address)]


@given(st.ip_addresses(v=6).filter(lambda ip: str(ip) != "::"))
def test_every_written_v6_address_is_found(address: ipaddress.IPv6Address) -> None:
    """IPv6 addresses are found in full and short form, with one value."""
    for text in (str(address), address.exploded):
        results = NetworkAddressRecognizer().find(CallArtifacts(f"ping {text} now", CallContext()))
        assert str(address) in [r.recognition_metadata["value"] for r in results]
