/* Pictures: made smaller before they travel, shown before they are sent, and asked for the place they hold.
   The place is read here in the browser; making the picture smaller drops it with everything else hidden inside. */
(function () {
  "use strict";
  var LONGEST = 1600, input = document.querySelector("[data-iss-photos]");
  if (!input || !window.createImageBitmap || !window.DataTransfer) { return; }
  var working = null, form = input.form, most = Number(input.dataset.most);
  var previews = form.querySelector("[data-iss-previews]"), status = form.querySelector("[data-iss-photo-status]");

  // The place inside a JPEG: Exif, tags 0x8825 (GPS), 1 to 4 in it; null where there is none.
  function placeIn(buffer) {
    var view = new DataView(buffer), at = 2;
    if (view.byteLength < 4 || view.getUint16(0) !== 0xFFD8) { return null; }
    while (at + 10 < view.byteLength && view.getUint8(at) === 0xFF) {
      if (view.getUint16(at) === 0xFFE1 && view.getUint32(at + 4) === 0x45786966) { return gps(view, at + 10); }
      at += 2 + view.getUint16(at + 2);
    }
    return null;
  }

  function gps(view, base) {
    var little = view.getUint16(base) === 0x4949;
    var u16 = function (at) { return view.getUint16(at, little); }, u32 = function (at) { return view.getUint32(at, little); };
    function entries(start) {
      var found = {};
      for (var i = 0, n = u16(start); i < n; i++) { found[u16(start + 2 + i * 12)] = start + 2 + i * 12; }
      return found;
    }
    function degrees(entry) {
      var at = base + u32(entry + 8), sum = 0;
      for (var i = 0; i < 3; i++) { sum += u32(at + i * 8) / u32(at + i * 8 + 4) / Math.pow(60, i); }
      return sum;
    }
    var main = entries(base + u32(base + 4));
    if (!main[0x8825]) { return null; }
    var held = entries(base + u32(main[0x8825] + 8));
    if (!(held[1] && held[2] && held[3] && held[4])) { return null; }
    var south = String.fromCharCode(view.getUint8(held[1] + 8)) === "S", west = String.fromCharCode(view.getUint8(held[3] + 8)) === "W";
    var lat = degrees(held[2]) * (south ? -1 : 1), long = degrees(held[4]) * (west ? -1 : 1);
    return isFinite(lat) && isFinite(long) && (lat || long) ? { lat: lat.toFixed(6), long: long.toFixed(6) } : null;
  }

  function readPlace(file) {
    return file.slice(0, 262144).arrayBuffer().then(function (buffer) {
      try { return placeIn(buffer); } catch (broken) { return null; }
    });
  }

  function smaller(file) {
    return createImageBitmap(file, { imageOrientation: "from-image" }).then(function (picture) {
      var by = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * by);
      canvas.height = Math.round(picture.height * by);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (resolve) {
        canvas.toBlob(function (blob) {
          resolve({ file: blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file, canvas: canvas });
        }, "image/jpeg", 0.85);
      });
    }).catch(function () { return { file: file, canvas: null }; });  // not a picture for this browser: the server decides
  }

  function show(made) {
    if (!previews) { return; }
    previews.textContent = "";
    made.forEach(function (one, at) {
      if (!one.canvas) { return; }
      var line = document.createElement("li"), small = document.createElement("canvas"), side = Math.min(one.canvas.width, one.canvas.height);
      small.width = small.height = 240;
      small.getContext("2d").drawImage(one.canvas, (one.canvas.width - side) / 2, (one.canvas.height - side) / 2, side, side, 0, 0, 240, 240);
      small.setAttribute("role", "img");
      small.setAttribute("aria-label", input.dataset.alt.replace("{n}", at + 1));
      line.appendChild(small);
      previews.appendChild(line);
    });
  }

  function usePlace(place) {
    if (!place) { return; }
    var lat = form.elements.namedItem("lat"), long = form.elements.namedItem("long");
    if (!lat || lat.value) { return; }
    if (form.hasAttribute("data-iss-report")) {
      if (!form.elements.namedItem("address").value) { form.dispatchEvent(new CustomEvent("issues:place", { detail: place })); }
    } else {
      lat.value = place.lat;
      long.value = place.long;
    }
  }

  input.addEventListener("change", function () {
    var files = Array.prototype.slice.call(input.files), left = files.slice(0, most);
    if (!files.length) { show([]); return; }
    if (status) { status.textContent = files.length > most ? input.dataset.tooMany.replace("{n}", most) : ""; }
    working = Promise.all(left.map(readPlace)).then(function (places) {
      usePlace(places.filter(Boolean)[0]);
      return Promise.all(left.map(smaller));
    }).then(function (made) {
      var kept = new DataTransfer();
      made.forEach(function (one) { kept.items.add(one.file); });
      input.files = kept.files;
      show(made);
    }).finally(function () { working = null; });
  });

  // Nothing leaves before the pictures are ready: the press waits for them.
  document.addEventListener("submit", function (event) {
    if (!working || event.target !== form) { return; }
    var by = event.submitter;
    event.preventDefault();
    event.stopImmediatePropagation();
    working.finally(function () { window.setTimeout(function () { form.requestSubmit(by); }, 0); });
  }, true);
}());
