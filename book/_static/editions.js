// The same page in the other editions, and word of a newer one. The list is the site's own and may be missing.
const shown = document.querySelector(".pm-editions");
if (shown && typeof pmEditions !== "undefined") {
  const { edition, newer, front } = shown.dataset;
  const [folder, file] = location.pathname.split("/").slice(-2);
  const page = (file || "index.html").replace(/\.html$/, "");
  const leads = (other) => {
    const link = document.createElement("a");
    const there = !other.lacks.includes(page);
    const title = other.titles[folder] || other.edition;
    link.href = `../../${other.edition}/${folder}/${there ? page : "index"}.html`;
    link.textContent = there ? title : `${title} (${front})`;
    return link;
  };
  const list = document.createElement("ul");
  for (const other of pmEditions.filter((other) => other.edition !== edition)) {
    const item = document.createElement("li");
    item.append(leads(other));
    list.append(item);
  }
  if (list.children.length) {
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = shown.firstElementChild.textContent;
    fold.append(summary, list);
    shown.firstElementChild.replaceWith(fold);
  }
  const known = pmEditions.find((other) => other.edition === edition);
  const [newest] = pmEditions;
  if (known && newest && !known.invented && !newest.invented && newest !== known) {
    const notice = document.createElement("p");
    notice.className = "pm-newer";
    notice.append(`${newer} `, leads(newest));
    document.querySelector(".pm-frame").before(notice);
  }
}
