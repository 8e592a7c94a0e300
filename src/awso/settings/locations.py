"""Where the `config` and `credentials` files are, and the merged files as the settings look things up in them.

What reads and merges them is `awso.settings.merging`, which a process without those files does not load.

https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from awso._lean import msgspec

if TYPE_CHECKING:
    from awso.settings.profile_file import Property, Section


class Locations(msgspec.Struct, frozen=True):
    """The paths of the two files; None where not even a home directory is known."""

    config: str | None
    credentials: str | None

    @property
    def known(self) -> list[str]:
        """The paths that are known."""
        return [path for path in (self.config, self.credentials) if path]


def locations(environment: Mapping[str, str], *, windows: bool, fallback_home: str | None) -> Locations:
    """The paths that `environment` names, else those in the home directory.

    `fallback_home` is the home directory by the platform's own means, for where the environment does not tell.
    """
    home = _home(environment, windows) or fallback_home
    separator = "\\" if windows else "/"

    def path(variable: str, name: str) -> str | None:
        given = environment.get(variable)
        if given:
            at_home = given.startswith("~/") or (windows and given.startswith("~\\"))
            return f"{home}{separator}{given[2:]}" if home and at_home else given
        return f"{home}{separator}.aws{separator}{name}" if home else None

    return Locations(path("AWS_CONFIG_FILE", "config"), path("AWS_SHARED_CREDENTIALS_FILE", "credentials"))


def _home(environment: Mapping[str, str], windows: bool) -> str | None:
    home = environment.get("HOME")
    if home or not windows:
        return home
    home = environment.get("USERPROFILE")
    return home or (environment.get("HOMEDRIVE", "") + environment.get("HOMEPATH", "")) or None


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
