"""Several processes at one address, for machines with cores to spare.

Forked before anything is opened, so that each has its own loop, threads and database connections; they share the
address, the keys and the database, and through it lockouts, revocations and messages. A parent waits: it says when all
of them listen, passes a stop on to them, and takes the others down when one dies. When the parent itself is killed they
stop, or they would keep the address from the next server.
"""

import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NamedTuple

Ready = Callable[[], None]
Work = Callable[[socket.socket, Ready], None]


class _Pipes(NamedTuple):
    """Between the parent and its children, as descriptors."""

    said_ready: int  # the parent reads one byte from each child
    say_ready: int
    parent_gone: int  # children read the end of file: nobody ever writes
    parent_here: int  # open in the parent alone


def run(sockets: Sequence[socket.socket], work: Work, all_ready: Ready) -> int:
    """Runs `work(socket, ready)` in a process for each socket until all have ended; 0 if all were well.

    Calls `all_ready` once, when each has called its `ready`.
    """
    pipes = _Pipes(*os.pipe(), *os.pipe())
    children = [_fork(work, mine, sockets, pipes) for mine in sockets]
    os.close(pipes.say_ready)
    os.close(pipes.parent_gone)
    for bound in sockets:
        bound.close()

    def pass_on(number: int, frame: FrameType | None) -> None:
        del number, frame
        _stop(children)

    # SIGTERM to them in either case: a terminal's Ctrl-C has reached them already, and a second one would hurry.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    if _all_wrote(pipes.said_ready, len(children)):
        all_ready()
    os.close(pipes.said_ready)
    status = _wait(children)
    os.close(pipes.parent_here)
    return status


def _fork(work: Work, mine: socket.socket, sockets: Sequence[socket.socket], pipes: _Pipes) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.close(pipes.said_ready)
        os.close(pipes.parent_here)
        for other in sockets:
            if other is not mine:
                other.close()
        threading.Thread(target=_stop_with_parent, args=(pipes.parent_gone,), name="parent", daemon=True).start()
        work(mine, lambda: _say_ready(pipes.say_ready))
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _stop_with_parent(parent_gone: int) -> None:
    """Stops this process as the parent would have, once there is no parent."""
    os.read(parent_gone, 1)
    os.kill(os.getpid(), signal.SIGTERM)


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
        if child not in running:
            # Not ours: what a shell had started before it became this process, or, in a container, an orphan.
            continue
        running.remove(child)
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
