// Sends a file in small pieces: after a broken line it goes on where the counter says.
"use strict";
(() => {
  const PIECE = 32768;
  const PATIENCE = 60000;
  const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

  async function ask(url, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(url, { ...options, signal: stop.signal, redirect: "error" });
    } finally {
      clearTimeout(timer);
    }
  }

  async function insist(url, options, waiting) {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await ask(url, options);
        if (answer.status < 500) return answer;
      } catch {
        waiting(true);
      }
      await pause(Math.min(2 ** attempt, 20));
    }
  }

  async function send(form, file, say) {
    const bar = form.querySelector("progress");
    const waiting = (broken) => say(broken ? form.dataset.waiting : form.dataset.busy);
    const bytes = await file.arrayBuffer();
    const digest = hex(await crypto.subtle.digest("SHA-256", bytes));
    const announced = new URLSearchParams({ name: file.name, size: String(file.size), digest });
    let answer = await insist(`${form.action}/announced`, { method: "POST", body: announced }, waiting);
    if (!answer.ok) return location.reload();
    let told = await answer.json();
    bar.hidden = false;
    while (told.state === "receiving" && told.offset < file.size) {
      bar.value = told.offset / file.size;
      waiting(false);
      const headers = { "upload-offset": String(told.offset), "content-type": "application/octet-stream" };
      const body = bytes.slice(told.offset, told.offset + PIECE);
      answer = await insist(`${form.action}/pieces`, { method: "PATCH", headers, body }, waiting);
      if (answer.status === 409) told.offset = (await answer.json()).offset;
      else if (answer.ok) told = await answer.json();
      else return location.reload();
    }
    bar.value = told.state === "kept" ? 1 : 0;
    bar.hidden = told.state !== "kept";
    return say(told.text, told.state === "refused");
  }

  for (const form of document.querySelectorAll("form.upload")) {
    if (!window.fetch || !window.crypto?.subtle) continue;
    const status = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    const say = (text, mistake = false) => {
      status.hidden = false;
      status.textContent = text;
      status.className = mistake ? "mistake" : "fine";
    };
    form.addEventListener("submit", async (event) => {
      const file = form.querySelector("input[type=file]").files[0];
      if (!file) return;
      event.preventDefault();
      if (file.size > Number(form.dataset.max)) return say(form.dataset.large, true);
      button.disabled = true;
      try {
        await send(form, file, say);
      } finally {
        button.disabled = false;
      }
    });
  }
  for (const hint of document.querySelectorAll(".no-script")) hint.hidden = true;
})();
