// Where the reader is: the section at the top of the window is named beside the contents and marked in them, and the
// link to the other language leads to it, or to what the address names while that is in the window.
(() => {
  const sections = [...document.querySelectorAll("article section[id]")];
  const handle = document.querySelector(".pm-contents > summary");
  const links = [...document.querySelectorAll(".pm-contents a")];
  const switches = [...document.querySelectorAll("a.pm-language")];
  const here = handle?.appendChild(Object.assign(document.createElement("span"), { className: "pm-here" }));

  let aim = null;  // what the address leads to

  function aimed() {
    if (!aim || sections.includes(aim) || !aim.closest("article")) return false;
    const { top, bottom } = aim.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  function note() {
    if (switches.includes(document.activeElement)) return;  // a browser may scroll to what it gives the focus
    const passed = sections.filter((section) => section.getBoundingClientRect().top <= 140);
    const section = passed.length > 1 ? passed.at(-1).id : "";
    for (const link of switches) link.hash = aimed() ? aim.id : section;
    const now = links.findLast((link) => passed.some((section) => `#${section.id}` === link.hash));
    for (const link of links) link.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    if (here) here.textContent = now?.textContent ?? "";
  }

  // Not every browser opens what an address leads into.
  function open() {
    aim = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = aim && aim.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
    aim.scrollIntoView();
  }

  addEventListener("hashchange", () => (open(), note()));
  open();
  addEventListener("scroll", note, { passive: true });
  if (location.hash) note();
  else requestAnimationFrame(() => setTimeout(note));  // measuring the page would keep it from being painted
})();
