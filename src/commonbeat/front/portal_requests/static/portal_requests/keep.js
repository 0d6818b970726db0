/* Reports kept on this device (IndexedDB). Used by the pages and by their worker; nothing here sends anything. */
(function (scope) {
  "use strict";
  var NAME = "issues", STORE = "reports", SKIPPED = ["csrfmiddlewaretoken", "go", "map.x", "map.y"];

  function open() {
    return new Promise(function (resolve, reject) {
      var asked = scope.indexedDB.open(NAME, 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(STORE, { keyPath: "key" }); };
      asked.onsuccess = function () { resolve(asked.result); };
      asked.onerror = function () { reject(asked.error); };
    });
  }

  function within(mode, act) {
    return open().then(function (base) {
      return new Promise(function (resolve, reject) {
        var change = base.transaction(STORE, mode), answer = act(change.objectStore(STORE));
        change.oncomplete = function () { base.close(); resolve(answer ? answer.result : undefined); };
        change.onerror = change.onabort = function () { base.close(); reject(change.error); };
      });
    });
  }

  scope.issuesKeep = {
    // One report: the address of its form, and what was filled in; a second time replaces the first.
    put: function (path, data) {
      var pairs = [];
      data.forEach(function (value, name) {
        var isEmptyFile = typeof value !== "string" && !value.size;
        if (SKIPPED.indexOf(name) < 0 && !isEmptyFile) { pairs.push([name, value]); }
      });
      var key = String(data.get("key") || Date.now());
      return within("readwrite", function (store) {
        store.put({ key: key, path: path, at: Date.now(), pairs: pairs });
      }).then(function () { return key; });
    },
    all: function () {
      return within("readonly", function (store) { return store.getAll(); }).then(function (found) {
        return found.sort(function (a, b) { return b.at - a.at; });
      });
    },
    remove: function (key) { return within("readwrite", function (store) { store.delete(key); }); }
  };
}(self));
