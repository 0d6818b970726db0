/* Small helps for the console. Every page works without this file. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  // Theme: the system decides until the button is used; the choice stays in this browser.
  var button = document.querySelector("[data-cb-theme]");
  function isDark() {
    var chosen = root.getAttribute("data-theme");
    return chosen ? chosen === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function showTheme() { if (button) { button.setAttribute("aria-pressed", String(isDark())); } }
  var kept = null;
  try { kept = window.localStorage.getItem("cb-theme"); } catch (e) { kept = null; }
  if (button && (kept === "dark" || kept === "light")) { root.setAttribute("data-theme", kept); }
  showTheme();
  if (button) {
    button.addEventListener("click", function () {
      var next = isDark() ? "light" : "dark";
      root.setAttribute("data-theme", next);
      try { window.localStorage.setItem("cb-theme", next); } catch (e) { /* private window: lasts for the page */ }
      showTheme();
    });
  }

  // The agency's wall clock.
  document.querySelectorAll("[data-cb-clock]").forEach(function (clock) {
    var format = new Intl.DateTimeFormat("en-GB", {
      timeZone: clock.dataset.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"
    });
    function tick() { clock.textContent = format.format(new Date()); }
    tick();
    window.setInterval(tick, 1000);
  });

  // Navigation on a phone.
  document.querySelectorAll("[data-cb-toggle]").forEach(function (toggle) {
    toggle.addEventListener("click", function () {
      var open = document.getElementById(toggle.dataset.cbToggle).classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  });

  // A link to something that is folded away opens it.
  function unfold(hash) {
    var part = hash.length > 1 ? document.getElementById(hash.slice(1)) : null;
    if (part && part.tagName === "DETAILS") { part.open = true; }
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#']");
    if (link) { unfold(link.hash); }
  });
  unfold(window.location.hash);

  // A button pressed twice in a row sends its form once; what a page's own script takes over was not sent.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) { return; }
    if (form.dataset.cbSent) { event.preventDefault(); return; }
    form.dataset.cbSent = "1";
    window.setTimeout(function () { delete form.dataset.cbSent; }, 3000);
  });

  // A form that keeps its filters in the address leaves out the empty ones.
  document.querySelectorAll("form.cb-filters").forEach(function (form) {
    form.addEventListener("submit", function () {
      form.querySelectorAll("input, select").forEach(function (field) {
        if (field.value === "") { field.disabled = true; }
      });
    });
  });

  // Keys: never while somebody types.
  var keys = document.getElementById("cb-keys");
  function typing(target) { return target.closest("input, textarea, select, [contenteditable], dialog[open]"); }
  function step(by) {
    var links = Array.prototype.slice.call(document.querySelectorAll("[data-cb-row] a.cb-row-link"));
    if (!links.length) { return; }
    var at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at + by))].focus();
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    var search = document.getElementById("cb-search");
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); }
    if (event.key === "?" && keys) { keys.showModal(); }
    if (event.key === "j") { step(1); }
    if (event.key === "k") { step(-1); }
  });
  document.querySelectorAll("[data-cb-keys]").forEach(function (open) {
    open.addEventListener("click", function () { keys.showModal(); });
  });
  var summary = document.querySelector(".cb-errors");
  if (summary) { summary.focus(); }
}());
