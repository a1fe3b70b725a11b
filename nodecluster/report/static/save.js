(function () {
  "use strict";
  // Handing the reader a file that the page has made. Nothing leaves the page: the address is a blob of its own.
  const LONGEST = 80;

  function safe(words) {
    const plain = words.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
    return plain.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, LONGEST).replace(/[-.]+$/, "");
  }

  function saveBlob(name, ending, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = (safe(name) || "nodecluster") + "." + ending;
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
    // Not at once: the browser reads the blob after the click.
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
  }

  function saveText(name, ending, text, type) {
    saveBlob(name, ending, new Blob([text], { type: type }));
  }

  function savePng(name, dataUrl) {
    // The page's policy lets no script fetch, not even what it holds itself.
    const bytes = Uint8Array.from(window.atob(dataUrl.split(",")[1]), function (letter) { return letter.charCodeAt(0); });
    saveBlob(name, "png", new Blob([bytes], { type: "image/png" }));
  }

  // Where a part of the page belongs, for its file's name.
  function under(place) {
    const section = place.closest("section[id]");
    return "nodecluster-" + (section ? section.id : "first");
  }

  function button(label, words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.setAttribute("aria-label", words);
    made.addEventListener("click", act);
    return made;
  }

  function bar(buttons) {
    const made = document.createElement("div");
    made.className = "save";
    made.append(...buttons);
    return made;
  }

  const shared = { saveText: saveText, savePng: savePng, under: under, button: button, bar: bar };
  window.nodecluster = Object.assign(window.nodecluster || {}, shared);
})();
