"""What the caller, the environment and the profile files say: parsed (`profile_file`), found (`locations`), resolved (`settings`)."""
