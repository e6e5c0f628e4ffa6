// SHA-256 and SHA-512 (FIPS 180-4), one function for both. The constants are computed as the
// standard defines them: the first bits of the roots of the first primes.

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n++) {
  if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
}

// The first 64 bits of the fraction of a prime's square root (degree 2) or cube root (3).
function fractionOfRoot(prime, degree) {
  const target = BigInt(prime) << BigInt(64 * degree);
  let root = 0n;
  for (let bit = 1n << 69n; bit; bit >>= 1n) {
    if ((root | bit) ** BigInt(degree) <= target) root |= bit;
  }
  return root & 0xffffffffffffffffn;
}

const SQUARE_ROOTS = PRIMES.slice(0, 8).map((prime) => fractionOfRoot(prime, 2));
const CUBE_ROOTS = PRIMES.map((prime) => fractionOfRoot(prime, 3));

// Rotations and shifts of sections 4.1.2 and 4.1.3; the third of a small sigma is a shift.
const SHA256 = {
  bits: 32, rounds: 64,
  big0: [2, 13, 22], big1: [6, 11, 25], small0: [7, 18, 3], small1: [17, 19, 10],
};
const SHA512 = {
  bits: 64, rounds: 80,
  big0: [28, 34, 39], big1: [14, 18, 41], small0: [1, 8, 7], small1: [19, 61, 6],
};

for (const kind of [SHA256, SHA512]) {
  const drop = BigInt(64 - kind.bits);
  kind.start = SQUARE_ROOTS.map((root) => root >> drop);
  kind.constants = CUBE_ROOTS.map((root) => root >> drop);
}

function sha2(kind, message) {
  const { bits, rounds } = kind;
  const word = (value) => BigInt.asUintN(bits, value);
  const turn = (value, by) => (value >> BigInt(by)) | word(value << BigInt(bits - by));
  const big = (value, [a, b, c]) => turn(value, a) ^ turn(value, b) ^ turn(value, c);
  const small = (value, [a, b, c]) => turn(value, a) ^ turn(value, b) ^ (value >> BigInt(c));

  let state = kind.start;
  for (const block of paddedBlocks(message, bits)) {
    const w = block;
    for (let t = 16; t < rounds; t++) {
      w[t] = word(small(w[t - 2], kind.small1) + w[t - 7] + small(w[t - 15], kind.small0) + w[t - 16]);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < rounds; t++) {
      const choice = (e & f) ^ (~e & g);
      const majority = (a & b) ^ (a & c) ^ (b & c);
      const t1 = h + big(e, kind.big1) + word(choice) + kind.constants[t] + w[t];
      const t2 = big(a, kind.big0) + majority;
      [a, b, c, d, e, f, g, h] = [word(t1 + t2), a, b, c, word(d + t1), e, f, g];
    }
    state = [a, b, c, d, e, f, g, h].map((value, at) => word(value + state[at]));
  }
  return concatenate(...state.map((value) => bigEndian(value, bits / 8)));
}

// Section 5.1: a one, zeroes, and the length in bits; each block has 16 words.
function paddedBlocks(message, bits) {
  const wordBytes = bits / 8;
  const blockBytes = 16 * wordBytes;
  const length = Math.ceil((message.length + 1 + 2 * wordBytes) / blockBytes) * blockBytes;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.set(bigEndian(BigInt(message.length) * 8n, 8), length - 8);
  const blocks = [];
  for (let at = 0; at < length; at += blockBytes) {
    blocks.push(Array.from({ length: 16 }, (_, t) =>
      readBigEndian(padded.subarray(at + t * wordBytes, at + (t + 1) * wordBytes))));
  }
  return blocks;
}

const sha256 = (message) => sha2(SHA256, message);
const sha512 = (message) => sha2(SHA512, message);
