"""Where uploaded files and made documents are kept: a local folder by default, or an S3 bucket.

Keys are made by the platform (never from a file's name) and are written once: ``put`` refuses to
overwrite. When ``put`` returns, the bytes survive a power cut. Content types and display names live in
the database. The local folder is written with the standard library: obstore makes no fsync, and its
runtime hangs for ever in a process forked after its first use. S3 goes through obstore.
"""

import errno
import io
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

CHUNK: Final = 256 * 1024  # bytes read or written at a time
TIMEOUT: Final = timedelta(seconds=30)  # one request to S3
CONNECT_TIMEOUT: Final = timedelta(seconds=5)
MAX_RETRIES: Final = 2

_KEY: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_MAX_KEY: Final = 512
_INCOMING: Final = ".incoming"  # half-written files; no key begins with a dot
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageError(Exception):
    """The storage could not do what was asked; trying later may help."""


class StorageFull(StorageError):
    """No room left (disk, quota or file size limit). Nothing of the refused file remains."""


class StorageMissing(StorageError):
    """There is no file under this key."""


class StorageConflict(StorageError):
    """There is a file under this key already; files are never overwritten."""


class InvalidKey(StorageError, ValueError):
    """The key is not ASCII letters, digits, ``. _ -`` in segments joined by ``/``: a programming error."""


class _Backend(Protocol):
    """What a kind of storage must do; keys are already checked. Raises StorageError."""

    def put(self, key: str, source: BinaryIO) -> None: ...
    def open(self, key: str, chunk: int) -> Iterator[bytes]: ...
    def delete(self, key: str) -> None: ...
    def size(self, key: str) -> int: ...
    def list_keys(self) -> Iterator[tuple[str, datetime]]: ...
    def sweep_partial(self, before: datetime) -> int: ...


class Storage(NamedTuple):
    """Files by key, over one backend. Every method raises StorageError, InvalidKey for a bad key."""

    backend: _Backend

    def put(self, key: str, data: bytes | Path | BinaryIO) -> None:
        """Store bytes, a file's content, or a stream from its present position; durable on return.

        Raises StorageConflict when the key is taken, StorageFull when there is no room.
        """
        _check_key(key)
        if isinstance(data, Path):
            with data.open("rb") as source:
                self.backend.put(key, source)
        else:
            self.backend.put(key, io.BytesIO(data) if isinstance(data, bytes) else data)

    def get(self, key: str) -> bytes:
        """The whole content. Raises StorageMissing."""
        return b"".join(self.stream(key))

    def stream(self, key: str, chunk: int = CHUNK) -> Iterator[bytes]:
        """The content in pieces of about ``chunk`` bytes. Raises StorageMissing at once, not later."""
        _check_key(key)
        return self.backend.open(key, chunk)

    def delete(self, key: str) -> None:
        """Forget the file; nothing happens when there is none."""
        _check_key(key)
        self.backend.delete(key)

    def exists(self, key: str) -> bool:
        try:
            self.size(key)
        except StorageMissing:
            return False
        return True

    def size(self, key: str) -> int:
        """Length in bytes. Raises StorageMissing."""
        _check_key(key)
        return self.backend.size(key)

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Every key with the instant its file was stored."""
        return self.backend.list_keys()

    def sweep_partial(self, *, before: datetime) -> int:
        """Delete the halves of files that a crash left behind before this instant; returns how many."""
        return self.backend.sweep_partial(before)

    def check(self) -> None:
        """Write, read back and delete a probe file, for /readyz. Raises StorageError."""
        key, content = f"probe/{uuid.uuid4().hex}", os.urandom(32)
        self.put(key, content)
        try:
            if self.get(key) != content:
                raise StorageError("the storage gave back other bytes than it was given")
        finally:
            self.delete(key)


def open_storage(url: str, root: Path) -> Storage:
    """The storage of STORAGE_URL: '' for the folder ``root``, ``file:///folder`` for another one, or
    ``s3://bucket/prefix?endpoint=https://host&region=name`` with credentials in AWS_* variables.

    Nothing is contacted. Raises ValueError on another URL, or plain http beyond this machine.
    """
    parts = urlsplit(url)
    if not url:
        return Storage(LocalFolder(root))
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return Storage(LocalFolder(Path(unquote(parts.path))))
    if parts.scheme == "s3" and parts.hostname:
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if unknown := set(options) - {"endpoint", "region"}:
            raise ValueError(f"STORAGE_URL has unknown options: {', '.join(sorted(unknown))}")
        return Storage(S3Bucket(parts.netloc, parts.path.strip("/"), **options))
    raise ValueError("STORAGE_URL is neither empty, file:///folder nor s3://bucket/prefix")


def _check_key(key: str) -> None:
    if len(key) > _MAX_KEY or not _KEY.fullmatch(key):
        raise InvalidKey(repr(key[:80]))


# --- local folder ------------------------------------------------------------------------------------


@contextmanager
def _os_errors(key: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        kinds = {errno.ENOENT: StorageMissing, errno.EISDIR: StorageMissing, errno.EEXIST: StorageConflict}
        kind = StorageFull if error.errno in _FULL else kinds.get(error.errno or 0, StorageError)
        raise kind(f"{key}: {error.strerror}") from error


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, as fsync does for a file's bytes."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class LocalFolder:
    """Files in a folder of this machine, on a file system that has hard links."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def put(self, key: str, source: BinaryIO) -> None:
        """Written aside, synced, then linked under its name: seen whole or not at all."""
        target = self.root / key
        with _os_errors(key):
            self._make_folder(target.parent)
            self._make_folder(self.root / _INCOMING)
            aside = self.root / _INCOMING / uuid.uuid4().hex
            try:
                with aside.open("xb") as file:
                    while piece := source.read(CHUNK):
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                target.hardlink_to(aside)  # fails when the name is taken; a rename would overwrite
                _sync_folder(target.parent)
            finally:
                aside.unlink(missing_ok=True)

    def open(self, key: str, chunk: int) -> Iterator[bytes]:
        with _os_errors(key):
            file = (self.root / key).open("rb")
        return self._pieces(key, file, chunk)

    def delete(self, key: str) -> None:
        with _os_errors(key):
            try:
                (self.root / key).unlink()
            except FileNotFoundError:
                return
            _sync_folder((self.root / key).parent)

    def size(self, key: str) -> int:
        with _os_errors(key):
            path = self.root / key
            found = path.stat()
            if not path.is_file():
                raise IsADirectoryError(errno.EISDIR, "a folder")
            return found.st_size

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if not name.startswith(".")]
            for name in files:
                path = Path(folder) / name
                with suppress(FileNotFoundError):  # deleted meanwhile
                    stored = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    yield path.relative_to(self.root).as_posix(), stored

    def sweep_partial(self, before: datetime) -> int:
        swept = 0
        incoming = self.root / _INCOMING
        with _os_errors(_INCOMING):
            for path in incoming.iterdir() if incoming.is_dir() else ():
                with suppress(FileNotFoundError):  # finished meanwhile
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        swept += 1
        return swept

    def _make_folder(self, folder: Path) -> None:
        """The folder and its parents, each durable; another process may be making them too."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)

    @staticmethod
    def _pieces(key: str, file: BinaryIO, chunk: int) -> Iterator[bytes]:
        with file, _os_errors(key):
            while piece := file.read(chunk):
                yield piece


# --- S3 ----------------------------------------------------------------------------------------------

_first_use_in: int | None = None  # the process in which obstore's runtime was started


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


@contextmanager
def _s3_errors(key: str) -> Iterator[None]:
    from obstore.exceptions import AlreadyExistsError, BaseError

    try:
        yield
    except FileNotFoundError as error:
        raise StorageMissing(key) from error
    except AlreadyExistsError as error:
        raise StorageConflict(key) from error
    except (BaseError, OSError, ValueError) as error:
        full = re.search("InsufficientStorage|QuotaExceeded|StorageFull|507 ", str(error))
        raise (StorageFull if full else StorageError)(f"{key}: {str(error).splitlines()[0]}") from error


class S3Bucket:
    """Files in a bucket of any S3 server that honours ``If-None-Match: *`` on PUT (create only)."""

    def __init__(self, bucket: str, prefix: str, endpoint: str = "", region: str = "us-east-1") -> None:
        where = urlsplit(endpoint)
        if endpoint and (where.scheme not in ("http", "https") or not where.hostname):
            raise ValueError("the endpoint of STORAGE_URL is no http(s) address")
        if where.scheme == "http" and not _is_loopback(where.hostname or ""):
            raise ValueError("the endpoint of STORAGE_URL must be https: files would travel in clear")
        self.bucket, self.prefix, self.endpoint, self.region = bucket, prefix, endpoint, region
        self._store: Any = None

    def put(self, key: str, source: BinaryIO) -> None:
        """Whole content in one request: the create-only condition does not exist for multipart uploads."""
        import obstore

        with _s3_errors(key):
            obstore.put(self._opened(), key, source.read(), mode="create")

    def open(self, key: str, chunk: int) -> Iterator[bytes]:
        import obstore

        with _s3_errors(key):
            found = obstore.get(self._opened(), key)
        return self._pieces(key, found, chunk)

    def delete(self, key: str) -> None:
        import obstore

        with suppress(StorageMissing), _s3_errors(key):
            obstore.delete(self._opened(), key)

    def size(self, key: str) -> int:
        import obstore

        with _s3_errors(key):
            return int(obstore.head(self._opened(), key)["size"])

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        import obstore

        with _s3_errors("keys"):
            for batch in obstore.list(self._opened()):
                for found in batch:
                    yield found["path"], found["last_modified"]

    def sweep_partial(self, before: datetime) -> int:
        """A file goes up in one request: the server keeps it whole or not at all."""
        return 0

    def _opened(self) -> Any:
        """The obstore client, made at first use; refuses a forked process, where it would hang."""
        global _first_use_in
        _first_use_in = _first_use_in or os.getpid()
        if _first_use_in != os.getpid():
            raise StorageError("S3 was used before this process was forked: open it after the fork")
        if self._store is None:
            from obstore.store import S3Store

            self._store = S3Store(
                self.bucket,
                prefix=self.prefix or None,
                config={"region": self.region, **({"endpoint": self.endpoint} if self.endpoint else {})},
                client_options={
                    "allow_http": self.endpoint.startswith("http:"),
                    "timeout": TIMEOUT,
                    "connect_timeout": CONNECT_TIMEOUT,
                },
                retry_config={"max_retries": MAX_RETRIES, "retry_timeout": TIMEOUT},
            )
        return self._store

    @staticmethod
    def _pieces(key: str, found: Any, chunk: int) -> Iterator[bytes]:
        with _s3_errors(key):
            for piece in found.stream(min_chunk_size=chunk):
                yield bytes(piece)
