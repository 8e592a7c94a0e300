"""What would make the server slow for everybody."""

import socket

from awso_userpool.api.listening import bind


def test_answers_do_not_wait_for_delayed_acknowledgements() -> None:
    # asyncio sets TCP_NODELAY on connections of a socket that says it is TCP, and on no others: 44 ms an answer.
    with bind("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
