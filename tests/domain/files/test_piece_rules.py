"""Files in pieces: in order, repeated, too large, swapped for a program, ended twice at once; on a folder and on S3."""

import os
from datetime import timedelta
from functools import partial

import boto3
import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from noress.core.errors import RuleError
from noress.core.storage import StorageMissing, open_storage
from noress.domain.files.models import PartialUpload, StoredFile
from noress.domain.files.rules import PIECE, OutOfStep, add_piece, begin_upload, drop_upload, finish_upload
from noress.domain.retention.rules import purge_expired, sweep_orphan_files
from noress.extensions import db

PDF = b"%PDF-1.4\n" + b"0" * (PIECE + 100)
SIZE = len(PDF)
LIMIT = 2_000_000


@pytest.fixture(scope="module")
def s3_address():
    """A real S3 server on loopback, with an empty bucket."""
    before = dict(os.environ)
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="noress")
    yield f"s3://noress/pieces?endpoint={endpoint}"
    server.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(params=["local", "s3"])
def storage(request, tmp_path):
    return open_storage("" if request.param == "local" else request.getfixturevalue("s3_address"), tmp_path)


@pytest.fixture
def begin(app, now):
    def beginning(name="statuts.pdf", size=SIZE, key="k", place="statutes", subject=1, max_bytes=LIMIT):
        upload = begin_upload(subject_type="response", subject_id=subject, place=place, name=name, size=size,
                              client_key=key, max_bytes=max_bytes, now=now)  # fmt: skip
        db.session.flush()
        return upload

    return beginning


def code(act) -> tuple[str, int]:
    with pytest.raises(RuleError) as refused:
        act()
    return refused.value.code, refused.value.status


def test_pieces_become_one_file_whatever_the_network_repeats(storage, begin, actor, now, work):
    with work():
        upload = begin()
        assert begin().id == upload.id  # asked twice

        def add(offset, data, upload=upload):
            return add_piece(upload=upload, offset=offset, data=data, storage=storage, now=now)

        with pytest.raises(OutOfStep) as refused:
            add(PIECE, PDF[PIECE:])
        assert (refused.value.received, refused.value.status) == (0, 409)
        assert add(0, PDF[:PIECE]) is False
        assert add(0, PDF[:PIECE]) is False  # the answer was lost, the piece comes again
        with pytest.raises(OutOfStep) as refused:
            add(10, PDF[10 : PIECE + 10])
        assert refused.value.received == upload.received == PIECE
        assert code(lambda: add(PIECE, b"0" * (PIECE + 1))) == ("piece_too_large", 413)
        assert code(lambda: add(PIECE, PDF[PIECE:] + b"0")) == ("other_size", 422)
        assert code(lambda: add(PIECE, b"")) == ("other_size", 422)
        # a piece written by a request that ended badly is in the way of nobody
        storage.put(f"pieces/{upload.key}/{PIECE:012d}", b"half")
        assert add(PIECE, PDF[PIECE:]) is True
        file = finish_upload(upload=upload, storage=storage, max_bytes=LIMIT, actor=actor, now=now)
        assert add(PIECE, PDF[PIECE:]) is False  # already a file
    assert (file.name, file.size, file.content_type) == ("statuts.pdf", len(PDF), "application/pdf")
    assert storage.get(file.key) == PDF
    assert db.session.scalars(select(PartialUpload.file_id)).all() == [file.id]


def test_what_cannot_be_in_the_end_is_refused_at_the_beginning(begin):
    begin(key="held")
    cases = {
        "no name": ({"name": ".pdf"}, ("bad_name", 422)),
        "a program": ({"name": "photo.exe"}, ("type_not_allowed", 422)),
        "empty": ({"size": 0}, ("empty", 422)),
        "too large": ({"size": LIMIT + 1}, ("too_large", 413)),
        "no key": ({"key": ""}, ("bad_key", 422)),
        "a long key": ({"key": "x" * 65}, ("bad_key", 422)),
        "another file under the same key": ({"key": "held", "size": 12}, ("other_file", 409)),
    }
    said = {what: code(partial(begin, **{"key": what, **values})) for what, (values, _) in cases.items()}
    assert said == {what: expected for what, (_, expected) in cases.items()}


def test_unfinished_uploads_are_bounded(begin):
    for number in range(10):
        begin(key=str(number), size=100)
    assert code(lambda: begin(key="one more", size=100)) == ("too_many_uploads", 409)
    begin(key="of another", subject=2, size=LIMIT)
    begin(key="of another 2", subject=2, size=LIMIT)
    begin(key="of another 3", subject=2, size=LIMIT)
    assert code(lambda: begin(key="of another 4", subject=2, size=100)) == ("too_many_uploads", 409)


def test_a_program_under_the_name_of_a_photo_is_refused_when_it_is_whole(begin, actor, now, work, tmp_path):
    storage, program = open_storage("", tmp_path), b"MZ" + bytes(500)
    with work():
        upload = begin(name="façade.jpg", size=len(program))
        assert add_piece(upload=upload, offset=0, data=program, storage=storage, now=now) is True
        assert code(
            lambda: finish_upload(upload=upload, storage=storage, max_bytes=LIMIT, actor=actor, now=now)
        ) == ("content_mismatch", 422)
        drop_upload(upload=upload)
    assert db.session.scalars(select(StoredFile)).all() == []
    assert db.session.scalars(select(PartialUpload)).all() == []


def test_pieces_wait_seven_days_and_go_with_the_orphans(begin, now, work, tmp_path):
    storage, day = open_storage("", tmp_path), timedelta(days=1)
    with work():
        upload = begin()
        add_piece(upload=upload, offset=0, data=PDF[:PIECE], storage=storage, now=now)
        piece = f"pieces/{upload.key}/{0:012d}"
    os.utime(tmp_path / piece, (now.timestamp(), now.timestamp()))
    with work():
        assert purge_expired(now=now + 7 * day)["partial_uploads"] == 0
        assert sweep_orphan_files(storage=storage, now=now + 7 * day) == 0
    assert storage.get(piece) == PDF[:PIECE]
    with work():
        assert purge_expired(now=now + 7 * day + timedelta(seconds=1))["partial_uploads"] == 1
        assert sweep_orphan_files(storage=storage, now=now + 7 * day) == 1
    with pytest.raises(StorageMissing):
        storage.get(piece)


def test_the_last_piece_sent_twice_at_the_same_instant_makes_one_file(
    at_once, begin, actor, now, work, tmp_path
):
    storage = open_storage("", tmp_path)
    for turn in range(3):
        with work():
            row_id = begin(key=str(turn), size=len(b"a,b\n")).id

        def last(row_id=row_id, turn=turn):
            upload = db.session.get_one(PartialUpload, row_id)
            is_whole = add_piece(upload=upload, offset=0, data=b"a,b\n", storage=storage, now=now)
            if is_whole:
                upload.name = "feuille.csv"
                finish_upload(upload=upload, storage=storage, max_bytes=LIMIT, actor=actor, now=now)
            return "made" if is_whole else "known"

        assert at_once(last, last) == ["known", "made"]
        assert len(db.session.scalars(select(StoredFile)).all()) == turn + 1
