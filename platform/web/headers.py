"""Security headers, what may be cached, and compression of dynamic pages."""

import gzip
from typing import Any

from flask import Flask, Response, g, make_response, request

from noress.web.identity import signed_in

#: {images} is the origin of a map's pictures, on a page that offers the map (web/maps.py); nothing elsewhere
CSP = (
    "default-src 'self'; img-src 'self' data:{images}; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
#: of pages made for one reader: twice as fast as the usual 6, for 8 % more bytes
LEVEL = 1
COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")


def init_app(app: Flask) -> None:
    is_https = app.config["SETTINGS"].base_url.startswith("https://")

    @app.after_request
    def secure(response: Response) -> Response:
        headers = response.headers
        images = f" {g.image_origin}" if "image_origin" in g else ""
        headers.setdefault("Content-Security-Policy", CSP.format(images=images))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if is_https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if signed_in() or request.method == "POST" else "no-cache"
        return compress(response)


def private_page(page: Any, status: int | None = None) -> Response:
    """A page behind a mailed link or a code: never kept by a cache, never listed by a search engine."""
    response = make_response(page)
    if status is not None:
        response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def compress(response: Response) -> Response:
    """gzip what is text, when the client takes it and it is worth it."""
    if (
        response.direct_passthrough or response.is_streamed or response.status_code in {204, 304}
        or "Content-Encoding" in response.headers or not (response.mimetype or "").startswith(COMPRESSIBLE)
    ):  # fmt: skip
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") and (response.content_length or 0) > 1000:
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
