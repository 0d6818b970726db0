/* Leaving at once: the button replaces this page, and so does Escape pressed three times. The link works without this file. */
(function () {
  "use strict";
  var link = document.querySelector("[data-cb-leave]");
  if (!link) { return; }
  var presses = 0, first = 0;
  function leave() {
    document.body.hidden = true;
    window.location.replace(link.href);
  }
  link.addEventListener("click", function (event) { event.preventDefault(); leave(); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { presses = 0; return; }
    var now = Date.now();
    if (now - first > 3000) { presses = 0; }
    if (presses === 0) { first = now; }
    presses += 1;
    if (presses === 3) { leave(); }
  });
}());
