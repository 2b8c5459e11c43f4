"""The file store: bytes under a key made from them, in a folder. A seam for other stores."""

import hashlib
import os
from pathlib import Path


class FileStore:
    """Files under one folder; the same bytes are kept once."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when first needed."""
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep the bytes durably; returns their key. Raises OSError."""
        key = hashlib.sha256(content).hexdigest()
        path = self.path(key)
        if path.exists():
            return key
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
        return key

    def path(self, key: str) -> Path:
        """Where the bytes of a key lie. Raises ValueError for what is not a key."""
        if len(key) != 64 or not set(key) <= set("0123456789abcdef"):
            raise ValueError("not a key of this store")
        return self._folder / key[:2] / key
