"""The container's health check: asks the API over TLS, and knows the certificate it expects."""

import ssl
import sys
from http.client import HTTPException, HTTPSConnection
from pathlib import Path

from payment_service import certificate

PORT = 8443


def is_healthy(port: int, folder: Path) -> bool:
    """Whether the API of this container answers with 200."""
    try:
        context = ssl.create_default_context(cafile=str(folder / certificate.CERTIFICATE))
        connection = HTTPSConnection("127.0.0.1", port, timeout=4, context=context)
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy(PORT, certificate.FOLDER) else 1)
