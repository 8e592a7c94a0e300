"""The two functions that `demo.py` binds to its pool, written as one would write them for AWS Lambda."""

from typing import Any

Event = dict[str, Any]

SIGN_IN_SCOPE = "aws.cognito.signin.user.admin"


def custom_message(event: Event, context: object) -> Event:
    """Words the mail about a new address, with what the application passed along as ClientMetadata."""
    del context
    if event["triggerSource"] == "CustomMessage_UpdateUserAttribute":
        campaign = event["request"]["clientMetadata"].get("campaign", "none")
        code = event["request"]["codeParameter"]
        event["response"]["emailSubject"] = "Is this your new address?"
        event["response"]["emailMessage"] = f"Your code is {code}. (campaign: {campaign})"
    return event


def pre_token_generation(event: Event, context: object) -> Event:
    """Gives a sign-in made for reports an access token that may not touch the user's own data."""
    del context
    if event["request"].get("clientMetadata", {}).get("purpose") == "reports":
        event["response"]["claimsAndScopeOverrideDetails"] = {
            "accessTokenGeneration": {"scopesToSuppress": [SIGN_IN_SCOPE]}
        }
    return event
