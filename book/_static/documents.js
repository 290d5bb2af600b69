// A mark of a document shows it in place: on hover, on focus, at the first tap. Without this it leads to the list.
// The text is that of the page's own list of documents, else the title of the mark; nothing is fetched.
const MARKS = 'a[href^="data.html#"]';
const listed = new Map();
for (const item of document.querySelectorAll(".pm-sources > li")) {
  const own = item.querySelector(":scope > b > a")?.getAttribute("href") ?? (item.id && `data.html#${item.id}`);
  if (own) listed.set(own, item);
}
// A page says the title of a document once, at its first mark.
const titles = new Map([...document.querySelectorAll(`${MARKS}[title]`)].map((mark) => [mark.hash, mark.title]));
const panel = document.createElement("span");
panel.className = "pm-document";
panel.id = "pm-document";
panel.popover = "manual";
panel.setAttribute("role", "note");
let opened, waiting;

const markOf = (event) => {
  const mark = event.target.closest?.(MARKS);
  return mark && !mark.closest(".pm-sources, .pm-document") ? mark : null;
};

// The words that were printed, where the mark stands in a row that has them, below the heading of their column.
function printed(mark) {
  const cell = mark.closest("tr")?.querySelector(".pm-printed")?.closest("td, th");
  if (!cell) return [];
  const heading = document.createElement("b");
  heading.textContent = cell.closest("table").tHead?.rows[0].cells[cell.cellIndex]?.textContent ?? "";
  return [heading, " ", cell.querySelector(".pm-printed").cloneNode(true), document.createElement("br")];
}

function told(mark) {
  const item = listed.get(mark.getAttribute("href"));
  if (item) return [...item.cloneNode(true).childNodes];
  const name = mark.cloneNode(false);
  name.textContent = mark.hash.slice(1);
  name.removeAttribute("title");
  return [name, document.createTextNode(` ${titles.get(mark.hash) ?? ""}`)];
}

function place() {
  if (!opened) return;
  const at = opened.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = panel;
  const below = at.bottom + high < innerHeight || at.top < high;
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - wide - 8))}px`;
  panel.style.top = `${below ? at.bottom : at.top - high}px`;
}

function shut() {
  clearTimeout(waiting);
  if (!opened) return;
  opened.removeAttribute("aria-describedby");
  if (opened.dataset.titled) opened.title = titles.get(opened.hash);
  opened = undefined;
  panel.remove();
}

function open(mark) {
  clearTimeout(waiting);
  if (opened === mark) return;
  shut();
  const said = told(mark);
  if (said.length < 3 && !titles.has(mark.hash)) return;
  if (mark.title) mark.dataset.titled = "yes";
  mark.removeAttribute("title");
  panel.replaceChildren(...printed(mark), ...said);
  mark.after(panel);
  mark.setAttribute("aria-describedby", panel.id);
  opened = mark;
  panel.showPopover();
  place();
}

if (panel.showPopover) {
  let touched = false;
  addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"), true);
  addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const mark = markOf(event);
    clearTimeout(waiting);
    if (mark) waiting = setTimeout(open, 150, mark);
    else if (opened && !panel.contains(event.target) && document.activeElement !== opened) waiting = setTimeout(shut, 300);
  });
  addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark && !touched) open(mark);
    else if (!mark && !panel.contains(event.target)) shut();
  });
  addEventListener("click", (event) => {
    const mark = markOf(event);
    if (mark && touched && opened !== mark) {
      event.preventDefault();
      open(mark);
    } else if (!panel.contains(event.target)) shut();
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opened) return;
    const back = panel.contains(document.activeElement) ? opened : null;
    shut();
    back?.focus();
    shut();
  });
  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", shut);
}
