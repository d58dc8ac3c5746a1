"""Answers and blocks as browsers send them: the page is opened, its form read, then sent."""

import re
import time
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench import load

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def answers(tokens: list[str]) -> Any:
    """Each connection answers for its own invitations, again and again, with the form's current version."""

    opened: dict[int, list[Any]] = {}

    def for_base(base: str) -> Any:
        for number in range(8):  # opened before the clock runs
            opened.setdefault(number, [open_form(base, token) for token in tokens[number:32:8]])

        def forever(number: int) -> Iterator[load.Request]:
            forms = opened[number]
            while True:
                for index, (path, cookie, fields) in enumerate(forms):
                    choice = "yes" if fields.get("answer") != "yes" else "maybe"
                    body = urlencode({**fields, "answer": choice})
                    yield load.Request("POST", path, {**FORM, "Cookie": cookie, "Origin": base}, body, 303)
                    fields["answer"] = choice
                    if "version" in fields:
                        fields["version"] = str(int(fields["version"]) + 1)
                    forms[index] = (path, cookie, fields)

        return forever

    return for_base


def answer_once(base: str, tokens: list[str], pids: list[int]) -> tuple[float, load.Figures]:
    """Every mailed link opened and answered once by 8 connections; the seconds that all of them took."""

    def make(number: int) -> Iterator[load.Request]:
        for token in tokens[number::8]:
            path, page = f"/i/{token}", {}
            yield load.Request("GET", path, {}, seen=page.update)
            action, fields = read_form(page["html"])
            headers = {**FORM, "Cookie": page["cookie"], "Origin": base}
            yield load.Request("POST", action or path, headers, urlencode({**fields, "answer": "yes"}), 303)

    begun = time.perf_counter()
    figures = load.run(base, make, connections=8, seconds=300, pids=pids)
    return time.perf_counter() - begun, figures


def saved_blocks(blocks: list[int], cookie: str) -> Any:
    """Each connection types in a block of its own, which saves itself: the page's script sends so."""

    state: dict[int, tuple[str, int]] = {}

    def for_base(base: str) -> Any:
        for number in range(8):
            state.setdefault(number, open_block(base, blocks[number], cookie))

        def forever(number: int) -> Iterator[load.Request]:
            token, version = state[number]
            headers = {**FORM, "Cookie": cookie, "Origin": base, "Accept": "application/json"}
            while True:
                fields = typed_block(token, version, number)
                yield load.Request("POST", f"/sessions/blocs/{blocks[number]}", headers, urlencode(fields))
                version += 1
                state[number] = (token, version)

        return forever

    return for_base


def typed_block(token: str, version: int, number: int) -> dict[str, Any]:
    """A note in two languages, one word longer than before."""
    return {
        "csrf_token": token, "version": version, "kind": "note", "writer": f"banc-page-{number:04d}",
        "text_fr": f"Le comité suit les travaux du diagnostic partagé. Relecture {version}.\n" * 6,
        "text_ar": f"تتتبع اللجنة أشغال التشخيص التشاركي. المراجعة {version}.\n" * 6,
    }  # fmt: skip


def open_block(base: str, block: int, cookie: str) -> tuple[str, int]:
    """The form's token and the block's version."""
    request = urllib.request.Request(f"{base}/sessions/blocs/{block}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request) as response:
        return read_block(response.read().decode())


def read_block(html: str) -> tuple[str, int]:
    fields = read_form(html, 'name="version"')[1]
    return fields["csrf_token"], int(fields["version"])


def open_form(base: str, token: str) -> tuple[str, str, dict[str, str]]:
    """The page behind a mailed link: its cookie and its hidden fields."""
    path = f"/i/{token}"
    with urllib.request.urlopen(base + path) as response:
        html = response.read().decode()
        cookie = (response.headers.get("Set-Cookie") or "").split(";")[0]
    action, fields = read_form(html)
    return action or path, cookie, fields


def read_form(html: str, mark: str = "csrf_token") -> tuple[str, dict[str, str]]:
    """The address of the first form that holds the mark, and its hidden fields."""
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.S) if mark in part)
    tags = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
    fields = {}
    for tag in tags:
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value:
            fields[name.group(1)] = value.group(1)
    action = re.search(r'action="([^"]+)"', form)
    return (action.group(1) if action else ""), fields
