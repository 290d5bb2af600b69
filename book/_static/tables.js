/* Tables and lists with many rows: a field that leaves only the rows with certain words, and headings that put the rows
   in order. Without this file they are whole, in the order printed. The words of the controls come with the page. */
(() => {
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { numeric: true });  // in Chinese by pinyin
  const plain = text => text.normalize("NFKC").toLocaleLowerCase(language).replace(/\s+/g, " ").trim();
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /* What a cell is put in order by; null where nothing is published. */
  function key(cell) {
    const data = cell.querySelector("data");
    const text = data ? data.dataset.order ?? data.value : cell.textContent.trim();
    return ["", "–"].includes(text) || (!data && cell.querySelector(".no_figure")) ? null : text;
  }

  /* The rows by one column: numbers by their value, texts as the language does, what is not published at the end both ways. */
  function sorted(rows, column, way) {
    const keyed = rows.map(row => ({ row, key: key(row.cells[column]) }));
    const known = keyed.filter(each => each.key !== null);
    const numbers = known.every(each => isFinite(each.key));
    const compare = numbers ? (a, b) => a.key - b.key : (a, b) => collator.compare(a.key, b.key);
    known.sort((a, b) => compare(a, b) * (way === "descending" ? -1 : 1));  // equal ones keep the order printed
    return [...known, ...keyed.filter(each => each.key === null)].map(each => each.row);
  }

  function equip(box, number) {
    const words = JSON.parse(box.dataset.controls);
    const table = box.querySelector("table");
    const body = table ? table.tBodies[0] : box;
    const folds = table ? [] : [...box.querySelectorAll("details")];
    const rows = folds.length ? [...box.querySelectorAll("li")] : [...body.children];
    const texts = rows.map(row => plain(row.textContent));
    const status = make("p", { className: "pm-shown", role: "status" });
    const field = make("input", { type: "search", id: `filter-${number}`, autocomplete: "off", spellcheck: false });
    const tools = make("div", { className: "pm-tools" }, make("label", { htmlFor: field.id }, words.filter), field, status);
    let order = "";

    function tell() {
      const shown = rows.filter(row => !row.hidden && !row.classList.contains("pm-away")).length;
      status.textContent = filled(words.shown, { shown, all: rows.length }) + (order && ` · ${order}`);
    }

    field.addEventListener("input", () => {
      const wanted = plain(field.value).split(" ");
      rows.forEach((row, place) => { row.hidden = !wanted.every(word => texts[place].includes(word)); });
      for (const fold of folds) {  // what was found is not behind a handle
        const any = !!fold.querySelector("li:not([hidden])");
        fold.open = any && wanted.join("") !== "";
        fold.hidden = !any;
      }
      tell();
    });
    box.addEventListener("pm-filtered", tell);  // by a choice for the whole page
    if (table) orderBy(tools, table, rows, words, said => { order = said; tell(); });
    tell();
    box.before(tools);
  }

  function orderBy(tools, table, rows, words, tell) {
    const heads = [...table.tHead.rows[0].cells];
    const stacked = table.classList.contains("pm-stacked");
    const select = make("select", { id: `order-${table.id}` }, make("option", { value: "" }, words.given));

    function put(column, way) {
      heads.forEach((head, place) => {
        if (place === column && way) head.setAttribute("aria-sort", way);
        else head.removeAttribute("aria-sort");
      });
      table.tBodies[0].append(...(way ? sorted(rows, column, way) : rows));
      select.value = way ? `${column} ${way}` : "";
      tell(way ? filled(words[way], { column: titles[column] }) : "");
    }

    const titles = heads.map(head => head.textContent.trim());
    const next = { null: "ascending", ascending: "descending", descending: "" };
    heads.forEach((head, column) => {
      if ("unordered" in head.dataset) return;
      const button = make("button", { type: "button", className: "pm-sort" }, ...head.childNodes);
      button.addEventListener("click", () => put(column, next[head.getAttribute("aria-sort")]));
      head.append(button);
      for (const way of ["ascending", "descending"])
        select.append(make("option", { value: `${column} ${way}` }, filled(words[way], { column: titles[column] })));
    });
    select.addEventListener("change", () => put(...(([column, way]) => [Number(column), way])(select.value.split(" "))));
    if (stacked)  // its headings are not seen where the page is narrow
      tools.append(make("span", { className: "pm-order" }, make("label", { htmlFor: select.id }, words.order), " ", select));
  }

  document.querySelectorAll("[data-controls]").forEach(equip);
})();
