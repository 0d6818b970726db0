/* Small helps for the forms residents fill in. Every form works without this file. */
(function () {
  "use strict";
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  // Questions that do not apply are put away; the server decides the same way.
  function answersTo(form, name) {
    return all("[name='" + CSS.escape(name) + "']", form).filter(function (control) {
      if (control.closest("[data-cb-away]")) { return false; }
      return control.type === "radio" || control.type === "checkbox" ? control.checked : control.value !== "";
    }).map(function (control) { return control.value; });
  }
  function decide(form) {
    // In the order of the page: what decides stands before what it decides about.
    all("[data-cb-when]", form).forEach(function (part) {
      var wanted = part.dataset.cbIs.split(" ");
      var asked = answersTo(form, part.dataset.cbWhen).some(function (one) { return wanted.indexOf(one) >= 0; });
      part.hidden = !asked;
      if (asked) { part.removeAttribute("data-cb-away"); } else { part.setAttribute("data-cb-away", ""); }
    });
  }

  // A draft stays on this device: only texts and choices of the questions, never files, never the hidden fields.
  var AGE = 7 * 24 * 3600 * 1000;
  var store = null;
  try { store = window.localStorage; } catch (e) { store = null; }
  function keyOf(name) { return "cb-draft:" + name; }
  function forget(name) { try { store.removeItem(keyOf(name)); } catch (e) { /* nothing was kept */ } }
  function kept(name, version) {
    try {
      var draft = JSON.parse(store.getItem(keyOf(name)));
      if (draft && draft.version === version && Date.now() - draft.at < AGE) { return draft.values; }
      if (draft) { forget(name); }
    } catch (e) { /* no store, or not ours */ }
    return null;
  }
  function controlsOf(box) {
    var parts = [box].concat(all("[data-cb-draft-part]", box.form || box.closest("form")));
    return parts.reduce(function (found, part) {
      return found.concat(all("input[name], select[name], textarea[name]", part));
    }, []).filter(function (control) {
      return ["file", "hidden", "password", "submit"].indexOf(control.type) < 0;
    });
  }
  function isPick(control) { return control.type === "radio" || control.type === "checkbox"; }
  function isEmpty(control) { return isPick(control) ? !control.checked : !control.value; }
  function keep(box) {
    var values = {};
    controlsOf(box).forEach(function (control) {
      if (isEmpty(control)) { return; }
      (values[control.name] = values[control.name] || []).push(control.value);
    });
    try {
      if (Object.keys(values).length) {
        store.setItem(keyOf(box.dataset.cbDraft), JSON.stringify({
          version: box.dataset.cbDraftVersion, at: Date.now(), values: values
        }));
      } else { forget(box.dataset.cbDraft); }
    } catch (e) { /* a private window, or no room: there is no draft then */ }
  }
  function bringBack(box) {
    var values = kept(box.dataset.cbDraft, box.dataset.cbDraftVersion);
    // What the server sent back is newer than a draft.
    if (!values || !controlsOf(box).every(isEmpty)) { return; }
    controlsOf(box).forEach(function (control) {
      var those = values[control.name];
      if (!Array.isArray(those)) { return; }
      if (isPick(control)) { control.checked = those.indexOf(control.value) >= 0; } else { control.value = String(those[0]); }
    });
  }
  function drafts(box, form) {
    var note = box.querySelector("[data-cb-draft-note]");
    var waiting = null;
    if (!store) { return; }
    bringBack(box);
    if (note) { note.hidden = false; }
    form.addEventListener("input", function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { keep(box); }, 400);
    });
    form.addEventListener("submit", function () { window.clearTimeout(waiting); keep(box); });
    all("[data-cb-draft-clear]", box).forEach(function (button) {
      button.addEventListener("click", function () {
        window.clearTimeout(waiting);
        forget(box.dataset.cbDraft);
        controlsOf(box).forEach(function (control) {
          if (isPick(control)) { control.checked = false; } else { control.value = ""; }
        });
        decide(form);
        var first = controlsOf(box)[0];
        if (first) { first.focus(); }
      });
    });
  }

  // The page that says "sent" carries the names of drafts that are not needed any more.
  all("[data-cb-draft-sent]").forEach(function (mark) { forget(mark.dataset.cbDraftSent); });

  all("[data-cb-questions]").forEach(function (box) {
    var form = box.closest("form");
    if (!form) { return; }
    all("[data-cb-condition]", box).forEach(function (said) { said.hidden = true; });
    if (box.dataset.cbDraft) { drafts(box, form); }
    decide(form);
    form.addEventListener("change", function () { decide(form); });
  });

  // A chosen picture is shown before it is sent; it stays on the device until then.
  function preview(input) {
    var list = document.createElement("div");
    list.className = "cb-uploads__list";
    input.insertAdjacentElement("afterend", list);
    input.addEventListener("change", function () {
      list.textContent = "";
      Array.prototype.slice.call(input.files, 0, Number(input.dataset.cbMost)).forEach(function (file) {
        if (!/^image\//.test(file.type) || !window.createImageBitmap) { return; }
        window.createImageBitmap(file, { resizeWidth: 320, resizeQuality: "medium" }).then(function (picture) {
          var canvas = document.createElement("canvas");
          canvas.width = picture.width;
          canvas.height = picture.height;
          canvas.className = "cb-uploads__preview";
          canvas.setAttribute("role", "img");
          canvas.setAttribute("aria-label", input.dataset.cbPreview + ": " + file.name);
          canvas.getContext("2d").drawImage(picture, 0, 0);
          list.appendChild(canvas);
        }).catch(function () { /* the browser cannot show it; the server will say what it thinks */ });
      });
    });
  }
  all("[data-cb-uploads] input[type=file]").forEach(preview);
}());
