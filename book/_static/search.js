/* The search: finds the entries of `search-entries.js` by words of any language of the report, and forgives a typing
   error. What is asked for is in the address: ?q=words. It reads no file and asks no host. */
(() => {
  const SHOWN = 50;
  const LEAST = 0.3;  // of the best, below which what does not meet all words is left out
  const NAMED = 10;  // times as good: what is asked for by its title or its code
  const HAN = /\p{Script=Han}/u;
  const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;
  const { shared, kinds } = globalThis.searchEntries;
  const entries = kinds.flatMap(([kind, weight, rows]) => rows.map(
    ([title, href, words = "", excerpt = "", about = ""]) =>
      ({ kind, weight, title, href, words, excerpt, about: shared[about] ?? about })));
  const form = document.querySelector("main .pm-search");
  const field = form.querySelector("input");
  const results = document.getElementById("search-results");
  const status = document.getElementById("search-status");
  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  /* Runs of letters and digits. Chinese is cut into pairs of characters, which needs no dictionary and is the same in
     every browser; single characters are kept for a query of one. */
  function cut(text, single) {
    return runs(text).flatMap(run => {
      if (!HAN.test(run)) return [run];
      const letters = [...run];
      const pairs = next(letters, 1, "");
      return single || !pairs.length ? [...letters, ...pairs] : pairs;
    });
  }

  /* Pairs of Chinese characters with any one between them: what forgives a wrong character. In a query a pair may lack
     one as well, or have one too many. */
  function forgiving(text, asked) {
    return runs(text).filter(run => HAN.test(run) && [...run].length > 2).flatMap(run => {
      const letters = [...run];
      const apart = next(letters, 2, "…");
      return asked ? [...apart, ...next(letters, 2, ""), ...next(letters, 1, "…")] : apart;
    });
  }

  const plain = text => text.normalize("NFKC").toLowerCase().trim();
  const names = ({ title, words }, query) =>
    plain(title) === query || (/[\d_-]/.test(query) && plain(words).split(" ").includes(query));
  const runs = text => text.normalize("NFKC").toLowerCase().match(RUNS) ?? [];
  const next = (letters, step, between) => letters.slice(step).map((letter, i) => letters[i] + between + letter);

  const index = new MiniSearch({
    fields: ["title", "words", "excerpt", "about"],
    tokenize: text => [...cut(text, true), ...forgiving(text, false)],
    processTerm: term => term,
    searchOptions: {
      tokenize: text => [...cut(text, false), ...forgiving(text, true)],
      prefix: term => term.length > 1,
      fuzzy: term => !HAN.test(term) && !/\p{N}/u.test(term) && term.length > 3 && 0.2,
      boost: { title: 4, words: 4, excerpt: 0.4, about: 0.4 },
      boostDocument: id => entries[id].weight,
    },
  });
  index.addAll(entries.map((entry, id) => ({ ...entry, id })));

  /* By how well words are met and how many of them are; what meets few of them hardly is left out. A title or a code in
     full comes first, equally good ones stand in the order of the entries. */
  function find(query) {
    const asked = new Set(cut(query, false)), whole = plain(query);
    const found = index.search(query).map(({ id, score, queryTerms }) => {
      const met = new Set(queryTerms.filter(term => asked.has(term))).size / asked.size;
      return { id, met, score: score * met * (names(entries[id], whole) ? NAMED : 1) };
    });
    const least = Math.max(...found.map(each => each.score)) * LEAST;
    return found.filter(each => each.met === 1 || each.score > least).sort((a, b) => b.score - a.score || a.id - b.id);
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
