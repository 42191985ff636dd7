"""How gunicorn serves the API: TLS only, with a certificate that is made at each start."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from payment_service import certificate

bind = "0.0.0.0:8443"
workers = 2
threads = 8
worker_class = "gthread"
worker_tmp_dir = str(certificate.FOLDER)
timeout = 30
graceful_timeout = 25
# Longer than the load balancer's idle time, so that it is never the one to be surprised.
keepalive = 75

certfile, keyfile = (str(path) for path in certificate.write(Path(certificate.FOLDER)))

# Nobody manages a container from inside, and its root file system is read-only.
control_socket_disable = True

# The application logs each request itself, without headers, query and body.
accesslog = None
errorlog = "-"


def ssl_context(
    _config: Any, default_ssl_context_factory: Callable[[], ssl.SSLContext]
) -> ssl.SSLContext:
    """TLS 1.2 or later."""
    context = default_ssl_context_factory()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
