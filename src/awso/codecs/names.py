"""The names of members in query forms and XML, by the rules that both protocols share."""

from awso.shapes.schema import MemberSchema, Schema


def is_flattened(schema: Schema, member: MemberSchema | None) -> bool:
    """Whether a list's elements or a map's entries stand where the list itself would."""
    return schema.model.flattened or (member is not None and member.model.flattened)


def wire_name(member: MemberSchema) -> str:
    """The reference's `locationName`, else its shape's, else the member's own name.

    A structure's `locationName` names roots only (Smithy's xmlName); a list's names members as well (ElastiCache).
    """
    model, target = member.model, member.target
    if model.location_name or target.kind == "structure":
        return model.location_name or member.name
    if target.element is not None and target.model.flattened and target.element.model.location_name:
        # SimpleDB: a list whose shape is flattened is known by the name of its elements. Where the reference says
        # flattened, as Smithy's newer models do, it has its own name.
        return target.element.model.location_name
    return target.model.location_name or member.name
