"""What the sections of the `config` and the `credentials` file mean, and how the two become one.

In the config file a profile is `[profile name]` (or `[default]`), beside `[sso-session name]` and `[services name]`; in
the credentials file it is plain `[name]`. A property in the credentials file wins over the same one in the config file.
"""

from awso.settings.locations import Profiles
from awso.settings.profile_file import Section, is_name


def merge(config: list[Section], credentials: list[Section]) -> Profiles:
    """The two files as one. Sections with equal names become one, the later property winning."""
    merged = Profiles()
    kinds = {"profile": merged.profiles, "sso-session": merged.sso_sessions, "services": merged.services}
    prefixed_default = any(_kind_and_name(section.header) == ("profile", "default") for section in config)
    for section in config:
        kind, name = _kind_and_name(section.header)
        if section.header == "default" and not prefixed_default:
            _add(merged.profiles, "default", section)
        elif name is not None and kind in kinds:
            _add(kinds[kind], name, section)
        else:
            merged.ignored.append(f"[{section.header}] at {section.where} (write [profile name] in a config file)")
    for section in credentials:
        # Where a name needs quotes in the config file, the AWS CLI writes it without them here.
        if is_name(section.header) or section.header in merged.profiles:
            _add(merged.profiles, section.header, section)
        else:
            merged.ignored.append(f"[{section.header}] at {section.where} (write [name] in a credentials file)")
    return merged


def _kind_and_name(header: str) -> tuple[str, str | None]:
    """`profile foo` as ("profile", "foo"); the name is None where it is missing or not one."""
    kind, name = (*header.split(None, 1), "", "")[:2]
    # The AWS CLI writes names with spaces in quotes.
    if len(name) > 2 and name[0] == name[-1] and name[0] in "\"'" and name[0] not in name[1:-1]:
        return kind, name[1:-1]
    return kind, name if is_name(name) else None


def _add(sections: dict[str, Section], name: str, section: Section) -> None:
    known = sections.get(name)
    if known is None:
        known = sections[name] = Section(name, section.where)
    known.properties.update(section.properties)
