"""AdminCreateUser with its invitations, AdminGetUser, ListUsers, and finding users by every name."""

import pytest

from awso.cognito_idp import errors
from tests.integration.userpool.world import PASSWORD, App, Members, World, as_list, read

EMAIL = "ada@example.com"


def create(world: World, app: App, username: str = "ada", **members: object) -> Members:
    user: Members = world.call("AdminCreateUser", UserPoolId=app.pool_id, Username=username, **members)["User"]
    return user


class TestInvitations:
    def test_a_user_is_invited_with_a_generated_password_that_signs_in(self, world: World, app: App) -> None:
        user = create(world, app, UserAttributes=as_list({"email": EMAIL}), DesiredDeliveryMediums=["EMAIL"])

        assert (user["UserStatus"], user["Enabled"], user["Username"]) == ("FORCE_CHANGE_PASSWORD", True, "ada")
        (message,) = world.inbox()
        assert (message.destination, message.trigger_source) == (EMAIL, "CustomMessage_AdminCreateUser")
        assert message.body == f"Your username is ada and temporary password is {message.code}."
        assert world.password_auth(app, password=message.code or "")["ChallengeName"] == "NEW_PASSWORD_REQUIRED"

    def test_the_invitation_follows_the_pools_template(self, world: World) -> None:
        template = {
            "EmailSubject": "Welcome {username}",
            "EmailMessage": "Hello {username}: {####}",
            "SMSMessage": "{username} {####}",
        }
        app = world.app({"AdminCreateUserConfig": {"InviteMessageTemplate": template}})

        create(
            world,
            app,
            TemporaryPassword=PASSWORD,
            UserAttributes=as_list({"email": EMAIL, "phone_number": "+12065559934"}),
            DesiredDeliveryMediums=["EMAIL", "SMS"],
        )

        mail, sms = sorted(world.inbox(), key=lambda message: message.medium)
        assert (mail.subject, mail.body) == ("Welcome ada", f"Hello ada: {PASSWORD}")
        assert (sms.destination, sms.body) == ("+12065559934", f"ada {PASSWORD}")

    def test_a_user_name_that_looks_like_a_parameter_does_not_receive_the_password_twice(
        self, world: World, app: App
    ) -> None:
        create(world, app, "{####}", UserAttributes=as_list({"email": EMAIL}))

        (message,) = world.inbox()
        assert message.body.count(message.code or "") == 1

    def test_where_user_names_are_addresses_the_invitation_names_the_address(self, world: World) -> None:
        app = world.app({"UsernameAttributes": ["email"]})

        user = create(world, app, EMAIL)

        assert user["Username"] == read(user["Attributes"])["sub"]
        assert EMAIL in world.inbox()[0].body

    def test_suppressed_and_unreachable_users_get_no_message(self, world: World, app: App) -> None:
        create(world, app, UserAttributes=as_list({"email": EMAIL}), MessageAction="SUPPRESS")
        create(world, app, "bob")
        assert world.inbox() == []

        with pytest.raises(errors.InvalidParameterException):
            create(world, app, "cy", UserAttributes=as_list({"email": EMAIL}), DesiredDeliveryMediums=["SMS"])

    def test_resending_makes_a_new_password_with_a_new_term(self, world: World, app: App) -> None:
        create(world, app, UserAttributes=as_list({"email": EMAIL}))
        first = world.inbox()[0].code or ""
        world.clock.advance(8 * 24 * 3600)

        create(world, app, MessageAction="RESEND")

        second = world.inbox()[0].code or ""
        assert world.password_auth(app, password=second)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        with pytest.raises(errors.NotAuthorizedException):
            world.password_auth(app, password=first)

    def test_only_someone_who_was_invited_is_invited_again(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL)

        with pytest.raises(errors.UnsupportedUserStateException):
            create(world, app, MessageAction="RESEND")
        with pytest.raises(errors.UserNotFoundException):
            create(world, app, "nobody", MessageAction="RESEND")

    def test_a_taken_name_and_a_weak_password_are_refused(self, world: World, app: App) -> None:
        create(world, app)

        with pytest.raises(errors.UsernameExistsException):
            create(world, app)
        with pytest.raises(errors.InvalidPasswordException):
            create(world, app, "bob", TemporaryPassword="weak")

    def test_a_taken_address_is_refused_unless_forced(self, world: World, careful: App) -> None:
        world.user(careful, "bob", email=EMAIL, email_verified="true")
        attributes = as_list({"email": EMAIL, "email_verified": "true"})

        with pytest.raises(errors.UsernameExistsException):
            create(world, careful, UserAttributes=attributes)
        create(world, careful, UserAttributes=attributes, ForceAliasCreation=True)
        assert world.attributes(careful, "bob")["email_verified"] == "false"
        assert world.call("AdminGetUser", UserPoolId=careful.pool_id, Username=EMAIL)["Username"] == "ada"

    def test_nothing_can_be_verified_that_is_not_there(self, world: World, app: App) -> None:
        with pytest.raises(errors.InvalidParameterException):
            create(world, app, UserAttributes=as_list({"email_verified": "true"}))


def test_a_user_is_found_by_name_alias_and_sub(world: World, careful: App) -> None:
    sub = world.user(careful, email=EMAIL, email_verified="true")

    for name in ("ada", EMAIL, sub):
        assert world.call("AdminGetUser", UserPoolId=careful.pool_id, Username=name)["Username"] == "ada"


def test_an_unverified_address_finds_nobody(world: World, careful: App) -> None:
    world.user(careful, email=EMAIL)

    with pytest.raises(errors.UserNotFoundException):
        world.call("AdminGetUser", UserPoolId=careful.pool_id, Username=EMAIL)


def test_a_user_of_another_pool_is_not_found(world: World, app: App) -> None:
    other = world.app()
    sub = world.user(app)

    for name in ("ada", sub):
        with pytest.raises(errors.UserNotFoundException):
            world.call("AdminGetUser", UserPoolId=other.pool_id, Username=name)


def test_every_operation_on_an_unknown_user_says_so(world: World, app: App) -> None:
    user: Members = {"UserPoolId": app.pool_id, "Username": "nobody"}
    calls: dict[str, Members] = {
        "AdminGetUser": user,
        "AdminDeleteUser": user,
        "AdminEnableUser": user,
        "AdminDisableUser": user,
        "AdminConfirmSignUp": user,
        "AdminUserGlobalSignOut": user,
        "AdminResetUserPassword": user,
        "AdminSetUserPassword": {**user, "Password": PASSWORD},
        "AdminUpdateUserAttributes": {**user, "UserAttributes": []},
        "AdminDeleteUserAttributes": {**user, "UserAttributeNames": ["name"]},
    }
    for operation, members in calls.items():
        with pytest.raises(errors.UserNotFoundException) as refused:
            world.call(operation, **members)
        assert refused.value.message == "User does not exist.", operation


class TestListing:
    @pytest.fixture
    def people(self, world: World, app: App) -> App:
        for number in range(7):
            world.user(app, f"user{number}", email=f"u{number}@example.com", given_name="Ada" if number < 3 else "Bob")
        return app

    def names(self, world: World, app: App, **members: object) -> list[str]:
        listed = world.call("ListUsers", UserPoolId=app.pool_id, **members)["Users"]
        return [user["Username"] for user in listed]

    def test_everyone_in_pages(self, world: World, people: App) -> None:
        found: list[str] = []
        token: str | None = None
        for _ in range(3):
            more = {"PaginationToken": token} if token else {}
            page = world.call("ListUsers", UserPoolId=people.pool_id, Limit=3, **more)
            found += [user["Username"] for user in page["Users"]]
            token = page.get("PaginationToken")

        assert sorted(found) == [f"user{number}" for number in range(7)]
        assert token is None

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            ('username = "user3"', ["user3"]),
            ('username ^= "user"', [f"user{number}" for number in range(7)]),
            ('email = "u4@example.com"', ["user4"]),
            ('email ^= "u5"', ["user5"]),
            ('given_name = "Ada"', ["user0", "user1", "user2"]),
            ('given_name ^= "A"', ["user0", "user1", "user2"]),
            ('cognito:user_status = "CONFIRMED"', [f"user{number}" for number in range(7)]),
            ('cognito:user_status = "Confirmed"', [f"user{number}" for number in range(7)]),
            ('cognito:user_status ^= "conf"', [f"user{number}" for number in range(7)]),
            ('cognito:user_status = "UNCONFIRMED"', []),
            ('status = "Enabled"', [f"user{number}" for number in range(1, 7)]),
            ('status = "Disabled"', ["user0"]),
            ('family_name = "%"', []),
            ('email ^= "%"', []),
            ('email ^= "_4"', []),
            ('email = "\' OR 1=1 --"', []),
        ],
    )
    def test_filters(self, world: World, people: App, condition: str, expected: list[str]) -> None:
        world.call("AdminDisableUser", UserPoolId=people.pool_id, Username="user0")

        assert sorted(self.names(world, people, Filter=condition)) == expected

    def test_by_sub(self, world: World, people: App) -> None:
        sub = world.attributes(people, "user2")["sub"]

        assert self.names(world, people, Filter=f'sub = "{sub}"') == ["user2"]

    def test_a_filter_pages_too(self, world: World, people: App) -> None:
        members: Members = {"UserPoolId": people.pool_id, "Filter": 'given_name = "Ada"', "Limit": 2}
        first = world.call("ListUsers", **members)
        second = world.call("ListUsers", **members, PaginationToken=first["PaginationToken"])

        assert (len(first["Users"]), len(second["Users"])) == (2, 1)
        with pytest.raises(errors.InvalidParameterException):
            world.call("ListUsers", UserPoolId=people.pool_id, PaginationToken=first["PaginationToken"])

    @pytest.mark.parametrize(
        ("condition", "message"),
        [("email", "Error while parsing filter"), ('custom:foo = "x"', "Invalid search attribute: custom:foo")],
    )
    def test_a_bad_filter_is_refused(self, world: World, people: App, condition: str, message: str) -> None:
        with pytest.raises(errors.InvalidParameterException) as refused:
            self.names(world, people, Filter=condition)
        assert refused.value.message == message

    def test_only_the_attributes_asked_for(self, world: World, people: App) -> None:
        listed = world.call(
            "ListUsers", UserPoolId=people.pool_id, AttributesToGet=["email"], Filter='username = "user1"'
        )["Users"]

        assert read(listed[0]["Attributes"]) == {"email": "u1@example.com"}
