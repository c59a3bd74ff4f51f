// Comfort only: every page works without it. Keys, ticking rows, filters that apply at once, zoom.
"use strict";
const all = (s, of = document) => [...of.querySelectorAll(s)];
const one = (s, of = document) => of.querySelector(s);

// Filters apply when changed; the button stays for those without a script.
for (const form of all("form[data-auto]")) {
  form.classList.add("live");
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
  });
}

// A page that waits for the server looks again by itself.
if (one("[data-again]")) setTimeout(() => location.reload(), 1500);

// Ticking.
const boxes = () => all('input[name="account"][type="checkbox"]');
const told = one("[data-ticked]");
function tell() {
  const n = boxes().filter((b) => b.checked).length;
  if (told) told.textContent = n ? `${n} ticked` : "";
}
let last = null;
document.addEventListener("click", (e) => {
  const box = e.target;
  if (!(box instanceof HTMLInputElement) || box.name !== "account") return;
  const list = boxes();
  if (e.shiftKey && last) {
    const [a, b] = [list.indexOf(last), list.indexOf(box)].sort((x, y) => x - y);
    for (const between of list.slice(a, b + 1)) between.checked = box.checked;
  }
  last = box;
  tell();
});
one("#label-form")?.addEventListener("submit", (e) => {
  if (one("[name=scope]", e.target)?.value || boxes().some((b) => b.checked)) return;
  e.preventDefault();
  told.textContent = "Nothing is ticked.";
});
one("[data-all]")?.addEventListener("change", (e) => {
  for (const box of boxes()) box.checked = e.target.checked;
  tell();
});

// Keys.
const rows = all("[data-rows] tbody tr, ul[data-rows] li").filter((r) => one("a.open", r));
let here = -1;
function go(step) {
  if (!rows.length) return;
  rows[here]?.classList.remove("here");
  here = Math.max(0, Math.min(rows.length - 1, here + step));
  rows[here].classList.add("here");
  rows[here].scrollIntoView({ block: "nearest" });
  one("a.open", rows[here]).focus({ preventScroll: true });
}
function tab(step) {
  const tabs = all(".tabs a");
  const now = tabs.findIndex((t) => t.hasAttribute("aria-current"));
  tabs[now + step]?.click();
}
const keys = {
  "/": () => one("[data-search]")?.focus(),
  j: () => go(1),
  k: () => go(-1),
  x: () => { const box = rows[here] && one('input[name="account"]', rows[here]); box?.click(); },
  l: () => one("[data-label]")?.focus(),
  n: () => one("[data-note]")?.focus(),
  g: () => { location.href = "/"; },
  "[": () => tab(-1),
  "]": () => tab(1),
  "?": () => one("#keys")?.showModal(),
};
document.addEventListener("keydown", (e) => {
  const typing = e.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
  if (e.key === "Escape" && typing) { e.target.blur(); return; }
  if (typing || e.ctrlKey || e.metaKey || e.altKey || one("dialog[open]")) return;
  const act = keys[e.key];
  if (act) { e.preventDefault(); act(); }
});

// Zoom and pan of the map, by its viewBox.
for (const map of all("svg[data-zoom]")) {
  const home = map.viewBox.baseVal;
  const start = [home.x, home.y, home.width, home.height];
  let box = [...start];
  const show = () => map.setAttribute("viewBox", box.join(" "));
  const zoom = (by, cx = box[0] + box[2] / 2, cy = box[1] + box[3] / 2) => {
    box = [cx - (cx - box[0]) * by, cy - (cy - box[1]) * by, box[2] * by, box[3] * by];
    show();
  };
  const point = (e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(map.getScreenCTM().inverse());
  map.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    const p = point(e);
    zoom(e.deltaY > 0 ? 1.15 : 0.87, p.x, p.y);
  }, { passive: false });
  let from = null;
  let moved = false;
  map.addEventListener("pointerdown", (e) => { from = point(e); moved = false; });
  map.addEventListener("pointermove", (e) => {
    if (!from || !e.buttons) return;
    const p = point(e);
    if (Math.hypot(p.x - from.x, p.y - from.y) < 3 && !moved) return;
    moved = true;
    box[0] += from.x - p.x;
    box[1] += from.y - p.y;
    show();
  });
  map.addEventListener("click", (e) => { if (moved) e.preventDefault(); from = null; }, true);
  const bar = document.createElement("div");
  bar.className = "zoom";
  for (const [text, name, act] of [["+", "Closer", () => zoom(0.75)], ["−", "Farther", () => zoom(1.33)], ["⌂", "All", () => { box = [...start]; show(); }]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", act);
    bar.append(button);
  }
  map.parentElement.append(bar);
}
