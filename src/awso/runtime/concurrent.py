"""Carries out a flow's effects on asyncio.

Cancelling the task closes the flow, whose `finally` clauses run; a running process is killed. asyncio is imported
when an effect other than `Send` needs it: whoever awaits has imported it already.
"""

from typing import TYPE_CHECKING, TypeVar

from awso.core.effects import Effect, Flow, ProcessResult, ReadFile, RunProcess, Send, Sleep, WriteFile
from awso.core.http import HttpResponse
from awso.runtime.blocking import Result, read_file, write_file

if TYPE_CHECKING:
    from awso.transports.interface import AsyncioTransport

T = TypeVar("T")


async def run(flow: Flow[T], transport: "AsyncioTransport") -> T:
    """What `flow` returns. What an effect raises is raised into the flow, at the place that asked for it."""
    result: Result = None
    try:
        effect = next(flow)
        while True:
            try:
                if type(effect) is Send:  # nearly every effect: the shortest way to it
                    result = await transport.send_async(
                        effect.request, effect.connect_timeout_seconds, effect.read_timeout_seconds, effect.stream
                    )
                else:
                    result = await perform(effect, transport)
            except Exception as error:
                effect = flow.throw(error)
            else:
                effect = flow.send(result)
    except StopIteration as stop:
        result_of_flow: T = stop.value
        return result_of_flow
    except BaseException:
        if isinstance(result, HttpResponse) and result.stream is not None:
            await result.stream.close_async()  # the flow failed over it: nobody else will read it
        raise
    finally:
        flow.close()


async def perform(effect: Effect, transport: "AsyncioTransport") -> Result:
    """The result of one effect."""
    match effect:
        case Send():
            return await transport.send_async(
                effect.request, effect.connect_timeout_seconds, effect.read_timeout_seconds, effect.stream
            )
        case Sleep():
            from asyncio import sleep

            await sleep(effect.seconds)
            return None
        case ReadFile():
            from asyncio import to_thread

            return await to_thread(read_file, effect.path)
        case WriteFile():
            from asyncio import to_thread

            await to_thread(write_file, effect.path, effect.content)
            return None
        case RunProcess():
            return await _run_process(effect)


async def _run_process(effect: RunProcess) -> ProcessResult:
    import asyncio
    import os
    from asyncio.subprocess import DEVNULL, PIPE

    process = await asyncio.create_subprocess_exec(
        *effect.arguments,
        env={**os.environ, **effect.environment} if effect.environment is not None else None,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        stdout, stderr = await asyncio.wait_for(process.communicate(), effect.timeout_seconds)
    except TimeoutError:
        raise TimeoutError(f"{effect.arguments[0]} ran longer than {effect.timeout_seconds:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return ProcessResult(process.returncode or 0, stdout, stderr)
