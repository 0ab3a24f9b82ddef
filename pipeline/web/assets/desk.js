(function () {
  "use strict";
  var byId = function (id) { return document.getElementById(id); };
  if (!byId("drop")) { return; }
  var queue = [], sending = null, totals = { all: 0, sent: 0, count: 0, done: 0 }, skipped = 0, bad = [], timer = null;
  // What systems and office programs leave behind; nobody hands it in.
  var RUBBISH = /(^|\/)(~\$|\._|\.ds_store$|thumbs\.db$|desktop\.ini$|__macosx\/)/i;

  function ask(method, address, then) {
    var request = new XMLHttpRequest();
    request.open(method, address);
    request.onload = function () { then(request.status < 400 ? null : words(request), request); };
    request.onerror = function () { then("本机服务没有响应，可能已经关闭。", request); };
    request.send();
    return request;
  }
  function words(request) { try { return JSON.parse(request.responseText).message || "没有成功"; } catch (error) { return "没有成功"; } }

  /* ---- what changes on the page: rendered by the server, escaped there ---- */
  function refresh() {
    window.clearTimeout(timer);
    ask("GET", "/live", function (problem, request) {
      if (problem) { told(problem); return; }
      byId("live").innerHTML = request.responseText;
      var state = byId("state").dataset.state, running = state === "running" || state === "stopping";
      byId("start").disabled = running;
      byId("start").textContent = state === "stopped" || state === "failed" ? "继续核对" : document.querySelector(".results") ? "再核对一次" : "开始核对";
      byId("stop").hidden = !running;
      byId("stop").disabled = state === "stopping";
      document.title = (running ? "核对中 · " : "") + "核绩 · 本机";
      if (running) { timer = window.setTimeout(refresh, 700); }
    });
  }
  function told(message) { byId("wrong").textContent = message || ""; byId("wrong").hidden = !message; }

  /* ---- handing in ---- */
  function add(file, name, kind) {
    if (RUBBISH.test(name)) { skipped += 1; return; }
    if (file.size > Number(byId("drop").dataset.most)) {
      // The server would refuse it half way, and a browser then only knows that the line broke.
      bad.push(name + "：文件超过上限 " + Math.round(Number(byId("drop").dataset.most) / 1048576) + " MiB，未收。请拆分后再交。");
      return;
    }
    queue.push({ file: file, name: name, kind: kind });
    totals.all += file.size;
    totals.count += 1;
  }
  function go() {
    if (sending) { return; }
    var next = queue.shift();
    if (!next) { finished(); return; }
    byId("sending").hidden = false;
    var verdicts = next.kind === "submission" && /(^|\/)审核意见[^/]*\.json$/.test(next.name);
    var request = new XMLHttpRequest();
    request.open(verdicts ? "POST" : "PUT", verdicts ? "/verdicts/file" : "/material?kind=" + next.kind);
    request.setRequestHeader("X-Name", encodeURIComponent(next.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = function (event) { progress(totals.sent + event.loaded, next.name); };
    request.onload = function () {
      if (request.status >= 400) { bad.push(next.name + "：" + words(request)); } else if (verdicts) { bad.push(next.name + "：" + words(request)); }
      on(next);
    };
    request.onerror = function () { bad.push(next.name + "：没有收下，可能太大或服务已关闭。"); on(next); };
    sending = request;
    request.send(next.file);
  }
  function on(item) { totals.sent += item.file.size; totals.done += 1; sending = null; progress(totals.sent, item.name); go(); }
  function progress(sent, name) {
    byId("sent").style.width = (totals.all ? Math.min(100 * sent / totals.all, 100) : 100) + "%";
    byId("sendingWords").textContent = "正在收取 " + Math.min(totals.done + 1, totals.count) + " / " + totals.count + "　" + name;
  }
  function finished() {
    byId("sending").hidden = true;
    var lines = bad.slice(0, 8);
    if (bad.length > 8) { lines.push("还有 " + (bad.length - 8) + " 个"); }
    if (skipped) { lines.push("略过系统临时文件 " + skipped + " 个"); }
    byId("problems").textContent = lines.join("\n");
    byId("problems").style.whiteSpace = "pre-line";
    byId("problems").hidden = !lines.length;
    totals = { all: 0, sent: 0, count: 0, done: 0 };
    bad = [];
    skipped = 0;
    refresh();
  }
  function walk(entry, done) {
    if (entry.isFile) { entry.file(function (file) { add(file, entry.fullPath.replace(/^\//, ""), "submission"); done(); }, function () { bad.push(entry.name + "：打不开"); done(); }); return; }
    var reader = entry.createReader();
    (function more() {
      // A folder is told a hundred entries at a time.
      reader.readEntries(function (entries) {
        if (!entries.length) { done(); return; }
        var left = entries.length;
        entries.forEach(function (one) { walk(one, function () { left -= 1; if (!left) { more(); } }); });
      }, function () { bad.push(entry.name + "：打不开"); done(); });
    })();
  }
  function dropped(event) {
    var entries = [];
    Array.prototype.forEach.call(event.dataTransfer.items || [], function (item) { var entry = item.webkitGetAsEntry && item.webkitGetAsEntry(); if (entry) { entries.push(entry); } });
    if (!entries.length) { Array.prototype.forEach.call(event.dataTransfer.files, function (file) { add(file, file.name, "submission"); }); go(); return; }
    var left = entries.length;
    entries.forEach(function (entry) { walk(entry, function () { left -= 1; if (!left) { go(); } }); });
  }
  ["files", "folder", "ledger", "lastYear"].forEach(function (id) {
    byId(id).addEventListener("change", function () {
      Array.prototype.forEach.call(this.files, function (file) { add(file, file.webkitRelativePath || file.name, byId(id).dataset.kind); });
      this.value = "";
      go();
    });
  });
  ["dragenter", "dragover"].forEach(function (name) { document.addEventListener(name, function (event) { event.preventDefault(); byId("drop").classList.add("over"); }); });
  document.addEventListener("dragleave", function (event) { if (!event.relatedTarget) { byId("drop").classList.remove("over"); } });
  document.addEventListener("drop", function (event) { event.preventDefault(); byId("drop").classList.remove("over"); dropped(event); });

  /* ---- running ---- */
  function act(address) { told(""); ask("POST", address, function (problem) { told(problem); refresh(); }); }
  byId("start").addEventListener("click", function () {
    if (sending) { told("材料还没有收完，请稍候。"); return; }
    act("/run?profile=" + encodeURIComponent(byId("profile").value));
  });
  byId("stop").addEventListener("click", function () { act("/stop"); });
  byId("live").addEventListener("click", function (event) {
    // A download with new verdicts writes them first, which takes a while: the page says so meanwhile.
    if (event.target.closest("a[download]") && byId("unwritten")) { window.setTimeout(refresh, 300); }
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.remove) { act("/material/remove?number=" + button.dataset.remove); }
    if (button.dataset.clear) { act("/material/remove?kind=" + button.dataset.clear); }
  });
  refresh();
})();
