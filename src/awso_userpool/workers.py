"""Several processes at one address, for machines with cores to spare.

Forked before anything is opened, so that each has its own loop, threads and database connections; they share the
address, the keys and the database, and through it lockouts, revocations and messages. A parent waits: it says when all
of them listen, passes a stop on to them, and takes the others down when one dies.
"""

import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from types import FrameType

Ready = Callable[[], None]
Work = Callable[[socket.socket, Ready], None]


def run(sockets: Sequence[socket.socket], work: Work, all_ready: Ready) -> int:
    """Runs `work(socket, ready)` in a process for each socket until all have ended; 0 if all were well.

    Calls `all_ready` once, when each has called its `ready`.
    """
    reading, writing = os.pipe()
    children = [_fork(work, mine, sockets, reading, writing) for mine in sockets]
    os.close(writing)
    for bound in sockets:
        bound.close()

    def pass_on(number: int, frame: FrameType | None) -> None:
        del number, frame
        _stop(children)

    # SIGTERM to them in either case: a terminal's Ctrl-C has reached them already, and a second one would hurry.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    if _all_wrote(reading, len(children)):
        all_ready()
    os.close(reading)
    return _wait(children)


def _fork(work: Work, mine: socket.socket, sockets: Sequence[socket.socket], reading: int, writing: int) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.close(reading)
        for other in sockets:
            if other is not mine:
                other.close()
        work(mine, lambda: _say_ready(writing))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _say_ready(writing: int) -> None:
    os.write(writing, b".")
    os.close(writing)


def _all_wrote(reading: int, count: int) -> bool:
    """Whether `count` processes said they are ready; False as soon as those that are left cannot."""
    while count > 0:
        said = os.read(reading, count)
        if not said:
            return False
        count -= len(said)
    return True


def _wait(children: Sequence[int]) -> int:
    running = set(children)
    status = 0
    while running:
        child, ended = os.wait()
        running.discard(child)
        if ended:
            status = 1
            _stop(running)
    return status


def _stop(children: Sequence[int] | set[int]) -> None:
    for child in children:
        try:
            os.kill(child, signal.SIGTERM)
        except ProcessLookupError:
            continue
