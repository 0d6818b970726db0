/* Controls that answer while they are moved. Every page works without this file. */
(function () {
  "use strict";
  // A slider shows its value while it is moved, and asks again when it is let go.
  document.querySelectorAll("input[type=range]").forEach(function (slider) {
    var said = document.createElement("output");
    said.htmlFor = slider.id;
    said.textContent = slider.value;
    slider.insertAdjacentElement("afterend", said);
    slider.addEventListener("input", function () { said.textContent = slider.value; });
    slider.addEventListener("change", function () { slider.form.requestSubmit(); });
  });

  // A hexagon is dragged onto another beat; the form beside the map does the same with the keyboard.
  var board = document.querySelector("[data-wb-board]"), form = document.querySelector("[data-wb-move]"), held = null;
  function patchAt(event) {
    var under = document.elementFromPoint(event.clientX, event.clientY);
    return under && under.closest ? under.closest("path[data-key]") : null;
  }
  function letGo() {
    if (held) { held.classList.remove("is-held"); }
    board.classList.remove("is-dragging");
    held = null;
  }
  if (board && form) {
    board.addEventListener("pointerdown", function (event) {
      held = event.target.closest("path[data-key]");
      if (!held) { return; }
      event.preventDefault();
      held.classList.add("is-held");
      board.classList.add("is-dragging");
      form.elements.cell.value = held.dataset.key;
    });
    document.addEventListener("pointerup", function (event) {
      var target = held && patchAt(event), from = held && held.dataset.group;
      if (target && target.dataset.group !== from) {
        form.elements.beat.value = target.dataset.group;
        form.requestSubmit();
      }
      if (held) { letGo(); }
    });
    document.addEventListener("pointercancel", function () { if (held) { letGo(); } });
  }
})();
