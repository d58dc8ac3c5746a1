"""What is compressed, and for whom: kept pages and the others alike."""

import gzip

import pytest

from tests.factories import make_institution


@pytest.mark.parametrize("address", ["/membres/", "/connexion"])
@pytest.mark.parametrize(
    "accepted, is_zipped",
    [("gzip", True), ("br, *;q=0.1", True), ("gzip;q=0", False), ("identity", False), ("", False)],
)
def test_a_page_is_compressed_for_whoever_takes_it(client, address, accepted, is_zipped):
    make_institution()
    for _time in range(2):  # the second one is kept ready
        answer = client.get(address, headers={"Accept-Encoding": accepted})
        assert (answer.headers.get("Content-Encoding") == "gzip") == is_zipped
        text = (gzip.decompress(answer.data) if is_zipped else answer.data).decode()
        assert "</html>" in text
        assert "Accept-Encoding" in answer.headers["Vary"]
