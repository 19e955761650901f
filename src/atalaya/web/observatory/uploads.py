"""Files on their way in: written to disk piece by piece while they arrive, named by what they contain."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from atalaya.errors import LimitError, NotFoundError
from atalaya.home import find_home
from atalaya.i18n import N_
from atalaya.store.disk import sync_folder

LONGEST_NAME = 200
FORM_BYTES = 100_000
"""What the form around the file may add to a request."""


@dataclass(frozen=True)
class Received:
    """A file that is on disk: what the person called it, its hash, its size."""

    name: str
    sha256: str
    size: int


def upload_path(sha256: str) -> Path:
    """Where the bytes of an upload are kept.

    Raises
    ------
    NotFoundError
        ``upload-unknown``: this is no hash, so it names no file.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise NotFoundError("upload-unknown", N_("There is no such file."))
    return find_home().uploads / sha256


def plain_name(name: str) -> str:
    """The last part of a file's name, without marks that no name needs; only shown, never a path.

    Examples
    --------
    >>> plain_name("C:\\\\datos\\\\hechos 2024.csv"), plain_name("../../etc/passwd"), plain_name("")
    ('hechos 2024.csv', 'passwd', 'archivo')
    """
    last = re.split(r"[\\/]", name)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-LONGEST_NAME:].strip() or "archivo"


def require_size(size: int) -> None:
    """Refuse a file that is larger than the installation takes.

    Raises
    ------
    LimitError
        ``upload-too-large``.
    """
    if size > settings.UPLOAD_LIMIT_BYTES:
        raise LimitError(
            "upload-too-large",
            N_("The file is larger than {megabytes} MB, the most that is taken here."),
            hint=N_("Cut it by year or month, or raise ATALAYA_UPLOAD_LIMIT_MB. Nothing of it was kept."),
            megabytes=settings.UPLOAD_LIMIT_BYTES // 1_000_000,
        )


class StoreUpload(FileUploadHandler):
    """Django's way of receiving a file, straight into the folder of uploads; `received` is there when it is whole."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received: Received | None = None
        self.too_large = False
        self._part: Path | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a part file; a second file in the same form takes the place of the first."""
        super().new_file(*args, **kwargs)
        self.upload_interrupted()
        folder = find_home().ensure().uploads
        number, name = tempfile.mkstemp(suffix=".part", dir=folder)
        self._stream, self._part, self._hash, self._size = os.fdopen(number, "wb"), Path(name), hashlib.sha256(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write down what arrived; stop when it grows beyond the limit."""
        self._size += len(raw_data)
        if self._size > settings.UPLOAD_LIMIT_BYTES:
            self.too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=False)
        self._hash.update(raw_data)
        self._stream.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        """On disk for good before anybody is told so."""
        if self._part is None:
            return
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        found = Received(plain_name(self.file_name or ""), self._hash.hexdigest(), self._size)
        self._part.replace(upload_path(found.sha256))
        sync_folder(find_home().uploads)
        self._part, self.received = None, found

    def upload_interrupted(self) -> None:
        """Throw away the part that had come."""
        if self._part is not None:
            self._stream.close()
            self._part.unlink(missing_ok=True)
            self._part = None


def receive(request: Any) -> Received | None:
    """The file of a form, on disk; None when the form holds none.

    Raises
    ------
    LimitError
        ``upload-too-large``.
    """
    require_size(int(request.META.get("CONTENT_LENGTH") or 0) - FORM_BYTES)
    handler = StoreUpload(request)
    request.upload_handlers = [handler]
    request.POST  # noqa: B018  (reading it is what receives the file)
    if handler.too_large:
        require_size(settings.UPLOAD_LIMIT_BYTES + 1)
    return handler.received
