"""Configuration, certificate, health check and server."""

import re
import runpy
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from payment_service import certificate, logs, probe, web
from payment_service.config import MissingSettingError, config_of

APPLICATION = Path(__file__).resolve().parents[2] / "app"

ENVIRONMENT = {
    "DB_HOST": "db.example.com",
    "DB_PORT": "5432",
    "DB_NAME": "payments",
    "DB_APP_USER": "payment_app",
    "AWS_REGION": "us-east-1",
    "API_KEY": "not-to-be-seen",
}


class Healthy(BaseHTTPRequestHandler):
    """Answers every request, if health is asked for."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is enough."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server with a certificate of the container's kind: its port and its folder."""
    crt, key = certificate.write(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, key)
    server = HTTPServer(("127.0.0.1", 0), Healthy)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, tmp_path
    server.shutdown()
    server.server_close()


def test_configuration_is_read_and_hides_the_key() -> None:
    config = config_of(ENVIRONMENT)
    assert config.endpoint.port == 5432
    assert config.endpoint.application_user == "payment_app"
    assert config.api_key == "not-to-be-seen"
    assert "not-to-be-seen" not in repr(config)


@pytest.mark.parametrize("name", sorted(ENVIRONMENT))
def test_every_setting_is_required(name: str) -> None:
    with pytest.raises(MissingSettingError, match=name):
        config_of(ENVIRONMENT | {name: ""})


def test_the_app_is_made_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden: list[str] = []
    monkeypatch.setattr(web, "make_pool", lambda config: config)
    monkeypatch.setattr(logs, "configure", lambda secrets: hidden.extend(secrets))
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    app = web.create_app()
    assert hidden == ["not-to-be-seen"]
    assert app.test_client().get("/health").status_code == 200


def test_the_server_speaks_tls_only_with_its_own_certificate(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(certificate, "FOLDER", tmp_path)
    settings = runpy.run_path(str(APPLICATION / "gunicorn.conf.py"))
    assert settings["certfile"] == str(tmp_path / "tls.crt")
    assert Path(settings["keyfile"]).exists()
    context = settings["ssl_context"](None, lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    # The requests are logged by the application, which knows what to leave out.
    assert settings["accesslog"] is None


def test_the_image_is_pinned_and_runs_without_privileges() -> None:
    lines = (APPLICATION / "Dockerfile").read_text(encoding="utf-8").splitlines()
    (base,) = (line for line in lines if line.startswith("FROM "))
    assert re.fullmatch(r"FROM python:[\w.-]+@sha256:[0-9a-f]{64}", base)
    assert "USER 10001:10001" in lines
    assert any("--require-hashes" in line for line in lines)


def test_the_certificate_is_for_this_container_only(tmp_path: Path) -> None:
    crt, key = certificate.write(tmp_path)
    assert key.stat().st_mode & 0o777 == 0o600
    loaded = x509.load_pem_x509_certificate(crt.read_bytes())
    names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1"]


def test_each_start_makes_another_certificate(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in certificate.write(tmp_path)]
    second = [path.read_bytes() for path in certificate.write(tmp_path)]
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_the_probe_asks_over_tls(server: tuple[int, Path]) -> None:
    port, folder = server
    assert probe.is_healthy(port, folder)


def test_the_probe_knows_a_stranger(server: tuple[int, Path], tmp_path: Path) -> None:
    port, _ = server
    other = tmp_path / "other"
    other.mkdir()
    certificate.write(other)
    assert not probe.is_healthy(port, other)


def test_the_probe_notices_that_nothing_answers(tmp_path: Path) -> None:
    certificate.write(tmp_path)
    assert not probe.is_healthy(9, tmp_path)
