// Where the reader is: the section at the top of the window is named beside the contents and marked in them, and the
// link to the other language leads to it.
(() => {
  const sections = [...document.querySelectorAll("article section[id]")];
  const handle = document.querySelector(".pm-contents > summary");
  const links = [...document.querySelectorAll(".pm-contents a")];
  const switches = [...document.querySelectorAll("a.pm-language")];
  const here = handle?.appendChild(Object.assign(document.createElement("span"), { className: "pm-here" }));

  function note() {
    if (switches.includes(document.activeElement)) return;  // a browser may scroll to what it gives the focus
    const passed = sections.filter((section) => section.getBoundingClientRect().top <= 140);
    for (const link of switches) link.hash = passed.length > 1 ? passed.at(-1).id : "";
    const now = links.findLast((link) => passed.some((section) => `#${section.id}` === link.hash));
    for (const link of links) link.removeAttribute("aria-current");
    now?.setAttribute("aria-current", "true");
    if (here) here.textContent = now?.textContent ?? "";
  }

  // Not every browser opens what an address leads into.
  function open() {
    const aim = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = aim && aim.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
    aim.scrollIntoView();
  }

  addEventListener("hashchange", open);
  open();
  addEventListener("scroll", note, { passive: true });
  note();
})();
