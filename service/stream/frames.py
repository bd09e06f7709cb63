"""Messages on the socket between the worker and an extraction process.

A frame is the number of bytes that follow, a count of parts, the length of each part (-1 for an
absent one), then the parts. All integers are 32 bit, signed, big-endian.
"""

import asyncio
import struct
from collections.abc import Sequence
from typing import BinaryIO

Part = bytes | None
_INT = struct.Struct(">i")


def encode(parts: Sequence[Part]) -> bytes:
    """Return the frame of `parts`."""
    lengths = [-1 if part is None else len(part) for part in parts]
    size = _INT.size * (len(parts) + 1) + sum(length for length in lengths if length > 0)
    head = struct.pack(f">{len(parts) + 2}i", size, len(parts), *lengths)
    return head + b"".join(part for part in parts if part)


def read(source: BinaryIO) -> list[Part] | None:
    """Return the next frame's parts, or None at the end of `source`."""
    head = source.read(_INT.size)
    if len(head) < _INT.size:
        return None
    return _parts(source.read(_INT.unpack(head)[0]))


async def receive(source: asyncio.StreamReader) -> list[Part]:
    """Return the next frame's parts; raises `asyncio.IncompleteReadError` at the end."""
    size = _INT.unpack(await source.readexactly(_INT.size))[0]
    return _parts(await source.readexactly(size))


def _parts(data: bytes) -> list[Part]:
    count = _INT.unpack_from(data)[0]
    begin = _INT.size * (count + 1)
    parts: list[Part] = []
    for length in struct.unpack_from(f">{count}i", data, _INT.size):
        end = begin + max(length, 0)
        parts.append(None if length < 0 else data[begin:end])
        begin = end
    return parts
