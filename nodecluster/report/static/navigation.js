(function () {
  "use strict";
  // The contents work without this; with it, the section that is being read is marked, and the menu closes itself.
  const menu = document.querySelector("nav.contents details");
  const column = document.querySelector("nav.contents");
  const here = menu.querySelector(".here");
  const links = new Map();
  for (const link of menu.querySelectorAll(".links a")) links.set(link.hash.slice(1), link);
  const places = [...links.keys()].map((key) => document.getElementById(key)).filter(Boolean);
  const wide = window.matchMedia("(min-width: 64rem)");

  let current = null;
  function mark(key) {
    if (key === current || !links.has(key)) return;
    if (current !== null) links.get(current).removeAttribute("aria-current");
    current = key;
    const link = links.get(key);
    link.setAttribute("aria-current", "location");
    here.textContent = link.textContent;
    if (!wide.matches) return;
    // Only the column may scroll for this, never the page.
    const box = column.getBoundingClientRect();
    const line = link.getBoundingClientRect();
    if (line.top < box.top + 20) column.scrollTop -= box.top + 20 - line.top;
    if (line.bottom > box.bottom - 20) column.scrollTop += line.bottom - box.bottom + 20;
  }

  // What is read is the last section whose heading has passed the upper third. One that was jumped to stays marked
  // until the reader scrolls: the last sections are too short to come up there.
  let chosen = null;
  const passed = new Set();
  const watch = new IntersectionObserver(
    function (entries) {
      for (const entry of entries) {
        if (entry.isIntersecting) passed.add(entry.target.id);
        else passed.delete(entry.target.id);
      }
      if (chosen !== null) return;
      const read = places.filter((place) => place.id !== "top" && passed.has(place.id)).pop();
      mark(read ? read.id : "top");
    },
    { rootMargin: "0px 0px -67% 0px" },
  );
  for (const place of places) if (place.id !== "top") watch.observe(place);

  // What the address asks for; one that is no encoded text is taken as it stands.
  function wanted() {
    const text = location.hash.slice(1);
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function choose() {
    chosen = links.has(wanted()) ? wanted() : null;
    if (chosen !== null) mark(chosen);
  }
  window.addEventListener("hashchange", choose);
  for (const kind of ["wheel", "touchmove"]) {
    window.addEventListener(kind, () => (chosen = null), { passive: true });
  }
  // A scroll bar sends no more than this.
  window.addEventListener("pointerdown", function (event) {
    if (!column.contains(event.target)) chosen = null;
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".to-atlas")) return; // it scrolls to the atlas without a change of the address
    chosen = "atlas";
    mark(chosen);
  });
  window.addEventListener("keydown", function (event) {
    if (["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " "].includes(event.key)) chosen = null;
    if (event.key === "Escape" && menu.open && !wide.matches) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  menu.addEventListener("click", function (event) {
    if (event.target.closest("a") === null) return;
    if (!wide.matches) menu.open = false;
    // A second click on the same link changes no hash.
    setTimeout(choose, 0);
  });
  document.addEventListener("click", function (event) {
    if (!wide.matches && menu.open && !menu.contains(event.target)) menu.open = false;
  });

  // A link into a folded part opens it; the browser's own jump has then gone nowhere.
  function unfold() {
    const target = location.hash.length > 1 && document.getElementById(wanted());
    if (!target) return;
    let folded = false;
    for (let part = target.closest("details:not([open])"); part; part = part.parentElement.closest("details:not([open])")) {
      part.open = true;
      folded = true;
    }
    if (folded) target.scrollIntoView();
  }
  window.addEventListener("hashchange", unfold);

  function fit() {
    menu.open = wide.matches;
  }
  wide.addEventListener("change", fit);
  fit();
  choose();
  unfold();
  document.documentElement.dataset.ready = "1";
})();
