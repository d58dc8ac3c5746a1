"""Storage: the same promises on a local folder and on a real S3 server; full disks; forks."""

import errno
import io
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from noress.core.storage import (
    InvalidKey,
    Storage,
    StorageConflict,
    StorageError,
    StorageMissing,
    open_storage,
)

BIG = bytes(range(256)) * 4 * 1024 * 3  # 3 MiB


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    """A real S3 server on loopback, with an empty bucket."""
    before = dict(os.environ)
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="noress")
    yield endpoint
    server.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(params=["local", "s3"])
def storage(request, tmp_path) -> Storage:
    if request.param == "local":
        return open_storage("", tmp_path / "files")
    endpoint = request.getfixturevalue("s3_endpoint")
    return open_storage(f"s3://noress/{tmp_path.name}?endpoint={endpoint}", tmp_path)


def spooled(content: bytes) -> tempfile.SpooledTemporaryFile:
    """An upload as Werkzeug hands it over, on disk beyond 1 kB."""
    file = tempfile.SpooledTemporaryFile(max_size=1024)  # noqa: SIM115 - closed by the test
    file.write(content)
    file.seek(0)
    return file


@pytest.mark.parametrize("content", [b"", b"x", BIG], ids=["empty", "one", "big"])
@pytest.mark.parametrize("kind", ["bytes", "path", "stream", "spooled"])
def test_what_is_put_comes_back(storage, tmp_path, content, kind):
    (tmp_path / "source").write_bytes(content)
    with spooled(content) as upload:
        data = {
            "bytes": content,
            "path": tmp_path / "source",
            "stream": io.BytesIO(content),
            "spooled": upload,
        }[kind]
        storage.put("2026/11/ab.pdf", data)

    assert storage.get("2026/11/ab.pdf") == content
    assert storage.size("2026/11/ab.pdf") == len(content)
    assert storage.exists("2026/11/ab.pdf") is True
    assert b"".join(storage.stream("2026/11/ab.pdf", 65_536)) == content


def test_stream_from_the_present_position(storage):
    source = io.BytesIO(b"0123456789")
    source.seek(4)
    storage.put("part", source)
    assert storage.get("part") == b"456789"


def test_stream_gives_pieces_of_bytes(storage):
    storage.put("big", BIG)
    pieces = list(storage.stream("big", 1024 * 1024))
    assert {type(piece) for piece in pieces} == {bytes}
    assert len(pieces) > 1


def test_put_never_overwrites(storage):
    storage.put("a/b", b"first")
    with pytest.raises(StorageConflict):
        storage.put("a/b", b"second")
    assert storage.get("a/b") == b"first"


def test_of_many_puts_of_one_key_one_wins(storage):
    gate = threading.Barrier(8)

    def put(number: int) -> int | None:
        gate.wait()
        try:
            storage.put("race/one", str(number).encode() * 1000)
        except StorageConflict:
            return None
        return number

    with ThreadPoolExecutor(8) as pool:
        winners = [number for number in pool.map(put, range(8)) if number is not None]
    assert len(winners) == 1
    assert storage.get("race/one") == str(winners[0]).encode() * 1000


def test_missing_file_is_said_at_once(storage):
    for ask in (storage.get, storage.stream, storage.size):
        with pytest.raises(StorageMissing):
            ask("no/such")
    assert storage.exists("no/such") is False


def test_folder_is_no_file(storage):
    storage.put("folder/file", b"x")
    assert storage.exists("folder") is False
    with pytest.raises(StorageMissing):
        storage.get("folder")


def test_delete_is_final_and_repeatable(storage):
    storage.put("gone", b"x")
    storage.delete("gone")
    storage.delete("gone")
    assert storage.exists("gone") is False
    storage.put("gone", b"again")
    assert storage.get("gone") == b"again"


@pytest.mark.parametrize(
    "key",
    ["", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", ".a", "a/.b", "a b", "a\0", "a\n", "a\\b", "é",
     "a%2fb", "a#1", "x" * 513],
)  # fmt: skip
def test_bad_key_is_refused_by_every_method(storage, key):
    for ask in (
        storage.get,
        storage.stream,
        storage.size,
        storage.exists,
        storage.delete,
        lambda k: storage.put(k, b"x"),
    ):
        with pytest.raises(InvalidKey):
            ask(key)


def test_keys_lists_every_file_with_its_instant(storage):
    before = datetime.now(UTC) - timedelta(seconds=2)
    assert list(storage.list_keys()) == []
    for key in ("2026/11/b.pdf", "a.pdf"):
        storage.put(key, b"%PDF")
    listed = dict(storage.list_keys())
    assert sorted(listed) == ["2026/11/b.pdf", "a.pdf"]
    assert all(before < stored < datetime.now(UTC) + timedelta(seconds=2) for stored in listed.values())


def test_check_leaves_nothing_behind(storage, tmp_path):
    storage.check()
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


def test_prefixes_keep_networks_apart(s3_endpoint, tmp_path):
    one = open_storage(f"s3://noress/one/deep?endpoint={s3_endpoint}", tmp_path)
    two = open_storage(f"s3://noress/two?endpoint={s3_endpoint}&region=eu-west-3", tmp_path)
    one.put("a", b"1")
    assert (one.exists("a"), two.exists("a")) == (True, False)
    listed = boto3.client("s3", endpoint_url=s3_endpoint, region_name="us-east-1").list_objects_v2(
        Bucket="noress", Prefix="one/"
    )
    assert [item["Key"] for item in listed["Contents"]] == ["one/deep/a"]


def test_absent_bucket_fails_the_check(s3_endpoint, tmp_path):
    with pytest.raises(StorageError):
        open_storage(f"s3://absent?endpoint={s3_endpoint}", tmp_path).check()


def test_unreachable_server_is_a_storage_error(s3_endpoint, tmp_path):
    with pytest.raises(StorageError):
        open_storage("s3://noress?endpoint=http://127.0.0.1:1", tmp_path).get("a")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.ma/x", "s3://", "s3:///prefix", "file://host/x", "file:relative", "relative/folder",
        "s3://b?endpoint=http://storage.example.ma", "s3://b?endpoint=http://127.0.0.1.evil.ma",
        "s3://b?endpoint=ftp://127.0.0.1", "s3://b?endpoint=nowhere", "s3://b?endpiont=https://a.ma",
    ],
)  # fmt: skip
def test_bad_storage_url_is_refused(url, tmp_path):
    with pytest.raises(ValueError) as refusal:
        open_storage(url, tmp_path)
    assert "STORAGE_URL" in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["s3://b/p?endpoint=https://storage.example.ma", "s3://b?endpoint=http://localhost:9000",
            "s3://b?endpoint=http://[::1]:9000", "s3://b"]
)  # fmt: skip
def test_good_storage_url_is_taken_without_contact(url, tmp_path):
    assert isinstance(open_storage(url, tmp_path), Storage)


def test_file_url_is_another_folder(tmp_path):
    open_storage(f"file://{tmp_path}/o%20ther", tmp_path / "unused").put("a/b", b"x")
    assert (tmp_path / "o ther/a/b").read_bytes() == b"x"
    assert not (tmp_path / "unused").exists()


# --- the local folder


def run(code: str, *arguments: str) -> str:
    """What another Python process prints when it runs this code."""
    script = "import sys\nfrom pathlib import Path\nfrom noress.core.storage import *\n" + code
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()


def left_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


FILL = """
storage = open_storage("", Path(sys.argv[1]))
storage.put("small", b"kept")
for key, size in (("large", 900_000), ("huge", 2_000_000)):
    try:
        storage.put(key, b"x" * size)
        print("stored")
    except StorageFull:
        print("full")
storage.delete("large")
storage.put("later", b"y" * 500_000)
print(storage.get("small").decode(), storage.exists("huge"))
"""


def test_full_disk_refuses_keeps_the_rest_and_recovers(tmp_path):
    """On a file system of 1 MiB where this may be mounted (root), else under a file size limit."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True
        ).returncode
        == 0
    )
    limit = (
        "" if mounted else "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000,) * 2)\n"
    )
    try:
        assert run(limit + FILL, str(disk)).splitlines() == ["stored", "full", "kept False"]
        assert left_in(disk) == ["later", "small"]
    finally:
        if mounted:
            subprocess.run(["umount", disk], check=True)


def test_file_size_limit_is_full_too(tmp_path):
    limit = f"import resource; resource.setrlimit({resource.RLIMIT_FSIZE}, (1_000_000,) * 2)\n"
    assert run(limit + FILL, str(tmp_path)).splitlines() == ["stored", "full", "kept False"]
    assert left_in(tmp_path) == ["later", "small"]


def test_source_that_breaks_leaves_nothing(tmp_path):
    class Broken(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked += 1
            if self.asked > 2:
                raise OSError(errno.EIO, "line cut")
            return b"x" * 1000

    storage = open_storage("", tmp_path)
    with pytest.raises(StorageError):
        storage.put("a/b", Broken())
    assert left_in(tmp_path) == []
    storage.put("a/b", b"now")


@pytest.mark.parametrize("stage", range(6))
def test_killed_while_writing_never_leaves_a_torn_file(tmp_path, stage):
    """The process dies before each of the first calls that change the folder; a retry then succeeds."""
    code = """
import os
count, last = 0, int(sys.argv[2])
def die(event, arguments):
    global count
    if event in ("open", "os.mkdir", "os.link", "os.remove") and str(arguments[0]).startswith(sys.argv[1]):
        count += 1
        if count > last:
            os._exit(0)
storage = open_storage("", Path(sys.argv[1]))
sys.addaudithook(die)
storage.put("a/b", b"z" * 600_000)
"""
    run(code, str(tmp_path / "files"), str(stage))
    storage = open_storage("", tmp_path / "files")
    if storage.exists("a/b"):
        assert storage.get("a/b") == b"z" * 600_000
    else:
        storage.put("a/b", b"z" * 600_000)
    assert storage.size("a/b") == 600_000
    assert [key for key, _at in storage.list_keys()] == ["a/b"]
    storage.sweep_partial(before=datetime.now(UTC) + timedelta(seconds=2))
    assert left_in(tmp_path / "files") == ["a/b"]
    assert storage.get("a/b") == b"z" * 600_000


def test_only_old_halves_are_swept(tmp_path):
    """Another process may be writing: its half is young, and stays."""
    storage, now = open_storage("", tmp_path), datetime.now(UTC)
    storage.put("a/b", b"kept")
    for name, age in (("old", timedelta(days=2)), ("young", timedelta(hours=1))):
        path = tmp_path / ".incoming" / name
        path.write_bytes(b"half")
        os.utime(path, ((now - age).timestamp(),) * 2)
    os.utime(tmp_path / "a" / "b", ((now - timedelta(days=9)).timestamp(),) * 2)
    assert [key for key, _at in storage.list_keys()] == ["a/b"]
    assert storage.sweep_partial(before=now - timedelta(days=1)) == 1
    assert left_in(tmp_path) == [".incoming/young", "a/b"]
    assert storage.sweep_partial(before=now - timedelta(days=1)) == 0


def test_where_nothing_was_ever_stored_nothing_is_swept(storage):
    assert storage.sweep_partial(before=datetime.now(UTC)) == 0


def test_every_byte_and_name_is_synced_before_put_returns(tmp_path):
    """The system calls of one put, in order, as strace-like audit of descriptors synced."""
    code = """
import os
synced, real = [], os.fsync
def fsync(descriptor):
    synced.append(os.path.relpath(os.readlink(f"/proc/self/fd/{descriptor}"), sys.argv[1]).split("/")[0])
    real(descriptor)
os.fsync = fsync
open_storage("", Path(sys.argv[1])).put("a/b/c", b"x")
print(synced)
"""
    assert run(code, str(tmp_path)) == "['.', 'a', '.', '.incoming', 'a']"


def test_local_folder_works_after_a_fork_and_s3_refuses_instead_of_hanging(tmp_path, s3_endpoint):
    code = """
import os
local = open_storage("", Path(sys.argv[1]))
s3 = open_storage("s3://noress/fork?endpoint=" + sys.argv[2], Path(sys.argv[1]))
for storage in (local, s3):
    storage.check()
reader, writer = os.pipe()
if os.fork() == 0:
    local.check()
    try:
        s3.check()
        said = b"worked"
    except StorageError as error:
        said = str(error).encode()
    os.write(writer, said)
    os._exit(0)
os.wait()
print(os.read(reader, 200).decode())
"""
    assert (
        run(code, str(tmp_path), s3_endpoint)
        == "S3 was used before this process was forked: open it after the fork"
    )


def test_local_folder_loads_no_heavy_library(tmp_path):
    code = 'open_storage("", Path(sys.argv[1])).check(); print("obstore" in sys.modules)'
    assert run(code, str(tmp_path)) == "False"
