/* Buttons that copy a citation, the code of a chart, or a table as text with tabs. Without this file there are none. */
(() => {
  const said = document.body.dataset;

  /* Where there is no clipboard to write to, as on a page without encryption, the words are selected and copied as by hand. */
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("not copied");
  }

  function button(words, text) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "pm-copy", textContent: words });
    made.addEventListener("click", async () => {
      made.textContent = await copy(text()).then(() => said.copied, () => said.notCopied);
      setTimeout(() => { made.textContent = words; }, 2000);
    });
    made.setAttribute("aria-live", "polite");
    return made;
  }

  /* A cell on one line, and never a formula. */
  const cell = (each) => each.innerText.replace(/\s+/g, " ").trim().replace(/^[=+@＝＋＠－]|^-(?![\d.])/, "'$&");
  const rows = (table) => [...table.rows].filter((row) => !row.hidden && !row.classList.contains("pm-away"));
  const text = (table) => rows(table).map((row) => [...row.cells].map(cell).join("\t")).join("\n");

  for (const words of document.querySelectorAll(".pm-words")) {
    words.after(button(said.copy, () => words.textContent));
  }
  for (const table of document.querySelectorAll(".pm-scroll > table.pm")) {
    if (table.rows.length < 3) continue;
    const place = Object.assign(document.createElement("div"), { className: "pm-copying" });
    place.append(button(said.copyTable, () => text(table)));
    table.parentNode.before(place);
  }
})();
