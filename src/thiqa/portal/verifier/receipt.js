// A receipt (C2SP tlog-proof) checked against a policy, in the steps of the Python verifier:
// 1. the text has the form of a receipt;
// 2. its checkpoint is one that the policy accepts;
// 3. its opening is the one that its leaf commits to;
// 4. its proof leads from the leaf to the checkpoint's root.
// `fields` says of each kind of event which fields it has, and what they may hold.

const MAX_TREE_SIZE = 2n ** 63n - 1n;
const MAX_PROOF_HASHES = 63;
const MAX_LEAF_BYTES = 256;
const MAX_OPENING_BYTES = 32768;
const MAX_EXTRA_CHARACTERS = Math.floor(4 * (MAX_LEAF_BYTES + 1 + MAX_OPENING_BYTES) / 3) + 4;
const MAX_NOTE_CHARACTERS = 262144;
const MAX_RECEIPT_CHARACTERS = MAX_NOTE_CHARACTERS + MAX_EXTRA_CHARACTERS + 4096;
const MAX_SIGNATURES = 64;
const COMMITMENT_DOMAIN = toUtf8("thiqa/ledger/opening/v1\0");

function refuseUnless(holds, reason, detail) {
  if (!holds) throw new Refused(reason, detail);
}

function verifyReceipt(text, policy, fields) {
  const receipt = parseReceipt(text); // 1
  const checkpoint = verifyCheckpoint(receipt.checkpoint, policy); // 2
  const event = openEntry(receipt.leaf, receipt.opening, fields); // 3
  const { index, leaf, proof } = receipt;
  verifyInclusion(index, checkpoint.size, hashLeaf(leaf), proof, checkpoint.root); // 4
  return { event, index, checkpoint };
}

// 1: C2SP tlog-proof, "Format", with the leaf and the opening as extra data.
function parseReceipt(text) {
  const reason = "ReceiptFormatError";
  refuseUnless(text.length <= MAX_RECEIPT_CHARACTERS, reason, "too long");
  const end = text.indexOf("\n\n");
  refuseUnless(end >= 0, reason, "no checkpoint");
  const [header, extra, index, ...hashes] = text.slice(0, end).split("\n");
  refuseUnless(header === "c2sp.org/tlog-proof@v1", reason, "not the first line of a receipt");
  refuseUnless(extra && extra.startsWith("extra ") && index && index.startsWith("index "), reason,
    "after the header come the extra data and the index");
  refuseUnless(extra.length - 6 <= MAX_EXTRA_CHARACTERS, reason, "too much extra data");
  const data = fromBase64(extra.slice(6));
  const cut = data ? data.indexOf(0x0a) : -1;
  refuseUnless(cut >= 0, reason, "the extra data is not a leaf and an opening");
  const number = parseDecimal(index.slice(6), reason);
  refuseUnless(hashes.length <= MAX_PROOF_HASHES, reason, "too many hashes");
  const proof = hashes.map(fromBase64);
  refuseUnless(proof.every((hash) => hash && hash.length === 32), reason, "not a hash");
  const [leaf, opening] = [data.subarray(0, cut), data.subarray(cut + 1)];
  return { leaf, opening, index: number, proof, checkpoint: text.slice(end + 2) };
}

function parseDecimal(text, reason) {
  refuseUnless(/^(0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) <= MAX_TREE_SIZE, reason, "not a decimal number");
  return BigInt(text);
}

// 2: C2SP tlog-checkpoint, tlog-cosignature and tlog-policy.
function verifyCheckpoint(note, policy) {
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpoint(text);
  const logKeys = policy.logs.filter((key) => key.name === checkpoint.origin);
  refuseUnless(logKeys.length, "WrongOriginError", "the checkpoint is of another log");
  const signedBy = verifySignatures(signatures, logKeys, (signature) => [toUtf8(text), signature]);
  refuseUnless(signedBy.size, "UnknownKeyError", "no signature is by a key of the log");
  const witnesses = policy.witnesses.map((each) => each.key);
  const cosignedBy = verifySignatures(signatures, witnesses, (signature) => cosigned(text, signature));
  refuseUnless(isQuorum(policy, [...cosignedBy.keys()]), "QuorumError", "not enough witnesses have cosigned");
  const times = Array.from(cosignedBy, ([key, signature]) => ({ name: key.name, at: cosignedAt(signature) }));
  return { ...checkpoint, cosignedBy: times };
}

// C2SP signed-note, "Format".
function parseNote(note) {
  const reason = "NoteFormatError";
  const end = note.lastIndexOf("\n\n");
  refuseUnless(note.length <= MAX_NOTE_CHARACTERS && end >= 0, reason, "no signatures");
  const text = note.slice(0, end + 1);
  refuseUnless(!/[\x00-\x09\x0b-\x1f]/.test(text), reason, "control characters");
  refuseUnless(note.endsWith("\n") && end + 2 < note.length, reason, "does not end with signatures");
  const lines = note.slice(end + 2, -1).split("\n");
  refuseUnless(lines.length <= MAX_SIGNATURES, reason, "too many signatures");
  return { text, signatures: lines.map(parseSignature) };
}

function parseSignature(line) {
  const [, name, encoded] = /^\u2014 ([^ ]*) ([^]*)$/.exec(line) || [];
  const data = fromBase64(encoded || "");
  refuseUnless(data && data.length > 4 && isKeyName(name), "NoteFormatError", "not a signature line");
  return { name, hash: toHex(data.subarray(0, 4)), signature: data.subarray(4) };
}

function parseCheckpoint(text) {
  const reason = "CheckpointFormatError";
  const [origin, size, root, ...rest] = text.split("\n");
  refuseUnless(root !== undefined && rest.pop() === "" && ![origin, size, root, ...rest].includes(""), reason,
    "at least three lines, none of them empty");
  const rootHash = fromBase64(root);
  refuseUnless(rootHash && rootHash.length === 32, reason, "the root is not a hash");
  return { origin, size: parseDecimal(size, reason), root: rootHash };
}

// Return the known keys that have signed, each with its first signature; one that does not
// hold condemns the note.
function verifySignatures(signatures, keys, signedParts) {
  const signedBy = new Map();
  for (const { name, hash, signature } of signatures) {
    const key = keys.find((each) => each.name === name && each.hash === hash);
    if (!key) continue;
    const [message, ed25519] = signedParts(signature);
    refuseUnless(verifyEd25519(key.publicKey, message, ed25519), "SignatureError", `the signature by ${name} does not hold`);
    if (!signedBy.has(key)) signedBy.set(key, signature);
  }
  return signedBy;
}

// C2SP tlog-cosignature, "Ed25519 signed message".
function cosigned(text, signature) {
  const at = cosignedAt(signature);
  return [toUtf8(`cosignature/v1\ntime ${at}\n${text}`), signature.subarray(8)];
}

function cosignedAt(signature) {
  const at = readBigEndian(signature.subarray(0, 8));
  refuseUnless(signature.length === 72 && at <= MAX_TREE_SIZE, "SignatureError", "not a cosignature");
  return at;
}

// 3: the leaf is the canonical JSON of kind, hour and commitment.
function openEntry(leafText, opening, fields) {
  const leaf = parseLeaf(leafText);
  refuseUnless(isEqual(commit(opening), leaf.commitment), "OpeningMismatchError", "another opening");
  const event = parseOpening(opening, fields);
  refuseUnless(leaf.kind === event.kind && leaf.hour === Math.floor(event.at / 3600), "OpeningMismatchError",
    "kind or hour of the leaf are not those of the opening");
  return event;
}

const commit = (opening) => sha256(concatenate(COMMITMENT_DOMAIN, opening));

const leafOf = (opening, event) => toUtf8(JSON.stringify({
  commitment: toBase64url(commit(opening)), hour: Math.floor(event.at / 3600), kind: event.kind, version: 1,
}));

const entryReason = "EntryFormatError";

function parseLeaf(text) {
  const { commitment, hour, kind, version, ...others } = canonicalObject(text, MAX_LEAF_BYTES);
  const hash = typeof commitment === "string" ? fromBase64url(commitment) : null;
  refuseUnless(version === 1 && Number.isInteger(hour) && hour >= 0 && typeof kind === "string" &&
    hash && hash.length === 32 && !Object.keys(others).length, entryReason, "not a leaf");
  return { commitment: hash, hour, kind };
}

function parseOpening(text, fields) {
  const { kind, salt, version, ...event } = canonicalObject(text, MAX_OPENING_BYTES);
  refuseUnless(version === 1 && Object.keys(fields).includes(kind), entryReason, "an unknown kind of event");
  CHECKS.sha256(salt);
  for (const [name, check] of Object.entries(fields[kind])) {
    const optional = check.endsWith("?");
    if (!(optional && event[name] === undefined)) CHECKS[check.replace("?", "")](event[name]);
  }
  refuseUnless(Object.keys(event).every((name) => Object.keys(fields[kind]).includes(name)), entryReason, "an unknown field");
  return { kind, ...event };
}

const CHECKS = {
  text: (value) => refuseUnless(typeof value === "string" && value && [...value].length <= 512 &&
    !/[\x00-\x1f\x7f-\x9f]/.test(value) && !/[\ud800-\udfff]/u.test(value), entryReason, "not a text"),
  seconds: (value) => refuseUnless(Number.isInteger(value) && value >= 0 && value <= 2 ** 40, entryReason, "not seconds"),
  claims: (value) => refuseUnless(Array.isArray(value) && value.length <= 64 &&
    value.every((name) => typeof name === "string" && /^[A-Za-z_][A-Za-z0-9_#:./-]{0,127}$/.test(name)), entryReason, "not claims"),
  sha256: (value) => {
    const hash = typeof value === "string" ? fromBase64url(value) : null;
    refuseUnless(hash && hash.length === 32, entryReason, "not a hash");
  },
};

// A JSON object in its one form: sorted names, no spaces (RFC 8785).
function canonicalObject(bytes, limit) {
  let text, value;
  try {
    text = fromUtf8(bytes);
    value = JSON.parse(text);
  } catch {
    text = null;
  }
  refuseUnless(text !== null && bytes.length <= limit && typeof value === "object" && value && !Array.isArray(value) &&
    JSON.stringify(Object.fromEntries(Object.keys(value).sort().map((name) => [name, value[name]]))) === text,
  entryReason, "not the canonical form of a JSON object");
  return value;
}

// 4: RFC 6962, section 2.1.1.
const hashLeaf = (leaf) => sha256(concatenate([0], leaf));
const hashChildren = (left, right) => sha256(concatenate([1], left, right));

// Return for each sibling on the way from a leaf to the root whether it is on the left.
function siblingSides(index, size) {
  const sides = [];
  for (let last = size - 1n; last > 0n; index >>= 1n, last >>= 1n) {
    if (index & 1n) sides.push(true);
    else if (index < last) sides.push(false);
  }
  return sides;
}

function rootOfInclusion(index, size, leafHash, proof) {
  const reason = "InclusionError";
  refuseUnless(index < size, reason, "the leaf's index is outside of the tree");
  const sides = siblingSides(index, size);
  refuseUnless(proof.length === sides.length, reason, "the proof is not as long as the tree asks for");
  return sides.reduce((hash, onTheLeft, at) =>
    onTheLeft ? hashChildren(proof[at], hash) : hashChildren(hash, proof[at]), leafHash);
}

function verifyInclusion(index, size, leafHash, proof, root) {
  const computed = rootOfInclusion(index, size, leafHash, proof);
  refuseUnless(isEqual(computed, root), "InclusionError", "the proof does not lead to the root");
}
