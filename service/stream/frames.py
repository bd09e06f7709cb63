"""Messages on the pipe between the worker and an extraction process.

A frame is a count of parts, the length of each part (-1 for an absent one), then the parts.
All integers are 32 bit, signed, big-endian.
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
    head = struct.pack(f">{len(parts) + 1}i", len(parts), *lengths)
    return head + b"".join(part for part in parts if part)


def read(source: BinaryIO) -> list[Part] | None:
    """Return the next frame's parts, or None at the end of `source`."""
    head = source.read(_INT.size)
    if len(head) < _INT.size:
        return None
    lengths = struct.unpack(*_lengths(head, source.read(_size(head))))
    return [None if length < 0 else source.read(length) for length in lengths]


async def receive(source: asyncio.StreamReader) -> list[Part]:
    """Return the next frame's parts; raises `asyncio.IncompleteReadError` at the end."""
    head = await source.readexactly(_INT.size)
    lengths = struct.unpack(*_lengths(head, await source.readexactly(_size(head))))
    return [None if length < 0 else await source.readexactly(length) for length in lengths]


def _size(head: bytes) -> int:
    return int(_INT.unpack(head)[0]) * _INT.size


def _lengths(head: bytes, rest: bytes) -> tuple[str, bytes]:
    return f">{_INT.unpack(head)[0]}i", rest
