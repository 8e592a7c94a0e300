// aws-jwt-verify on a token of ours, with the keys that the server publishes; the claims or the error as JSON.
// usage: node verify.cjs '{"token": …, "issuer": …, "audience": … or null, "use": "id" or "access", "clientId": …, "scope": …, "keys": URL}'
const { JwtVerifier } = require("aws-jwt-verify");
const { validateCognitoJwtFields } = require("aws-jwt-verify/cognito-verifier");

const given = JSON.parse(process.argv[2]);

async function main() {
  const jwks = await (await fetch(given.keys)).json();
  const verifier = JwtVerifier.create({
    issuer: given.issuer,
    audience: given.audience,
    jwksUri: given.keys,
    scope: given.scope,
    customJwtCheck: ({ payload }) =>
      validateCognitoJwtFields(payload, { tokenUse: given.use, clientId: given.clientId }),
  });
  verifier.cacheJwks(jwks); // it would fetch them over https only
  return await verifier.verify(given.token);
}

main().then(
  (claims) => console.log(JSON.stringify({ claims })),
  (error) => console.log(JSON.stringify({ error: error.constructor.name, message: error.message })),
);
