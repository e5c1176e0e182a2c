"""The app's certificate and private key, from a PEM or PFX file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12

from paminn.disk import read_file
from paminn.errors import UsageError, told_by_disk

_NAME = "PAMINN_GRAPH_CERTIFICATE"
_PFX = (".pfx", ".p12")


@dataclass(frozen=True)
class Certificate:
    """Both as PEM text. `public` is the one certificate that belongs to the key."""

    private: str = field(repr=False)
    public: str
    begins: datetime
    ends: datetime


def read_certificate(path: Path) -> Certificate:
    """Raises UsageError with one sentence that names the setting."""
    try:
        data = read_file(path)
    except OSError as error:
        raise UsageError(f"{_NAME}: filen går inte att läsa ({told_by_disk(error)}).") from error
    if path.suffix.lower() in _PFX:
        key, certificates = _from_pfx(data)
    else:
        key, certificates = _from_pem(data)
    if not isinstance(key, RSAPrivateKey):
        raise UsageError(f"{_NAME}: filen saknar en RSA-nyckel. Skapa certifikatet med RSA, 2048 bitar eller mer.")
    for certificate in certificates:
        if certificate.public_key() == key.public_key():
            return Certificate(
                private=_private(key),
                public=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
                begins=certificate.not_valid_before_utc,
                ends=certificate.not_valid_after_utc,
            )
    raise UsageError(f"{_NAME}: filen har inget certifikat som hör till nyckeln. Lägg båda i samma fil.")


def _from_pfx(data: bytes) -> tuple[object, list[x509.Certificate]]:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, None)
    except ValueError as error:
        raise UsageError(f"{_NAME}: PFX-filen är skadad eller har ett lösenord. Spara den utan lösenord.") from error
    certificates = list(others)
    if certificate is not None:
        certificates.insert(0, certificate)
    return key, certificates


def _from_pem(data: bytes) -> tuple[object, list[x509.Certificate]]:
    try:
        key = serialization.load_pem_private_key(data, None)
    except TypeError as error:
        raise UsageError(f"{_NAME}: nyckeln är låst med ett lösenord. Spara den utan lösenord.") from error
    except ValueError as error:
        raise UsageError(
            f"{_NAME}: filen har ingen läsbar privat nyckel. Spara nyckel och certifikat som PEM."
        ) from error
    try:
        return key, x509.load_pem_x509_certificates(data)
    except ValueError:
        return key, []


def _private(key: RSAPrivateKey) -> str:
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode("ascii")
