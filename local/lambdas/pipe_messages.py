"""Messages over a pipe: four bytes of length, then JSON."""

import json
import struct
from typing import Any, BinaryIO, Final

LENGTH: Final = struct.Struct(">I")


def pack_message(message: object) -> bytes:
    """Return a message as bytes."""
    content = json.dumps(message).encode()
    return LENGTH.pack(len(content)) + content


def read_message(pipe: BinaryIO) -> dict[str, Any]:
    """Return the next message of a pipe, waiting for it; raise EOFError at its end."""
    (size,) = LENGTH.unpack(_exactly(pipe, LENGTH.size))
    message: dict[str, Any] = json.loads(_exactly(pipe, size))
    return message


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content
