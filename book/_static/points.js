/* The figures of a chart one by one: what its marks say in <title> stands beside the one that is pointed at, touched, or
   reached by the arrow keys, and is read aloud. A chart is one stop of the Tab key, a slider from its first mark to its
   last; its words lead to the receipt of the figure, and so does the Enter key. Without this file the titles are hints
   of the mouse, and the table below says the same. */
(() => {
  const NEAR = 28;  // pixels from a mark within which it is meant
  const label = document.querySelector("[data-points]").dataset.points;
  const language = location.pathname.split("/").at(-2);  // the folder of the page
  const receipt = id => id && `../data/receipts/indicator-${id.split("/")[0]}-${language}.html#${id}`;

  function enliven(chart, titles) {
    const marks = titles.map(title => ({ mark: title.parentNode, words: title.textContent, lang: title.getAttribute("lang") ?? "",
      to: receipt(title.dataset.receipt) }));
    for (const title of titles) title.remove();  // or the browser would show it as well
    const make = (tag, name) => chart.appendChild(Object.assign(document.createElement(tag), { className: name }));
    const slider = make("div", "pm-points");
    const [ring, told] = [make("span", "pm-ring"), make("span", "pm-told")];
    ring.hidden = told.hidden = true;
    told.setAttribute("aria-hidden", "true");  // the slider says it
    let at = 0;

    function say(place) {
      at = Math.max(0, Math.min(place, marks.length - 1));
      const { words, lang, to } = marks[at];
      const said = { role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 1,
        "aria-valuemax": marks.length, "aria-valuenow": at + 1, "aria-valuetext": words };
      for (const [name, value] of Object.entries(said)) if (value !== "") slider.setAttribute(name, value);
      const link = Object.assign(document.createElement("a"), { href: to, textContent: words, tabIndex: -1 });
      told.replaceChildren(to ? link : words);
      lang ? told.setAttribute("lang", lang) : told.removeAttribute("lang");  // an empty one would be no language at all
    }

    function show(place) {
      say(place);
      ring.hidden = told.hidden = false;
      const [box, spot] = [chart, marks[at].mark].map(each => each.getBoundingClientRect());
      const middle = spot.left + spot.width / 2 - box.left;
      Object.assign(ring.style, { left: `${spot.left - box.left - 4}px`, top: `${spot.top - box.top - 4}px`,
        width: `${spot.width + 8}px`, height: `${spot.height + 8}px` });
      const { width, height } = told.getBoundingClientRect();
      const frame = (chart.closest(".output, article") ?? document.body).getBoundingClientRect();  // it cuts off what is beyond
      const [left, right] = [Math.max(frame.left, 8), Math.min(frame.right, document.documentElement.clientWidth - 8)];
      const above = spot.top - height - 8;
      told.style.left = `${Math.max(left, Math.min(box.left + middle - width / 2, right - width)) - box.left}px`;
      told.style.top = `${above > Math.max(70, frame.top) ? above - box.top : spot.bottom + 8 - box.top}px`;
    }

    const hide = () => { ring.hidden = told.hidden = true; };
    function nearest(event) {  // the mark at the least distance, and that distance; 0 within a tile
      const away = marks.map(({ mark }) => {
        const box = mark.getBoundingClientRect();
        return Math.hypot(Math.max(box.left - event.clientX, 0, event.clientX - box.right),
          Math.max(box.top - event.clientY, 0, event.clientY - box.bottom));
      });
      const least = Math.min(...away);
      return [away.indexOf(least), least];
    }

    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, Home: -Infinity, End: Infinity };
    slider.addEventListener("keydown", event => {
      if (event.key === "Escape") hide();
      else if (event.key === "Enter" && marks[at].to) location.assign(marks[at].to);
      else if (event.key in steps && !(event.ctrlKey || event.altKey || event.metaKey)) {
        event.preventDefault();
        show(at + steps[event.key]);
      }
    });
    slider.addEventListener("pointerdown", event => say(nearest(event)[0]));  // before it has the focus
    slider.addEventListener("focus", () => show(at));
    slider.addEventListener("blur", hide);
    slider.addEventListener("pointermove", event => {
      const [place, away] = nearest(event);
      if (away <= NEAR) show(place);
      else if (document.activeElement !== slider) hide();
    });
    chart.addEventListener("pointerleave", () => { if (document.activeElement !== slider) hide(); });
    document.addEventListener("keydown", event => { if (event.key === "Escape") hide(); });
    say(0);
  }

  for (const chart of document.querySelectorAll(".pm-chart")) {
    const titles = [...chart.querySelectorAll("svg title")];
    if (titles.length) enliven(chart, titles);
  }
})();
