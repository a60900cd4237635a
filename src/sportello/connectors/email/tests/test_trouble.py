"""What goes wrong with servers, told apart on real sockets."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sportello.connectors.email import connecting
from sportello.connectors.email.account import Account, Security, Server
from sportello.connectors.email.connecting import open_imap, open_smtp
from sportello.connectors.email.credentials import Credentials
from sportello.connectors.email.tests.conftest import ACCOUNT, Post
from sportello.connectors.email.trouble import MailboxTrouble, Trouble, refused_sign_in

RIGHT = Credentials(ACCOUNT.user, ACCOUNT.password)
type Speak = Callable[[socket.socket], object]


def trouble_of(server: Server, credentials: Credentials = RIGHT, *, sending: bool) -> Trouble:
    account = Account(ACCOUNT.user, ACCOUNT.user, server)
    with pytest.raises(MailboxTrouble) as raised:
        _ = open_smtp(server, credentials) if sending else open_imap(account, credentials)
    assert ACCOUNT.password not in str(raised.value)
    return raised.value.trouble


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that nobody vouches for."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def listening() -> Iterator[Callable[[Speak], int]]:
    """Start a server that speaks to one client; its port is returned."""
    opened: list[socket.socket] = []

    def start(speak: Speak) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        opened.append(server)

        def serve() -> None:
            try:
                client, _ = server.accept()
                with client:
                    speak(client)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        return int(server.getsockname()[1])

    yield start
    for server in opened:
        server.close()


@pytest.mark.parametrize("sending", [True, False])
def test_it_knows_a_wrong_password(post: Post, sending: bool) -> None:
    port = post.ports.smtp if sending else post.ports.imap
    server = Server("127.0.0.1", port, Security.PLAIN)
    assert trouble_of(server, Credentials(ACCOUNT.user, "wrong"), sending=sending) is Trouble.PASSWORD
    assert trouble_of(server, Credentials(ACCOUNT.user, "wrong", bearer=True), sending=sending) is Trouble.CONSENT


@pytest.mark.parametrize("sending", [True, False])
def test_it_knows_a_server_without_tls(post: Post, sending: bool) -> None:
    port = post.ports.smtp if sending else post.ports.imap
    assert trouble_of(Server("127.0.0.1", port, Security.STARTTLS), sending=sending) is Trouble.ENCRYPTION
    assert trouble_of(Server("127.0.0.1", port, Security.TLS), sending=sending) is Trouble.ENCRYPTION


@pytest.mark.parametrize("sending", [True, False])
def test_it_knows_a_port_where_nobody_listens(sending: bool) -> None:
    assert trouble_of(Server("127.0.0.1", 1, Security.PLAIN), sending=sending) is Trouble.PORT


@pytest.mark.parametrize("sending", [True, False])
def test_it_knows_a_name_that_is_not_there(monkeypatch: pytest.MonkeyPatch, sending: bool) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    assert trouble_of(Server("imap.nowhere.example", 993, Security.TLS), sending=sending) is Trouble.HOST


@pytest.mark.parametrize("sending", [True, False])
def test_it_knows_a_certificate_that_nobody_vouches_for(
    listening: Callable[[Speak], int], certificate: Path, sending: bool
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    port = listening(lambda client: context.wrap_socket(client, server_side=True).close())
    assert trouble_of(Server("127.0.0.1", port, Security.TLS), sending=sending) is Trouble.CERTIFICATE


@pytest.mark.parametrize("sending", [True, False])
def test_it_knows_a_server_that_says_nothing(
    listening: Callable[[Speak], int], monkeypatch: pytest.MonkeyPatch, sending: bool
) -> None:
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 0.2)
    done = threading.Event()
    port = listening(lambda _: done.wait(5))
    assert trouble_of(Server("127.0.0.1", port, Security.PLAIN), sending=sending) in {Trouble.TIMEOUT, Trouble.LOST}
    done.set()


@pytest.mark.parametrize("sending", [True, False])
def test_it_sends_no_password_unprotected_over_a_network(sending: bool) -> None:
    assert trouble_of(Server("mail.example", 143, Security.PLAIN), sending=sending) is Trouble.UNPROTECTED


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("[ALERT] Application-specific password required: https://support.example", Trouble.APP_PASSWORD),
        ("534 5.7.9 Application-specific password required", Trouble.APP_PASSWORD),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", Trouble.APP_PASSWORD),
        ("[AUTHENTICATIONFAILED] Invalid credentials (Failure)", Trouble.PASSWORD),
        ("535 5.7.8 Username and Password not accepted", Trouble.PASSWORD),
    ],
)
def test_it_knows_when_an_app_password_is_wanted(words: str, trouble: Trouble) -> None:
    assert refused_sign_in(words).trouble is trouble


def test_it_passes_the_servers_words_on_without_pythons_quotes(post: Post) -> None:
    account = Account(ACCOUNT.user, ACCOUNT.user, Server("127.0.0.1", post.ports.imap, Security.PLAIN))
    with pytest.raises(MailboxTrouble) as raised:
        open_imap(account, Credentials(ACCOUNT.user, "wrong"))
    assert raised.value.words.startswith("[AUTHENTICATIONFAILED]")
    assert "'" not in raised.value.words
