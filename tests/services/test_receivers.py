"""Which addresses are called, and a call that nothing a receiver does can turn, stop or swell."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from engine.errors import Invalid
from engine.services.receivers import NoAnswer, Receivers, is_public
from tests.services.receiver import listening

STRICT = Receivers(rehearsal=False)
REHEARSAL = Receivers(rehearsal=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.2.4.8", "2400:3200::1"])
def test_public_addresses_are_called(address: str) -> None:
    assert is_public(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    STRICT.refuse(f"https://{host}/hook?from=weiquan")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.8.8.8", id="all-of-loopback"),
        pytest.param("10.0.0.1", id="private-10"),
        pytest.param("172.16.0.1", id="private-172"),
        pytest.param("192.168.1.1", id="private-192"),
        pytest.param("169.254.169.254", id="link-local-with-the-secrets-of-clouds"),
        pytest.param("100.64.0.1", id="behind-a-provider"),
        pytest.param("0.0.0.0", id="this-machine"),  # noqa: S104 - refused, not listened to
        pytest.param("192.0.2.1", id="documentation"),
        pytest.param("198.18.0.1", id="measuring"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("::1", id="loopback-6"),
        pytest.param("::", id="this-machine-6"),
        pytest.param("fe80::1", id="link-local-6"),
        pytest.param("fec0::1", id="site-local-6"),
        pytest.param("fd00::1", id="private-6"),
        pytest.param("ff02::1", id="multicast-6"),
        pytest.param("2001:db8::1", id="documentation-6"),
        pytest.param("::ffff:10.0.0.1", id="mapped"),
        pytest.param("::10.0.0.1", id="compatible"),
        pytest.param("2002:7f00:1::", id="6to4"),
        pytest.param("64:ff9b::7f00:1", id="nat64"),
    ],
)
def test_addresses_of_other_networks_are_refused(address: str) -> None:
    assert not is_public(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Invalid, match="webhook_address_closed"):
        STRICT.refuse(f"https://{host}/hook")
    with pytest.raises(Invalid, match="webhook_address_closed"):
        STRICT.post(f"https://{host}/hook", {}, b"")


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_other_ways_to_write_an_address_are_the_same_address(host: str) -> None:
    with pytest.raises(Invalid, match="webhook_address_closed"):
        STRICT.refuse(f"https://{host}/")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("http://8.8.8.8/", "webhook_url", id="without-tls"),
        pytest.param("http://127.0.0.1/", "webhook_url", id="without-tls-on-this-machine"),
        pytest.param("ftp://8.8.8.8/", "webhook_url", id="another-scheme"),
        pytest.param("file:///etc/passwd", "webhook_url", id="a-file"),
        pytest.param("//8.8.8.8/", "webhook_url", id="no-scheme"),
        pytest.param("https:///hook", "webhook_url", id="no-host"),
        pytest.param("https://me:word@8.8.8.8/", "webhook_url", id="with-a-password"),
        pytest.param("https://8.8.8.8\\@127.0.0.1/", "webhook_url", id="two-hosts"),
        pytest.param("https://8.8.8.8/#here", "webhook_url", id="with-a-fragment"),
        pytest.param("https://8.8.8.8/\r\nX: y", "webhook_url", id="with-a-line-of-its-own"),
        pytest.param("https://8.8.8.8/a b", "webhook_url", id="with-a-blank"),
        pytest.param("https://8.8.8.8:99999/", "webhook_url", id="no-port"),
        pytest.param("https://[8.8.8.8/", "webhook_url", id="half-a-bracket"),
        pytest.param("https://接收.example/", "webhook_url", id="not-ascii"),
        pytest.param(f"https://8.8.8.8/{'x' * 2_000}", "webhook_url", id="endless"),
        pytest.param("https://receiver.invalid/", "webhook_host_unknown", id="a-name-of-nobody"),
        pytest.param(f"https://{'x' * 64}.example/", "webhook_host_unknown", id="no-name-at-all"),
    ],
)
def test_what_is_no_plain_https_address_is_refused(url: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        STRICT.refuse(url)


INSIDE = Receivers(rehearsal=False, networks=(ip_network("10.20.0.0/16"), ip_network("fd00:20::/32")))


@pytest.mark.parametrize(
    "url", ["https://10.20.3.4/hook", "https://[fd00:20::4]/hook", "https://8.8.8.8/hook"]
)
def test_a_network_that_was_opened_may_be_called(url: str) -> None:
    INSIDE.refuse(url)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("https://10.21.3.4/hook", "webhook_address_closed", id="another-network"),
        pytest.param("https://127.0.0.1/hook", "webhook_address_closed", id="this-machine"),
        pytest.param("http://10.20.3.4/hook", "webhook_url", id="without-tls"),
    ],
)
def test_opening_a_network_opens_nothing_else(url: str, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        INSIDE.refuse(url)


def test_nothing_is_called_on_this_machine_but_in_a_rehearsal() -> None:
    with listening() as receiver:
        for url in (receiver.url, receiver.url.replace("http:", "https:")):
            with pytest.raises(Invalid):
                STRICT.post(url, {}, b"{}")
        assert receiver.got == []
        assert REHEARSAL.post(receiver.url, {"X-One": "1"}, b"{}") == 204
        (received,) = receiver.got
        assert (received.path, received.headers["X-One"], received.body) == ("/hook", "1", b"{}")
        assert received.headers["Host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with listening() as receiver:
        receiver.answers.append(status)
        assert REHEARSAL.post(receiver.url, {}, b"{}") == status
        assert [one.path for one in receiver.got] == ["/hook"]


# Receivers that misbehave.


@contextmanager
def speaking(speak: Callable[[socket.socket, threading.Event], None]) -> Iterator[str]:
    """The address of a server that takes one connection and does as it likes until the block ends."""
    over = threading.Event()

    def serve() -> None:
        connected, _ = server.accept()
        with connected:
            speak(connected, over)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


def silent(connected: socket.socket, over: threading.Event) -> None:
    over.wait(10)


def dripping(connected: socket.socket, over: threading.Event, first: bytes = b"HTTP/1.1 20") -> None:
    """Send a byte every now and then, for ever."""
    connected.sendall(first)
    while not over.wait(0.05):
        try:
            connected.sendall(b"x")
        except OSError:
            return


def dripping_headers(connected: socket.socket, over: threading.Event) -> None:
    dripping(connected, over, b"HTTP/1.1 200 OK\r\nX-Slow: ")


def babbling(connected: socket.socket, over: threading.Event) -> None:
    connected.sendall(b"220 smtp.example ready\r\n")
    over.wait(10)


def endless(connected: socket.socket, over: threading.Event) -> None:
    """Answer well, then send a body without end."""
    connected.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
    while not over.is_set():
        try:
            connected.sendall(b"x" * 65_536)
        except OSError:
            return


@pytest.mark.parametrize(
    ("speak", "code"),
    [
        pytest.param(silent, "timeout", id="says-nothing"),
        pytest.param(dripping, "timeout", id="says-it-byte-by-byte"),
        pytest.param(babbling, "not_http", id="speaks-another-language"),
    ],
)
def test_a_receiver_that_does_not_answer_is_left_in_time(
    speak: Callable[[socket.socket, threading.Event], None], code: str
) -> None:
    receivers = Receivers(rehearsal=True, seconds=0.3)
    with speaking(speak) as url, pytest.raises(NoAnswer) as refused:
        receivers.post(url, {}, b"{}")
    assert refused.value.code == code


@pytest.mark.parametrize("speak", [endless, dripping_headers])
def test_an_answer_without_end_is_its_status(speak: Callable[[socket.socket, threading.Event], None]) -> None:
    with speaking(speak) as url:
        assert Receivers(rehearsal=True, seconds=0.3).post(url, {}, b"{}") == 200


def test_nobody_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NoAnswer, match="no_connection"):
        REHEARSAL.post(f"http://127.0.0.1:{port}/", {}, b"{}")


# Certificates.


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A file with a key and a certificate that it signed itself, for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    now = datetime.now(UTC)  # TLS knows no other clock
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "receiver.pem"
    path.write_bytes(written + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def served(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_that_nobody_vouches_for_is_refused(served: ssl.SSLContext) -> None:
    with listening(tls=served) as receiver, pytest.raises(NoAnswer, match="tls"):
        Receivers(rehearsal=True).post(receiver.url.replace("http:", "https:"), {}, b"{}")
    assert receiver.got == []


def test_an_operator_may_vouch_for_a_certificate(
    served: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with listening(tls=served) as receiver:
        assert Receivers(rehearsal=True).post(receiver.url.replace("http:", "https:"), {}, b"{}") == 204
    (received,) = receiver.got
    assert received.body == b"{}"
