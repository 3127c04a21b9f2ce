// What every page does: language, light or dark, search, filter, sorting, copying a row.
// Loaded in the head, so that a page is never first seen in the wrong language or light.
const ladder = (() => {
  const root = document.documentElement;
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };

  const language = () => (root.classList.contains("zh") ? "zh" : "en");
  const setLanguage = (value) => {
    root.classList.toggle("zh", value === "zh");
    root.lang = value === "zh" ? "zh-CN" : "en";
    dispatchEvent(new Event("ladder:language"));
  };
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === "zh" || asked === "en") remember("ladder-language", asked);
  const spoken = (navigator.language || "").startsWith("zh") ? "zh" : "en";
  setLanguage(asked === "zh" || asked === "en" ? asked : recall("ladder-language") || spoken);

  const system = matchMedia("(prefers-color-scheme: dark)");
  const setTheme = () => { root.dataset.theme = recall("ladder-theme") || (system.matches ? "dark" : "light"); };
  system.addEventListener("change", setTheme);
  setTheme();

  const word = (pair) => (pair === null || typeof pair !== "object" ? String(pair ?? "") : pair[language()]);

  // Who is signed in, where the pages are served; null where they are files.
  const session = location.protocol.startsWith("http")
    ? fetch(new URL("/session", location.href)).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null)
    : Promise.resolve(null);

  const switches = () => {
    const button = document.getElementById("language");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = language() === "zh" ? "en" : "zh";
        remember("ladder-language", next);
        setLanguage(next);
      });
    }
    const theme = document.getElementById("theme");
    if (!theme) return;
    theme.hidden = false;
    const tell = () => theme.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
    theme.addEventListener("click", () => {
      const next = root.dataset.theme === "dark" ? "light" : "dark";
      remember("ladder-theme", next);
      setTheme();
      tell();
    });
    tell();
  };

  const openTables = () => {
    for (const part of document.querySelectorAll("details")) part.open ||= part.querySelector("table") !== null;
  };

  const search = () => {
    const rows = [...document.querySelectorAll("table.searchable tbody tr")];
    const form = document.querySelector("form.search");
    let wanted = "";
    let tier = "";
    const show = () => {
      let shown = 0;
      for (const row of rows) {
        const named = row.textContent.toLowerCase().includes(wanted);
        const onTier = tier === "" || !row.closest("table.standing") || row.dataset.tier === tier;
        row.hidden = !(named && onTier);
        shown += row.hidden ? 0 : 1;
      }
      const found = document.getElementById("found");
      const none = ladder.language() === "zh" ? "没有匹配的行" : "no row matches";
      const told = ladder.language() === "zh" ? `${shown} 行` : `${shown} rows`;
      if (found) found.textContent = !wanted ? "" : shown ? told : none;
      if (wanted) openTables();
    };
    if (form && rows.length) {
      form.hidden = false;
      form.addEventListener("submit", (event) => event.preventDefault());
      form.querySelector("input").addEventListener("input", (event) => {
        wanted = event.target.value.trim().toLowerCase();
        show();
      });
    }
    for (const group of document.querySelectorAll(".filters")) {
      group.hidden = false;
      group.addEventListener("click", (event) => {
        const chosen = event.target.closest("button");
        if (!chosen) return;
        tier = chosen.dataset.tier;
        group.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === chosen)));
        show();
      });
    }
  };

  const sortable = (table) => {
    for (const head of table.querySelectorAll("th[data-sort]")) {
      const sorter = document.createElement("button");
      sorter.type = "button";
      sorter.className = "sort";
      sorter.append(...head.childNodes);
      head.append(sorter);
      sorter.addEventListener("click", () => {
        const column = [...head.parentNode.children].indexOf(head);
        const up = head.getAttribute("aria-sort") !== "ascending";
        table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => row.children[column].dataset.value ?? row.children[column].textContent.trim();
        const order = head.dataset.sort === "number"
          ? (a, b) => Number(value(a)) - Number(value(b))
          : (a, b) => value(a).localeCompare(value(b), root.lang);
        const body = table.tBodies[0];
        body.append(...[...body.rows].sort((a, b) => (up ? 1 : -1) * order(a, b)));
      });
    }
  };

  // The words of a row that are seen, as a line for a spreadsheet or a message. What a spreadsheet
  // would run as a formula is kept from it by the usual apostrophe.
  const rowText = (row) => [...row.cells]
    .filter((cell) => !cell.matches(".picture, .copying"))
    .map((cell) => {
      const kept = cell.cloneNode(true);
      const other = language() === "zh" ? "en" : "zh";
      kept.querySelectorAll(`[data-lang="${other}"], [hidden], .cell-label, .actions, svg`).forEach((one) => one.remove());
      const walker = document.createTreeWalker(kept, NodeFilter.SHOW_TEXT);
      const parts = [];
      while (walker.nextNode()) parts.push(walker.currentNode.data);
      const text = parts.join(" ").replace(/\s+/g, " ").trim();
      return /^[=+\-@]/.test(text) && text.length > 1 && Number.isNaN(Number(text)) ? `'${text}` : text;
    })
    .join("\t");

  const copy = async (text) => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");  // pages opened as files
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return undefined;
  };

  const copyRows = () => {
    for (const button of document.querySelectorAll("button.copy-row")) {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await copy(rowText(button.closest("tr")));
        button.classList.add("done");
        const said = document.getElementById("copied");
        if (said) said.textContent = language() === "zh" ? "已复制该行" : "Row copied";
        setTimeout(() => { button.classList.remove("done"); if (said) said.textContent = ""; }, 1500);
      });
    }
  };

  const signedIn = async () => {
    const here = await session;
    const place = document.querySelector(".signed-in");
    if (!here || !place) return;
    place.hidden = false;
    place.textContent = here.user;
    // Links to what this person may not open would lead nowhere.
    for (const link of document.querySelectorAll("a[href]")) {
      const path = new URL(link.href).pathname.slice(1);
      const page = /^(teams|analysis)\/|^(index|courses)\.html$/.test(path);
      if (!page || here.places.some((one) => path.startsWith(one))) continue;
      const words = document.createElement("span");
      words.append(...link.childNodes);
      link.replaceWith(words);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    switches();
    search();
    document.querySelectorAll("table.sortable").forEach(sortable);
    copyRows();
    signedIn();
    addEventListener("beforeprint", openTables);
  });

  return { language, word, session, sortable, copy };
})();
