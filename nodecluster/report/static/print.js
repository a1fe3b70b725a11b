(function () {
  "use strict";
  // Paper has no clicks: what is folded away on screen is printed open, and folded again afterwards; but not the same
  // figures once more for every other set, which would take dozens of pages.
  const folded = new Set();
  window.addEventListener("beforeprint", function () {
    for (const part of document.querySelectorAll("main details:not([open]):not(.screen)")) {
      folded.add(part);
      part.open = true;
    }
  });
  window.addEventListener("afterprint", function () {
    for (const part of folded) part.open = false;
    folded.clear();
  });
})();
