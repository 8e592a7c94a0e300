"""The merged `config` and `credentials` files, as the settings look things up in them.

Apart from what reads and merges them (`awso.settings.merging`), for a process without those files does not load it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awso.settings.profile_file import Property, Section


class Profiles:
    """The merged files: each kind of section by its name.

    `ignored` says of each section that means nothing here where it stands, for messages that miss it.
    """

    __slots__ = ("ignored", "profiles", "services", "sso_sessions")

    def __init__(self) -> None:
        self.profiles: dict[str, Section] = {}
        self.sso_sessions: dict[str, Section] = {}
        self.services: dict[str, Section] = {}
        self.ignored: list[str] = []

    def profile(self, name: str) -> "dict[str, Property]":
        """The properties of a profile, none where there is no such profile."""
        section = self.profiles.get(name)
        return {} if section is None else section.properties
