(function () {
  "use strict";
  // Every figure has a static picture. Over it, plotly draws the interactive one as soon as it comes near the screen: a
  // page of many figures would otherwise be slow to open. On paper the static one is shown again (figures.css).
  const config = {
    // No cloud, no logo, no server: the figures live in this file only. Pictures are saved from the static ones.
    displaylogo: false,
    responsive: true,
    showEditInChartStudio: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toImage"],
  };
  const NEAR = "100% 0px"; // a screen above and below
  const fingers = window.matchMedia("(pointer: coarse)").matches;
  const stores = new Map();
  const queue = [];
  let busy = false;

  function done(place, store) {
    const room = place.parentElement;
    const still = room.querySelector(".still");
    // Only one of the two is read out.
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", still.getAttribute("aria-label"));
    room.classList.add("drawn");
    const key = store.dataset.figure;
    place.dispatchEvent(new CustomEvent("nodecluster:drawn", { bubbles: true, detail: { key: key } }));
  }

  function failed(place, error) {
    // The static picture stays.
    console.warn("This figure stays a picture: " + place.id, error);
    place.replaceChildren();
    place.style.minHeight = "";
  }

  // Plotly takes a missing length of an error bar (null) for 0 and draws its caps; what is no number it leaves out.
  function withoutMissing(trace) {
    for (const bars of [trace.error_x, trace.error_y]) {
      for (const end of bars ? ["array", "arrayminus"] : []) {
        if (bars[end]) bars[end] = bars[end].map(function (length) { return length === null ? NaN : length; });
      }
    }
  }

  function draw(place) {
    const store = stores.get(place);
    stores.delete(place);
    try {
      const plot = JSON.parse(store.textContent);
      plot.data.forEach(withoutMissing);
      // A finger that scrolls the page must not be caught by a figure.
      const layout = fingers ? Object.assign({}, plot.layout, { dragmode: false }) : plot.layout;
      return Plotly.newPlot(place, plot.data, layout, config).then(
        function () { done(place, store); },
        function (error) { failed(place, error); },
      );
    } catch (error) {
      failed(place, error);
      return Promise.resolve();
    }
  }

  // One after the other, and never all in one go: the page answers in between.
  function work() {
    if (busy || !queue.length) return;
    busy = true;
    const place = queue.shift();
    window.setTimeout(function () {
      draw(place).then(function () {
        busy = false;
        work();
      });
    }, 0);
  }

  const watch = new IntersectionObserver(
    function (entries) {
      for (const entry of entries) {
        if (!entry.isIntersecting || !stores.has(entry.target) || queue.includes(entry.target)) continue;
        watch.unobserve(entry.target);
        queue.push(entry.target);
      }
      work();
    },
    { rootMargin: NEAR },
  );
  for (const store of document.querySelectorAll("script[data-figure]")) {
    const place = document.getElementById(store.dataset.figure);
    // Its room is kept, so that nothing below moves when it is drawn.
    place.style.minHeight = store.dataset.height + "px";
    stores.set(place, store);
    watch.observe(place);
  }
})();
