// The page that checks documents: a code is checked here, without asking anybody; then its number
// is asked about. A PDF goes to the server, which forgets it. All that a code says is shown as text.

const data = JSON.parse(document.getElementById("trust").dataset.trust);
const { words, language } = data;
const form = document.getElementById("check");
const outcome = document.getElementById("outcome");
const verifier = document.currentScript.dataset.verifier;
const LOCALES = { ar: "ar-MA", fr: "fr-MA", zgh: ["zgh", "fr-MA"], en: "en-GB" };

// What checks codes is loaded when somebody turns to the form, or came with a code.
let loading = null;
function loadVerifier() {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(element("script", { src: verifier, onload: resolve, onerror: reject }));
  });
  return loading;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Nothing hidden: no controls or overrides, but the joiners that some names need.
const visible = (text) => text.normalize("NFC").replace(/(?![\u200c\u200d])\p{C}/gu, "\ufffd");
const isolated = (text) => element("bdi", {}, visible(text));
const inLanguage = (texts) => texts[language] || Object.values(texts)[0];

function day(seconds) {
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone: "Africa/Casablanca" });
  return isolated(format.format(new Date(seconds * 1000)));
}

// A day, a month or a year (ISO 8601): as much as is known.
function partialDate(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  const parts = { year: "numeric", ...(month && { month: "long" }), ...(date && { day: "numeric" }) };
  const format = new Intl.DateTimeFormat(LOCALES[language], { ...parts, timeZone: "UTC" });
  return format.format(Date.UTC(year, (month || 1) - 1, date || 1));
}

function money(amount, currency) {
  const format = new Intl.NumberFormat(LOCALES[language], { style: "currency", currency });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}

function shownValue([kind, first, second]) {
  if (kind === 1) return (language === "ar" ? second || first : first || second) || "";
  if (kind === 2) return inLanguage(Object.fromEntries(first));
  if (kind === 3) return partialDate(first);
  if (kind === 4) return money(first, second);
  return String(first);
}

function row(label, ...values) {
  return element("div", {}, element("dt", {}, label), element("dd", {}, ...values));
}

function paper(code, changedAt) {
  const { labels } = words;
  const names = code.holder.filter(Boolean).reverse().map((name) => element("div", {}, isolated(name)));
  const rows = [
    row(labels.issuer, isolated(data.bodies[code.issuer] || code.issuer)),
    row(labels.document, isolated(inLanguage(code.title))),
    row(labels.holder, ...names),
    ...code.facts.map(([label, value]) => row(isolated(inLanguage(label)), isolated(shownValue(value)))),
    row(labels.number, element("bdi", { className: "code", dir: "ltr" }, code.number)),
    row(labels.issued, day(code.issuedAt)),
  ];
  if (code.validUntil !== null) rows.push(row(labels.until, day(code.validUntil)));
  if (changedAt) rows.push(row(labels.changed, day(changedAt)));
  return element("dl", { className: "paper facts" }, ...rows);
}

function verdict(name, reason) {
  const [heading, text] = words.verdicts[name];
  const section = element("section", { className: `verdict ${name === "valid" ? "holds" : "fails"}` },
    element("h2", {}, heading), element("p", {}, text));
  if (reason) section.append(element("p", { className: "strong" }, reason));
  return section;
}

function show(name, ...parts) {
  outcome.replaceChildren(...parts);
  outcome.dataset.outcome = name;
  outcome.focus();
}

function showCode(code, name, changedAt) {
  const fine = element("p", { className: "fine" }, words.labels.compare);
  show(name, verdict(name), paper(code, changedAt), fine);
}

async function standingOf(code) {
  const answer = await fetch(`/documents/${encodeURIComponent(code.number)}`, { credentials: "omit" });
  const found = await answer.json();
  const isOver = code.validUntil !== null && code.validUntil < Date.now() / 1000;
  return { name: found.status === "valid" && isOver ? "expired" : found.status, changedAt: found.changed_at };
}

async function check(digits) {
  await loadVerifier();
  let code;
  try {
    code = await verifyCode(codeBytes(digits), data.seals, Math.floor(Date.now() / 1000));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    show(error.reason, verdict("refused", words.reasons[error.reason]));
    return;
  }
  showCode(code, "offline");
  try {
    const { name, changedAt } = await standingOf(code);
    if (name in words.verdicts) showCode(code, name, changedAt);
  } catch (error) {
    // Without a network what the code says stays on the page.
  }
}

// Browsers give scripts their signatures over https alone: elsewhere the server checks.
function checkText(text) {
  if (crypto.subtle) {
    check(text.slice(text.lastIndexOf("#") + 1).replace(/\s/g, ""));
  } else {
    document.getElementById("code").value = text;
    form.submit();
  }
}

async function checkPicture(file) {
  if (!("BarcodeDetector" in window)) {
    show("no_reader", element("p", {}, words.labels.no_reader));
    return;
  }
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const found = await detector.detect(await createImageBitmap(file));
  if (found.length) checkText(found[0].rawValue);
  else show("no_code", element("p", {}, words.labels.no_code));
}

function checkFile(input) {
  if (input.files.length === 0) return;
  if (input.files[0].type.startsWith("image/")) checkPicture(input.files[0]);
  else form.submit();
}

const isLink = (text) => /^(\S*#)?[0-9\s]+$/.test(text.trim());
const fileInput = document.getElementById("file");
fileInput.addEventListener("change", () => checkFile(fileInput));
form.addEventListener("submit", (event) => {
  const typed = document.getElementById("code").value;
  if (fileInput.files.length === 0 && isLink(typed)) {
    event.preventDefault();
    checkText(typed.trim());
  }
});
form.addEventListener("focusin", loadVerifier, { once: true });
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  if (event.dataTransfer.files.length) {
    fileInput.files = event.dataTransfer.files;
    checkFile(fileInput);
  }
});

function checkLink() {
  if (/^#[0-9]+$/.test(location.hash)) checkText(location.hash);
}
addEventListener("hashchange", checkLink);
checkLink();
