// Language switch, search, tier filter and sorting. The page reads well without any of it.
(() => {
  const root = document.documentElement;
  const key = "ladder-language";
  const recall = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (value) => { try { localStorage.setItem(key, value); } catch { /* private window */ } };
  const setLanguage = (value) => {
    root.classList.toggle("zh", value === "zh");
    root.lang = value === "zh" ? "zh-CN" : "en";
  };
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === "zh" || asked === "en") remember(asked);
  setLanguage(asked || recall() || "en");
  const button = document.getElementById("language");
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = root.classList.contains("zh") ? "en" : "zh";
    setLanguage(next);
    remember(next);
  });

  const rows = [...document.querySelectorAll("table.searchable tbody tr")];
  const search = document.querySelector("form.search");
  const openTables = () => {
    for (const part of document.querySelectorAll("details")) part.open ||= part.querySelector("table") !== null;
  };
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
    if (found) found.textContent = wanted ? String(shown) : "";
    if (wanted) openTables();
  };
  if (search && rows.length) {
    search.hidden = false;
    search.addEventListener("submit", (event) => event.preventDefault());
    search.querySelector("input").addEventListener("input", (event) => {
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

  for (const head of document.querySelectorAll("table.sortable th[data-sort]")) {
    const sorter = document.createElement("button");
    sorter.type = "button";
    sorter.className = "sort";
    sorter.append(...head.childNodes);
    head.append(sorter);
    sorter.addEventListener("click", () => {
      const table = head.closest("table");
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

  addEventListener("beforeprint", openTables);
})();
