"""A trigger as a program: lets only people of one domain sign up, and confirms them at once."""

import json
import sys

event = json.load(sys.stdin)
if not event["request"]["userAttributes"].get("email", "").endswith("@example.com"):
    sys.exit("Only for people of example.com")
event["response"] |= {"autoConfirmUser": True, "autoVerifyEmail": True}
json.dump(event, sys.stdout)
