"""Bytes in memory as a file that libsndfile can read."""

import os


class Memory:
    """A read-only file over some header bytes followed by the caller's bytes, none copied.

    `io.BytesIO` would copy a bytearray or a memoryview (50 MB of peak memory), could not put a
    repaired header in front, and raises on the negative seeks that damaged files cause inside
    libsndfile, where an exception can only be printed to stderr.

    Parameters
    ----------
    head : bytes to read first.
    body : bytes to read after `head`, shape (n,), format "B".
    """

    name = "sound"  # what soundfile would name in its messages

    def __init__(self, head: bytes, body: memoryview) -> None:
        self._parts = [memoryview(head), body] if head else [body]
        self._size = len(head) + len(body)
        self._at = 0

    def readinto(self, buffer: memoryview) -> int:
        """Fill `buffer` as far as there are bytes; return how many were copied."""
        done, start = 0, self._at
        for part in self._parts:
            if start < len(part):
                piece = part[start : start + len(buffer) - done]
                buffer[done : done + len(piece)] = piece
                done += len(piece)
                start = 0
            else:
                start -= len(part)
        self._at += done
        return done

    def read(self, count: int) -> bytes:
        """Return up to `count` bytes."""
        buffer = bytearray(max(0, min(count, self._size - self._at)))
        self.readinto(memoryview(buffer))
        return bytes(buffer)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move, and return the position; a move before the first byte is ignored."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        if base + offset >= 0:
            self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Return the position."""
        return self._at
