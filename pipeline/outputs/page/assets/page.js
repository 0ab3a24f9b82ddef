(function () {
  "use strict";
  // Nothing here writes markup: every word of a report is set as text or was escaped when the page was written.
  var body = document.body, served = body.dataset.mode === "serve", kind = body.dataset.kind;
  var byId = function (id) { return document.getElementById(id); };
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var items = all("#list > li"), pane = byId("pane"), current = null, tab = "text";
  // Ten thousand lines at once make every key slow: the list shows so many, and more when they are wanted.
  var AT_ONCE = Number(byId("list").dataset.atOnce), atOnce = AT_ONCE;
  var KEY = "heji:" + body.dataset.batch, WHO = "heji:reviewer";
  var local = {};

  function remembered(key) { try { return window.localStorage.getItem(key); } catch (error) { return null; } }
  function remember(key, text) {
    try { window.localStorage.setItem(key, text); return true; } catch (error) { return false; }
  }
  function now() {
    var date = new Date(), zone = -date.getTimezoneOffset();
    var two = function (number) { return (number < 10 ? "0" : "") + number; };
    return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate()) + "T" + two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds()) + (zone < 0 ? "-" : "+") + two(Math.floor(Math.abs(zone) / 60)) + ":" + two(Math.abs(zone) % 60);
  }
  function when(text) { return text ? text.replace("T", " ").slice(0, 16) : ""; }

  /* ---- what was decided: in the page as written, in this browser, or on the local server ---- */
  function decision(item) {
    return local[item.dataset.fp] || { verdict: item.dataset.verdict || null, note: item.dataset.note || null, reviewer: item.dataset.reviewer || null, decided: item.dataset.on || "" };
  }
  function readLocal() {
    var kept;
    try { kept = JSON.parse(remembered(KEY) || "{}"); } catch (error) { kept = {}; }
    if (!kept || typeof kept !== "object") { kept = {}; }
    var generated = Date.parse(body.dataset.generated) || 0;
    Object.keys(kept).forEach(function (fp) {
      var one = kept[fp];
      if (!one || typeof one !== "object") { return; }
      // Handed over, and the page was written after that: what the page says is the newer word.
      if (one.exported && Date.parse(one.exported) < generated) { return; }
      local[fp] = one;
    });
  }
  function store(item, verdict, note) {
    var entry = { verdict: verdict || null, note: note || null, reviewer: byId("reviewer").value.trim() || null, decided: now() };
    var fp = item.dataset.fp;
    if (served) { return send(item, entry); }
    local[fp] = entry;
    // Another tab may have decided something else meanwhile: only this entry is replaced.
    var kept;
    try { kept = JSON.parse(remembered(KEY) || "{}") || {}; } catch (error) { kept = {}; }
    kept[fp] = entry;
    var safe = remember(KEY, JSON.stringify(kept));
    shown(item);
    counted();
    if (!safe) { say(item, "浏览器不让保存，请随时导出", true); }
  }
  function send(item, entry) {
    say(item, "正在保存…");
    fetch("/verdicts", { method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin", body: JSON.stringify({ finding: item.dataset.fp, verdict: entry.verdict, note: entry.note, reviewer: entry.reviewer, decided: entry.decided }) }).then(function (answer) {
      return answer.json().then(function (told) {
        if (!answer.ok) { throw new Error(told.message || "没有保存成功"); }
        entry.stored = true;
        local[item.dataset.fp] = entry;
        shown(item);
        counted();
      });
    }).catch(function (error) { say(item, "未保存：" + (error instanceof TypeError ? "本机服务没有响应" : error.message), true); });
  }
  function say(item, words, wrong) {
    if (!card(item)) { return; }
    var state = all(".state", card(item))[0];
    state.textContent = words;
    state.classList.toggle("wrong", Boolean(wrong && words));
  }
  function stateWords(entry) {
    var who = [entry.reviewer || "", when(entry.decided)].filter(Boolean).join("  ");
    if (!entry.verdict && !entry.note) { return entry.decided ? "已撤回  " + who : ""; }
    if (served) { return (entry.stored ? "已保存  " : "") + who; }
    return (local_pending(entry) ? "待导出  " : "") + who;
  }
  function local_pending(entry) { return Boolean(entry.decided) && !entry.exported && Object.keys(local).some(function (fp) { return local[fp] === entry; }); }
  function shown(item) {
    var entry = decision(item), box = card(item);
    var said = item.querySelector(".said");
    if (said.textContent !== (entry.verdict || "")) { said.textContent = entry.verdict || ""; }
    // The index has the cards of findings that no report's page shows; the others stand there.
    if (!box) { return; }
    all("[data-verdict]", box).forEach(function (button) { button.setAttribute("aria-pressed", String(button.dataset.verdict === entry.verdict)); });
    var note = all("textarea", box)[0];
    if (document.activeElement !== note) { note.value = entry.note || ""; }
    say(item, stateWords(entry));
    all(".p-verdict", box)[0].textContent = entry.verdict || "";
    all(".p-note", box)[0].textContent = entry.note || "";
    all(".p-reviewer", box)[0].textContent = entry.reviewer || "";
    all(".p-on", box)[0].textContent = when(entry.decided).slice(0, 10);
  }
  function counted() {
    var open = items.filter(function (item) { return item.dataset.status !== "已消除"; });
    var done = open.filter(function (item) { return decision(item).verdict; }).length;
    var pending = Object.keys(local).filter(function (fp) { return local_pending(local[fp]); }).length;
    byId("done").textContent = "已审 " + done + " / " + open.length + (!served && pending ? "，待导出 " + pending : "");
  }
  function decide(verdict) { if (current) { store(current, verdict, all("textarea", card(current))[0].value.trim()); } }
  function exported() {
    var stamp = now(), verdicts = [];
    Object.keys(local).sort().forEach(function (fp) {
      var one = local[fp];
      verdicts.push({ finding: fp, verdict: one.verdict || null, note: one.note || null, reviewer: one.reviewer || null, decided: one.decided });
    });
    var text = JSON.stringify({ format: "heji-verdicts", version: 1, batch: body.dataset.title.slice(0, 200), saved: stamp, verdicts: verdicts }, null, 1) + "\n";
    var link = document.createElement("a"), address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.href = address;
    link.download = "审核意见.json";
    body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
    Object.keys(local).forEach(function (fp) { local[fp].exported = stamp; });
    remember(KEY, JSON.stringify(local));
    items.forEach(shown);
    counted();
  }

  /* ---- the list ---- */
  function card(item) { return byId("c" + item.dataset.n); }
  function visible() { return items.filter(function (item) { return item.fits; }); }
  function unrolled() {
    var list = visible(), left = Math.max(list.length - atOnce, 0);
    // Taken out of the page, not hidden in it: a browser walks past each hidden neighbour of what it hides or shows,
    // which among ten thousand takes seconds.
    var box = byId("list"), top = box.scrollTop, rows = document.createDocumentFragment();
    list.slice(0, atOnce).forEach(function (item) { item.hidden = false; rows.appendChild(item); });
    box.textContent = "";
    box.appendChild(rows);
    box.scrollTop = top;
    byId("more").hidden = !left;
    byId("more").textContent = "再列出一些（还有 " + left + " 条）";
  }
  function filtered() {
    var words = byId("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var levels = all(".levels [aria-pressed=true]").map(function (button) { return button.dataset.level; });
    var unit = byId("unit").value, rule = byId("rule").value, status = byId("status").value, verdict = byId("verdict").value;
    items.forEach(function (item) {
      var data = item.dataset, said = decision(item).verdict || "-";
      var fits = levels.indexOf(data.level) >= 0 && (!unit || data.unit === unit) && (!rule || data.rule === rule) && (!status || data.status === status) && (!verdict || said === verdict);
      if (fits && words.length) {
        if (item.haystack === undefined) { item.haystack = (item.textContent + " " + (card(item) ? card(item).textContent : item.dataset.words)).toLowerCase(); }
        fits = words.every(function (word) { return item.haystack.indexOf(word) >= 0; });
      }
      item.fits = fits;
    });
    atOnce = AT_ONCE;
    unrolled();
    var left = visible().length, narrowed = left < items.length;
    byId("shown").textContent = narrowed ? "列出 " + left + " / " + items.length + " 条疑点" : items.length + " 条疑点";
    byId("none").hidden = left > 0 || !items.length;
    byId("clear").hidden = !narrowed;
  }
  function step(by) {
    var list = visible();
    if (!list.length) { return; }
    var at = list.indexOf(current);
    // The current one may have just been filtered away: the next is the one after it in the whole list.
    if (at < 0 && current) { at = list.filter(function (item) { return Number(item.dataset.n) < Number(current.dataset.n); }).length - (by > 0 ? 1 : 0); }
    select(list[Math.min(Math.max(at + by, 0), list.length - 1)]);
  }
  function select(item, quiet) {
    if (item.fits && !item.parentNode) { atOnce = visible().indexOf(item) + AT_ONCE; unrolled(); }
    if (item.dataset.href) { window.location.href = item.dataset.href; return; }
    if (current) { current.classList.remove("on"); card(current).hidden = true; }
    current = item;
    item.classList.add("on");
    card(item).hidden = false;
    byId("cards").scrollTop = 0;
    keepInView(item);
    tab = item.dataset.pair ? "pair" : "text";
    show(item.dataset.report ? item.dataset.report : null);
    if (!quiet) { address("#" + item.dataset.n); }
  }
  function keepInView(item) {
    var list = byId("list"), top = item.offsetTop - list.offsetTop;
    if (top < list.scrollTop) { list.scrollTop = top - 8; }
    if (top + item.offsetHeight > list.scrollTop + list.clientHeight) { list.scrollTop = top + item.offsetHeight - list.clientHeight + 8; }
  }
  function address(hash) { try { window.history.replaceState(null, "", hash); } catch (error) { /* a file:// page of an old browser */ } }

  /* ---- the text ---- */
  function show(report) {
    var article = byId(tab === "pair" && current && current.dataset.pair ? current.dataset.pair : report || "");
    all("#pane > article").forEach(function (one) { one.hidden = one !== article; });
    byId("tabs").hidden = !article || article.className === "overview";
    all("#tabs > button").forEach(function (button) {
      button.classList.toggle("on", button.dataset.tab === tab);
      button.hidden = button.dataset.tab === "pair" && !(current && current.dataset.pair);
    });
    all(".legend")[0].hidden = !article || article.className !== "report";
    pane.scrollTop = 0;
    if (article && article.className === "report" && current) { mark(article); }
  }
  function unmark() {
    all("#pane .on, #pane [data-badge]").forEach(function (one) { one.classList.remove("on", "on-A", "on-B"); one.removeAttribute("data-badge"); });
    all(".gutter").forEach(function (gutter) { gutter.textContent = ""; });
  }
  function mark(article, token) {
    unmark();
    var spots = [];
    all(".statement", card(current)).forEach(function (one) {
      var letter = all(".letter", one)[0].textContent;
      var marks = all('[data-f~="' + one.dataset.token + '"]', article);
      marks.forEach(function (part, index) {
        part.classList.add("on");
        if (letter === "A" || letter === "B") { part.classList.add("on-" + letter); }
        if (!index) { part.setAttribute("data-badge", part.hasAttribute("data-badge") ? part.getAttribute("data-badge") + " " + letter : letter); }
      });
      if (marks.length) { spots.push({ letter: letter, token: one.dataset.token, part: marks[0] }); }
    });
    if (!spots.length) { return; }
    join(article, spots);
    var to = spots.filter(function (spot) { return spot.token === token; })[0] || highest(spots);
    reveal(to.part);
  }
  function highest(spots) {
    var two = spots.filter(function (spot) { return spot.letter === "A" || spot.letter === "B"; });
    var list = two.length ? two : spots;
    return list.reduce(function (one, other) { return other.part.getBoundingClientRect().top < one.part.getBoundingClientRect().top ? other : one; });
  }
  function reveal(part) {
    var top = part.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += top - Math.min(pane.clientHeight / 3, 150);
    var wide = part.closest(".wide");
    if (wide) { wide.scrollLeft += part.getBoundingClientRect().left - wide.getBoundingClientRect().left - wide.clientWidth / 2; }
  }
  function join(article, spots) {
    // The bracket in the margin: a tick at every place, the arithmetic between them.
    var gutter = all(".gutter", article)[0], base = gutter.getBoundingClientRect().top;
    var middles = spots.map(function (spot) { var box = spot.part.getBoundingClientRect(); return box.top + Math.min(box.height, 24) / 2 - base; });
    var top = Math.min.apply(null, middles), bottom = Math.max.apply(null, middles), joint = element("div", "joint");
    joint.style.top = top + "px";
    joint.style.height = Math.max(bottom - top, 1) + "px";
    middles.forEach(function (middle) { var tick = element("div", "tick"); tick.style.top = Math.min(middle - top, bottom - top) + "px"; joint.appendChild(tick); });
    gutter.appendChild(joint);
    var box = card(current), note = element("div", "note"), hold = element("div", "hold");
    var formula = all(".formula", box)[0];
    note.appendChild(element("b", "", formula ? formula.textContent : all("h2", box)[0].textContent));
    all(".sum dt", box).forEach(function (name) { if (name.textContent === "应为" || name.textContent === "实为" || name.textContent === "差额") { note.appendChild(element("span", "", name.textContent + "  " + name.nextElementSibling.textContent)); } });
    var elsewhere = all(".statement[data-in]", box).filter(function (one) { return one.dataset.in !== article.id; }).length;
    if (elsewhere) { note.appendChild(element("span", "", "另有 " + elsewhere + " 处在别的文件里")); }
    hold.style.top = Math.max(top - 12, 0) + "px";
    hold.style.height = Math.max(bottom - top + 24, 1) + "px";
    hold.appendChild(note);
    gutter.appendChild(hold);
    if (note.offsetHeight > bottom - top + 24) { hold.style.top = Math.max((top + bottom) / 2 - note.offsetHeight / 2, 0) + "px"; hold.style.height = note.offsetHeight + "px"; }
  }
  function element(name, className, words) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (words !== undefined) { made.textContent = words; }
    return made;
  }
  function overview() {
    if (current) { current.classList.remove("on"); card(current).hidden = true; current = null; }
    tab = "text";
    show("overview");
    address("#");
  }
  function openArticle(id) {
    if (!byId(id)) { return false; }
    if (current) { current.classList.remove("on"); card(current).hidden = true; current = null; }
    unmark();
    all("#pane > article").forEach(function (one) { one.hidden = one.id !== id; });
    byId("tabs").hidden = id.charAt(0) !== "r";
    all("#tabs > button").forEach(function (button) { button.hidden = true; });
    all(".legend")[0].hidden = false;
    pane.scrollTop = 0;
    return true;
  }
  function goTo(statement) {
    var where = byId(statement.dataset.in);
    if (!where) { window.location.href = statement.dataset.href + "#" + current.dataset.n + "@" + statement.dataset.token; return; }
    tab = "text";
    show(where.id);
    mark(where, statement.dataset.token);
  }

  /* ---- printing ---- */
  function printed(whole) {
    var chosen = (whole || !current ? visible() : [current]).filter(card);
    all(".card").forEach(function (one) { one.classList.remove("paper"); });
    chosen.forEach(function (item) { card(item).classList.add("paper"); });
    all(".paper details").forEach(function (one) { one.open = true; });
    body.classList.add("printing");
    window.print();
  }
  window.addEventListener("beforeprint", function () {
    if (!body.classList.contains("printing")) {
      (current ? [current] : visible()).filter(card).forEach(function (item) { card(item).classList.add("paper"); });
      all(".paper details").forEach(function (one) { one.open = true; });
      body.classList.add("printing");
    }
  });
  window.addEventListener("afterprint", function () {
    body.classList.remove("printing");
    all(".paper").forEach(function (one) { one.classList.remove("paper"); all("details", one).forEach(function (part) { part.open = false; }); });
  });

  /* ---- what a person does ---- */
  byId("list").addEventListener("click", function (event) { var item = event.target.closest("li"); if (item) { select(item); } });
  ["search", "unit", "rule", "status", "verdict"].forEach(function (id) { byId(id).addEventListener("input", filtered); });
  byId("more").addEventListener("click", function () { atOnce += AT_ONCE; unrolled(); });
  byId("clear").addEventListener("click", function () {
    ["search", "unit", "rule", "status", "verdict"].forEach(function (id) { byId(id).value = ""; });
    all(".levels button").forEach(function (button) { button.setAttribute("aria-pressed", "true"); });
    filtered();
  });
  all(".levels button, .legend button").forEach(function (button) {
    button.addEventListener("click", function () {
      var on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      if (button.dataset.show) { pane.classList.toggle("show-" + button.dataset.show, on); } else { filtered(); }
    });
  });
  all("#tabs > button").forEach(function (button) { button.addEventListener("click", function () { tab = button.dataset.tab; show(current && current.dataset.report); }); });
  byId("cards").addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) { return; }
    if (button.dataset.verdict) { decide(button.getAttribute("aria-pressed") === "true" ? null : button.dataset.verdict); }
    if (button.classList.contains("goto")) { goTo(button.closest(".statement")); }
  });
  byId("cards").addEventListener("change", function (event) { if (event.target.tagName === "TEXTAREA" && current) { store(current, decision(current).verdict, event.target.value.trim()); } });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (!link) { return; }
    if (link.dataset.go === "overview" && byId("overview")) { event.preventDefault(); overview(); }
    if (link.dataset.goReport && openArticle(link.dataset.goReport)) { event.preventDefault(); }
  });
  byId("print").addEventListener("click", function () { printed(!current); });
  byId("save").addEventListener("click", exported);
  byId("keys").addEventListener("click", function () { byId("help").hidden = false; });
  byId("help").addEventListener("click", function (event) { if (event.target === byId("help") || event.target === byId("close")) { byId("help").hidden = true; } });
  byId("reviewer").value = remembered(WHO) || "";
  byId("reviewer").addEventListener("change", function () { remember(WHO, byId("reviewer").value.trim()); });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "Escape") { byId("help").hidden = true; if (typing) { event.target.blur(); } return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
    var verdict = current && all("[data-verdict]", card(current)).filter(function (button) { return all("kbd", button)[0].textContent === event.key; })[0];
    if (event.key === "j") { step(1); }
    else if (event.key === "k") { step(-1); }
    else if (verdict) { decide(verdict.dataset.verdict); }
    else if (event.key === "0") { decide(null); }
    else if (event.key === "n" && current) { all("textarea", card(current))[0].focus(); event.preventDefault(); }
    else if (event.key === "/") { byId("search").focus(); event.preventDefault(); }
    else if (event.key === "p" && current) { printed(false); }
    else if (event.key === "?") { byId("help").hidden = false; }
  });
  var tip = byId("tip");
  pane.addEventListener("mouseover", function (event) {
    var part = event.target.closest("[data-v]");
    if (!part) { tip.hidden = true; return; }
    tip.textContent = part.dataset.v;
    tip.hidden = false;
    var box = part.getClientRects()[0] || part.getBoundingClientRect();
    tip.style.left = Math.max(Math.min(box.left, window.innerWidth - tip.offsetWidth - 8), 8) + "px";
    tip.style.top = (box.top - tip.offsetHeight - 6 < 4 ? box.bottom + 6 : box.top - tip.offsetHeight - 6) + "px";
  });
  pane.addEventListener("mouseleave", function () { tip.hidden = true; });
  pane.addEventListener("scroll", function () { tip.hidden = true; });
  window.addEventListener("resize", function () { var open = all("#pane > article.report").filter(function (one) { return !one.hidden; })[0]; if (open && current) { mark(open); } });
  window.addEventListener("storage", function (event) { if (event.key === KEY && !served) { readLocal(); items.forEach(shown); counted(); } });
  window.addEventListener("hashchange", opened);

  function opened() {
    var wanted = decodeURIComponent(window.location.hash.slice(1)), parts = wanted.split("@");
    var item = items.filter(function (one) { return one.dataset.n === parts[0] || (parts[0].length > 7 && one.dataset.fp.indexOf(parts[0]) === 0); })[0];
    if (item) {
      select(item, true);
      if (parts[1]) {
        var statement = all(".statement", card(item)).filter(function (one) { return one.dataset.token === parts[1]; })[0];
        if (statement) { goTo(statement); }
      }
      return;
    }
    if (/^[rp]\d+$/.test(wanted) && openArticle(wanted)) { return; }
    if (kind === "report" && items.length) { select(items[0], true); return; }
    if (kind === "report") { openArticle(all("#pane > article")[0].id); return; }
    overview();
  }
  function begin() { items.forEach(shown); counted(); filtered(); opened(); }
  if (served) {
    fetch("/verdicts", { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (told) {
      told.verdicts.forEach(function (one) { one.stored = true; local[one.finding] = one; });
      begin();
    }).catch(begin);
  } else {
    readLocal();
    begin();
  }
})();
