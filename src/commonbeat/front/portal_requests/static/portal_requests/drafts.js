/* The list of reports kept on this device. Each goes on its way by its own button, with the key it was given at first. */
(function () {
  "use strict";
  var list = document.querySelector("[data-iss-drafts]"), keep = self.issuesKeep, online = document.querySelector("[data-iss-online]");
  var form = document.querySelector("[data-iss-send-form]");
  if (!list || !keep || !self.indexedDB) { return; }
  var say = list.dataset;

  function value(report, name) {
    var found = report.pairs.filter(function (pair) { return pair[0] === name && typeof pair[1] === "string"; })[0];
    return found ? found[1] : "";
  }

  function button(words, title, look) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "usa-button" + look;
    made.textContent = words;
    made.setAttribute("aria-describedby", title);
    return made;
  }

  function send(report) {
    form.action = report.path;
    var files = new DataTransfer();
    report.pairs.forEach(function (pair) {
      if (typeof pair[1] !== "string") { files.items.add(pair[1]); return; }
      var input = document.createElement("input");
      input.type = "hidden"; input.name = pair[0]; input.value = pair[1];
      form.appendChild(input);
    });
    var go = document.createElement("input");
    go.type = "hidden"; go.name = "go"; go.value = "send";
    form.appendChild(go);
    if (files.files.length) {
      var input = document.createElement("input");
      input.type = "file"; input.name = "pictures"; input.multiple = true; input.files = files.files;
      form.appendChild(input);
    }
    form.submit();
  }

  function line(report, at) {
    var item = document.createElement("li"), title = document.createElement("h2"), facts = document.createElement("p"), row = document.createElement("div");
    var pictures = report.pairs.filter(function (pair) { return typeof pair[1] !== "string" || pair[0] === "photo"; }).length;
    item.className = "iss-card iss-card--kept";
    title.id = "iss-kept-" + at;
    title.textContent = value(report, "kind_name") || report.path;
    facts.textContent = [
      value(report, "description").slice(0, 160) || say.nothing, value(report, "address"),
      new Date(report.at).toLocaleString(document.documentElement.lang), pictures ? say.pictures.replace("{n}", pictures) : ""
    ].filter(Boolean).join(" · ");
    row.className = "cb-actions";
    var go = button(say.send, title.id, ""), drop = button(say.delete, title.id, " usa-button--outline");
    go.addEventListener("click", function () { go.disabled = true; send(report); });
    drop.addEventListener("click", function () {
      if (window.confirm(say.sure)) { keep.remove(report.key).then(draw); }
    });
    row.appendChild(go); row.appendChild(drop);
    [title, facts, row].forEach(function (part) { item.appendChild(part); });
    return item;
  }

  function draw() {
    keep.all().then(function (reports) {
      list.textContent = "";
      reports.forEach(function (report, at) { list.appendChild(line(report, at)); });
      if (!reports.length) {
        var none = document.createElement("li");
        none.textContent = say.empty;
        list.appendChild(none);
      }
      tell(reports.length);
    });
  }

  function tell(count) { online.textContent = navigator.onLine === false ? online.dataset.no : count ? online.dataset.yes : ""; }
  window.addEventListener("online", draw);
  window.addEventListener("offline", draw);
  window.addEventListener("pageshow", draw);
}());
