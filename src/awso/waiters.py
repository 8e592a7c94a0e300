"""What `client.wait_until` is: the service's waiters, each to be called with the members of its operation's input.

`client.wait_until.instance_running(instance_ids=["i-1"], max_wait_seconds=300)` returns the answer that satisfied it.
How an answer is judged and how long is waited is `awso.core.waits`' business.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from awso.core.waits import OnAttempt, WaitOptions, wait
from awso.operations import BoundOperation, Run

if TYPE_CHECKING:
    from inspect import Signature

    from awso.core.operation import Operation
    from awso.registry import Service
    from awso.shapes.pages_and_waits import WaiterModel


class Waiter(BoundOperation):
    """A waiter of a client."""

    def __init__(self, operation: "Operation", model: "WaiterModel", run: Run) -> None:
        super().__init__(operation)
        self.model = model
        self._run = run
        self.__name__ = model.python
        self.__qualname__ = f"Client.wait_until.{model.python}"

    def __call__(
        self,
        shape: Any = None,
        /,
        *,
        max_wait_seconds: float | None = None,
        max_attempts: int | None = None,
        delay_seconds: float | None = None,
        on_attempt: OnAttempt[Any] | None = None,
        **members: Any,
    ) -> Any:
        """The last answer, None where an error was waited for; of an async client, what is to be awaited for it."""
        how = WaitOptions(max_wait_seconds, max_attempts, delay_seconds, on_attempt)
        return self._run(partial(wait, model=self.model, how=how), self.operation, self._input(shape, members))

    @property
    def __signature__(self) -> "Signature":
        from inspect import Parameter, Signature

        of_operation = super().__signature__.parameters.values()
        options = (Parameter(name, Parameter.KEYWORD_ONLY, default=None) for name in WaitOptions.__struct_fields__)
        return Signature([*of_operation, *options])

    def __repr__(self) -> str:
        return f"<{self.operation.service.name} wait_until.{self.__name__} of a client{self._its_input}>"


class Waiters:
    """The waiters of one client, made when first asked for."""

    def __init__(self, service: "Service", run: Run) -> None:
        self._service = service
        self._run = run

    if not TYPE_CHECKING:  # hidden from checkers, which know each waiter from the stub and would accept any name

        def __getattr__(self, name: str) -> Any:
            model = self._service.waiters.get(name)
            if model is None:
                from awso.shapes.shape import unknown_member_message

                raise AttributeError(
                    unknown_member_message(f"wait_until of {self._service.name}", name, tuple(self._service.waiters))
                )
            operation = self._service.operation(model.operation)
            bound = self.__dict__[name] = Waiter(operation, model, self._run)
            return bound

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._service.waiters})

    def __repr__(self) -> str:
        return f"<the waiters of a client of {self._service.name}>"


def waiters(service: "Service", run: Run) -> Waiters:
    """`client.wait_until`. Raises AttributeError for a service that has no waiters."""
    if not service.file.waiters:
        raise AttributeError(f"the client of {service.name} has no wait_until: AWS has modelled no waiter for it")
    return Waiters(service, run)
