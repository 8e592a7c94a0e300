"""DynamoDB, KMS, SSM, Secrets Manager: create, read, list with pages, wait, error, delete."""

import pytest

from awso import dynamodb, kms, secretsmanager, ssm
from tests.integration.aws.either import Aws, Either


def test_dynamodb_tables_keep_items(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        table = client.name("books")
        await client.create_table(
            table_name=table,
            attribute_definitions=[
                dynamodb.AttributeDefinition(attribute_name="author", attribute_type="S"),
                dynamodb.AttributeDefinition(attribute_name="year", attribute_type="N"),
            ],
            key_schema=[
                dynamodb.KeySchemaElement(attribute_name="author", key_type="HASH"),
                dynamodb.KeySchemaElement(attribute_name="year", key_type="RANGE"),
            ],
            billing_mode="PAY_PER_REQUEST",
        )
        await client.wait("table_exists", table_name=table)
        item = {
            "author": dynamodb.AttributeValue(s="Ada"),
            "year": dynamodb.AttributeValue(n="1843"),
            "cover": dynamodb.AttributeValue(b=b"\x00\x01\xfe"),
            "tags": dynamodb.AttributeValue(ss=["math", "engine"]),
            "nested": dynamodb.AttributeValue(
                m={"list": dynamodb.AttributeValue(l=[dynamodb.AttributeValue(bool=True)])}
            ),
            "gone": dynamodb.AttributeValue(null=True),
        }
        await client.put_item(table_name=table, item=item)
        key = {name: item[name] for name in ("author", "year")}
        got = await client.get_item(table_name=table, key=key, consistent_read=True)
        assert got.item["cover"].b == b"\x00\x01\xfe"
        assert sorted(got.item["tags"].ss) == ["engine", "math"]
        assert got.item["nested"].m["list"].l[0].bool is True
        assert got.item["gone"].null is True
        for year in range(1900, 1925):
            await client.put_item(table_name=table, item={**item, "year": dynamodb.AttributeValue(n=str(year))})
        found = await client.query.items(
            table_name=table,
            key_condition_expression="author = :a",
            expression_attribute_values={":a": dynamodb.AttributeValue(s="Ada")},
            limit=10,
        )
        assert len(found) == 26
        with pytest.raises(dynamodb.errors.ConditionalCheckFailedException) as caught:
            await client.put_item(table_name=table, item=item, condition_expression="attribute_not_exists(author)")
        assert caught.value.code == "ConditionalCheckFailedException"
        missing = await client.get_item(table_name=table, key={**key, "year": dynamodb.AttributeValue(n="1")})
        assert missing.item == {}
        await client.delete_table(table_name=table)
        await client.wait("table_not_exists", table_name=table)
        with pytest.raises(dynamodb.errors.ResourceNotFoundException):
            await client.describe_table(table_name=table)

    aws.play(scenario, "dynamodb")


def test_kms_keys_encrypt(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        key = (await client.create_key(description="a key", tags=[kms.Tag(tag_key="a", tag_value="b")])).key_metadata
        assert key.creation_date.tzinfo is not None
        sealed = await client.encrypt(key_id=key.key_id, plaintext=b"secret \x00", encryption_context={"a": "b"})
        opened = await client.decrypt(ciphertext_blob=sealed.ciphertext_blob, encryption_context={"a": "b"})
        assert opened.plaintext == b"secret \x00"
        assert "secret" not in repr(opened)
        alias = f"alias/{client.name('main')}"
        await client.create_alias(alias_name=alias, target_key_id=key.key_id)
        for _ in range(3):
            await client.create_key()
        ids = [entry.key_id for entry in await client.list_keys.items(limit=2)]
        assert key.key_id in ids
        assert len(ids) >= 4
        await client.delete_alias(alias_name=alias)
        scheduled = await client.schedule_key_deletion(key_id=key.key_id, pending_window_in_days=7)
        assert scheduled.deletion_date > key.creation_date
        with pytest.raises(kms.errors.NotFoundException):
            await client.describe_key(key_id="00000000-0000-4000-8000-000000000000")

    aws.play(scenario, "kms")


def test_ssm_parameters_have_a_tree(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        root = f"/{client.name('app')}"
        for number in range(12):
            await client.put_parameter(name=f"{root}/p{number:02}", value=f"v{number}", type="SecureString")
        got = await client.get_parameter(name=f"{root}/p03", with_decryption=True)
        assert (got.parameter.value, got.parameter.version) == ("v3", 1)
        assert "v3" not in repr(got)
        found = await client.get_parameters_by_path.items(path=root, recursive=True, max_results=5)
        assert len(found) == 12
        deleted = await client.delete_parameters(names=[f"{root}/p{number:02}" for number in range(10)])
        assert len(deleted.deleted_parameters) == 10
        with pytest.raises(ssm.errors.ParameterNotFound):
            await client.get_parameter(name=f"{root}/p03")

    aws.play(scenario, "ssm")


def test_secrets_manager_keeps_versions(aws: Aws) -> None:
    async def scenario(client: Either) -> None:
        name = client.name("db-password")
        created = await client.create_secret(name=name, secret_string="one", client_request_token="0" * 32)
        await client.put_secret_value(secret_id=name, secret_binary=b"\x01\x02")
        got = await client.get_secret_value(secret_id=name)
        assert (got.secret_binary, got.secret_string, got.arn) == (b"\x01\x02", None, created.arn)
        assert "\\x01" not in repr(got)
        for number in range(5):
            await client.create_secret(name=client.name(f"page-{number}"), secret_string="s")
        listed = await client.list_secrets.items(
            max_results=2, filters=[secretsmanager.Filter(key="name", values=["page-"])]
        )
        assert sum(secret.name.endswith(client.mode) for secret in listed) == 5
        await client.delete_secret(secret_id=name, force_delete_without_recovery=True)
        with pytest.raises(secretsmanager.errors.ResourceNotFoundException):
            await client.get_secret_value(secret_id=name)

    aws.play(scenario, "secretsmanager")
