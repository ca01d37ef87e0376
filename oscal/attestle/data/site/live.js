// Added to pages by `attestle serve` alone: loads a page again when it has changed, and says what keeps it from being made.
(() => {
  "use strict";
  const timings = (performance.getEntriesByType("navigation")[0] || {}).serverTiming || [];
  const own = timings.find((item) => item.name === "state");
  // what this page was served as: what changed before it could listen is not missed
  let known = own ? own.description : "";
  let source = null;
  const box = document.createElement("div");
  box.id = "live-troubles";
  box.setAttribute("role", "status");
  box.style.cssText = "position:sticky;top:0;z-index:1000;background:#7a1616;color:#fff;font:15px/1.45 system-ui,sans-serif;" +
    "padding:.7em 1em;overflow-wrap:anywhere;max-height:50vh;overflow-y:auto";
  box.hidden = true;
  document.body.prepend(box);

  const add = (parent, name, text) => {
    const part = document.createElement(name);
    part.textContent = text;
    part.style.cssText = "margin:0 0 .2em;color:inherit;font:inherit" + (name === "strong" ? ";font-weight:700" : "");
    parent.append(part);
    return part;
  };

  const tell = (headline, troubles) => {
    box.hidden = !headline;
    box.style.display = headline ? "block" : "none";
    box.replaceChildren();
    if (!headline) return;
    add(box, "strong", headline);
    for (const item of troubles) add(box, "p", item);
  };

  const listen = () => {
    source = new EventSource("/-/events?page=" + encodeURIComponent(location.pathname));
    source.onmessage = (event) => {
      const told = JSON.parse(event.data);
      if (known && told.state !== known) {
        source.close();
        location.reload();
        return;
      }
      known = told.state;
      tell(told.headline, told.troubles);
    };
    source.onerror = () => tell("attestle serve does not answer: this page does not follow your edits.", []);
  };

  // a browser keeps few connections to one place: pages in the background give theirs away
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) source.close();
    else listen();
  });
  if (!document.hidden) listen();
  else source = { close() {} };
})();
