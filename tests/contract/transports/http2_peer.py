"""An HTTP/2 server for one connection, on hyper-h2, whose every step a test's script decides; see `scripted`."""

import socket
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RequestReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings

from tests.contract.transports.loopback import server_tls
from tests.contract.transports.scripted import Script

STREAM = 1
Play = Callable[["Peer"], None]


class Peer:
    """The server's end: what came is in its attributes, after as many `wait`s as it takes."""

    def __init__(self, connection: socket.socket, window: int) -> None:
        self.socket = connection
        self.h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self.h2.local_settings = Settings(
            client=False, initial_values={SettingCodes.INITIAL_WINDOW_SIZE: window, SettingCodes.MAX_FRAME_SIZE: 16_384}
        )
        self.h2.initiate_connection()
        self.head: dict[str, str] = {}
        self.pieces: deque[bytes] = deque()
        self.unacknowledged = 0
        self.ended = False
        self.reset: ErrorCodes | int | None = None
        self.farewell: ErrorCodes | int | None = None
        self.left = False
        self.flush()

    def flush(self) -> None:
        said = self.h2.data_to_send()
        if said:
            self.socket.sendall(said)

    def wait(self) -> None:
        """Take what comes next from the client."""
        received = self.socket.recv(65_536)
        self.left = not received
        for event in self.h2.receive_data(received) if received else []:
            self._take(event)
        self.flush()

    def _take(self, event: Event) -> None:
        match event:
            case RequestReceived():
                self.head = {str(name): str(value) for name, value in event.headers}
            case DataReceived():
                self.unacknowledged += event.flow_controlled_length
                if event.data:
                    self.pieces.append(event.data)
            case StreamEnded():
                self.ended = True
            case StreamReset():
                self.reset = event.error_code
            case ConnectionTerminated():
                self.farewell = event.error_code
            case _:
                pass

    def request(self) -> dict[str, str]:
        """Wait for the head of the request."""
        while not self.head:
            self.wait()
        return self.head

    def begin(self) -> None:
        """Wait for the head and the first piece: the source is then being read."""
        self.request()
        assert self.read()

    def read(self) -> bytes:
        """The next piece of the request's body, whose room is given back; empty at its end."""
        while not self.pieces and not self.ended:
            assert not self.left, "the client left before the body's end"
            self.wait()
        if self.unacknowledged and not self.ended:
            self.h2.acknowledge_received_data(self.unacknowledged, STREAM)
            self.unacknowledged = 0
            self.flush()
        return self.pieces.popleft() if self.pieces else b""

    def respond(self, status: int, *fields: tuple[str, str], end: bool = False) -> None:
        self.h2.send_headers(STREAM, [(":status", str(status)), *fields], end_stream=end)
        self.flush()

    def room(self) -> int:
        """How much the client takes now."""
        return min(self.h2.local_flow_control_window(STREAM), self.h2.max_outbound_frame_size)

    def send(self, body: bytes, *, end: bool = False, padding: int | None = None) -> None:
        """Send, waiting for room where there is none."""
        while body:
            padded = 0 if padding is None else padding + 1
            size = min(self.room() - padded, len(body))
            if size <= 0:
                self.wait()
                continue
            self.h2.send_data(STREAM, body[:size], pad_length=padding)
            self.flush()
            body = body[size:]
        if end:
            self.h2.end_stream(STREAM)
            self.flush()

    def refuse(self, code: ErrorCodes) -> None:
        """RST_STREAM."""
        self.h2.reset_stream(STREAM, code)
        self.flush()

    def until_left(self) -> None:
        """Wait until the client closes the connection; what it sends after either has ended it means nothing."""
        while not self.left:
            try:
                self.wait()
            except ProtocolError:
                pass
            except (ConnectionError, ssl.SSLEOFError):
                self.left = True


def speaking_http2(identity: tuple[bytes, bytes], play: Play, *alpn: str, window: int = 65_535) -> Script:
    """A script that speaks TLS and HTTP/2 with the client, plays, and waits for it to leave."""
    context = server_tls(*identity, *(alpn or ("h2",)))

    def script(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or each window costs a delayed ACK
        with suppress(ssl.SSLEOFError), context.wrap_socket(connection, server_side=True) as secured:
            peer = Peer(secured, window)
            play(peer)
            peer.until_left()

    return script
