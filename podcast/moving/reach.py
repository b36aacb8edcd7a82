"""Which computers may be asked: those of the public internet, and what the producer allows by name.

A feed is written by others and names addresses. Without this, it could have this computer fetch what only this
computer can reach: a router, a database, the keys of a cloud. So each name is looked up once, every address that
it has is checked, and the connection goes to the address that was checked: a name that means something else a
moment later changes nothing. Redirects come here again.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

from podcast.errors import TryAgainError, UnavailableError
from podcast.messages import msg, why

TIMEOUT = 20.0
"""Seconds in which something has to happen."""

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(one)
    for one in ("168.63.129.16/32", "192.0.0.0/24")  # metadata of Azure and of Oracle; others' is link-local
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[..., list[Any]]


class Reach:
    """Looks up names, and refuses those that lead inside. `allowed` are names or addresses that may."""

    def __init__(self, allowed: Iterable[str] = (), lookup: Lookup = socket.getaddrinfo) -> None:
        self._allowed = frozenset(one.lower().strip("[]") for one in allowed)
        self._lookup = lookup

    def addresses(self, host: str, port: int) -> list[str]:
        """Return the checked addresses of a host, the first one first.

        Raises:
            TryAgainError: it has none at the moment.
            UnavailableError: one of them is private, loopback, link-local or otherwise not public.
        """
        try:
            name = host if host.isascii() else host.encode("idna").decode()
            found = self._lookup(name, port, 0, socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise TryAgainError(
                msg("there is no computer named {host!a}: {error}", host=host, error=why(error)),
                hint=msg("check the address and the network, then try again"),
            ) from error
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if host.lower() not in self._allowed:
            for address in addresses:
                if not is_public(address):
                    raise UnavailableError(
                        msg(
                            "{host} is {address}, which is no address of the public internet",
                            host=host,
                            address=address,
                        ),
                        hint=msg("if that is meant, say --allow-host {host}", host=host),
                    )
        return addresses

    def connect(self, scheme: str, host: str, port: int) -> http.client.HTTPConnection:
        """Return a connection that goes to a checked address of `host`; see `addresses` for errors."""
        addresses = self.addresses(host, port)
        return (_Tls if scheme == "https" else _Plain)(host, port, addresses)


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, also inside of an IPv6 address."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global(one) for one in (found, *_embedded(found)))


def _is_global(address: Address) -> bool:
    return address.is_global and not address.is_multicast and not any(address in one for one in _NOT_PUBLIC)


def _embedded(address: Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 address leads to."""
    if not isinstance(address, ipaddress.IPv6Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    found += list(address.teredo or ())
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if int(address) >> 32 == 0:
        found.append(ipaddress.IPv4Address(int(address)))
    return [one for one in found if one is not None]


class _Plain(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever its name means by now. No proxy is asked, as one
    would look the name up itself."""

    def __init__(self, host: str, port: int, addresses: list[str]) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._addresses = addresses

    def connect(self) -> None:
        error: OSError | None = None
        for address in self._addresses:
            try:
                self.sock = socket.create_connection((address, self.port), self.timeout)
                self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return
            except OSError as refused:
                error = refused
        raise error or OSError("it has no address")


class _Tls(_Plain):
    """The same, encrypted; the certificate has to be that of the name."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
