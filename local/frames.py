"""Messages over a pipe: four bytes of length, then JSON."""

import json
import struct
from typing import Any, BinaryIO, Final

LENGTH: Final = struct.Struct(">I")


def pack(message: Any) -> bytes:
    """Return a message as bytes."""
    content = json.dumps(message).encode()
    return LENGTH.pack(len(content)) + content


def read(pipe: BinaryIO) -> Any:
    """Return the next message of a pipe, waiting for it; raise EOFError at its end."""
    return json.loads(_exactly(pipe, LENGTH.unpack(_exactly(pipe, LENGTH.size))[0]))


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content
