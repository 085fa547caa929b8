"""Connecting to public addresses alone, where a server is run for others.

Whoever administers an organisation names servers that this one asks. On a server that
organisations share, that must not lead into the operator's own network. What counts is
the address that is connected to, not the name: a name is looked up once, what came of
that is looked at, and no other address is used.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address

_TRANSLATED = ip_network("64:ff9b::/96")
NO_PUBLIC_ADDRESS = "there is no public address of that name"


class NotPublic(OSError):
    """A name has no address, or one that is not public; which, nobody learns."""

    def __init__(self) -> None:
        super().__init__(NO_PUBLIC_ADDRESS)


def is_public(address: Address) -> bool:
    """Tell whether an address is on the open Internet, whatever it is wrapped in."""
    within = _within(address)
    if any(not is_public(one) for one in within):
        return False
    return address in _TRANSLATED or (address.is_global and not address.is_multicast)


async def public_addresses(host: str, port: int) -> list[str]:
    """Look up a name, once.

    Raises:
        NotPublic: it has no address, or one of them is not public.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = dict.fromkeys(str(one[4][0]) for one in found)
        are_public = all(is_public(ip_address(one)) for one in addresses)
    except (OSError, ValueError) as error:
        raise NotPublic from error
    if not addresses or not are_public:
        raise NotPublic
    return list(addresses)


async def connect_publicly(host: str, port: int, seconds: float) -> socket.socket:
    """Connect to the first of a name's public addresses that answers, without TLS.

    Raises:
        OSError: none answers in time, or one of them is not public.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(seconds):
        for address in await public_addresses(host, port):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            line = socket.socket(family, socket.SOCK_STREAM)
            line.setblocking(False)  # noqa: FBT003 - takes it by place only
            try:
                await loop.sock_connect(line, (address, port))
            except BaseException as problem:
                line.close()
                if not isinstance(problem, OSError):
                    raise
            else:
                return line
    raise ConnectionRefusedError


def _within(address: Address) -> list[Address]:
    """Give the addresses of version 4 that one of version 6 stands for."""
    if isinstance(address, IPv4Address):
        return []
    wrapped: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    wrapped += address.teredo or ()
    if address in _TRANSLATED:
        wrapped.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in wrapped if one is not None]
