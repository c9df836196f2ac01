"""A small client of LTI Advantage's score service: a signed request for a token, and one POST a score.

https://www.imsglobal.org/spec/security/v1p0/#using-json-web-tokens-with-oauth-2-0-client-credentials-grant
"""

from __future__ import annotations

import json
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from grader.classroom.exports.ags import MEDIA_TYPE, SCOPE
from grader.language import Problem, message

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECONDS = 30.0
LIFETIME = 300
MOST_BYTES = 1 << 20
# A token about to expire might be refused on the way.
MARGIN = 30.0


class PlatformError(Exception):
    """The platform did not take what was sent: the status of its answer, 0 where there was none, and what it said."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{status} {said}".strip())
        self.status = status
        self.said = said

    @property
    def refused(self) -> bool:
        """Whether it is certain that nothing was taken. Without an answer, and after a fault of theirs, it is not."""
        return 400 <= self.status < 500


class TokenError(PlatformError):
    """The token service gave no token, so that nothing was sent."""

    @property
    def refused(self) -> bool:
        """Nothing can have been taken."""
        return True


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform is reached.

    Attributes:
        line_item: the URL of the column.
        token_url: where tokens come from.
        client_id: what the platform calls us.
        key: our private key, as PEM.
        key_id: what the platform calls the public one.
        audience: what the platform calls its token service, where that is not its URL.
    """

    line_item: str
    token_url: str
    client_id: str
    key: bytes = field(repr=False)
    key_id: str = ""
    audience: str = ""


def read_platform(path: Path) -> Platform:
    """Read how to reach a platform from a TOML file; its key lies in a file of its own. Raises Problem."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        texts = {
            name: data.get(name, "") for name in ("line_item", "token_url", "client_id", "key_id", "audience")
        }
        for name, value in {**texts, "key": data.get("key", "")}.items():
            if not isinstance(value, str) or (not value and name not in ("key_id", "audience")):
                raise Problem(
                    message("{path}: “{key}” is missing or no text.", path=path, key=name),
                    message('It needs line_item, token_url, client_id and key = "private.pem".'),
                )
        for name in ("line_item", "token_url"):
            _must_be_safe(texts[name], name, path)
        return Platform(**texts, key=(path.parent / data["key"]).expanduser().read_bytes())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Problem(
            message("{path} cannot be read: {reason}.", path=path, reason=reason),
            message('It is a TOML file with line_item, token_url, client_id and key = "private.pem".'),
        ) from error


def scores_url(line_item: str) -> str:
    """Return where scores of a column go: ``/scores`` after the path, before a query."""
    parts = urllib.parse.urlsplit(line_item)
    return urllib.parse.urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/scores"))


class Client:
    """Sends scores to one platform, with one token for as long as it is good."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._token = ""
        self._good_until = 0.0
        self._opener = urllib.request.build_opener(_NoRedirect)

    def send(self, body: str) -> None:
        """Send one score. Raises PlatformError where it was not taken, or where that is not known."""
        headers = {"Authorization": f"Bearer {self._bearer()}", "Content-Type": MEDIA_TYPE}
        self._post(scores_url(self._platform.line_item), body.encode(), headers)

    def _bearer(self) -> str:
        if time.monotonic() >= self._good_until:
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": ASSERTION,
                "client_assertion": self._assertion(),
                "scope": SCOPE,
            }
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            asked = time.monotonic()
            try:
                said = self._post(self._platform.token_url, urllib.parse.urlencode(form).encode(), headers)
                answer = json.loads(said)
                token, seconds = answer["access_token"], float(answer.get("expires_in", 0))
            except PlatformError as error:
                raise TokenError(error.status, error.said) from error
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise TokenError(200, repr(error)) from error
            if not isinstance(token, str) or not token.isascii() or not token.isprintable():
                raise TokenError(200, "access_token")
            self._token, self._good_until = token, asked + max(0.0, seconds - MARGIN)
        return self._token

    def _assertion(self) -> str:
        jwt = _pyjwt()
        now = int(time.time())
        claims = {
            "iss": self._platform.client_id,
            "sub": self._platform.client_id,
            "aud": self._platform.audience or self._platform.token_url,
            "iat": now,
            "exp": now + LIFETIME,
            "jti": str(uuid.uuid4()),
        }
        headers = {"kid": self._platform.key_id} if self._platform.key_id else None
        try:
            signed: str = jwt.encode(claims, self._platform.key, algorithm="RS256", headers=headers)
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise Problem(
                message("The private key cannot sign: {reason}.", reason=str(error)),
                message("It is an RSA key in PEM form: `openssl genrsa -out private.pem 2048`."),
            ) from error
        return signed

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> bytes:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                said: bytes = answer.read(MOST_BYTES)
                return said
        except urllib.error.HTTPError as error:
            with error:
                raise PlatformError(error.code, error.read(500).decode("utf-8", "replace")) from error
        except (OSError, HTTPException) as error:
            raise PlatformError(0, str(error)) from error


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A score and a token go where they were sent, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _must_be_safe(url: str, name: str, path: Path) -> None:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    ):
        return
    raise Problem(
        message("{path}: “{key}” is no address that begins with https://.", path=path, key=name),
        message("Grades and tokens go over encrypted connections only."),
    )


def _pyjwt() -> Any:
    try:
        import jwt
        from jwt.algorithms import RSAAlgorithm  # noqa: F401 (only there with cryptography)
    except ImportError as error:
        raise Problem(
            message("The package {name} is missing: it signs the request for a token.", name="PyJWT[crypto]"),
            message("Install it: pip install 'torchgrade[classroom]'."),
        ) from error
    return jwt
