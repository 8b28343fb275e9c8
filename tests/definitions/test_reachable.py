"""Which addresses may be asked for: the public web alone, however an address of the inside is spelled."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.reachable import LONGEST, Place, Unreachable, is_public, onward, place

INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200", "100.127.255.255",
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
    "2002:7f00:1::1", "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "8.8.8.8", "103.1.2.3", "172.32.0.1", "2606:4700::1111", "2400:cb00::1", "64:ff9b::8.8.8.8"]
SPELLED = [
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/",
    "http://127.1/", "http://127.0.1/", "http://0/", "http://0x0/", "http://127.0.0.1.:80/", "http://[::1%25lo]/",
    "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://00000177.0.0.1/", "http://127.0.0.0x1/",
    "http://3232235521/", "http://192.168.1/", "http://0xc0a80001", "http://0251.0376.0251.0376/",
    "http://2852039166/latest/meta-data/", "http://[fd00:ec2::254]/", "http://[fe80::1%eth0]/", "http://1.1.1.1.1/",
    "http://256.1.1.1/", "http://1.1.1/", "http://-1/", "http://[127.0.0.1]/", "http://[::1/", "http://[]/", "http:///x",
    "http://", "http://.", "http://..", "http://a..vn", "http://a-.vn/", "http://%31%32%37.0.0.1/", "http://bao.vn%2f@x/",
]  # fmt: skip
NAMES = [
    "http://localhost/", "http://LOCALHOST", "http://localhost./", "http://a.localhost/", "http://intranet/",
    "http://printer.local/", "http://metadata.google.internal/", "http://router.lan/", "http://x.home.arpa/",
    "http://db.corp/", "http://a.onion/", "http://x.private/", "http://may-chu/",
]  # fmt: skip
FORMS = [
    "ftp://bao.vn/", "file:///etc/passwd", "gopher://bao.vn/", "javascript:alert(1)", "data:text/html,x", "//bao.vn/",
    "bao.vn", "", " ", "http:/bao.vn", "http:bao.vn", "http://a@bao.vn/", "http://a:b@bao.vn/", "http://bao.vn@127.0.0.1/",
    "http://127.0.0.1@bao.vn/", "http://bao.vn:22/", "http://bao.vn:8080/", "http://bao.vn:0/", "http://bao.vn:99999/",
    "http://bao.vn:a/", "http://bao.vn/\r\nX: y", "http://bao.vn/a b", "http://bao.vn\\@127.0.0.1/", "http://bao.vn/\x00",
    "http://bao.vn\t/", "http://bao<.vn/", "http://" + "a" * 64 + ".vn/", "http://" + "a." * 130 + "vn/",
    "http://bao.vn/" + "a" * LONGEST, "HTTP\u200b://bao.vn/", "http://ba\u0000o.vn/",
]  # fmt: skip


def test_the_corpus_is_large():
    """At least 120 forms of an address that has to be refused."""
    assert len({*INSIDE, *SPELLED, *NAMES, *FORMS}) >= 120


@pytest.mark.parametrize("number", INSIDE)
def test_a_number_of_the_inside_is_never_public(number):
    """Private, loopback, link-local, carrier-grade, multicast, wrapped in IPv6, a cloud's metadata."""
    assert not is_public(number)
    host = f"[{number}]" if ":" in number else number
    for scheme in ("http", "https"):
        with pytest.raises(Unreachable):
            place(f"{scheme}://{host}/")


@pytest.mark.parametrize("number", OUTSIDE)
def test_a_number_of_the_public_web_may_be_asked(number):
    """The rules do not refuse what anybody may reach."""
    assert is_public(number)


@pytest.mark.parametrize("url", [*SPELLED, *NAMES, *FORMS])
def test_what_is_spelled_oddly_is_refused_with_a_reason(url):
    """Decimal, octal, hexadecimal, full-width, short; local names; credentials; other ports and schemes."""
    with pytest.raises(Unreachable) as refused:
        place(url)
    assert str(refused.value)


@given(st.integers(0, 2**32 - 1))
def test_ipv4_within_ipv6_is_judged_as_itself(number):
    """Whatever is not public as IPv4 is not public when it is mapped, or translated by NAT64."""
    plain = ipaddress.IPv4Address(number)
    assert not is_public(f"::ffff:{plain}")
    assert is_public(ipaddress.IPv6Address((0x64FF9B << 96) | number)) == is_public(plain)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_refused(text):
    """Nothing else is ever raised, and what is taken leads to port 80 or 443 of a name or a public number."""
    for url in (text, f"http://{text}", f"https://bao.vn/{text}"):
        try:
            found = place(url)
        except Unreachable:
            continue
        assert found.port in (80, 443)
        assert found.url.isascii()


def test_an_address_is_asked_for_in_its_normal_form():
    """Lower case, ASCII, without the last dot, a fragment or a port that goes without saying."""
    assert place("https://BAO.vn.:443/tin/rác?q=đất#cuoi") == Place(
        "https", "bao.vn", 443, "/tin/r%C3%A1c?q=%C4%91%E1%BA%A5t"
    )
    assert place("http://báo.vn").url == "http://xn--bo-mia.vn/"
    assert place("https://bao.vn:80/").url == "https://bao.vn:80/"


def test_what_a_setting_allows_on_purpose_is_allowed_alone():
    """By its name and its port: another port of the same host is not."""
    assert place("http://127.0.0.1:8080/", {"127.0.0.1:8080": ""}).port == 8080
    with pytest.raises(Unreachable):
        place("http://127.0.0.1:8081/", {"127.0.0.1:8080": ""})


def test_a_redirect_is_seen_from_where_one_is():
    """Relative, absolute, without its fragment."""
    assert onward("https://bao.vn/a/b", "../c#x") == "https://bao.vn/c"
    assert onward("https://bao.vn/a", "http://127.0.0.1/") == "http://127.0.0.1/"
