/* Small helps for the issues pages. Every page works without this file. */
(function () {
  "use strict";
  var own = document.currentScript;

  // The worker keeps the form at hand without a network.
  if ("serviceWorker" in navigator && own.dataset.worker) {
    navigator.serviceWorker.register(own.dataset.worker).catch(function () { /* the pages work without it */ });
    var all = document.querySelector("[data-iss-all-forms]");
    var keepAll = function (done) {
      navigator.serviceWorker.ready.then(function (ready) {
        var line = new MessageChannel();
        line.port1.onmessage = function (event) { done(event.data); };
        ready.active.postMessage("all forms", [line.port2]);
      });
    };
    if (all) {
      all.hidden = false;
      all.addEventListener("click", function () {
        keepAll(function (fine) { document.getElementById("iss-all-forms").textContent = fine ? all.dataset.done : all.dataset.failed; });
      });
    }
    // On the home screen of a phone it is an app; an app works without a network.
    if (all === null && window.matchMedia("(display-mode: standalone)").matches && document.querySelector("[data-iss-filter]")) {
      keepAll(function () { return null; });
    }
  }
  document.querySelectorAll("[data-iss-script]").forEach(function (part) { part.hidden = false; });

  // Kinds that fit what is typed, at once.
  var filter = document.querySelector("[data-iss-filter]");
  function plain(text) { return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, ""); }
  function narrow() {
    var words = plain(filter.value).split(/\s+/).filter(Boolean), shown = 0;
    var kinds = document.getElementById(filter.dataset.issFilter), said = document.getElementById("iss-found");
    kinds.querySelectorAll("[data-iss-words]").forEach(function (kind) {
      var text = " " + plain(kind.dataset.issWords).replace(/[^\p{L}\p{N}]+/gu, " ");
      var fits = words.every(function (word) { return text.indexOf(" " + word) >= 0; });
      kind.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    kinds.querySelectorAll("[data-iss-group]").forEach(function (group) {
      group.hidden = !group.querySelector("[data-iss-words]:not([hidden])");
    });
    if (!shown) {  // Nothing fits: everything is offered again.
      kinds.querySelectorAll("[hidden]").forEach(function (part) { part.hidden = false; });
    }
    said.textContent = !words.length ? "" : !shown ? said.dataset.none : shown === 1 ? said.dataset.one : said.dataset.many.replace("{n}", shown);
  }
  if (filter && !new URLSearchParams(location.search).get("q")) { filter.addEventListener("input", narrow); }

  // Copy and print.
  document.querySelectorAll("[data-iss-copy]").forEach(function (button) {
    if (!navigator.clipboard) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var code = document.getElementById(button.dataset.issCopy).textContent.trim();
      navigator.clipboard.writeText(code).then(function () { button.textContent = button.dataset.done; });
    });
  });
  document.querySelectorAll("[data-iss-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  var form = document.querySelector("[data-iss-report]"), keep = self.issuesKeep;

  // A form that was opened afresh has a key of its own, also when its page comes from the device; one that was come
  // back to keeps the key it had, so that sending it again makes no second report.
  if (form && form.hasAttribute("data-iss-fresh") && window.crypto && crypto.randomUUID) {
    var came = (performance.getEntriesByType("navigation")[0] || {}).type, held = (history.state || {}).issuesKey;
    var name = came === "back_forward" && held ? held : crypto.randomUUID();
    form.elements.namedItem("key").value = name;
    history.replaceState({ issuesKey: name }, "");
  }

  // One press sends once.
  var busy = null;
  document.querySelectorAll("[data-iss-send]").forEach(function (button) {
    button.form.addEventListener("submit", function (event) {
      if (event.submitter !== button) { return; }
      if (busy) { event.preventDefault(); return; }
      busy = { button: button, words: button.textContent };
      button.textContent = button.dataset.busy;
      button.setAttribute("aria-disabled", "true");
    });
  });
  window.addEventListener("pageshow", function () {
    if (!busy) { return; }
    busy.button.textContent = busy.words;
    busy.button.removeAttribute("aria-disabled");
    busy = null;
  });

  // Kept for later: by the button, or because there is no network.
  if (form && keep && self.indexedDB) {
    var later = form.querySelector("[data-iss-keep]");
    var hold = function () {
      keep.put(location.pathname, new FormData(form)).then(function () { location.assign(form.dataset.drafts); });
    };
    later.hidden = false;
    later.addEventListener("click", hold);
    form.addEventListener("submit", function (event) {
      if (navigator.onLine !== false) { return; }
      event.preventDefault();
      form.querySelector("[data-iss-status]").textContent = form.dataset.kept;
      hold();
    });
  }
  var sent = document.querySelector("[data-iss-sent]");
  if (sent && keep && self.indexedDB) { keep.remove(sent.dataset.issSent).catch(function () { /* nothing was kept */ }); }

  // The language link of the page takes what was filled in along.
  if (form) {
    document.querySelectorAll(".cb-languages a").forEach(function (link) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        var go = document.createElement("input");
        go.type = "hidden"; go.name = "go"; go.value = "back";
        form.appendChild(go);
        form.action = link.getAttribute("href");
        form.submit();
      });
    });
  }
}());
