"""EC2's console output: base64 on the wire, text in programs."""

from base64 import b64decode
from typing import Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse


class ConsoleOutput(Behaviour):
    """Decodes the output of `GetConsoleOutput`; bytes that are no UTF-8 become replacement characters.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html: "base64-encoded"
    """

    def adjust_output(self, call: Invocation, output: Any, response: HttpResponse) -> Any:
        """With the text, where it is base64."""
        if output.output is None:
            return output
        try:
            text = b64decode(output.output).decode("utf-8", "replace")
        except ValueError:
            return output
        return msgspec.structs.replace(output, output=text)
