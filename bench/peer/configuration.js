// The provider set up to do the work that Thiqa does: FAPI 2.0 rules, pushed requests only,
// private_key_jwt, ES256, pairwise subjects, claims by name.

import { createHmac, randomBytes } from 'node:crypto';

export const API = 'https://api.bench.example';

const CITIZEN = {
  given_name: 'Amina',
  family_name: 'Specimen',
  birthdate: '1990-01-01',
  nationality: 'MAR',
  national_number: 'AB123456',
};

const claims = { openid: ['sub'], person: Object.keys(CITIZEN), acr: null, auth_time: null, iss: null, sid: null };

const account = (id) => ({ accountId: id, claims: async () => ({ sub: id, ...CITIZEN }) });

const resourceIndicators = {
  enabled: true,
  defaultResource: () => undefined,
  getResourceServerInfo: () => ({
    scope: 'records',
    audience: API,
    accessTokenFormat: 'jwt',
    accessTokenTTL: 600,
    jwt: { sign: { alg: 'ES256' } },
  }),
};

const features = {
  claimsParameter: { enabled: true },
  clientCredentials: { enabled: true },
  devInteractions: { enabled: false },
  dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
  introspection: { enabled: true },
  fapi: { enabled: true, profile: '2.0' },
  pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
  resourceIndicators,
  rpInitiatedLogout: { enabled: true },
};

export function configuration({ adapter, signingKey, clients, pairwiseSecret }) {
  return {
    acrValues: ['high'],
    adapter,
    claims,
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    clients,
    enabledJWA: {
      clientAuthSigningAlgValues: ['ES256'],
      idTokenSigningAlgValues: ['ES256'],
    },
    features,
    findAccount: (_ctx, id) => account(id),
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [signingKey] },
    pairwiseIdentifier: (_ctx, id, client) => createHmac('sha256', pairwiseSecret)
      .update(`${client.sectorIdentifier}:${id}`).digest('base64url'),
    responseTypes: ['code'],
    rotateRefreshToken: () => true,
    scopes: ['openid', 'offline_access'],
    subjectTypes: ['pairwise'],
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      ClientCredentials: 600,
      Grant: 86_400,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 3_600,
    },
  };
}
