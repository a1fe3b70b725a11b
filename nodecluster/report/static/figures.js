(function () {
  "use strict";
  // No cloud, no logo, no server: the figures live in this file only.
  const config = {
    displaylogo: false,
    responsive: true,
    showEditInChartStudio: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toImage"],
  };
  for (const store of document.querySelectorAll("script[data-figure]")) {
    const place = document.getElementById(store.dataset.figure);
    const plot = JSON.parse(store.textContent);
    Plotly.newPlot(place, plot.data, plot.layout, config);
  }
  // Paper has no clicks: what is folded away on screen is printed open, and folded again afterwards; but not the same
  // figures once more for every other set, which would take dozens of pages.
  const folded = new Set();
  window.addEventListener("beforeprint", function () {
    for (const part of document.querySelectorAll("details:not([open]):not(.screen)")) {
      folded.add(part);
      part.open = true;
    }
  });
  window.addEventListener("afterprint", function () {
    for (const part of folded) part.open = false;
    folded.clear();
  });
})();
