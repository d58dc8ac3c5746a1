"""A thousand phones before a deadline: one asyncio task each, half of them on a slow line, all on loopback.

Each keeps a ledger of what the server acknowledged; what the server did not answer is sent again with the same key, as
the page does.
"""

import asyncio
import gzip
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

#: bytes a second of a line of 512 kbit/s
SLOW_LINE = 512_000 / 8
_PIECE = 8_192
_AGAIN = 0.25
_INPUT = re.compile(
    r'name="(csrf_token|key|version)"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="(csrf_token|key|version)"'
)


@dataclass
class Answer:
    status: int
    head: str
    body: bytes
    #: until the first byte: what the server took
    seconds: float

    @property
    def cookie(self) -> str:
        return "; ".join(re.findall(r"(?im)^set-cookie: ([^;\r\n]+)", self.head))


@dataclass
class Ledger:
    """What the clients saw. `acknowledged`: tokens whose sending was answered with 303."""

    pages: list[float] = field(default_factory=list)
    sendings: list[float] = field(default_factory=list)
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    cut: int = 0


async def ask(
    base: str,
    method: str,
    path: str,
    *,
    fields: dict[str, str] | None = None,
    cookie: str = "",
    is_slow: bool = False,
) -> Answer:
    """One request on a connection of its own, as a phone that comes back opens one. OSError when it is cut."""
    where = urlsplit(base)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        body = urlencode(fields or {}).encode()
        head = [f"{method} {path} HTTP/1.1", f"Host: {where.netloc}", "Connection: close", "Accept-Encoding: gzip",
                "Sec-Fetch-Site: same-origin", f"Origin: {base}"]  # fmt: skip
        head += [f"Cookie: {cookie}"] if cookie else []
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        begun = time.perf_counter()
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
        await writer.drain()
        said = await reader.readuntil(b"\r\n\r\n")
        seconds = time.perf_counter() - begun
        received = bytearray()
        while piece := await reader.read(_PIECE):
            received += piece
            if is_slow:
                await asyncio.sleep(len(piece) / SLOW_LINE)
        text = said.decode("latin-1")
        wanted = re.search(r"(?i)content-length: (\d+)", text)
        if wanted and len(received) < int(wanted.group(1)):
            raise ConnectionResetError("cut in the middle of the answer")
        whole = gzip.decompress(received) if "gzip" in text.lower() else bytes(received)
        return Answer(int(text.split(" ", 2)[1]), text, whole, seconds)
    except asyncio.IncompleteReadError as error:
        raise ConnectionResetError("cut before the answer") from error
    finally:
        writer.close()


async def insist(ledger: Ledger, base: str, method: str, path: str, **more: object) -> Answer:
    """Until the server answers: it may be killed meanwhile."""
    while True:
        try:
            return await ask(base, method, path, **more)  # type: ignore[arg-type]
        except OSError:
            ledger.cut += 1
            await asyncio.sleep(_AGAIN)


async def apply(ledger: Ledger, base: str, token: str, at: float, *, is_slow: bool) -> None:
    """One applicant: opens the file, looks at what will be sent, sends at that moment (of time.monotonic)."""
    await asyncio.sleep(max(0.0, at - time.monotonic() - random.uniform(1.0, 3.0)))
    home = await insist(ledger, base, "GET", f"/candidature/{token}", is_slow=is_slow)
    page = await insist(ledger, base, "GET", f"/candidature/{token}/envoyer", is_slow=is_slow)
    for answer in (home, page):
        ledger.pages.append(answer.seconds)
        if answer.status != 200:
            ledger.faults.append(f"page {answer.status}")
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    sent = await press(ledger, base, token, page, is_slow=is_slow)
    if sent.status == 303:
        ledger.acknowledged[token] = time.monotonic()
    elif sent.status < 500:
        ledger.refused[token] = sent.status


async def press(ledger: Ledger, base: str, token: str, page: Answer, *, is_slow: bool = False) -> Answer:
    """The big button, with the key of the page: however often it is tried, it counts once."""
    typed = {one or four: two or three for one, two, three, four in _INPUT.findall(page.body.decode())}
    fields = {**typed, "signatory": "Présidente de la structure", "declared": "y"}
    begun = time.perf_counter()
    sent = await insist(
        ledger,
        base,
        "POST",
        f"/candidature/{token}/envoyer",
        fields=fields,
        cookie=page.cookie,
        is_slow=is_slow,
    )
    ledger.sendings.append(time.perf_counter() - begun)
    if sent.status >= 500:
        ledger.faults.append(f"sending {sent.status}")
    return sent


async def surge(base: str, tokens: list[str], *, window: float) -> Ledger:
    """All of them within the window, more and more towards its end; every second one on a slow line."""
    ledger, begun = Ledger(), time.monotonic()
    moments = sorted(begun + window * random.betavariate(3, 1) for _ in tokens)
    await asyncio.gather(
        *(
            apply(ledger, base, token, at, is_slow=bool(n % 2))
            for n, (token, at) in enumerate(zip(tokens, moments, strict=True))
        )
    )
    return ledger


async def open_pages(base: str, tokens: list[str]) -> dict[str, Answer]:
    """The page of sending, left open on as many phones."""
    return {token: await insist(Ledger(), base, "GET", f"/candidature/{token}/envoyer") for token in tokens}


async def too_late(base: str, pages: dict[str, Answer]) -> Ledger:
    """Their button, pressed after the hour."""
    ledger = Ledger()
    for token, page in pages.items():
        answer = await press(ledger, base, token, page)
        ledger.refused[token] = answer.status
    return ledger
