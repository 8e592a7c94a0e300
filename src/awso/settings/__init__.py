"""What the caller, the environment and the profile files say.

`profile_file` reads the files' syntax, `profiles` their meaning, `locations` says where they are; `settings` resolves
each setting from the three and is the one to read first. Credentials are in `awso.credentials`.
"""
