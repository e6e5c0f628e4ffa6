// Ed25519 signatures (RFC 8032, section 5.1.7), verified and never made: so nothing here is
// secret, and nothing need take the same time.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const modP = (value) => ((value % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (; exponent; exponent >>= 1n, base = (base * base) % P) {
    if (exponent & 1n) result = (result * base) % P;
  }
  return result;
}

const invert = (value) => power(value, P - 2n);
const D = modP(-121665n * invert(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

// Points are [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z (section 5.1.4).
const NEUTRAL = [0n, 1n, 1n, 0n];

function addPoints([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = ((y1 - x1) * (y2 - x2)) % P;
  const b = ((y1 + x1) * (y2 + x2)) % P;
  const c = (((2n * t1 * t2) % P) * D) % P;
  const d = (2n * z1 * z2) % P;
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

function negate([x, y, z, t]) {
  return [-x, y, z, -t];
}

// Section 5.1.3; null if the bytes are no point.
function decodePoint(bytes) {
  const encoded = readLittleEndian(bytes);
  const [y, sign] = [encoded & (2n ** 255n - 1n), encoded >> 255n];
  if (y >= P) return null;
  const u = modP(y * y - 1n);
  const v = modP(D * y * y + 1n);
  let x = (u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n)) % P;
  if (modP(v * x * x - u) !== 0n) x = (x * ROOT_OF_MINUS_ONE) % P;
  if (modP(v * x * x - u) !== 0n || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, (x * y) % P];
}

function encodePoint([x, y, z]) {
  const inverse = invert(modP(z));
  const sign = modP(x * inverse) & 1n;
  return bigEndian(modP(y * inverse) | (sign << 255n), 32).reverse();
}

const BASE = decodePoint(bigEndian((4n * invert(5n)) % P, 32).reverse());

function readLittleEndian(bytes) {
  return readBigEndian(Uint8Array.from(bytes).reverse());
}

// Return a·A + b·B, both in one pass over the bits.
function sumOfMultiples(a, pointA, b, pointB) {
  const table = [NEUTRAL, pointA, pointB, addPoints(pointA, pointB)];
  let sum = NEUTRAL;
  for (let bit = 255n; bit >= 0n; bit--) {
    sum = addPoints(sum, sum);
    const choice = Number((a >> bit) & 1n) + 2 * Number((b >> bit) & 1n);
    if (choice) sum = addPoints(sum, table[choice]);
  }
  return sum;
}

// Say whether R = S·B - k·A, without the cofactor, and S in its one spelling.
function verifyEd25519(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const key = decodePoint(publicKey);
  const r = signature.subarray(0, 32);
  const s = readLittleEndian(signature.subarray(32));
  if (!key || s >= L) return false;
  const k = readLittleEndian(sha512(concatenate(r, publicKey, message))) % L;
  return isEqual(encodePoint(sumOfMultiples(s, BASE, k, negate(key))), r);
}
