// Keys and live news. Every page works without this file.
"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = all("[data-row]");
  const bulk = document.getElementById("bulk");
  let at = -1;

  const typing = (element) => element.matches("input:not([type=checkbox]), select, textarea");

  function move(step) {
    if (!rows.length) return;
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    at = Math.max(0, Math.min(rows.length - 1, (focused >= 0 ? focused : at) + step));
    rows.forEach((row, index) => row.classList.toggle("here", index === at));
    const link = rows[at].querySelector("a.headline, a.name, a");
    if (link) link.focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  }

  // In the inbox a verdict is said of the row one stands on, or of all that are ticked.
  function judge(word) {
    const button = document.querySelector(`[name=verdict][value=${word}]`);
    const form = button && button.form;
    if (!form) return;
    // Not by form.id: the boxes of the list are named so.
    if (form.matches("#bulk") && !form.querySelector(":checked")) {
      const box = rows[at] && rows[at].querySelector("[name=id]");
      if (!box) return;
      box.checked = true;
    }
    form.requestSubmit(button);
  }

  const says = { r: "right", w: "wrong", i: "ignore" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
    else if (event.key === "x" && rows[at]) {
      const box = rows[at].querySelector("[name=id]");
      if (box) box.checked = !box.checked;
    } else if (event.key === "a" && bulk) {
      const boxes = all("#bulk [name=id]");
      const on = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = on; });
    } else if (event.key === "/") document.getElementById("q").focus();
    else if (says[event.key]) judge(says[event.key]);
    else return;
    event.preventDefault();
  });

  document.documentElement.dataset.keys = "on";

  // The inbox comes back to where it was: a verdict must not cost the filters.
  if (bulk) bulk.elements.back.value = location.pathname + location.search;

  if (document.body.dataset.mode === "live" && window.EventSource) {
    const news = document.getElementById("news");
    new EventSource("/live").addEventListener("news", () => {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = "Something new has come: show it";
      news.replaceChildren(link);
      news.hidden = false;
    });
  }
})();
