// The page: reads a receipt from the link, a file, a picture or pasted text, and says whether
// it holds. What a receipt says is shown as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
let language = "ar";
let shown = null;

// Return what a text holds: { receipt } when it is verified, { reason } when it is refused.
function check(given, policyText = data.policy) {
  try {
    const policy = parsePolicy(policyText);
    const text = isCompact(given) ? unpackReceipt(bytesOfDigits(digitsIn(given)), data.fields, data.words) : given;
    return { receipt: verifyReceipt(text, policy, data.fields), isWitnessed: policy.quorum !== "none" };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { reason: error.reason };
  }
}

// A link ends in '#' and digits; digits alone will do.
const isCompact = (text) => /^(\S*#)?[0-9]+$/.test(text);
const digitsIn = (text) => text.slice(text.indexOf("#") + 1);

function checkBytes(bytes, policyText) {
  try {
    return check(fromUtf8(bytes), policyText);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { reason: "ReceiptFormatError" };
  }
}

// Who pastes a text often loses its last line break.
const pasted = (text) => (isCompact(text.trim()) ? text.trim() : text.trim() + "\n");

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const texts = () => data.languages[language];
const isolated = (text) => element("bdi", {}, visible(text));
const code = (text) => element("bdi", { className: "code", dir: "ltr" }, visible(text));

// Nothing hidden: no controls or overrides, but the joiners that some names need.
const visible = (text) => text.normalize("NFC").replace(/(?![\u200c\u200d])\p{C}/gu, "\ufffd");

function moment(seconds) {
  const tags = { ar: "ar-MA", fr: "fr-MA", zgh: ["zgh", "fr-MA"], en: "en-GB" };
  const format = new Intl.DateTimeFormat(tags[language], { dateStyle: "long", timeStyle: "short" });
  return isolated(format.format(new Date(Number(seconds) * 1000)));
}

function duration(seconds) {
  if (seconds === 0) return texts().words.once;
  const days = { style: "unit", unit: "day", maximumFractionDigits: 1 };
  return isolated(new Intl.NumberFormat(language === "zgh" ? "fr" : language, days).format(seconds / 86400));
}

function claimNames(claims) {
  const labels = claims.map((name) => texts().claims[name.replace("verified_claims.", "").split("#")[0]] || name);
  return element("ul", {}, ...[...new Set(labels)].map((label) => element("li", {}, isolated(label))));
}

function fieldValue(name, check_, value) {
  if (name === "valid_for") return duration(value);
  if (check_ === "seconds") return moment(value);
  if (check_ === "claims") return claimNames(value);
  return check_ === "sha256" || name === "subject" ? code(value) : isolated(value);
}

function facts(rows) {
  return element("dl", {}, ...rows.map(([label, value]) =>
    element("div", {}, element("dt", {}, label), element("dd", {}, value))));
}

function eventFacts(event) {
  const { words, fields, kinds } = texts();
  const checks = data.fields[event.kind];
  const names = Object.keys(checks).filter((name) => event[name] !== undefined);
  return facts([[words.kind, isolated(kinds[event.kind])],
    ...names.map((name) => [fields[name] || name, fieldValue(name, checks[name], event[name])])]);
}

function proofFacts({ index, checkpoint }) {
  const { words } = texts();
  const witnesses = checkpoint.cosignedBy.map(({ name, at }) => element("li", {}, code(name), " · ", moment(at)));
  return facts([
    [words.log, code(checkpoint.origin)],
    [words.entry, code(String(index))],
    [words.entries, code(String(checkpoint.size))],
    ...(witnesses.length ? [[words.witnesses, element("ul", {}, ...witnesses)]] : []),
  ]);
}

// The steps in their order: those before the one that failed have held, those after it were
// not reached. What one cannot tell of a policy without witnesses is not claimed.
function steps(outcome) {
  const names = Object.keys(texts().steps);
  const failed = outcome.receipt ? names.length : names.indexOf(texts().reasons[outcome.reason][0]);
  return element("ul", { className: "steps" }, ...names.map((name, at) => {
    const held = at < failed && !(name === "quorum" && outcome.receipt && !outcome.isWitnessed);
    return element("li", { className: at === failed ? "failed" : held ? "held" : "" }, texts().steps[name]);
  }));
}

function show(outcome) {
  shown = outcome;
  const { words, reasons } = texts();
  const heading = (text) => element("h3", {}, text);
  const result = byId("result");
  result.className = outcome.receipt ? "holds" : "fails";
  result.replaceChildren();
  if (outcome.receipt) {
    result.append(
      element("h2", {}, words.holds),
      element("p", {}, outcome.isWitnessed ? words.witnessed : words.unwitnessed),
      heading(words.recorded), eventFacts(outcome.receipt.event),
      heading(words.proof), proofFacts(outcome.receipt),
      heading(words.checked), steps(outcome));
  } else if (outcome.word) {
    result.append(element("p", {}, words[outcome.word]));
  } else {
    result.append(
      element("h2", {}, words.fails), element("p", {}, reasons[outcome.reason][1]),
      heading(words.checked), steps(outcome));
  }
  result.dataset.outcome = outcome.receipt ? "holds" : outcome.reason || outcome.word;
  result.hidden = false;
  result.focus();
}

async function showFile(file) {
  if (!file.type.startsWith("image/")) {
    show(checkBytes(new Uint8Array(await file.arrayBuffer()), byId("policy").value));
  } else if (!("BarcodeDetector" in window)) {
    show({ word: "no_reader" });
  } else {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const found = await detector.detect(await createImageBitmap(file));
    show(found.length ? check(found[0].rawValue, byId("policy").value) : { word: "no_code" });
  }
}

function showLink() {
  if (isCompact(location.hash)) show(check(location.hash, byId("policy").value));
}

function speak(chosen) {
  language = chosen;
  document.documentElement.lang = chosen;
  document.documentElement.dir = texts().direction;
  document.title = `${texts().words.title} · Thiqa`;
  for (const place of document.querySelectorAll("[data-word]")) place.textContent = texts().words[place.dataset.word];
  for (const button of byId("languages").children) button.setAttribute("aria-pressed", String(button.lang === chosen));
  if (shown) show(shown);
}

function begin() {
  byId("policy").value = data.policy;
  byId("too-old").hidden = true;
  byId("page").hidden = byId("languages").hidden = false;
  const asked = [...new URLSearchParams(location.search).getAll("lang"), ...navigator.languages];
  speak(asked.map((tag) => tag.split("-")[0]).find((tag) => tag in data.languages) || "ar");
  byId("keep").hidden = location.protocol === "file:";
  byId("languages").addEventListener("click", (event) => event.target.lang && speak(event.target.lang));
  byId("file").addEventListener("change", (event) => event.target.files.length && showFile(event.target.files[0]));
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show(check(pasted(byId("text").value), byId("policy").value));
  });
  addEventListener("hashchange", showLink);
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) showFile(event.dataTransfer.files[0]);
    else show(check(pasted(event.dataTransfer.getData("text")), byId("policy").value));
  });
  showLink();
}

// For whoever wants to check many receipts, or this page itself.
window.thiqa = { check, checkBytes, verifyEd25519, sha256, sha512, parsePolicy };
begin();
