// The compact form of a receipt, as digits: what a QR code holds. It becomes the text of a
// receipt, which is then verified like any other.

const MAX_DIGITS = 7089;
const DIGITS_OF = [0, 3, 5, 8, 10, 13, 15, 17];

function bytesOfDigits(digits) {
  refuseUnless(/^[0-9]+$/.test(digits) && digits.length <= MAX_DIGITS, "CompactFormatError", "not digits");
  const groups = digits.match(/[0-9]{1,17}/g).map((group) => {
    const size = DIGITS_OF.indexOf(group.length);
    const value = BigInt(group);
    refuseUnless(size > 0 && value < 256n ** BigInt(size), "CompactFormatError", "digits for no bytes");
    return bigEndian(value, size);
  });
  return concatenate(...groups);
}

function unpackReceipt(packed, fields, words) {
  const reader = new Reader(packed);
  refuseUnless(reader.take(1)[0] === 1, "CompactFormatError", "an unknown version");
  const [origin, size, index] = [reader.text(), reader.number(), reader.number()];
  const opening = lengthen(reader.take(reader.number()), words);
  refuseUnless(index < size, "CompactFormatError", "the entry's number is outside of the tree");
  const proof = siblingSides(index, size).map(() => reader.take(32));
  const leaf = leafOf(opening, parseOpening(opening, fields));
  const root = rootOfInclusion(index, size, hashLeaf(leaf), proof);
  const signatures = [];
  while (!reader.isAtEnd) {
    const [name, hash] = [reader.text() || origin, reader.take(4)];
    signatures.push(`\u2014 ${name} ${toBase64(concatenate(hash, reader.take(reader.number())))}\n`);
  }
  return [
    "c2sp.org/tlog-proof@v1",
    `extra ${toBase64(concatenate(leaf, [0x0a], opening))}`,
    `index ${index}`,
    ...proof.map(toBase64),
    "",
    origin, size, toBase64(root),
    "",
    signatures.join(""),
  ].join("\n");
}

// Zero stands for the base64url of 32 bytes, each other control character for a word.
function lengthen(short, words) {
  const pieces = [];
  for (let at = 0; at < short.length; at++) {
    if (short[at] === 0) {
      refuseUnless(at + 32 < short.length, "CompactFormatError", "ends too early");
      pieces.push(toUtf8(toBase64url(short.subarray(at + 1, at + 33))));
      at += 32;
    } else {
      pieces.push(short[at] <= words.length ? toUtf8(words[short[at] - 1]) : [short[at]]);
    }
  }
  return concatenate(...pieces);
}

class Reader {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  get isAtEnd() {
    return this.at === this.data.length;
  }

  take(size) {
    const end = this.at + Number(size);
    refuseUnless(end <= this.data.length, "CompactFormatError", "ends too early");
    const taken = this.data.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  // Seven bits to a byte, lowest first, at most nine bytes, in one spelling.
  number() {
    let value = 0n;
    for (let place = 0; place < 9; place++) {
      const [byte] = this.take(1);
      value |= BigInt(byte & 0x7f) << BigInt(7 * place);
      if (byte < 0x80) {
        refuseUnless(byte || !place, "CompactFormatError", "another spelling of a number");
        return value;
      }
    }
    throw new Refused("CompactFormatError", "too large a number");
  }

  text() {
    try {
      return fromUtf8(this.take(this.number()));
    } catch (error) {
      throw new Refused("CompactFormatError", error.message);
    }
  }
}
