"""Entra as msal meets it: the tenant's description, and tokens for one app with a secret or a certificate.

Codes: learn.microsoft.com/entra/identity-platform/reference-error-codes.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.support.fakegraph.wire import Refusal

TENANT = "11111111-2222-4333-8444-555555555555"
CLIENT = "99999999-8888-4777-8666-555555555555"
SECRET = "klienthemlighet~kanarie~7Q8"  # a canary: found in a log or a message, it has leaked
TOKEN = "aatkomsttoken-kanarie-"
FLOW = "https://service.flow.microsoft.com//.default"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Denied(Exception):
    """An OAuth error: status, error, AADSTS code."""

    def __init__(self, status: int, error: str, code: int) -> None:
        super().__init__(f"{status} {error} {code}")
        self.status, self.error, self.code = status, error, code

    def body(self) -> dict[str, Any]:
        return {
            "error": self.error,
            "error_description": f"AADSTS{self.code}: What went wrong, with the app id {CLIENT}. Trace ID: {TENANT}",
            "error_codes": [self.code],
            "trace_id": TENANT,
            "correlation_id": TENANT,
        }


@dataclass
class Entra:
    """`uses`: how many requests a token is good for, then it has expired. `refuse`: the code that every token request
    is answered with. `certificate`: the one registered for the app."""

    uses: int | None = None
    refuse: int | None = None
    lifetime: int = 3599
    certificate: x509.Certificate | None = None
    issued: dict[str, str] = field(default_factory=dict)  # token → scope
    left: dict[str, int] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)

    def described(self, root: str, tenant: str) -> dict[str, Any]:
        if tenant != TENANT:
            raise Denied(400, "invalid_tenant", 90002)
        return {
            "token_endpoint": f"{root}/{tenant}/oauth2/v2.0/token",
            "authorization_endpoint": f"{root}/{tenant}/oauth2/v2.0/authorize",
            "issuer": f"{root}/{tenant}/v2.0",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        }

    def token(self, root: str, tenant: str, form: dict[str, str]) -> dict[str, Any]:
        if self.refuse:
            raise Denied(400 if self.refuse in (700016, 90002, 500011) else 401, "invalid_client", self.refuse)
        if tenant != TENANT:
            raise Denied(400, "invalid_request", 90002)
        if form.get("grant_type") != "client_credentials":
            raise Denied(400, "unsupported_grant_type", 70003)
        if form.get("client_id") != CLIENT:
            raise Denied(400, "unauthorized_client", 700016)
        self._identify(f"{root}/{tenant}/oauth2/v2.0/token", form)
        scope = form.get("scope", "")
        if not scope.endswith("/.default"):
            raise Denied(400, "invalid_scope", 1002012)
        if scope not in (f"{root}/.default", FLOW):
            raise Denied(400, "invalid_resource", 500011)
        if "claims" in form:
            self.claims.append(form["claims"])
        made = TOKEN + secrets.token_hex(8)
        self.issued[made] = scope
        if self.uses is not None:
            self.left[made] = self.uses
        return {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": made}

    def admit(self, root: str, header: str) -> None:
        """GD concepts/errors.md: 401 when the token is missing, expired or for another service."""
        kind, _, token = header.partition(" ")
        if kind != "Bearer" or self.issued.get(token) != f"{root}/.default" or self.left.get(token) == 0:
            raise Refusal(401, "InvalidAuthenticationToken")
        if token in self.left:
            self.left[token] -= 1

    def expire(self) -> None:
        """Every token so far, as when somebody ends the app's sessions."""
        self.issued.clear()

    def _identify(self, audience: str, form: dict[str, str]) -> None:
        if "client_assertion" not in form:
            if not form.get("client_secret"):
                raise Denied(401, "invalid_client", 7000218)
            if form["client_secret"] != SECRET:
                raise Denied(401, "invalid_client", 7000215)
            return
        if self.certificate is None or form.get("client_assertion_type") != _ASSERTION:
            raise Denied(401, "invalid_client", 700027)
        print_ = urlsafe_b64encode(self.certificate.fingerprint(hashes.SHA256())).decode().rstrip("=")
        try:
            if jwt.get_unverified_header(form["client_assertion"]).get("x5t#S256", "").rstrip("=") != print_:
                raise Denied(401, "invalid_client", 700027)
            key = self.certificate.public_key()
            said = jwt.decode(form["client_assertion"], key, algorithms=["PS256"], audience=audience)
        except jwt.ExpiredSignatureError:
            raise Denied(401, "invalid_client", 700024) from None
        except jwt.InvalidTokenError:
            raise Denied(401, "invalid_client", 700027) from None
        if {said.get("iss"), said.get("sub")} != {CLIENT}:
            raise Denied(401, "invalid_client", 700027)
