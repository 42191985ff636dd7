"""The certificate with which a container serves TLS.

The load balancer encrypts the way to the containers and does not check who signed their
certificate, so each container makes its own: no private key is in the image, in a secret or shared.
"""

import os
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

FOLDER = Path(os.environ.get("TMPDIR", "/scratch"))
CERTIFICATE = "tls.crt"

# Longer than a task lives: deployments and the load balancer's health checks replace it earlier.
_LIFETIME = timedelta(days=397)


def write(folder: Path) -> tuple[Path, Path]:
    """Writes a new certificate and its key, which only this user may read."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "payment-api")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFETIME)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_path = folder / CERTIFICATE
    key_path = folder / "tls.key"
    certificate_path.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_path.unlink(missing_ok=True)
    key_path.touch(mode=0o600)
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate_path, key_path
