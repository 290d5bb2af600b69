/* The search: finds the entries of `search-entries.js` by words of any language of the report, and forgives a typing
   error. What is asked for is in the address: ?q=words. It reads no file and asks no host. */
(() => {
  const SHOWN = 50;
  const HAN = /\p{Script=Han}/u;
  const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;
  const entries = globalThis.searchEntries.flatMap(([kind, weight, rows]) => rows.map(
    ([title, href, words = "", excerpt = "", about = ""]) => ({ kind, weight, title, href, words, excerpt, about })));
  const form = document.querySelector("main .pm-search");
  const field = form.querySelector("input");
  const results = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  /* Runs of letters and digits. Chinese is cut into pairs of characters, which needs no dictionary and is the same in
     every browser; single characters are kept for a query of one. */
  function cut(text, single) {
    const runs = text.normalize("NFKC").toLowerCase().match(RUNS) ?? [];
    return runs.flatMap(run => {
      if (!HAN.test(run)) return [run];
      const letters = [...run];
      const pairs = letters.slice(1).map((letter, i) => letters[i] + letter);
      return single || !pairs.length ? [...letters, ...pairs] : pairs;
    });
  }

  const index = new MiniSearch({
    fields: ["title", "words", "excerpt", "about"],
    tokenize: text => cut(text, true),
    processTerm: term => term,
    searchOptions: {
      tokenize: text => cut(text, false),
      prefix: term => term.length > 1,
      fuzzy: term => !HAN.test(term) && !/\p{N}/u.test(term) && term.length > 3 && 0.2,
      boost: { title: 4, words: 4 },
      boostDocument: id => entries[id].weight,
    },
  });
  index.addAll(entries.map((entry, id) => ({ ...entry, id })));

  /* All words, else as many as there are; equally good ones in the order of the entries. */
  function find(query) {
    const found = index.search(query, { combineWith: "AND" });
    return (found.length ? found : index.search(query)).sort((a, b) => b.score - a.score || a.id - b.id);
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function item({ id }) {
    const { kind, title, href, excerpt } = entries[id];
    const label = make("span", { className: "pm-kind" }, kind);
    return make("li", {}, make("a", { href }, title), " ", label, ...(excerpt ? [make("p", {}, excerpt)] : []));
  }

  function show() {
    const query = field.value.trim();
    const found = query ? find(query) : [];
    const { some, found: all, none } = results.dataset;
    const said = found.length > SHOWN ? some : found.length ? all : none;
    status.textContent = query ? filled(said, { n: found.length, shown: SHOWN }) : "";
    results.replaceChildren(...found.slice(0, SHOWN).map(item));
    const asked = query ? `?${new URLSearchParams({ q: query })}` : "";
    if (location.search !== asked) history.replaceState(null, "", asked || location.pathname);
    for (const other of document.querySelectorAll(".pm-language")) other.search = asked;
  }

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", show);
  form.addEventListener("submit", event => { event.preventDefault(); show(); });
  if (!field.value) field.focus();
  show();
})();
