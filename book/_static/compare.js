/* Two places side by side, taken out of the tables of the page (.pm-compared) as they are printed: nothing is computed.
   The choice is in the address: ?a=CN-ZJ&b=CN-GD. The words come with the page. */
(() => {
  const form = document.querySelector(".pm-choose");
  const words = JSON.parse(form.dataset.words);
  const noFigure = form.querySelector("template").content;
  const sides = [...form.querySelectorAll("select")];
  const others = [...document.querySelectorAll('.pm-language, .bd-article a[href^="compare-"]')];  // which take the choice along
  const between = words.at.split(/\{period\}|\{value\}/)[1];
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }
  function draw(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }
  const copy = node => [...node.cloneNode(true).childNodes];

  const status = make("p", { className: "pm-shown", role: "status" });
  const result = make("div", { className: "pm-beside" });
  form.after(status, result);

  /* Each figure and each verdict leads to its receipt; the head of the column says how their ids begin. */
  function lead(row, address, series) {
    const { place, part = place } = row.querySelector("[data-place]").dataset;
    const id = series.replace("*", part);
    const to = (shown, name) => {
      const link = make("a", { href: `${address}#${id}/${name}` });
      shown.replaceWith(link);
      link.append(shown);
    };
    const figure = row.querySelector("td.num data");
    if (!figure) return;  // withheld
    to(figure, row.querySelector("td data[data-order]").value);
    for (const earlier of row.querySelectorAll(".pm-earlier > span"))
      to(earlier.querySelector("data:not([data-order])"), earlier.querySelector("[data-order]").value);
    const verdict = row.querySelector(".pm-status");
    if (verdict) to(verdict, "status");
  }
  for (const unit of document.querySelectorAll(".pm-compared thead [data-receipt]"))
    for (const row of unit.closest("table").tBodies[0].rows) lead(row, unit.closest("a").getAttribute("href"), unit.dataset.receipt);

  const tables = [...document.querySelectorAll(".pm-compared")].map(table => {
    const places = new Map();
    for (const row of table.tBodies[0].rows) {
      const { place } = row.querySelector("[data-place]").dataset;
      places.set(place, [...(places.get(place) ?? []), row]);
    }
    const basis = document.getElementById(`${table.id}-basis`);
    return { id: table.id, title: table.caption.textContent, places, basis };
  });

  /* A row as a list: each cell with the heading of its column, empty ones left out. */
  function listed(row) {
    const list = make("div", { className: "pm-listed" });
    const part = row.cells[0].querySelector(".pm-muted");
    if (part) list.append(make("p", {}, ...copy(part)));
    const heads = row.closest("table").tHead.rows[0].cells;
    for (const cell of [...row.cells].slice(1)) {
      if (!cell.textContent.trim() || cell.querySelector(".pm-earlier")) continue;
      const label = make("span", { className: "pm-muted" }, heads[cell.cellIndex].textContent.trim());
      const said = copy(cell.firstElementChild);
      const figure = cell.cellIndex === 1 && cell.classList.contains("num");  // before its unit
      list.append(make("p", { className: figure ? "pm-value" : "" }, ...(figure ? [...said, " ", label] : [label, " ", ...said])));
    }
    return list;
  }

  /* The figures of a row by date: order -> [date, value], the newest first. */
  function dated(row) {
    const newest = row.querySelector("td data[data-order]");
    if (!newest) return new Map();
    const found = new Map([[newest.dataset.order, [...copy(newest.parentElement), between, ...copy(row.cells[1].firstElementChild)]]]);
    for (const earlier of row.querySelectorAll(".pm-earlier > span"))
      found.set(earlier.querySelector("data").dataset.order, copy(earlier));
    return found;
  }

  /* What to mind of a pair that has one row each: other dates, and the newest date that both have. */
  function remark(rows) {
    if (rows.some(each => each.length !== 1)) return [];
    const [one, other] = rows.map(([row]) => dated(row));
    const [first, second] = [one, other].map(each => [...each.keys()][0]);
    if (!first || first === second) return [];
    const shared = [...one.keys()].find(order => other.has(order));
    if (shared === undefined) return [make("tr", {}, make("td", { colSpan: 2, className: "pm-mind" }, words.no_same))];
    const cells = [one, other].map(each => make("td", {}, make("p", {}, make("span", { className: "pm-muted" }, words.same), " ", ...each.get(shared))));
    return [make("tr", {}, make("td", { colSpan: 2, className: "pm-mind" }, words.dates)), make("tr", {}, ...cells)];
  }

  /* The courses of two rows as small lines with one scale: years across, height from zero. Which figures, the page says. */
  function drawn(rows) {
    const courses = rows.map(each => JSON.parse(each.length === 1 && each[0].querySelector("[data-course]")?.dataset.course || "[]"));
    if (courses.some(course => course.length < 2)) return [];
    const points = courses.flat();
    const [first, last] = [Math.min, Math.max].map(end => end(...points.map(([month]) => month)));
    const [low, high] = [Math.min, Math.max].map(end => end(0, ...points.map(([, value]) => value)));
    const cells = rows.map(([row], side) => {
      const at = dated(row);
      const said = courses[side].map(([month]) => at.get(String(month)).map(part => part.textContent ?? part).join(""));
      const placed = courses[side].map(([month, value, hollow]) =>
        [6 + 228 * (month - first) / (last - first || 1), 66 - 58 * (value - low) / (high - low || 1), hollow]);
      const svg = draw("svg", { viewBox: "0 0 240 72", class: "pm-course", role: "img", "aria-label": said.join("; ") },
        draw("line", { x1: 0, x2: 240, y1: 66, y2: 66 }),
        draw("polyline", { points: placed.map(([x, y]) => `${x},${y}`).join(" ") }),
        ...placed.map(([cx, cy, hollow]) => draw("circle", { cx, cy, r: 2.6, class: hollow ? "hollow" : "" })));
      return make("td", {}, svg, make("p", { className: "pm-ends" }, ...[said[0], said.at(-1)].map(end => make("span", {}, end))));
    });
    return [make("tr", {}, ...cells)];
  }

  function section(table, chosen) {
    const rows = chosen.map(place => table.places.get(place) ?? []);
    const title = make("p", {}, make("a", { href: `#h-${table.id}` }, table.title));
    const head = make("th", { colSpan: 2, scope: "rowgroup" }, title);
    if (table.basis)
      head.append(make("details", { className: "pm-fold" }, make("summary", {}, words.counts), ...copy(table.basis)));
    const cells = rows.map(each => make("td", {}, ...(each.length ? each.map(listed) : [noFigure.cloneNode(true)])));
    const known = rows.filter(each => each.some(row => !row.querySelector(".no_figure, .suppressed"))).length;
    return { known, counts: !!table.basis, body: make("tbody", {}, make("tr", {}, head), make("tr", {}, ...cells), ...(known === 2 ? [...remark(rows), ...drawn(rows)] : [])) };
  }

  function show() {
    const chosen = sides.map(select => select.value);
    sides.forEach((select, side) => {
      for (const option of select.options) option.disabled = option.value !== "" && option.value === chosen[1 - side];
    });
    const ready = chosen.every(Boolean);
    const names = sides.map(select => select.selectedOptions[0].textContent);
    const sections = ready ? tables.map(table => section(table, chosen)).filter(each => each.known) : [];
    sections.sort((a, b) => b.known - a.known);  // first what both have
    const heads = names.map(name => make("th", { scope: "col" }, name));
    result.replaceChildren(...(ready && tables.length
      ? [make("table", { className: "pm pm-pair" },
          make("caption", {}, make("span", { className: "pm-hidden" }, names.join(" – ")), words.lines),
          make("thead", {}, make("tr", {}, ...heads)), ...sections.map(each => each.body))]
      : []));
    const [one, both] = [1, 2].map(known => sections.filter(each => each.counts && each.known === known).length);
    status.textContent = ready ? filled(words.both, { a: names[0], b: names[1], both, one }) : words.choose;
  }

  function keep() {
    const query = new URLSearchParams(sides.filter(select => select.value).map(select => [select.name, select.value]));
    const search = query.size ? `?${query}` : location.pathname;
    history.replaceState(null, "", search);
    for (const other of others) other.search = query;
  }

  const asked = new URLSearchParams(location.search);
  for (const select of sides) {
    select.value = asked.get(select.name) ?? "";
    if (select.selectedIndex < 0) select.value = "";  // a place that there is not
    select.addEventListener("change", () => { show(); keep(); });
  }
  if (sides[0].value && !sides[1].value) sides[1].value = sides[0].selectedOptions[0].dataset.like ?? "";
  if (sides[0].value === sides[1].value) sides[1].value = "";
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  show();
  if (location.search) keep();
})();
