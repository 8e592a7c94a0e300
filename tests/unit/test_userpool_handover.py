"""Handing an answer from a thread to the event loop."""

import asyncio
from threading import Thread

import pytest

from awso_userpool.handover import Handover


def on_a_thread(*steps: object) -> None:
    def run() -> None:
        for step in steps:
            assert callable(step)
            step()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def test_what_a_thread_sets_the_loop_awaits() -> None:
    async def main() -> str:
        answer: Handover[str] = Handover()
        on_a_thread(lambda: answer.set_result("here"))
        return await answer.future

    assert asyncio.run(main()) == "here"


def test_an_error_is_handed_over_too() -> None:
    async def main() -> None:
        answer: Handover[str] = Handover()
        on_a_thread(lambda: answer.set_exception(LookupError("no")))
        await answer.future

    with pytest.raises(LookupError, match="no"):
        asyncio.run(main())


def test_steps_run_on_the_loop_in_order_and_before_the_answer() -> None:
    async def main() -> list[str]:
        answer: Handover[str] = Handover()
        seen: list[str] = []

        def step(name: str) -> None:
            asyncio.get_running_loop()
            seen.append(name)

        on_a_thread(
            lambda: answer.later(lambda: step("first")),
            lambda: answer.later(lambda: step("second")),
            lambda: answer.set_result("done"),
        )
        seen.append(await answer.future)
        return seen

    assert asyncio.run(main()) == ["first", "second", "done"]


def test_nothing_happens_to_an_answer_that_was_given_up() -> None:
    async def main() -> list[str]:
        answer: Handover[str] = Handover()
        seen: list[str] = []
        assert answer.set_running_or_notify_cancel()
        answer.future.cancel()
        assert not answer.set_running_or_notify_cancel()
        on_a_thread(lambda: answer.later(lambda: seen.append("late")), lambda: answer.set_result("late"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return seen

    assert asyncio.run(main()) == []


def test_a_loop_that_is_closed_waits_for_nothing() -> None:
    async def main() -> Handover[str]:
        return Handover()

    answer = asyncio.run(main())

    on_a_thread(lambda: answer.set_result("too late"))
    assert not answer.future.done()
