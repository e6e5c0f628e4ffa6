// A resolver made of @openid-federation/core. Each line of JSON on standard input names an entity
// and trust anchors; the answer is a line on standard output: the chains that hold.
import { createInterface } from 'node:readline'
import { resolveTrustChains } from '@openid-federation/core'

/** The library leaves signatures to its user. */
async function verifyJwtCallback({ data, signature, jwk }) {
  const kind = { name: 'ECDSA', namedCurve: jwk.crv, hash: 'SHA-256' }
  const { kty, crv, x, y } = jwk
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, kind, false, ['verify'])
  return crypto.subtle.verify(kind, key, signature, data)
}

async function answer({ entity_id, trust_anchors }) {
  try {
    const chains = await resolveTrustChains({
      entityId: entity_id,
      trustAnchorEntityIds: trust_anchors,
      verifyJwtCallback,
    })
    return {
      chains: chains.map((chain) => ({
        statements: chain.chain.map(({ iss, sub }) => [iss, sub]),
        metadata: chain.resolvedLeafMetadata,
      })),
    }
  } catch (error) {
    return { refused: String(error.message ?? error), detail: String(error.context ?? error.cause ?? '') }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))))
}
