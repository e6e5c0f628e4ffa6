// Brings the card's answer to our own form. Two ways to the card: the Web eID browser
// extension, by its window messages, or the card client that a link hands over to.
(function () {
  "use strict";

  var ACK_MS = 1000;
  var STATUS_MS = 6000;
  var USER_MS = 120000;
  var MAX_FRAGMENT = 20000;
  var LIBRARY_VERSION = "2.0.2"; // of the message interface that we speak
  var MESSAGES = {
    ERR_WEBEID_USER_CANCELLED: "cancelled",
    ERR_WEBEID_USER_TIMEOUT: "timeout",
    ERR_WEBEID_ACTION_TIMEOUT: "timeout",
    ERR_WEBEID_EXTENSION_UNAVAILABLE: "program",
    ERR_WEBEID_NATIVE_UNAVAILABLE: "program",
    ERR_WEBEID_VERSION_MISMATCH: "update",
    ERR_WEBEID_VERSION_INVALID: "update",
    ERR_THIQA_PIN_BLOCKED: "blocked"
  };

  function show(code) {
    var all = document.querySelectorAll("[data-message]");
    for (var i = 0; i < all.length; i++) {
      all[i].hidden = all[i].getAttribute("data-message") !== code;
    }
  }

  function fail(error) {
    var code = error && error.code;
    show(Object.prototype.hasOwnProperty.call(MESSAGES, code) ? MESSAGES[code] : "failed");
  }

  function send(form, token) {
    show("sending");
    form.elements.auth_token.value = JSON.stringify(token);
    form.submit();
  }

  // Asks the extension for one action; `reply` is how long it may take after its ack.
  function ask(request, reply) {
    return new Promise(function (resolve, reject) {
      var timer = setTimeout(stop, ACK_MS, reject, "ERR_WEBEID_EXTENSION_UNAVAILABLE");
      function stop(settle, outcome) {
        clearTimeout(timer);
        window.removeEventListener("message", hear);
        settle(typeof outcome === "string" ? { code: outcome } : outcome);
      }
      function hear(event) {
        if (event.source !== window || event.origin !== location.origin) return;
        var message = event.data || {};
        if (message.action === request.action + "-ack") {
          clearTimeout(timer);
          timer = setTimeout(stop, reply, reject, "ERR_WEBEID_ACTION_TIMEOUT");
        } else if (message.action === request.action + "-success") {
          stop(resolve, message);
        } else if (message.action === request.action + "-failure") {
          stop(reject, message.error || {});
        }
      }
      window.addEventListener("message", hear);
      window.postMessage(request, location.origin);
    });
  }

  function authenticate(form) {
    show("waiting");
    ask({
      action: "web-eid:authenticate",
      libraryVersion: LIBRARY_VERSION,
      challengeNonce: form.elements.challenge.value,
      options: { lang: form.getAttribute("data-lang"), userInteractionTimeout: USER_MS }
    }, USER_MS + STATUS_MS).then(function (answer) {
      send(form, {
        unverifiedCertificate: answer.unverifiedCertificate,
        algorithm: answer.algorithm,
        signature: answer.signature,
        format: answer.format,
        appVersion: answer.appVersion
      });
    }, fail);
  }

  // The extension's script may load after ours, so a silent page is asked a second time.
  function offerExtension(form) {
    var button = document.getElementById("extension");
    var link = document.getElementById("handover");
    var status = { action: "web-eid:status", libraryVersion: LIBRARY_VERSION };
    function offer() {
      button.hidden = false;
      link.hidden = true;
      button.addEventListener("click", function () { authenticate(form); });
    }
    function again() {
      return ask(status, STATUS_MS);
    }
    again().catch(again).then(offer, function () { /* the link stays */ });
  }

  function readFragment() {
    var fragment = location.hash.slice(1);
    history.replaceState(null, "", location.pathname + location.search);
    if (!fragment || fragment.length > MAX_FRAGMENT) throw new Error("no answer");
    var bytes = atob(fragment.replace(/-/g, "+").replace(/_/g, "/"));
    var escaped = "";
    for (var i = 0; i < bytes.length; i++) {
      escaped += "%" + ("0" + bytes.charCodeAt(i).toString(16)).slice(-2);
    }
    return JSON.parse(decodeURIComponent(escaped));
  }

  function finish(form) {
    var answer;
    try {
      answer = readFragment();
    } catch (error) {
      fail();
      return;
    }
    if (answer && answer.authToken) send(form, answer.authToken);
    else fail(answer && (answer.error || answer));
  }

  document.getElementById("no-script").hidden = true;
  var login = document.getElementById("login");
  var back = document.getElementById("return");
  if (login) {
    offerExtension(login);
    setTimeout(show, Number(login.getAttribute("data-seconds")) * 1000, "expired");
  }
  if (back) finish(back);
})();
