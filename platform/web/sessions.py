"""The signed cookie of a visit: Flask's own, whose signature is verified once."""

import time
from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, URLSafeTimedSerializer


class _Remembering(URLSafeTimedSerializer):
    """A browser sends the same cookie with every page: when it was signed is remembered of it, its age and what it holds are not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._signed_at = lru_cache(maxsize=2000)(self._verify)

    def _verify(self, signed: str) -> int:
        """Seconds; raises BadSignature, which is not remembered."""
        return int(super().loads(signed, return_timestamp=True)[1].timestamp())

    def loads(self, s: Any, max_age: int | None = None, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        if max_age is None or args or kwargs:
            return super().loads(s, max_age, *args, **kwargs)
        age = int(time.time()) - self._signed_at(s)
        payload = s.encode().rsplit(b".", 2)[0]  # before the time and the signature
        if not 0 <= age <= max_age:
            raise SignatureExpired(f"signed {age} seconds ago, {max_age} at most", payload=payload)
        return self.load_payload(payload)


class CookieSessions(SecureCookieSessionInterface):
    """The serializer of a secret is made once."""

    def __init__(self) -> None:
        self._serializer = lru_cache(maxsize=1)(self._make)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return self._serializer(app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))

    def _make(self, secret: Any, fallbacks: tuple[Any, ...]) -> URLSafeTimedSerializer | None:
        if not secret:
            return None
        return _Remembering(
            [*fallbacks, secret], salt=self.salt, serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
        )  # fmt: skip
