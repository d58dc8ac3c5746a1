"""A bounded load generator: N keep-alive connections on loopback, for a fixed time or number of requests."""

import gzip
import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class Figures:
    """Requests per second, milliseconds, CPU milliseconds per request, bytes of the body: the page's own, before
    it is compressed, and those that travelled."""

    rps: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    bytes: int
    sent_bytes: int
    requests: int


#: seconds: of each turn, and before anything is counted
TURN, WARM_UP = 1.0, 0.5
#: where a server answers, and its processes
Server = tuple[str, list[int]]
#: every browser and every calendar program asks so; the floor, which knows nothing of it, answers as before
ACCEPTED = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: str | None = None
    expected: int = 200
    #: told what came back, for whoever needs it to send the next one: {"html": ..., "cookie": ...}
    seen: Callable[[dict[str, str]], None] | None = None


def of_floor(size: int, *, writes: bool) -> Callable[[int], Iterator[Request]]:
    """The floor asked likewise: a page of as many bytes, or one INSERT."""

    def make(_number: int) -> Iterator[Request]:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        while True:
            if writes:
                yield Request("POST", "/write", headers, "text=Avis", expected=303)
            else:
                yield Request("GET", f"/page?bytes={size}", {})

    return make


def beside_floor(
    make: Callable[[int], Iterator[Request]], *, product: Server, floor: Server, connections: int, seconds: float, writes: bool
) -> tuple[Figures, Figures]:  # fmt: skip
    """The product, and the floor asked likewise, in turns of a second: what else the machine does slows both alike."""
    ours = Load(product, make, connections)
    ours.go(WARM_UP)
    theirs = Load(floor, of_floor(ours.figures().bytes, writes=writes), connections)
    theirs.go(WARM_UP)
    ours.forget()
    theirs.forget()
    for _ in range(max(1, round(seconds / TURN))):
        ours.go(TURN)
        theirs.go(TURN)
    return ours.figures(), theirs.figures()


def told(found: Figures, floor: Figures, goal: float | None) -> str:
    """Both on one line of a report."""
    return (
        f"{found.rps:8.1f} r/s  p50 {found.p50_ms:7.2f} p95 {found.p95_ms:7.2f} ms"
        f"  cpu {found.cpu_ms:6.2f} ms floor {floor.cpu_ms:5.2f}  {found.bytes:7} B  ratio {floor.rps / found.rps:6.2f}"
    ) + (f"  goal {goal}" if goal else "")


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the server's processes so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / 100


class Load:
    """Connections that each take requests from `make(its number)`, for as many turns as it is told to go. Only requests whose status is
    the expected one may be counted: any other stops it."""

    def __init__(self, server: Server, make: Callable[[int], Iterator[Request]], connections: int):
        base, self.pids = server
        self.host = urlsplit(base)
        self.streams = [make(number) for number in range(connections)]
        self.sizes: list[tuple[int, int]] = []
        self.faults: list[str] = []
        self.forget()

    def forget(self) -> None:
        """What it has measured so far."""
        self.times: list[list[float]] = [[] for _ in self.streams]
        self.elapsed = self.cpu = 0.0

    def go(self, seconds: float) -> None:
        cpu, started = cpu_seconds(self.pids), time.perf_counter()
        threads = [
            threading.Thread(target=self._work, args=(stream, times, started + seconds))
            for stream, times in zip(self.streams, self.times, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.elapsed += time.perf_counter() - started
        self.cpu += cpu_seconds(self.pids) - cpu
        if self.faults:
            raise RuntimeError(self.faults[0])

    def _work(self, stream: Iterator[Request], times: list[float], stop_at: float) -> None:
        link = http.client.HTTPConnection(self.host.hostname or "", self.host.port, timeout=30)
        while time.perf_counter() < stop_at and not self.faults:
            request = next(stream, None)
            if request is None:
                break
            begun = time.perf_counter()
            link.request(request.method, request.path, request.body, {**ACCEPTED, **request.headers})
            answer = link.getresponse()
            body = answer.read()
            times.append(time.perf_counter() - begun)
            if answer.status != request.expected:
                self.faults.append(f"{request.method} {request.path}: {answer.status} {body[:300]!r}")
            if request.seen is not None:
                cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
                request.seen({"html": unpacked(answer, body).decode(), "cookie": cookie})
            if not self.sizes:
                self.sizes.append((len(unpacked(answer, body)), len(body)))
        link.close()

    def figures(self) -> Figures:
        """The run in seven numbers."""
        everything = sorted(value for row in self.times for value in row)
        count, (plain, sent) = len(everything), self.sizes[0]
        return Figures(
            rps=count / self.elapsed,
            p50_ms=statistics.median(everything) * 1000,
            p95_ms=everything[min(int(count * 0.95), count - 1)] * 1000,
            cpu_ms=self.cpu * 1000 / count,
            bytes=plain, sent_bytes=sent, requests=count,
        )  # fmt: skip


def run(
    base: str, make: Callable[[int], Iterator[Request]], *, connections: int, seconds: float, pids: list[int]
) -> Figures:
    """In one go."""
    load = Load((base, pids), make, connections)
    load.go(seconds)
    return load.figures()


def unpacked(answer: http.client.HTTPResponse, body: bytes) -> bytes:
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body
