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
})();
