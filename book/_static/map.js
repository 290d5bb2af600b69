/* One map at a time: of the maps of the page, which are whole without this file, the chosen one is shown, large, with its
   table beside it. The choice is in the address: ?indicator=valid_certificates&by=change. Nothing is computed. */
(() => {
  const form = document.querySelector(".pm-map-choose");
  const [indicator, by] = ["indicator", "by"].map(name => form.elements[name]);
  const maps = [...document.querySelectorAll(".pm-map-one")];
  const box = maps[0].parentElement;
  const status = Object.assign(document.createElement("p"), { className: "pm-hidden" });
  status.setAttribute("role", "status");
  form.append(status);

  function show() {
    const every = indicator.value === "all";
    const change = [...by.options].find(option => option.value === "change");
    change.disabled = !every && !("change" in indicator.selectedOptions[0].dataset);
    if (change.disabled) by.value = "value";
    by.disabled = every;
    box.classList.toggle("pm-one", !every);
    for (const map of maps) {
      map.hidden = !every && !(map.dataset.indicator === indicator.value && map.dataset.by === by.value);
      map.querySelector("details").open = !every;
    }
    const shown = maps.filter(map => !map.hidden);
    status.textContent = shown.length === 1 ? shown[0].querySelector("h3").textContent : indicator.selectedOptions[0].textContent;
  }

  function keep() {
    const query = new URLSearchParams({ indicator: indicator.value, ...(by.value === "change" ? { by: "change" } : {}) });
    history.replaceState(null, "", `?${query}`);
    for (const other of document.querySelectorAll(".pm-language")) other.search = query;
  }

  const asked = new URLSearchParams(location.search);
  indicator.value = asked.get("indicator") ?? form.dataset.first;
  if (indicator.selectedIndex < 0) indicator.value = form.dataset.first;  // an indicator that has no map
  by.value = asked.get("by") === "change" ? "change" : "value";
  for (const select of [indicator, by]) select.addEventListener("change", () => { show(); keep(); });
  form.addEventListener("submit", event => event.preventDefault());
  form.hidden = false;
  const linked = location.hash && maps.find(map => map.querySelector(location.hash.replace(/[^#\w-]/g, "")));
  if (linked) {  // whoever follows a link into a map sees it
    indicator.value = linked.dataset.indicator;
    by.value = linked.dataset.by;
  }
  show();
  if (location.search) keep();
})();
