// Whom a verifier trusts (C2SP tlog-policy): logs, witnesses, and how many must have cosigned.

const LOG_KEY = 0x01;
const COSIGNATURE_KEY = 0x04;
const MAX_OF_A_KIND = 32;
const MAX_POLICY_CHARACTERS = 65536;

function parsePolicy(text) {
  const policy = { logs: [], witnesses: [], groups: [], quorum: null };
  if (text.length > MAX_POLICY_CHARACTERS || /[\x00-\x08\x0b-\x1f\x7f]/.test(text)) {
    throw new Refused("PolicyFormatError", "too long, or control characters");
  }
  text.split("\n").forEach((line, at) => {
    const items = line.replace(/^[ \t]+|[ \t]+$/g, "").split(/[ \t]+/);
    if (!items[0] || items[0].startsWith("#")) return;
    try {
      readPolicyLine(policy, ...items);
    } catch (error) {
      throw new Refused("PolicyFormatError", `line ${at + 1}: ${error.message}`);
    }
  });
  must(policy.quorum !== null, "a policy has one line that says its quorum");
  return policy;
}

function readPolicyLine(policy, keyword, ...items) {
  const names = [...policy.witnesses, ...policy.groups].map((each) => each.name);
  const mustBeNew = (name) => must(name !== "none" && !names.includes(name), `${name} is taken`);
  const mustBeKnown = (name) => must(names.includes(name), `${name} is not defined before`);
  const has = (least, most) => must(least <= items.length && items.length <= most, keyword);
  if (keyword === "log") {
    has(1, 2);
    policy.logs.push(newKey(LOG_KEY, items[0], policy.logs));
  } else if (keyword === "witness") {
    has(2, 3);
    mustBeNew(items[0]);
    const key = newKey(COSIGNATURE_KEY, items[1], policy.witnesses.map((each) => each.key));
    policy.witnesses.push({ name: items[0], key });
  } else if (keyword === "group") {
    has(3, 2 + 2 * MAX_OF_A_KIND);
    const [name, threshold, ...members] = items;
    mustBeNew(name);
    members.forEach(mustBeKnown);
    const used = [...policy.groups.flatMap((group) => group.members), ...members];
    must(new Set(used).size === used.length, "a member a second time");
    must(policy.groups.length < MAX_OF_A_KIND, "too many groups");
    policy.groups.push({ name, members, threshold: readThreshold(threshold, members.length) });
  } else if (keyword === "quorum") {
    has(1, 1);
    must(policy.quorum === null, "a second quorum");
    if (items[0] !== "none") mustBeKnown(items[0]);
    policy.quorum = items[0];
  } else {
    must(false, "a line begins with log, witness, group or quorum");
  }
}

function must(holds, detail) {
  if (!holds) throw new Refused("PolicyFormatError", detail);
}

function readThreshold(text, members) {
  const threshold = { any: 1, all: members }[text] ?? (/^[0-9]{1,3}$/.test(text) ? Number(text) : 0);
  must(1 <= threshold && threshold <= members, `a threshold is any, all, or from 1 to ${members}`);
  return threshold;
}

function newKey(type, text, known) {
  const key = parseKey(type, text);
  must(!known.some((other) => isEqual(other.publicKey, key.publicKey)), "the same key again");
  must(known.length < MAX_OF_A_KIND, "too many keys");
  return key;
}

// C2SP signed-note, "Verifier keys": name+hash+key.
function parseKey(type, text) {
  const [, name, hash, encoded] = /^([^+]*)\+([^+]*)\+(.*)$/.exec(text) || [];
  const typedKey = fromBase64(encoded || "");
  must(typedKey && typedKey.length === 33 && typedKey[0] === type && isKeyName(name), "no such key");
  must(hash === toHex(keyHash(name, typedKey)), "the key's hash is of another key");
  return { name, hash, publicKey: typedKey.subarray(1) };
}

const keyHash = (name, typedKey) => sha256(concatenate(toUtf8(name + "\n"), typedKey)).subarray(0, 4);

// C2SP signed-note, "Format": not empty, without spaces of any kind, '+' or controls.
function isKeyName(name) {
  return name.length > 0 && [...name].length <= 255 &&
    !/[\x00-\x20+\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(name);
}

function isQuorum(policy, keys) {
  const held = ["none", ...policy.witnesses.filter((each) => keys.includes(each.key)).map((each) => each.name)];
  for (const group of policy.groups) {
    const members = group.members.filter((name) => held.includes(name));
    if (members.length >= group.threshold) held.push(group.name);
  }
  return held.includes(policy.quorum);
}
