"""Answers taken away in a file, in a process of its own so that its memory can be told apart.

`python -m bench.taking <address of the export> <the same, of fewer answers> <cookie>` with the environment of the
product; prints one line of JSON: what the few cost, then what all of them cost.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any


def main(address: str, fewer: str, cookie: str) -> None:
    from wsgi import app

    client, base = app.test_client(use_cookies=False), app.config["SETTINGS"].base_url

    def take(path: str) -> dict[str, Any]:
        begun, cpu = time.perf_counter(), time.process_time()
        answer = client.get(path, base_url=base, headers={"Cookie": cookie})
        assert answer.status_code == 200, f"{path}: {answer.status}"
        size = sum(len(piece) for piece in answer.iter_encoded())
        answer.close()
        return {
            "seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "bytes": size,
            "peak_mb": _peak(),
        }  # fmt: skip

    print(json.dumps({"fewer": take(fewer), "all": take(address)}))


def _peak() -> float:
    """The most memory so far, in megabytes; `getrusage` would count what the parent held when it began this."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found.group(1)) / 1000


if __name__ == "__main__":
    main(*sys.argv[1:])
