(function () {
  "use strict";
  // Copying needs a script, so the buttons are shown by one.
  const said = document.createElement("p");
  said.className = "copied";
  said.setAttribute("role", "status"); // read out when it changes
  document.body.append(said);

  function plain(place) {
    if (place.matches("ol")) {
      return Array.from(place.children, (item, index) => `${index + 1}. ${item.innerText.trim()}`).join("\n");
    }
    return place.matches("pre") ? place.textContent : place.innerText.trim();
  }

  // Older browsers, and those that do not take a file for a safe place, copy only what is selected.
  function bySelection(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "copied-from";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return bySelection(text);
    }
  }

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const words = button.textContent;
    const places = button.dataset.copy.split(" ").map((id) => document.getElementById(id));
    button.hidden = false;
    button.addEventListener("click", async function () {
      const done = await copied(places.map(plain).join("\n\n"));
      button.focus();
      button.textContent = done ? "Copied" : "Select it and copy it by hand";
      said.textContent = done ? "Copied to the clipboard." : "The browser did not allow copying.";
      window.setTimeout(function () {
        button.textContent = words;
        said.textContent = "";
      }, 2500);
    });
  }
})();
