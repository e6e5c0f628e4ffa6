// Keeps the provider's artifacts in PostgreSQL: one table per model, one statement per call,
// each committed on its own, all of them prepared once per connection.

const MODELS = [
  'AccessToken',
  'AuthorizationCode',
  'ClientCredentials',
  'Grant',
  'Interaction',
  'PushedAuthorizationRequest',
  'RefreshToken',
  'ReplayDetection',
  'Session',
];

const REVOCABLE = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);

const tableOf = (model) => `peer_${model.replace(/[A-Z]/g, (letter, at) => (at ? '_' : '') + letter.toLowerCase())}`;

function schemaOf(model) {
  const table = tableOf(model);
  const statements = [
    `CREATE TABLE IF NOT EXISTS ${table} (
       id text PRIMARY KEY, payload jsonb NOT NULL, grant_id text, uid text, expires_at bigint)`,
  ];
  if (REVOCABLE.has(model)) {
    statements.push(`CREATE INDEX IF NOT EXISTS ${table}_grant ON ${table} (grant_id)`);
  }
  if (model === 'Session') {
    statements.push(`CREATE UNIQUE INDEX IF NOT EXISTS ${table}_uid ON ${table} (uid)`);
  }
  return statements;
}

export async function createTables(pool) {
  for (const model of MODELS) {
    for (const statement of schemaOf(model)) {
      await pool.query(statement);
    }
  }
}

function statementsOf(model) {
  const table = tableOf(model);
  const named = (verb, text) => ({ name: `${table}_${verb}`, text });
  return {
    upsert: named('upsert', `INSERT INTO ${table} (id, payload, grant_id, uid, expires_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
        uid = excluded.uid, expires_at = excluded.expires_at`),
    find: named('find', `SELECT payload FROM ${table} WHERE id = $1`),
    findByUid: named('find_by_uid', `SELECT payload FROM ${table} WHERE uid = $1`),
    consume: named('consume', `UPDATE ${table}
      SET payload = payload || jsonb_build_object('consumed', $2::bigint) WHERE id = $1`),
    destroy: named('destroy', `DELETE FROM ${table} WHERE id = $1`),
    revoke: named('revoke', `DELETE FROM ${table} WHERE grant_id = $1`),
  };
}

export function postgresAdapter(pool) {
  return class PostgresAdapter {
    #statements;

    constructor(model) {
      this.#statements = statementsOf(model);
    }

    async upsert(id, payload, expiresIn) {
      const now = Math.floor(Date.now() / 1000);
      await this.#run('upsert', [
        id, JSON.stringify(payload), payload.grantId ?? null, payload.uid ?? null,
        expiresIn ? now + expiresIn : null,
      ]);
    }

    find(id) {
      return this.#one('find', id);
    }

    findByUid(uid) {
      return this.#one('findByUid', uid);
    }

    async consume(id) {
      await this.#run('consume', [id, Math.floor(Date.now() / 1000)]);
    }

    async destroy(id) {
      await this.#run('destroy', [id]);
    }

    async revokeByGrantId(grantId) {
      await this.#run('revoke', [grantId]);
    }

    #run(verb, values) {
      return pool.query({ ...this.#statements[verb], values });
    }

    async #one(verb, key) {
      const { rows } = await this.#run(verb, [key]);
      return rows[0]?.payload;
    }
  };
}
