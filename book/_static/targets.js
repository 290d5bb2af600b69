/* The board of official targets: only those of a place, date, year, result or action are shown, in every table of the page.
   The choice is in the address: ?where=CN-ZJ&when=passed&result=missed. Without this file all are shown. */
(() => {
  const form = document.querySelector(".pm-target-choose");
  const words = JSON.parse(form.dataset.words);
  const choices = [...form.querySelectorAll("select")];
  const marks = [...document.querySelectorAll(".pm-targets [data-where]")];
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const status = Object.assign(document.createElement("p"), { className: "pm-shown" });
  status.setAttribute("role", "status");
  form.append(status);

  function show() {
    const wanted = choices.filter(each => each.value);
    let shown = 0;
    for (const mark of marks) {
      const fits = wanted.every(each => mark.dataset[each.name].split(" ").includes(each.value));
      mark.closest("tr").classList.toggle("pm-away", !fits);
      shown += fits;
    }
    for (const fold of document.querySelectorAll("details:has(.pm-targets)"))  // what was found is not behind a handle
      if (wanted.length) fold.open = !!fold.querySelector("tbody tr:not(.pm-away)");
    for (const box of document.querySelectorAll(".pm-scroll[data-controls]")) box.dispatchEvent(new Event("pm-filtered"));
    const chosen = wanted.map(each => each.selectedOptions[0].textContent);
    status.textContent = [filled(words.shown, { shown, all: marks.length }), ...chosen].join(" · ");
  }

  function keep() {
    const query = new URLSearchParams(choices.filter(each => each.value).map(each => [each.name, each.value]));
    history.replaceState(null, "", (query.size ? `?${query}` : location.pathname) + location.hash);
    for (const other of document.querySelectorAll(".pm-language")) other.search = query;
  }

  const asked = new URLSearchParams(location.search);
  for (const select of choices) {
    select.value = asked.get(select.name) ?? "";
    if (select.selectedIndex < 0) select.value = "";  // a choice that there is not
    select.addEventListener("change", () => { show(); keep(); });
  }
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  show();
  if (location.search) keep();
})();
