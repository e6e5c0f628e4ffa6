// CBOR (RFC 8949) as the codes on documents use it: integers, bytes, texts, lists, maps, null.
// One spelling for each value: shortest lengths, sorted keys, nothing of unknown length, no tags.

class Refused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

function refuseUnless(condition, reason) {
  if (!condition) throw new Refused(reason);
}

const MALFORMED = "CodeMalformedError";
const MAX_DEPTH = 8;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readCbor(bytes) {
  let at = 0;

  function take(size) {
    refuseUnless(at + size <= bytes.length, MALFORMED);
    at += size;
    return bytes.subarray(at - size, at);
  }

  function head() {
    const first = take(1)[0];
    const [major, info] = [first >> 5, first & 31];
    if (info < 24) return [major, info];
    refuseUnless(info <= 27, MALFORMED);
    const size = 1 << (info - 24);
    const value = Number(take(size).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
    const least = size === 1 ? 24 : 256 ** (size / 2);
    refuseUnless(value >= least && Number.isSafeInteger(value), MALFORMED);
    return [major, value];
  }

  function map(size, depth) {
    const found = new Map();
    let before = null;
    for (let count = 0; count < size; count += 1) {
      const start = at;
      const key = item(depth);
      const spelled = bytes.subarray(start, at);
      refuseUnless(before === null || comesBefore(before, spelled), MALFORMED);
      before = spelled;
      found.set(key, item(depth));
    }
    return found;
  }

  function item(depth) {
    refuseUnless(depth < MAX_DEPTH, MALFORMED);
    const [major, value] = head();
    if (major === 0) return value;
    if (major === 1) return -1 - value;
    if (major === 2) return take(value);
    if (major === 3) return textOf(take(value));
    if (major === 4) {
      refuseUnless(value <= bytes.length, MALFORMED);
      return Array.from({ length: value }, () => item(depth + 1));
    }
    if (major === 5) return map(value, depth + 1);
    refuseUnless(major === 7 && value === 22, MALFORMED);
    return null;
  }

  const found = item(0);
  refuseUnless(at === bytes.length, MALFORMED);
  return found;
}

function textOf(bytes) {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new Refused(MALFORMED);
  }
}

// The order of keys: shorter ones first, then by their bytes (RFC 7049, section 3.9).
function comesBefore(left, right) {
  if (left.length !== right.length) return left.length < right.length;
  const at = left.findIndex((byte, place) => byte !== right[place]);
  return at >= 0 && left[at] < right[at];
}

function bytesHead(size) {
  if (size < 24) return [0x40 + size];
  return size < 256 ? [0x58, size] : [0x59, size >> 8, size & 255];
}

// The code on a document: a CBOR Web Token (RFC 8392) as COSE_Sign1 (RFC 9052), with the steps of
// the Python verifier, refused for the same reasons.

const MAX_CODE_BYTES = 2400;
const MAX_CODE_DIGITS = 7089;
const MAX_CLOCK_SKEW = 300;
const DIGITS_OF = [0, 3, 5, 8, 10, 13, 15, 17];
const NUMBER = /^(?=.{4,40}$)[0-9A-Z]+(-[0-9A-Z]+)*$/;

function codeBytes(digits) {
  refuseUnless(/^[0-9]+$/.test(digits) && digits.length <= MAX_CODE_DIGITS, MALFORMED);
  return Uint8Array.from(digits.match(/[0-9]{1,17}/g).flatMap((group) => {
    const size = DIGITS_OF.indexOf(group.length);
    let value = BigInt(group);
    refuseUnless(size > 0 && value < 256n ** BigInt(size), MALFORMED);
    const bytes = [];
    for (let count = 0; count < size; count += 1, value >>= 8n) bytes.unshift(Number(value & 255n));
    return bytes;
  }));
}

function hasKeys(map, required, optional = []) {
  refuseUnless(map instanceof Map && required.every((key) => map.has(key)), MALFORMED);
  refuseUnless([...map.keys()].every((key) => required.includes(key) || optional.includes(key)), MALFORMED);
}

const isText = (value) => typeof value === "string" && value.length > 0;
const isBytes = (value, size) => value instanceof Uint8Array && value.length === size;

function readTexts(map) {
  refuseUnless(map instanceof Map && map.size > 0, MALFORMED);
  refuseUnless([...map].every(([name, text]) => ["ar", "fr", "zgh", "en"].includes(name) && isText(text)), MALFORMED);
  return Object.fromEntries(map);
}

function readThumbprint(bytes) {
  const header = readCbor(bytes);
  hasKeys(header, [1, 34]);
  const x5t = header.get(34);
  refuseUnless(header.get(1) === -7 && Array.isArray(x5t) && x5t.length === 2, MALFORMED);
  refuseUnless(x5t[0] === -16 && isBytes(x5t[1], 32), MALFORMED);
  return x5t[1];
}

function readClaims(bytes) {
  const claims = readCbor(bytes);
  hasKeys(claims, [1, 6, 7, -65537], [4]);
  const document_ = claims.get(-65537);
  hasKeys(document_, [1, 2, 3, 4, 5]);
  const [holder, facts] = [document_.get(3), document_.get(4)];
  refuseUnless(claims.get(7) instanceof Uint8Array && isBytes(document_.get(5), 32), MALFORMED);
  refuseUnless(Array.isArray(holder) && holder.length === 2 && holder.some(isText), MALFORMED);
  refuseUnless(holder.every((name) => name === null || isText(name)), MALFORMED);
  refuseUnless(Array.isArray(facts), MALFORMED);
  refuseUnless(facts.every((fact) => Array.isArray(fact) && fact.length === 2 && Array.isArray(fact[1])), MALFORMED);
  const code = {
    issuer: claims.get(1),
    number: textOf(claims.get(7)),
    type: document_.get(1),
    title: readTexts(document_.get(2)),
    holder,
    facts: facts.map(([label, value]) => [readTexts(label), value]),
    issuedAt: claims.get(6),
    validUntil: claims.has(4) ? claims.get(4) : null,
  };
  refuseUnless(isText(code.issuer) && isText(code.type) && NUMBER.test(code.number), MALFORMED);
  refuseUnless(Number.isInteger(code.issuedAt) && code.issuedAt >= 0, MALFORMED);
  refuseUnless(code.validUntil === null || Number.isInteger(code.validUntil), MALFORMED);
  return code;
}

const fromBase64url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const toBase64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function isSigned(seal, protected_, payload, signature) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("spki", fromBase64url(seal.key), curve, false, ["verify"]);
  const context = new TextEncoder().encode("Signature1");
  const signed = Uint8Array.from([
    0x84, 0x6a, ...context, ...bytesHead(protected_.length), ...protected_,
    0x40, ...bytesHead(payload.length), ...payload,
  ]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
}

// Return what a code says; the steps are those of `verify_code`.
async function verifyCode(bytes, seals, now) {
  refuseUnless(bytes.length <= MAX_CODE_BYTES && bytes[0] === 0xd2, MALFORMED);
  const parts = readCbor(bytes.subarray(1));
  refuseUnless(Array.isArray(parts) && parts.length === 4, MALFORMED);
  const [protected_, unprotected, payload, signature] = parts;
  refuseUnless(protected_ instanceof Uint8Array && payload instanceof Uint8Array, MALFORMED);
  refuseUnless(unprotected instanceof Map && unprotected.size === 0 && isBytes(signature, 64), MALFORMED);
  const code = readClaims(payload);
  const thumbprint = toBase64url(readThumbprint(protected_));
  refuseUnless(Object.hasOwn(seals, thumbprint), "CodeSealUnknownError");
  const seal = seals[thumbprint];
  refuseUnless(await isSigned(seal, protected_, payload, signature), "CodeSignatureError");
  refuseUnless(!seal.revoked, "CodeSealRevokedError");
  refuseUnless(code.issuer === seal.body, "CodeIssuerError");
  refuseUnless(code.issuedAt <= now + MAX_CLOCK_SKEW, "CodePeriodError");
  refuseUnless(seal.from <= code.issuedAt && code.issuedAt <= seal.to, "CodePeriodError");
  return code;
}
