"""What a generated class does on its own: construct, compare, print, hide."""

import copy
import gc
import pickle

import pytest

import awso
from awso import cognito_idp, dynamodb
from awso.shapes.kinds import ABSENT_LIST, ABSENT_MAP

TOKEN = "eyJraWQ.secret.token"


def update_request() -> cognito_idp.UpdateUserAttributesRequest:
    return cognito_idp.UpdateUserAttributesRequest(
        access_token=TOKEN,
        user_attributes=[cognito_idp.AttributeType(name="email", value="ada@example.com")],
        client_metadata={"campaign": "spring"},
    )


def test_a_shape_is_constructed_by_keywords_and_read_by_attributes() -> None:
    request = update_request()

    assert request.access_token == TOKEN
    assert request.user_attributes[0].name == "email"
    assert request.client_metadata == {"campaign": "spring"}


def test_equal_members_make_equal_shapes() -> None:
    assert update_request() == update_request()
    assert update_request() != cognito_idp.UpdateUserAttributesRequest(access_token="other", user_attributes=[])


def test_an_absent_scalar_reads_as_none_and_absent_containers_as_empty() -> None:
    answer = cognito_idp.GetUserResponse.from_json("{}")

    assert answer.preferred_mfa_setting is None
    assert answer.user_attributes == []
    assert update_request().client_metadata == {"campaign": "spring"}
    assert cognito_idp.SignUpRequest.from_json("{}").client_metadata == {}


def test_none_means_not_given() -> None:
    given = cognito_idp.SignUpRequest(client_id="c", username="u", user_attributes=None, client_metadata=None)

    assert given == cognito_idp.SignUpRequest(client_id="c", username="u")
    assert given.to_json() == '{"ClientId":"c","Username":"u"}'


def test_an_explicit_empty_list_is_sent_and_an_absent_one_is_not() -> None:
    explicit = cognito_idp.SignUpRequest(client_id="c", username="u", user_attributes=[], client_metadata={})

    assert explicit.to_value() == {"ClientId": "c", "Username": "u", "UserAttributes": [], "ClientMetadata": {}}
    assert explicit.to_json() == '{"ClientId":"c","Username":"u","UserAttributes":[],"ClientMetadata":{}}'


def test_the_shared_empty_values_refuse_to_be_changed() -> None:
    with pytest.raises(TypeError, match="absent"):
        ABSENT_LIST.append(1)
    with pytest.raises(TypeError, match="absent"):
        ABSENT_MAP["a"] = 1
    assert ABSENT_LIST == []
    assert ABSENT_MAP == {}


def test_absence_survives_pickling_and_copying() -> None:
    answer = cognito_idp.GetUserResponse.from_json('{"Username":"ada"}')

    for twin in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer), copy.copy(answer)):
        assert twin == answer
        assert twin.to_json() == '{"Username":"ada"}'


def test_shapes_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        update_request().access_token = "other"  # type: ignore[misc]  # what the test is about


def test_a_mistyped_member_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(TypeError, match=r"has no member 'acess_token': did you mean 'access_token'\?"):
        cognito_idp.UpdateUserAttributesRequest(acess_token="t", user_attributes=[])  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # what the test is about


def test_positional_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match="keyword arguments only"):
        cognito_idp.AttributeType("email")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # what the test is about


def test_repr_masks_what_the_model_marks_sensitive() -> None:
    shown = repr(update_request())

    assert TOKEN not in shown
    assert "ada@example.com" not in shown
    assert shown == (
        "UpdateUserAttributesRequest(user_attributes=[AttributeType(name='email', value=***)], "
        "access_token=***, client_metadata={'campaign': 'spring'})"
    )


def test_recursive_shapes_nest_and_come_back() -> None:
    leaf = dynamodb.AttributeValue(b=b"\x00\xff")
    value = dynamodb.AttributeValue(m={"list": dynamodb.AttributeValue(l=[leaf, dynamodb.AttributeValue(null=True)])})

    assert dynamodb.AttributeValue.from_json(value.to_json()) == value
    assert dynamodb.AttributeValue.from_value(value.to_value()) == value


def test_every_kind_of_shape_has_its_forms_through_the_service() -> None:
    attributes = awso.service("cognito-idp").shape("AttributeListType")
    value = [cognito_idp.AttributeType(name="email", value="a@b")]

    assert attributes.to_json(value) == '[{"Name":"email","Value":"a@b"}]'
    assert attributes.from_json('[{"Name":"email","Value":"a@b"}]') == value
    assert attributes.to_value(value) == [{"Name": "email", "Value": "a@b"}]


def test_the_garbage_collector_does_not_look_at_shapes() -> None:
    # measured: benchmarks/decoding.py; a page of 1,000 DynamoDB items takes twice as long where it does.
    page = dynamodb.QueryOutput.from_json('{"Items": [{"pk": {"S": "a"}}]}')

    assert not gc.is_tracked(page)
    assert not gc.is_tracked(page.items[0]["pk"])
    assert not gc.is_tracked(update_request())
