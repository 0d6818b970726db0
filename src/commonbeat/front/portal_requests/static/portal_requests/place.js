/* Where it is: looks an address up without leaving the page, asks the device, and moves a pin on the map. */
(function () {
  "use strict";
  var part = document.querySelector("[data-iss-place]");
  if (!part || !window.fetch) { return; }
  var form = part.closest("form"), say = part.dataset, status = document.getElementById("iss-said");
  var field = function (name) { return form.elements.namedItem(name); };
  var results = part.querySelector("[data-iss-results]"), holder = part.querySelector("[data-iss-map]");
  var words = part.querySelector("[data-iss-words]");
  var widget = null, shown = null, waiting = 0, zoom = 0;

  function tell(text, strong) {
    status.textContent = text;
    if (strong) {
      var bold = document.createElement("b");
      bold.textContent = " " + strong;
      status.appendChild(bold);
    }
  }

  function ask(values) {
    var data = new URLSearchParams(values);
    data.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    return fetch(say.issPlace, { method: "POST", body: data, credentials: "same-origin" }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    });
  }

  function set(lat, long, how) {
    field("lat").value = lat;
    field("long").value = long;
    field("how").value = how;
    field("placed_for").value = field("address").value.trim();
    words.hidden = true;
  }

  function said(answer) {
    if (answer.outside) { tell(answer.outside); }
    else if (answer.problem) { tell(answer.problem); }
    else if (answer.label) { tell(say.set, answer.label); }
    else if (answer.lat !== null) { tell(say.pin); }
  }

  // Typed.
  function find() {
    var address = field("address").value.trim();
    if (!address) { field("address").focus(); return; }
    tell(say.wait);
    ask({ address: address }).then(function (answer) {
      results.textContent = "";
      words.hidden = !answer.unknown;
      if (answer.results.length) { choose(answer.results); return; }
      said(answer);
      if (answer.lat !== null) {
        set(answer.lat, answer.long, answer.how);
        if (widget) { draw(answer.lat, answer.long, 1); }
      }
    }).catch(function () { tell(say.failed); });
  }

  function choose(found) {
    tell(say.many.replace("{n}", found.length));
    var group = document.createElement("fieldset"), legend = document.createElement("legend");
    group.className = "usa-fieldset";
    group.id = "iss-results";
    legend.className = "usa-label";
    legend.textContent = say.which;
    group.appendChild(legend);
    found.forEach(function (one, at) {
      var line = document.createElement("div"), input = document.createElement("input"), label = document.createElement("label");
      line.className = "usa-radio";
      input.className = "usa-radio__input";
      label.className = "usa-radio__label";
      input.type = "radio"; input.name = "choice"; input.value = one.value; input.id = label.htmlFor = "iss-result-" + (at + 1);
      label.textContent = one.label;
      input.addEventListener("change", function () {
        var parts = one.value.split(",");
        field("address").value = one.label;
        set(parts[1], parts[0], parts[2]);
        tell(say.set, one.label);
        if (widget) { draw(Number(parts[1]), Number(parts[0]), 1); }
      });
      line.appendChild(input); line.appendChild(label); group.appendChild(line);
    });
    results.appendChild(group);
    group.querySelector("input").focus();
  }

  // Told by the device.
  var here = part.querySelector("[data-iss-here]");
  if (navigator.geolocation) {
    here.hidden = false;
    here.addEventListener("click", function () {
      tell(say.wait);
      navigator.geolocation.getCurrentPosition(function (found) {
        var lat = found.coords.latitude.toFixed(6), long = found.coords.longitude.toFixed(6);
        at(lat, long, "device");
      }, function () { tell(say.denied); }, { enableHighAccuracy: true, timeout: 15000 });
    });
  }

  function at(lat, long, how) {
    results.textContent = "";
    field("address").value = "";
    set(lat, long, how);
    open(2);
  }

  // Pointed at on the map.
  function open(closeness) {
    if (!widget) {
      var parts = part.querySelector("[data-iss-map-parts]").content.cloneNode(true);
      holder.textContent = "";
      holder.appendChild(parts);
      holder.hidden = false;
      widget = holder.querySelector(".iss-map");
      widget.appendChild(pin());
      widget.addEventListener("click", tapped);
      widget.addEventListener("keydown", moved);
      holder.querySelectorAll("[data-iss-zoom]").forEach(function (button) {
        button.addEventListener("click", function () { draw(field("lat").value, field("long").value, zoom + Number(button.dataset.issZoom)); });
      });
      var opener = part.querySelector("button[value=map]");
      if (opener) { opener.hidden = true; }
    }
    return draw(field("lat").value, field("long").value, closeness);
  }

  function pin() {
    var mark = document.createElement("span");
    mark.className = "iss-pin";
    mark.hidden = true;
    return mark;
  }

  function draw(lat, long, closeness) {
    var mine = ++waiting;
    zoom = Math.max(0, Math.min(2, closeness));
    return ask({ lat: lat, long: long, zoom: zoom }).then(function (answer) {
      if (mine !== waiting || !answer.map) { return; }
      shown = answer.map;
      widget.querySelector("img").src = answer.map.src;
      zoom = answer.map.zoom;
      widget.querySelector(".iss-pin").hidden = true;  // the picture holds its own pin
      said(answer);
    }).catch(function () { tell(say.failed); });
  }

  function tapped(event) {
    var box = widget.querySelector("img").getBoundingClientRect();
    if (!shown) { return; }
    var x = (event.clientX - box.left) * 320 / box.width, y = (event.clientY - box.top) * 300 / box.height;
    go(x, y, Math.min(zoom + 1, 2));
    widget.focus();
  }

  function go(x, y, closeness) {
    results.textContent = "";
    set((shown.top - y / shown.scale_y).toFixed(6), (shown.west + x / shown.scale_x).toFixed(6), "pin");
    draw(field("lat").value, field("long").value, closeness);
  }

  var STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function moved(event) {
    if (event.key === "+" || event.key === "-") { draw(field("lat").value, field("long").value, zoom + (event.key === "+" ? 1 : -1)); event.preventDefault(); return; }
    var step = STEPS[event.key];
    if (!step || !shown) { return; }
    event.preventDefault();
    var by = event.shiftKey ? 40 : 10, lat = Number(field("lat").value), long = Number(field("long").value);
    var hasPin = field("lat").value !== "" && field("long").value !== "";
    var x = hasPin ? (long - shown.west) * shown.scale_x : 160, y = hasPin ? (shown.top - lat) * shown.scale_y : 150;
    go(x + step[0] * by, y + step[1] * by, hasPin ? zoom : 1);
  }

  form.addEventListener("submit", function (event) {
    var go = event.submitter && event.submitter.value;
    if (go === "find") { event.preventDefault(); find(); }
    if (go === "map") { event.preventDefault(); open(field("lat").value ? 1 : 0); widget.focus(); }
    if (go === "enter" && document.activeElement === field("address")) { event.preventDefault(); find(); }
  });

  // A picture that holds its place (photos.js) speaks here.
  form.addEventListener("issues:place", function (event) { at(event.detail.lat, event.detail.long, "device"); });
  if (holder.querySelector(".iss-map-button")) { open(Number((field("seen_zoom") || { value: 0 }).value)); }
}());
