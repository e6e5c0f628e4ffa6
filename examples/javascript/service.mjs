// A public service that asks Thiqa who a citizen is, with openid-client.
// Open http://127.0.0.1:9000/ in a browser. Settings: ISSUER, CLIENT_ID, PORT, LOGIN_HINT.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { exportJWK, calculateJwkThumbprint, generateKeyPair } from 'jose'
import * as client from 'openid-client'

const ISSUER = process.env.ISSUER ?? 'http://localhost:8400'
const CLIENT_ID = process.env.CLIENT_ID ?? 'town-hall'
const PORT = Number(process.env.PORT ?? 9000)
const LOGIN_HINT = process.env.LOGIN_HINT // for automatic tests: specimen:adult
const ORIGIN = `http://127.0.0.1:${PORT}`

/** What the answer is checked against, by the cookie of the browser that began. */
const waiting = new Map()

// [discovery]
// Our key: the public half is at our jwks_uri. A real service keeps it; here each start rotates it.
const { publicKey, privateKey } = await generateKeyPair('ES256')
const jwk = await exportJWK(publicKey)
const key = { ...jwk, kid: await calculateJwkThumbprint(jwk), use: 'sig', alg: 'ES256' }

const onThisMachine = ISSUER.startsWith('http://localhost')
const service = await client.discovery(
  new URL(ISSUER),
  CLIENT_ID,
  { id_token_signed_response_alg: 'ES256' },
  client.PrivateKeyJwt({ key: privateKey, kid: key.kid }),
  {
    // The signature of the ID token is checked only if you ask for it.
    execute: [client.enableNonRepudiationChecks, ...(onThisMachine ? [client.allowInsecureRequests] : [])],
  },
)
// [/discovery]

// [push]
/** Push a request; return where the browser goes, and what the answer is checked against. */
async function ask() {
  const verifier = client.randomPKCECodeVerifier()
  const expected = {
    pkceCodeVerifier: verifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  }
  const DPoP = client.getDPoPHandle(service, await client.randomDPoPKeyPair('ES256'))
  const url = await client.buildAuthorizationUrlWithPAR(
    service,
    {
      redirect_uri: `${ORIGIN}/callback`,
      scope: 'openid',
      state: expected.expectedState,
      nonce: expected.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(LOGIN_HINT ? { login_hint: LOGIN_HINT } : {}),
    },
    { DPoP },
  )
  return { url, request: { expected, DPoP } }
}
// [/push]

// [callback]
/** Check the answer that the browser brought, and get what the citizen agreed to. */
async function answered({ expected, DPoP }, url) {
  const tokens = await redeem(url, expected, DPoP) // state and iss first, then PKCE, DPoP, ID token
  const subject = tokens.claims().sub
  const { sub, ...claims } = await client.fetchUserInfo(service, tokens.access_token, subject, { DPoP })
  return { sub, claims, receipt: await receipt(tokens, DPoP) }
}
// [/callback]

// [token]
/** Redeem the code; after 503 nothing was kept, so the code is still good. */
async function redeem(url, expected, DPoP) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.authorizationCodeGrant(service, url, expected, undefined, { DPoP })
    } catch (error) {
      const response = error instanceof client.ResponseBodyError ? error.response : error.cause
      if (response?.status !== 503 || attempt === 3) throw error
      await pause(1000 * Number(response.headers.get('retry-after') ?? 1))
    }
  }
}
// [/token]

// [receipt]
/** Return the proof of what we were given; keep it with the file. */
async function receipt(tokens, DPoP) {
  for (let attempt = 0; attempt < 10; attempt++) {
    const response = await client.fetchProtectedResource(
      service, tokens.access_token, new URL(tokens.receipt_uri), 'GET', undefined, undefined, { DPoP },
    )
    if (response.status === 200) return await response.text()
    if (response.status !== 202) throw new Error(`receipt: ${response.status}`)
    await pause(1000 * Number(response.headers.get('retry-after') ?? 1))
  }
  throw new Error('the receipt is not ready: ask again later')
}
// [/receipt]

async function begin(response) {
  const { url, request } = await ask()
  const browser = client.randomState()
  waiting.set(browser, request)
  response.writeHead(303, {
    location: url.href,
    'set-cookie': `login=${browser}; HttpOnly; SameSite=Lax; Path=/`,
  })
  response.end()
}

async function finish(request, response) {
  const browser = /(?:^|; )login=([^;]+)/.exec(request.headers.cookie ?? '')?.[1]
  const begun = waiting.get(browser)
  waiting.delete(browser)
  if (begun === undefined) {
    return reply(response, { error: 'this login began in another browser, or is over' }, 400)
  }
  try {
    reply(response, await answered(begun, new URL(request.url, ORIGIN)))
  } catch (error) {
    const refused = error instanceof client.AuthorizationResponseError // no, or a fault
    const description = error.error_description ?? error.cause?.message ?? error.message
    reply(response, { error: error.error ?? error.code ?? 'error', description }, refused ? 403 : 502)
  }
}

function reply(response, document, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(document))
}

createServer(async (request, response) => {
  const path = new URL(request.url, ORIGIN).pathname
  try {
    if (path === '/jwks.json') reply(response, { keys: [key] })
    else if (path === '/') await begin(response)
    else if (path === '/callback') await finish(request, response)
    else reply(response, { error: 'no such page' }, 404)
  } catch (error) {
    reply(response, { error: error.error ?? error.message }, 502)
  }
}).listen(PORT, '127.0.0.1', () => console.log(`${ORIGIN}/`))
