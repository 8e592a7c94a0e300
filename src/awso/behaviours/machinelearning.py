"""Amazon Machine Learning: predictions are asked of the model's own endpoint."""

from typing import Any

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.effects import Flow
from awso.endpoints import Endpoint


class PredictEndpoint(Behaviour):
    """Sends `Predict` to the endpoint that it names in its input.

    https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_Predict.html
    """

    def choose_endpoint(self, call: Invocation, value: Any, endpoint: Endpoint) -> Flow[Endpoint]:
        """The input's; scheme and host count, the path is the operation's."""
        scheme, _, rest = value.predict_endpoint.rpartition("://")
        return Endpoint(f"{scheme or 'https'}://{rest.partition('/')[0]}", endpoint.properties, endpoint.headers)
        yield  # never reached: makes the method a flow
