// Starts the peer on loopback. What it needs comes as one JSON text in PEER_SETTINGS:
// { port, database, connections, clients }.

import { createServer } from 'node:http';
import { generateKeyPairSync, randomBytes } from 'node:crypto';

import Provider from 'oidc-provider';
import pg from 'pg';

import { createTables, postgresAdapter } from './adapter.js';
import { configuration } from './configuration.js';
import { interactionHandler } from './interaction.js';

const settings = JSON.parse(process.env.PEER_SETTINGS);

function newSigningKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'peer', alg: 'ES256', use: 'sig' };
}

const pool = new pg.Pool({ connectionString: settings.database, max: settings.connections });
await createTables(pool);

const provider = new Provider(`http://127.0.0.1:${settings.port}`, configuration({
  adapter: postgresAdapter(pool),
  signingKey: newSigningKey(),
  clients: settings.clients,
  pairwiseSecret: randomBytes(32),
}));

const interaction = interactionHandler(provider);
const protocol = provider.callback();

const server = createServer((req, res) => {
  if (req.url.startsWith('/interaction/')) {
    interaction(req, res).catch((error) => {
      console.error(error);
      res.writeHead(500).end();
    });
  } else {
    protocol(req, res);
  }
});

for (const event of ['server_error', 'grant.error', 'authorization.error', 'pushed_authorization_request.error', 'userinfo.error']) {
  provider.on(event, (_ctx, error) => console.error(event, error?.error_detail ?? '', error));
}

server.listen(settings.port, '127.0.0.1', () => console.log('ready'));

process.on('SIGTERM', () => {
  server.close(() => pool.end().then(() => process.exit(0)));
  server.closeAllConnections();
});
