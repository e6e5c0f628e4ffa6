// A service made of openid-client alone. Each line of JSON on standard input is one thing that
// a service does; the answer is a line on standard output: {"done": …} or {"refused": …}.
import { createInterface } from 'node:readline'
import { importJWK } from 'jose'
import * as client from 'openid-client'

/** @type {Map<string, client.Configuration>} by client_id */
const services = new Map()

/** The options of each request of a service whose tokens are bound to a key. */
const proving = new WeakMap()

/** The library wants a pair of keys of the Web Cryptography API. */
async function keyPair({ kty, crv, x, y, d }) {
  const kind = { name: 'ECDSA', namedCurve: crv }
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.importKey('jwk', { kty, crv, x, y }, kind, true, ['verify']),
    crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, kind, false, ['sign']),
  ])
  return { publicKey, privateKey }
}

const DEEDS = {
  /**
   * Discover the provider and authenticate with a key. `assertion` changes the claims of
   * assertions, `seconds_ahead` the clock; `keys` are the provider's, as they were kept. With
   * `dpop_jwk` tokens are bound to this key.
   */
  async discover({ issuer, client_id, jwk, dpop_jwk, metadata, assertion, seconds_ahead = 0, keys }) {
    const key = { key: await importJWK(jwk), kid: jwk.kid }
    const authentication = client.PrivateKeyJwt(key, {
      [client.modifyAssertion]: (_, claims) => Object.assign(claims, assertion),
    })
    const all = { ...metadata, [client.clockSkew]: seconds_ahead }
    const service = await client.discovery(new URL(issuer), client_id, all, authentication, {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    })
    if (keys !== undefined) client.setJwksCache(service, keys)
    services.set(client_id, service)
    if (dpop_jwk) {
      proving.set(service, { DPoP: client.getDPoPHandle(service, await keyPair(dpop_jwk)) })
    }
    return service.serverMetadata()
  },

  /** Push a request with PKCE, state and nonce; a parameter that is null is left out. */
  async push({ parameters }, service) {
    const verifier = client.randomPKCECodeVerifier()
    const state = client.randomState()
    const nonce = client.randomNonce()
    const all = {
      scope: 'openid',
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    }
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
    const url = await client.buildAuthorizationUrlWithPAR(service, given, proving.get(service))
    return { url: url.href, state, nonce, verifier }
  },

  /** Check the answer that the browser brought, redeem the code, validate the ID token. */
  async redeem({ request, answer, more }, service) {
    const checks = {
      expectedState: request.state,
      expectedNonce: request.nonce,
      pkceCodeVerifier: request.verifier,
      idTokenExpected: true,
      ...more,
    }
    const options = [undefined, proving.get(service)]
    const tokens = await client.authorizationCodeGrant(service, new URL(answer), checks, ...options)
    return { tokens, claims: tokens.claims() }
  },

  async refresh({ refresh_token, parameters }, service) {
    const options = proving.get(service)
    const tokens = await client.refreshTokenGrant(service, refresh_token, parameters, options)
    return { tokens, claims: tokens.claims() }
  },

  async userinfo({ access_token, subject }, service) {
    return await client.fetchUserInfo(service, access_token, subject, proving.get(service))
  },

  logout({ parameters }, service) {
    return client.buildEndSessionUrl(service, parameters).href
  },

  /** The library's copy of the provider's keys, and when it was fetched. */
  keys(_, service) {
    return client.getJwksCache(service)
  },
}

/** What the library makes of a refusal: the provider's, read from its answer, or its own. */
function refusal(error) {
  const challenge = Array.isArray(error.cause) ? error.cause[0].parameters : {}
  return {
    message: [error.message, error.cause?.message].filter(Boolean).join(': '),
    code: error.code,
    status: error.status,
    error: error.error ?? challenge.error,
    description: error.error_description ?? challenge.error_description,
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { deed, ...given } = JSON.parse(line)
  let answer
  try {
    answer = { done: await DEEDS[deed](given, services.get(given.client_id)) }
  } catch (error) {
    answer = { refused: refusal(error) }
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}
