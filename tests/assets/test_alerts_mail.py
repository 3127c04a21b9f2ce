"""Alerts to a real mail server on this machine, in the clear and by STARTTLS."""

import base64
import datetime as dt
import email
import email.policy
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from assets import alerts_channels, alerts_mail
from assets.alerts import Alert
from assets.alerts_channels import Mail, send_alerts

ALERTS = [Alert(code="late_rows", details=("late_rows qa/reviews: qa/reviews ends 2026-03-01",))]

WORD = "s3cret"


class Server(socketserver.ThreadingTCPServer):
    """Enough of a mail server: STARTTLS where it has a certificate, one mail a connection."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.mails: list[EmailMessage] = []
        self.signed_in: list[bytes] = []
        self.encrypted: list[bool] = []
        self.busy = 0
        self.context: ssl.SSLContext | None = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)


class Session(socketserver.BaseRequestHandler):
    server: Server
    request: socket.socket

    def finish(self) -> None:
        self.line.close()
        self.request.close()

    def handle(self) -> None:
        self._begin(self.request)
        self._say("220 here")
        encrypted = False
        while words := self.line.readline():
            verb = words.split()[0].upper()
            if verb == b"EHLO":
                offered = ["AUTH PLAIN"] if encrypted or not self.server.context else ["STARTTLS"]
                self._say("250-here", *(f"250 {one}" for one in offered))
            elif verb == b"STARTTLS":
                assert self.server.context is not None
                self._say("220 go on")
                try:
                    self._begin(self.server.context.wrap_socket(self.request, server_side=True))
                except (ssl.SSLError, ConnectionError):  # who does not trust us hangs up
                    return
                encrypted = True
            elif verb == b"AUTH":
                self.server.signed_in.append(base64.b64decode(words.split()[2]))
                self._say("235 welcome" if b"wrong" not in self.server.signed_in[-1] else "535 no")
            elif verb == b"DATA":
                self._say("354 go on")
                text = b"".join(iter(self.line.readline, b".\r\n"))
                mail = email.message_from_bytes(text, policy=email.policy.default)
                assert isinstance(mail, EmailMessage)
                self.server.mails.append(mail)
                self.server.encrypted.append(encrypted)
                self._say("250 taken")
            elif verb == b"MAIL" and self.server.busy:
                self.server.busy -= 1
                self._say("451 later")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def _begin(self, connection: socket.socket) -> None:
        self.request = connection
        self.line = connection.makefile("rb")

    def _say(self, *lines: str) -> None:
        self.request.sendall("".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "here.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _serving(server: Server) -> Iterator[Server]:
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(alerts_mail, "PAUSE", 0.01)
    yield from _serving(Server())


@pytest.fixture
def secure(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> Iterator[Server]:
    """As if it were on another machine."""
    monkeypatch.setattr(alerts_channels, "LOOPBACK", set())
    monkeypatch.setattr(alerts_mail, "LOOPBACK", set())
    monkeypatch.setattr(alerts_mail, "PAUSE", 0.01)
    yield from _serving(Server(certificate))


def _mail(server: Server, **changes: str) -> Mail:
    return Mail(
        **{
            "host": "localhost",
            "port": server.server_address[1],
            "sender": "ladder@example.org",
            "to": ("data@example.org", "night@example.org"),
            **changes,
        }  # type: ignore[arg-type]  by name, as they come
    )


def test_a_mail_holds_every_alert_and_goes_to_everybody(plain: Server) -> None:
    assert send_alerts(ALERTS, [_mail(plain)], about="north") == []
    [mail] = plain.mails
    assert mail["Subject"] == "ladder, north: late_rows"
    assert mail["To"] == "data@example.org, night@example.org"
    text = mail.get_content()
    assert "qa/reviews ends 2026-03-01" in text
    assert "规律" in text
    assert "docs/runbook.md#late_rows" in text


def test_another_machine_is_spoken_to_by_tls_and_only_then_signed_in_to(
    secure: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mail = _mail(secure, user="ladder", password=WORD)
    assert send_alerts(ALERTS, [mail], about="north") == []
    assert secure.encrypted == [True]
    assert secure.signed_in == [b"\0ladder\0s3cret"]
    assert "s3cret" not in repr(mail)


def test_a_server_without_a_trusted_certificate_gets_nothing(secure: Server) -> None:
    [told] = send_alerts(ALERTS, [_mail(secure, user="u", password=WORD)], about="north")
    assert "SSLCertVerificationError" in told
    assert (secure.mails, secure.signed_in) == ([], [])


def test_a_server_without_tls_gets_nothing(plain: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts_mail, "LOOPBACK", set())
    [told] = send_alerts(ALERTS, [_mail(plain, user="u", password=WORD)], about="north")
    assert "SMTPNotSupportedError" in told
    assert (plain.mails, plain.signed_in) == ([], [])


def test_a_busy_server_is_tried_again_and_a_refusal_is_final(plain: Server) -> None:
    plain.busy = 2
    assert send_alerts(ALERTS, [_mail(plain)], about="north") == []
    assert len(plain.mails) == 1
    wrong = _mail(plain, user="ladder", password=WORD.replace("s3cret", "wrong"))
    [told] = send_alerts(ALERTS, [wrong], about="north")
    assert told.endswith("SMTPAuthenticationError, status 535")
    assert len(plain.signed_in) == 1


def test_a_name_with_line_breaks_stays_one_header(plain: Server) -> None:
    assert send_alerts(ALERTS, [_mail(plain)], about="north\r\nBcc: eve@example.org") == []
    assert plain.mails[0]["Bcc"] is None


def test_nobody_there_is_told_and_other_channels_are_tried(plain: Server) -> None:
    nobody = Mail(host="localhost", port=9, sender="a@example.org", to=("b@example.org",))
    [told] = send_alerts(ALERTS, [nobody, _mail(plain)], about="north", patient=False)
    assert told == "an alert could not be sent by mail server localhost: ConnectionRefusedError"
    assert len(plain.mails) == 1
