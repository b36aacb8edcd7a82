"""Which addresses belong to the public internet."""

import pytest

from podcast.moving.reach import is_public

_INSIDE = """\
127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 100.100.100.200 192.0.0.192
168.63.129.16 224.0.0.1 255.255.255.255 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2002:c0a8:101::
2001:0:4136:e378:8000:63bf:3fff:fdd2 not-an-address
"""
INSIDE = _INSIDE.split()


@pytest.mark.parametrize("address", INSIDE)
def test_inside_is_refused(address: str) -> None:
    """Loopback, private, link-local, metadata, multicast, and what leads there in other spellings."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:84e5", "64:ff9b::5db8:d70e"]
)
def test_the_internet_is_allowed(address: str) -> None:
    """Also through a translator of addresses."""
    assert is_public(address)
