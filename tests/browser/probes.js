// What the tests ask of a page; put into every page before its own scripts run.
globalThis.probes = (() => {
  const all = (what) => [...document.querySelectorAll(what)];
  const seen = (one) => one.checkVisibility({ visibilityProperty: true });
  const named = (one) => `${one.tagName.toLowerCase()}${one.id ? `#${one.id}` : ""}`
    + [...one.classList].map((name) => `.${name}`).join("");
  const words = (one) => `"${one.textContent.trim().slice(0, 30)}"`;
  const frame = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  const charts = () => all("figure.plot").filter(seen);

  // Kinds of the charts whose picture is not there, or not the one for this width.
  const undrawn = () => charts().filter((one) => {
    const box = one.querySelector(".picture");
    return !box.querySelector("svg") || Number(box.dataset.width) !== Math.floor(box.clientWidth);
  }).map((one) => one.dataset.chart);

  const showCharts = async () => {
    for (const one of charts()) {
      one.scrollIntoView({ block: "center" });
      await frame();
    }
    scrollTo(0, 0);
  };

  // Of each chart its kind, the words in its picture, and its name.
  const chartWords = () => charts().map((one) => {
    const box = one.querySelector(".picture");
    return [one.dataset.chart, box.textContent, box.getAttribute("aria-label")];
  });

  const turn = (language, theme) => {
    const root = document.documentElement;
    const press = (id) => document.getElementById(id).click();
    if (root.classList.contains("zh") !== (language === "zh")) press("language");
    if (root.dataset.theme !== theme) press("theme");
  };

  // What makes the page scroll sideways; what scrolls within its own box may be as wide as it likes.
  const overflowing = () => {
    const room = document.documentElement.clientWidth;
    const wide = Math.max(document.documentElement.scrollWidth, document.body.scrollWidth);
    if (wide <= room) return [];
    const boxed = (one) => {
      for (let up = one.parentElement; up; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    const end = (one) => Math.round(one.getBoundingClientRect().right);
    const guilty = all("body *").filter((one) => end(one) > room && !boxed(one));
    return [`the page is ${wide} px wide in ${room} px`,
      ...guilty.slice(0, 4).map((one) => `${named(one)} ends at ${end(one)} px`)];
  };

  // On paper nothing scrolls: what does not fit is cut.
  const cut = () => {
    const room = document.documentElement.clientWidth;
    return all("body *")
      .filter((one) => seen(one) && !one.closest(".unseen, .patterns, svg") && !one.matches("option"))
      .filter((one) => one.getBoundingClientRect().right > room + 1
        || (getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1))
      .slice(0, 6)
      .map((one) => `${named(one)} ${words(one)} is cut: ${one.scrollWidth} px wide, `
        + `ends at ${Math.round(one.getBoundingClientRect().right)} px of ${room}`);
  };

  // For axe-core, which needs seconds for the contrast of a whole page: of the words that look the
  // same (element, its parent, colour, size, ground) the first two.
  const alike = () => {
    const looks = new Map();
    const ground = (one) => {
      for (let up = one; up; up = up.parentElement) {
        const { backgroundColor } = getComputedStyle(up);
        if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
      }
      return "";
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const one = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || one.closest("script, style, svg") || !seen(one)) continue;
      const { color, opacity, fontSize } = getComputedStyle(one);
      const look = [named(one), named(one.parentElement), color, opacity, fontSize, ground(one)].join();
      looks.set(look, [...(looks.get(look) ?? []), one]);
    }
    return { include: [...looks.values()].flatMap((found) => found.slice(0, 2)) };
  };

  const axeFaults = async (context, options) => {
    // Without preload: it would ask for the style sheets again, which files may not.
    const found = await axe.run(context, { resultTypes: ["violations"], preload: false, ...options });
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, impact, nodes }) => nodes.slice(0, 3).map((node) => {
        const [why] = [...node.any, ...node.all, ...node.none];
        return `${id} (${impact}, ${nodes.length} times): ${node.html.slice(0, 160)} ${why?.message ?? ""}`;
      }));
  };
  const inaccessible = () => axeFaults(document, { rules: { "color-contrast": { enabled: false } } });
  const pale = () => axeFaults(alike(), { runOnly: ["color-contrast"] });

  // What is wrong with where the keys have led to; null where they have left the page.
  const focused = () => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    one.dataset.reached = "yes";
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    const { width, height, right, bottom, left } = one.getBoundingClientRect();
    const faults = [];
    if (!(width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth)) {
      faults.push(`the keys lead where nothing is seen: ${named(one)} ${words(one)}`);
    }
    if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) {
      faults.push(`no ring around ${named(one)} ${words(one)}`);
    }
    return faults;
  };
  const unreached = () => {
    const grouped = (one) => one.type === "radio"
      && document.querySelector(`[name="${CSS.escape(one.name)}"][data-reached]`);
    return all("a[href], button, summary, input, select, textarea, [tabindex='0']")
      .filter((one) => seen(one) && !one.disabled && !one.dataset.reached && !grouped(one))
      .map((one) => `not reached by Tab: ${named(one)} ${words(one)}`);
  };

  const painted = () => new Promise((done) => {
    const told = (entries) => entries.forEach((one) => done(one.startTime));
    new PerformanceObserver((list) => told(list.getEntriesByName("first-contentful-paint")))
      .observe({ type: "paint", buffered: true });
  });

  return { undrawn, showCharts, chartWords, turn, overflowing, cut, inaccessible, pale, focused, unreached, painted };
})();
