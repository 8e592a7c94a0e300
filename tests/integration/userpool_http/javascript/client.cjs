// One step of amazon-cognito-identity-js (what Amplify was made of), on one line of JSON; the outcome on another.
// usage: node client.cjs '{"step": "signIn", "endpoint": …, "poolId": …, "clientId": …, …}'
const { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } = require("amazon-cognito-identity-js");

const given = JSON.parse(process.argv[2]);
const pool = new CognitoUserPool({ UserPoolId: given.poolId, ClientId: given.clientId, endpoint: given.endpoint });
const user = new CognitoUser({ Username: given.username, Pool: pool });
const attributes = Object.entries(given.attributes || {}).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }));

const promised = (call) =>
  new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));

const signIn = () =>
  new Promise((resolve, reject) =>
    user.authenticateUser(new AuthenticationDetails({ Username: given.username, Password: given.password }), {
      onSuccess: resolve,
      onFailure: reject,
      newPasswordRequired: () => resolve({ challenge: "NEW_PASSWORD_REQUIRED" }),
    }),
  );

const tokens = (session) => ({
  accessToken: session.getAccessToken().getJwtToken(),
  idToken: session.getIdToken().getJwtToken(),
  refreshToken: session.getRefreshToken().getToken(),
  valid: session.isValid(),
});

const steps = {
  signUp: async () => {
    const made = await promised((done) => pool.signUp(given.username, given.password, attributes, [], done));
    return { confirmed: made.userConfirmed, sub: made.userSub, delivery: made.codeDeliveryDetails };
  },
  confirm: () => promised((done) => user.confirmRegistration(given.code, false, done)),
  signIn: async () => tokens(await signIn()),
  refresh: async () => {
    const session = await signIn();
    return tokens(await promised((done) => user.refreshSession(session.getRefreshToken(), done)));
  },
  update: async () => {
    await signIn();
    return await new Promise((resolve, reject) =>
      user.updateAttributes(attributes, (error, result, details) => (error ? reject(error) : resolve({ result, details }))),
    );
  },
  verify: async () => {
    await signIn();
    return await new Promise((resolve, reject) =>
      user.verifyAttribute(given.attribute, given.code, { onSuccess: resolve, onFailure: reject }),
    );
  },
  attributes: async () => {
    await signIn();
    const found = await promised((done) => user.getUserAttributes(done));
    return Object.fromEntries(found.map((each) => [each.getName(), each.getValue()]));
  },
  changePassword: async () => {
    await signIn();
    return await promised((done) => user.changePassword(given.password, given.newPassword, done));
  },
};

steps[given.step]().then(
  (result) => console.log(JSON.stringify({ result })),
  (error) => console.log(JSON.stringify({ error: error.code || error.name, message: error.message })),
);
