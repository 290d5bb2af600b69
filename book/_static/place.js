// The link to the other language keeps the place: the section at the top of the window.
for (const link of document.querySelectorAll("a.pm-language")) {
  link.addEventListener("click", () => {
    const passed = [...document.querySelectorAll("article section[id]")].filter(
      (section) => section.getBoundingClientRect().top <= 120,
    );
    link.hash = passed.length > 1 ? passed.at(-1).id : "";
  });
}
