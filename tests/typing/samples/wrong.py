"""What a program may not write. Each line that ends in `# error` has a diagnostic of both checkers, no other has."""

from awso import cognito_idp, dynamodb, lexv2_runtime
from awso.cognito_idp import AttributeType, NoSuchShape  # error

client = cognito_idp.Client(regio="us-east-1")  # error
client = cognito_idp.Client(region="us-east-1")

client.update_user_attribute(access_token="token")  # error
client.update_user_attributes(acces_token="token", user_attributes=[])  # error
client.update_user_attributes(access_token="token")  # error
client.update_user_attributes(access_token="token", user_attributes=["email"])  # error
client.update_user_attributes("token", [])  # error
client.get_user(access_token=7)  # error
client.get_user.items(access_token="token")  # error
client.list_users.items(user_pool="pool")  # error

answer = client.get_user(access_token="token")
answer.usernam  # error
answer.username = "eve"  # error
number: int = answer.username  # error

AttributeType()  # error
AttributeType("email")  # error
AttributeType(name="email", valu="ada")  # error
status: cognito_idp.UserStatusType = "CONFIRMD"  # error

dynamodb.AttributeDefinition(attribute_name="a")  # error
cognito_idp.errors.NotAuthorisedException  # error
cognito_idp.errors.NotAuthorizedException("no").secret  # error

client.get_user.presigned_url(access_token="token")  # error
client.get_user.presigned_url("60", access_token="token")  # error
lexv2_runtime.StartConversationRequest(bot_id="b", bot_alias_id="a", locale_id="l", session_id="s", request_event_stream=[1])  # error

ready = cognito_idp.GetUserRequest(access_token="token")
client.get_user(ready)  # error
client.list_users.with_input(ready)  # error
client.get_user.with_input(access_token="token")  # error
client.get_user.with_input()  # error
client.get_user.with_input(ready)(access_token="token")  # error
client.get_user.with_input(ready).pages()  # error
client.get_user.with_input(ready).presigned_url()  # error
wrong: cognito_idp.ListUsersResponse = client.get_user.with_input(ready)()  # error
tables = dynamodb.Client()
tables.wait_until.table_exists.with_input(ready)  # error
tables.wait_until.table_exists.with_input(dynamodb.DescribeTableInput(table_name="t"))(max_wait="1")  # error


async def concurrent() -> None:
    async with cognito_idp.AsyncClient() as aio:
        name: str = aio.get_user(access_token="token").username  # error
        for user in aio.list_users.items(user_pool_id="pool"):  # error
            print(user, name)
        got: cognito_idp.GetUserResponse = aio.get_user.with_input(ready)()  # error
        aio.list_users.with_input(ready)  # error
        print(got)
