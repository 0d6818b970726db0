/* A piece of a page that follows what happens. Without the live process, and while it cannot be reached, it asks every
   ten seconds; without this file the page says when it was drawn and is loaded again by hand or by its own refresh.
   <div data-live="address of the stream, may be empty" data-live-from="address of the piece"> */
(function () {
  "use strict";
  document.querySelectorAll("[data-live-from]").forEach(function (piece) {
    var every = 1000 * (Number(piece.dataset.liveEvery) || 10), last = null, asking = false, again = false, timer = null;
    function busy() { return piece.contains(document.activeElement) && document.activeElement.closest("form, details"); }
    function show(html) {
      if (html === last) { return; }
      if (busy()) { window.setTimeout(ask, 2000); return; }
      last = html;
      piece.innerHTML = html;
      piece.dispatchEvent(new CustomEvent("live:shown", { bubbles: true }));
    }
    function ask() {
      if (asking) { again = true; return; }
      asking = true;
      window.fetch(piece.dataset.liveFrom, { credentials: "same-origin", headers: { "X-Live": "1" } })
        .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : null; })
        .then(function (html) { if (html !== null) { show(html); } })
        .catch(function () { /* the next change or the next round asks again */ })
        .then(function () {
          asking = false;
          if (again) { again = false; window.setTimeout(ask, 700); }
        });
    }
    function poll() { if (timer === null) { timer = window.setInterval(ask, every); } }
    function rest() { window.clearInterval(timer); timer = null; }
    if (!piece.dataset.live || !window.EventSource) { poll(); return; }
    var stream = new window.EventSource(piece.dataset.live);
    stream.addEventListener("open", function () { rest(); piece.dataset.liveState = "on"; });
    stream.addEventListener("changed", ask);
    stream.addEventListener("error", function () { piece.dataset.liveState = "off"; poll(); });
  });
})();
