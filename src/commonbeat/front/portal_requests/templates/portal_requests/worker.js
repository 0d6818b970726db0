/* Keeps the form at hand without a network, and keeps a report that could not be sent. Sends nothing by itself. */
"use strict";
var SHELL = "issues-{{ version }}";
var STATIC = [{% for path in static %}"{{ path|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
var PAGES = [{% for path in pages %}"{{ path|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
var FORMS = [{% for path in forms %}"{{ path|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
var DRAFTS = "{{ drafts|escapejs }}";
var REPORT = "{{ report|escapejs }}";
importScripts(STATIC.filter(function (path) { return path.indexOf("/keep.") > 0; })[0]);

function hold(paths) {
  // One page that fails must not keep the others away.
  return caches.open(SHELL).then(function (cache) {
    return Promise.all(paths.map(function (path) {
      return cache.add(new Request(path, { credentials: "same-origin" })).then(function () { return true; }, function () { return false; });
    }));
  });
}

// All forms at once only when somebody asks for it; otherwise each is kept when it is opened.
self.addEventListener("message", function (event) {
  if (event.data !== "all forms") { return; }
  event.waitUntil(hold(FORMS).then(function (done) {
    if (event.ports[0]) { event.ports[0].postMessage(done.every(Boolean)); }
  }));
});

self.addEventListener("install", function (event) {
  event.waitUntil(hold(STATIC.concat(PAGES)).then(function () { return self.skipWaiting(); }));
});

self.addEventListener("activate", function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) {
      return name.indexOf("issues-") === 0 && name !== SHELL;
    }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});

function kept(path) { return caches.match(path, { ignoreSearch: true }); }

function page(request) {
  var path = new URL(request.url).pathname;
  return fetch(request).then(function (answer) {
    if (answer.ok && (PAGES.indexOf(path) >= 0 || FORMS.indexOf(path) >= 0)) {
      var copy = answer.clone();
      caches.open(SHELL).then(function (cache) { cache.put(path, copy); });
    }
    return answer;
  }).catch(function () {
    return kept(path).then(function (found) { return found || kept(DRAFTS); });
  }).then(function (answer) { return answer || Response.error(); });
}

function send(request) {
  var copy = request.clone();
  return fetch(request).catch(function () {
    return copy.formData().then(function (data) {
      return self.issuesKeep.put(new URL(copy.url).pathname, data);
    }).then(function () { return Response.redirect(DRAFTS, 303); });
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request, url = new URL(request.url);
  if (url.origin !== self.location.origin) { return; }
  if (request.method === "GET" && STATIC.indexOf(url.pathname) >= 0) {
    event.respondWith(kept(url.pathname).then(function (found) { return found || fetch(request); }));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(page(request));
  } else if (request.method === "POST" && request.mode === "navigate" && url.pathname.indexOf(REPORT) === 0 && url.pathname !== REPORT) {
    event.respondWith(send(request));
  }
});
