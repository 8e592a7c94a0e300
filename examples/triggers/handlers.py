"""A trigger as a Python function, written as for AWS Lambda."""

from typing import Any


def custom_message(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Greets people by name; leaves other messages as the pool words them."""
    if event["triggerSource"] == "CustomMessage_SignUp":
        name = event["request"]["userAttributes"].get("name", event["userName"])
        code = event["request"]["codeParameter"]
        event["response"]["emailSubject"] = f"Welcome, {name}"
        event["response"]["emailMessage"] = f"Your code is {code}. ({context.function_name})"
    return event
