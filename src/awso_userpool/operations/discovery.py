"""What a verifier of tokens asks for: a pool's public keys and its OpenID configuration."""

from awso_userpool.domain.records import SigningKey
from awso_userpool.operations.interface import Context, Json, JsonObject
from awso_userpool.operations.lookup import PoolState, find_pool
from awso_userpool.storage.interface import Reading
from awso_userpool.tokens import keys


async def json_web_key_set(context: Context, pool_id: str) -> JsonObject:
    """`/<pool>/.well-known/jwks.json`, retired keys included. Raises ResourceNotFoundException."""

    def query(reading: Reading) -> tuple[PoolState, list[SigningKey]]:
        return find_pool(reading, pool_id), list(reading.signing_keys(pool_id))

    _, pool_keys = await context.storage.read(query)
    published: list[Json] = [dict(keys.published(key).members()) for key in pool_keys]
    return {"keys": published}


async def openid_configuration(context: Context, pool_id: str) -> JsonObject:
    """`/<pool>/.well-known/openid-configuration`. Raises ResourceNotFoundException."""
    await context.storage.read(lambda reading: find_pool(reading, pool_id))
    issuer = f"{context.public_url}/{pool_id}"
    return {
        "issuer": issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
