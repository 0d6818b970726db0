/* Covers the page after idleness, in every window at once; unlocking leaves the page as it was. */
(function () {
  "use strict";
  var lock = document.getElementById("cb-lock");
  if (!lock || typeof lock.showModal !== "function") { return; }
  var form = lock.querySelector("form");
  var error = lock.querySelector("[data-cb-lock-error]");
  var idleMs = Number(lock.dataset.idleS) * 1000;
  var KEY = "cb-seen";
  var LOCK_KEY = "cb-locked";
  var written = 0;

  function read(key) { try { return window.localStorage.getItem(key); } catch (e) { return null; } }
  function write(key, value) { try { window.localStorage.setItem(key, value); } catch (e) { /* private window */ } }
  var seen = Date.now();

  function note() {
    if (lock.open) { return; }
    seen = Date.now();
    if (seen - written > 5000) { written = seen; write(KEY, String(seen)); }
  }
  function lastSeen() { return Math.max(seen, Number(read(KEY)) || 0); }

  function post(body) {
    return fetch(form.action, { method: "POST", body: body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "manual" });
  }
  function cover() {
    if (lock.open) { return; }
    document.documentElement.classList.add("cb-is-locked");
    lock.showModal();
  }
  function uncover() {
    lock.close();
    document.documentElement.classList.remove("cb-is-locked");
    form.reset();
    error.textContent = "";
    note();
  }
  function lockNow() {
    if (lock.open) { return; }
    cover();
    write(LOCK_KEY, String(Date.now()));
    var body = new FormData();
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("lock", "now");
    post(body).catch(function () { /* the server locks by itself after the same time */ });
  }

  lock.addEventListener("cancel", function (event) { event.preventDefault(); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    post(new FormData(form)).then(function (answer) {
      if (answer.status === 204) { write(LOCK_KEY, ""); write(KEY, String(Date.now())); uncover(); return null; }
      if (answer.type === "opaqueredirect" || answer.status === 429) { window.location.reload(); return null; }
      error.textContent = lock.dataset.wrong;
      form.elements.password.select();
      return null;
    }).catch(function () { error.textContent = lock.dataset.broken; });
  });
  ["pointerdown", "keydown", "wheel", "touchstart", "input"].forEach(function (kind) {
    document.addEventListener(kind, note, { passive: true, capture: true });
  });
  window.addEventListener("storage", function (event) {
    if (event.key === LOCK_KEY && event.newValue) { cover(); }
    if (event.key === LOCK_KEY && !event.newValue && lock.open) { uncover(); }
  });
  window.setInterval(function () { if (Date.now() - lastSeen() >= idleMs) { lockNow(); } }, 5000);
  note();
}());
