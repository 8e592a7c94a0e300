"""What the user pool does: the table of operations, by their wire names.

Whether an operation must be signed, and what its request and response look like, the service model says.
"""

from awso_userpool.operations.admin_create_user import admin_create_user
from awso_userpool.operations.attributes import (
    admin_delete_user_attributes,
    admin_update_user_attributes,
    delete_user_attributes,
    update_user_attributes,
)
from awso_userpool.operations.clients import (
    create_user_pool_client,
    delete_user_pool_client,
    describe_user_pool_client,
    list_user_pool_clients,
    update_user_pool_client,
)
from awso_userpool.operations.forgot_password import confirm_forgot_password, forgot_password
from awso_userpool.operations.interface import Operation
from awso_userpool.operations.list_users import list_users
from awso_userpool.operations.passwords import admin_reset_user_password, admin_set_user_password, change_password
from awso_userpool.operations.pools import (
    add_custom_attributes,
    create_user_pool,
    delete_user_pool,
    describe_user_pool,
    list_user_pools,
    update_user_pool,
)
from awso_userpool.operations.revocation import revoke_token
from awso_userpool.operations.sign_in.initiate import admin_initiate_auth, initiate_auth
from awso_userpool.operations.sign_in.refresh import get_tokens_from_refresh_token
from awso_userpool.operations.sign_in.respond import admin_respond_to_auth_challenge, respond_to_auth_challenge
from awso_userpool.operations.sign_up import admin_confirm_sign_up, confirm_sign_up, resend_confirmation_code, sign_up
from awso_userpool.operations.users import (
    admin_delete_user,
    admin_disable_user,
    admin_enable_user,
    admin_get_user,
    admin_user_global_sign_out,
    delete_user,
    get_user_operation,
    global_sign_out,
)
from awso_userpool.operations.verification import get_user_attribute_verification_code, verify_user_attribute

OPERATIONS: dict[str, Operation] = {
    # pools and clients
    "CreateUserPool": create_user_pool,
    "DescribeUserPool": describe_user_pool,
    "UpdateUserPool": update_user_pool,
    "DeleteUserPool": delete_user_pool,
    "ListUserPools": list_user_pools,
    "AddCustomAttributes": add_custom_attributes,
    "CreateUserPoolClient": create_user_pool_client,
    "DescribeUserPoolClient": describe_user_pool_client,
    "UpdateUserPoolClient": update_user_pool_client,
    "DeleteUserPoolClient": delete_user_pool_client,
    "ListUserPoolClients": list_user_pool_clients,
    # from stranger to user
    "SignUp": sign_up,
    "ConfirmSignUp": confirm_sign_up,
    "ResendConfirmationCode": resend_confirmation_code,
    "AdminCreateUser": admin_create_user,
    "AdminConfirmSignUp": admin_confirm_sign_up,
    # signing in and out
    "InitiateAuth": initiate_auth,
    "AdminInitiateAuth": admin_initiate_auth,
    "RespondToAuthChallenge": respond_to_auth_challenge,
    "AdminRespondToAuthChallenge": admin_respond_to_auth_challenge,
    "GetTokensFromRefreshToken": get_tokens_from_refresh_token,
    "GlobalSignOut": global_sign_out,
    "AdminUserGlobalSignOut": admin_user_global_sign_out,
    "RevokeToken": revoke_token,
    # users
    "GetUser": get_user_operation,
    "AdminGetUser": admin_get_user,
    "ListUsers": list_users,
    "AdminEnableUser": admin_enable_user,
    "AdminDisableUser": admin_disable_user,
    "DeleteUser": delete_user,
    "AdminDeleteUser": admin_delete_user,
    # attributes
    "UpdateUserAttributes": update_user_attributes,
    "AdminUpdateUserAttributes": admin_update_user_attributes,
    "DeleteUserAttributes": delete_user_attributes,
    "AdminDeleteUserAttributes": admin_delete_user_attributes,
    "GetUserAttributeVerificationCode": get_user_attribute_verification_code,
    "VerifyUserAttribute": verify_user_attribute,
    # passwords
    "ChangePassword": change_password,
    "ForgotPassword": forgot_password,
    "ConfirmForgotPassword": confirm_forgot_password,
    "AdminSetUserPassword": admin_set_user_password,
    "AdminResetUserPassword": admin_reset_user_password,
}
