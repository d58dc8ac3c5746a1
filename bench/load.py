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
    """The product, then the floor asked likewise."""
    found = run(product[0], make, connections=connections, seconds=seconds, pids=product[1])
    asked = of_floor(found.bytes, writes=writes)
    return found, run(floor[0], asked, connections=connections, seconds=seconds, pids=floor[1])


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


def run(
    base: str, make: Callable[[int], Iterator[Request]], *, connections: int, seconds: float, pids: list[int]
) -> Figures:
    """Each connection takes requests from `make(its number)` until the time is over. Only requests whose
    status is the expected one may be counted: any other stops the run."""
    times: list[list[float]] = [[] for _ in range(connections)]
    sizes: list[tuple[int, int]] = []
    faults: list[str] = []
    host = urlsplit(base)
    start_cpu, started = cpu_seconds(pids), time.perf_counter()
    stop_at = started + seconds

    def work(number: int) -> None:
        link = http.client.HTTPConnection(host.hostname or "", host.port, timeout=30)
        for request in make(number):
            if time.perf_counter() >= stop_at or faults:
                break
            begun = time.perf_counter()
            link.request(request.method, request.path, request.body, {**ACCEPTED, **request.headers})
            answer = link.getresponse()
            body = answer.read()
            times[number].append(time.perf_counter() - begun)
            if answer.status != request.expected:
                faults.append(f"{request.method} {request.path}: {answer.status} {body[:300]!r}")
            if request.seen is not None:
                cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
                request.seen({"html": unpacked(answer, body).decode(), "cookie": cookie})
            if not sizes:
                sizes.append((len(unpacked(answer, body)), len(body)))
        link.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])
    return figures(times, sizes[0], time.perf_counter() - started, cpu_seconds(pids) - start_cpu)


def unpacked(answer: http.client.HTTPResponse, body: bytes) -> bytes:
    return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body


def figures(times: list[list[float]], sizes: tuple[int, int], elapsed: float, cpu: float) -> Figures:
    """The run in seven numbers."""
    everything = sorted(value for row in times for value in row)
    count = len(everything)
    return Figures(
        rps=count / elapsed,
        p50_ms=statistics.median(everything) * 1000,
        p95_ms=everything[min(int(count * 0.95), count - 1)] * 1000,
        cpu_ms=cpu * 1000 / count,
        bytes=sizes[0],
        sent_bytes=sizes[1],
        requests=count,
    )
