"use strict";
(() => {
  // The search: an index that is loaded when somebody first asks, words that begin with what is typed.
  const box = document.querySelector(".search");
  const input = document.getElementById("search");
  const list = document.getElementById("found");
  const panel = list.parentElement;
  const hint = panel.querySelector("p");
  const told = document.getElementById("told");
  const MOST = 14;
  let entries = null;
  let vocabulary = null;
  let chosen = -1;

  const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const split = (text) => fold(text).match(/[\p{L}\p{N}]+(?:[.'-][\p{L}\p{N}]+)*/gu) || [];
  const join = (text) => ` ${split(text).join(" ")} `;

  function load(then) {
    if (entries) return then();
    if (load.waiting) { load.waiting = then; return undefined; }
    load.waiting = then;
    const script = document.createElement("script");
    script.src = box.dataset.root + box.dataset.index;
    script.onload = () => {
      entries = self.attestleIndex.map(([kind, title, place, about, words], order) => ({
        kind, title, place, about, order,
        raw: fold(title), head: join(title), body: join(about), rest: ` ${fold(words)} `,
      }));
      load.waiting();
    };
    script.onerror = () => { load.waiting = null; say("The search cannot be loaded: its file is not beside this page."); };
    document.head.append(script);
    return undefined;
  }

  function rate(entry, word) {
    if (entry.head.includes(` ${word} `)) return 14;
    if (entry.head.includes(` ${word}`)) return 9;
    if (word.length > 2 && entry.head.includes(word)) return 5;
    if (entry.body.includes(` ${word}`)) return 3;
    return entry.rest.includes(` ${word}`) ? 1 : 0;
  }

  // How many letters must change, two that changed places counting once; more than `most` is `most + 1`.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, place) => place);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
      }
      if (Math.min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // Words of the site that were probably meant by one that nothing begins with
  function guess(word) {
    if (word.length < 4 || /\d/.test(word)) return [];
    vocabulary ||= [...new Set(entries.flatMap((entry) => `${entry.head}${entry.body}${entry.rest}`.split(" ")))];
    const most = word.length < 8 ? 1 : 2;
    const near = vocabulary.map((known) => [distance(word, known, most), known]).filter(([far]) => far <= most);
    const best = Math.min(...near.map(([far]) => far));
    return near.filter(([far]) => far === best).map(([, known]) => known).slice(0, 6);
  }

  function search(text) {
    const asked = fold(text.trim());
    const instead = [];
    const words = split(text).map((word) => {
      if (entries.some((entry) => rate(entry, word))) return [word];
      const meant = guess(word);
      if (meant.length) instead.push(meant[0]);
      return meant.length ? meant : [word];
    });
    const found = [];
    for (const entry of entries) {
      let score = 0;
      for (const ways of words) {
        const best = Math.max(...ways.map((word) => rate(entry, word)));
        if (!best) { score = 0; break; }
        score += best;
      }
      if (!score) continue;
      if (entry.raw.startsWith(asked)) score += 20;
      if (entry.raw === asked) score += 20;
      if (entry.kind === "Page" || entry.kind === "Requirement") score += 2;
      found.push([score, entry]);
    }
    found.sort((a, b) => b[0] - a[0] || a[1].order - b[1].order);
    return [found.map(([, entry]) => entry), instead];
  }

  function say(text) { told.textContent = text; hint.textContent = text; }

  function close() {
    panel.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show() {
    const text = input.value;
    if (!split(text).length) { list.replaceChildren(); told.textContent = ""; close(); return; }
    const [found, instead] = search(text);
    list.replaceChildren(...found.slice(0, MOST).map((entry, place) => {
      const link = document.createElement("a");
      link.id = `found-${place}`;
      link.href = box.dataset.root + entry.place;
      link.tabIndex = -1;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      for (const [tag, said] of [["b", entry.title], ["i", entry.kind], ["small", entry.about]]) {
        if (!said) continue;
        const part = document.createElement(tag);
        part.textContent = said;
        link.append(part);
      }
      return link;
    }));
    list.hidden = !found.length;
    panel.hidden = false;
    chosen = -1;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    const meant = instead.length ? `, looked for ${instead.join(", ")}` : "";
    const more = found.length > MOST ? `, the first ${MOST} are shown` : "";
    say(`${found.length || "No"} result${found.length === 1 ? "" : "s"}${meant}${more}`);
  }

  function choose(by) {
    const links = [...list.children];
    if (!links.length || panel.hidden) return;
    chosen = (chosen + by + (chosen < 0 && by < 0 ? 1 : 0) + links.length) % links.length;
    links.forEach((link, place) => link.setAttribute("aria-selected", String(place === chosen)));
    links[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", links[chosen].id);
  }

  box.hidden = false;
  input.addEventListener("focus", () => load(() => {}));
  input.addEventListener("input", () => load(show));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && list.children.length && !panel.hidden) {
      event.preventDefault();
      list.children[Math.max(chosen, 0)].click();
    } else if (event.key === "Escape") {
      if (panel.hidden) input.value = "";
      close();
    }
  });
  panel.addEventListener("click", (event) => { if (event.target.closest("a")) close(); });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
  box.addEventListener("focusout", (event) => { if (event.relatedTarget && !box.contains(event.relatedTarget)) close(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });

  // Tables whose rows can be chosen by what stands in a column.
  document.querySelectorAll("table.filtered").forEach((table) => {
    const rows = [...table.tBodies[0].rows];
    const read = (row, place) => [...row.cells[place].childNodes]
      .filter((node) => node.nodeName !== "SMALL").map((node) => node.textContent).join("").trim();
    const bar = document.createElement("form");
    bar.className = "filters";
    bar.setAttribute("role", "search");
    bar.setAttribute("aria-label", `Rows of: ${table.getAttribute("aria-label")}`);
    const count = document.createElement("output");
    const wanted = [];

    function add(name, field) {
      const label = document.createElement("label");
      label.append(name, field);
      bar.append(label);
      field.addEventListener("input", choose);
    }

    function choose() {
      let shown = 0;
      for (const row of rows) {
        row.hidden = !wanted.every((test) => test(row));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
    }

    const text = document.createElement("input");
    text.type = "search";
    add("Containing", text);
    wanted.push((row) => split(text.value).every((word) => fold(row.textContent).includes(word)));
    [...table.tHead.rows[0].cells].forEach((head, place) => {
      if (!("choose" in head.dataset)) return;
      const values = [...new Set(rows.map((row) => read(row, place)))].filter(Boolean);
      if (values.length < 2) return;
      if (values.every((value) => /^\d+$/.test(value))) values.sort((a, b) => b - a);
      const select = document.createElement("select");
      select.append(new Option("any", ""), ...values.map((value) => new Option(value, value)));
      add(head.textContent, select);
      wanted.push((row) => !select.value || read(row, place) === select.value);
    });
    bar.append(count);
    bar.addEventListener("submit", (event) => event.preventDefault());
    table.before(bar);
    choose();
  });

  // What a link leads to, said where it is pointed at or has the focus; without a script browsers show the title.
  const hover = document.createElement("div");
  hover.id = "hover";
  hover.setAttribute("role", "tooltip");
  hover.hidden = true;
  document.querySelector("main").append(hover);
  let about = null;

  function tell(link) {
    if (link.title) { link.dataset.hover = link.title; link.removeAttribute("title"); }
    about = link;
    hover.textContent = link.dataset.hover;
    hover.hidden = false;
    link.setAttribute("aria-describedby", "hover");
    const place = link.getBoundingClientRect();
    const left = Math.min(place.left, document.documentElement.clientWidth - hover.offsetWidth - 12);
    const below = place.bottom + hover.offsetHeight + 8 < innerHeight;
    hover.style.left = `${Math.max(left, 12) + scrollX}px`;
    hover.style.top = `${(below ? place.bottom + 4 : place.top - hover.offsetHeight - 4) + scrollY}px`;
  }

  function hush() {
    hover.hidden = true;
    if (about) about.removeAttribute("aria-describedby");
    about = null;
  }

  const find = (event) => event.target.closest?.("main a[title], main a[data-hover]");
  document.addEventListener("mouseover", (event) => {
    const link = find(event);
    if (link && link !== about) tell(link);
    else if (!link && about && !hover.contains(event.target)) hush();
  });
  document.addEventListener("focusin", (event) => { const link = find(event); if (link) tell(link); else hush(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(); });
})();
