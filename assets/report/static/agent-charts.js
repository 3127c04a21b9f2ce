// Charts of an agent's page: radar of abilities with intervals, overall score by month.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const SIGNS = { promoted: "▲", demoted: "▼", first: "●" };
  const element = (parent, tag, attributes, words) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (words !== undefined) node.textContent = words;
    parent.append(node);
    return node;
  };
  // Latin words are broken at spaces, Chinese after six characters; at most three lines.
  const broken = (words, narrow) => {
    const most = narrow ? 11 : 16;
    if (/[\u2e80-\u9fff]/.test(words)) return words.match(/.{1,8}/gu);
    const lines = [""];
    for (const one of words.split(" ")) {
      const last = lines.length - 1;
      if (!lines[last] || (lines[last] + one).length < most) lines[last] = `${lines[last]} ${one}`.trim();
      else lines.push(one);
    }
    return lines;
  };
  const shortened = (lines) => (lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]}…`] : lines);

  ladder.chart("agent-radar", (data, { width, word, number, narrow }) => {
    const side = Math.min(width, 460);
    const height = Math.round(side * 0.86);
    const [x0, y0] = [width / 2, height / 2];
    const radius = Math.min(side / 2 - (narrow ? 74 : 92), height / 2 - 40);
    const axes = data.axes;
    const at = (place, value) => {
      const turn = (2 * Math.PI * place) / axes.length - Math.PI / 2;
      const far = (radius * Math.max(0, Math.min(100, value))) / 100;
      return [x0 + far * Math.cos(turn), y0 + far * Math.sin(turn)];
    };
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const path = (points, closed) => d3.line()(points) + (closed ? "Z" : "");
    for (const ring of [25, 50, 75, 100]) {
      element(svg, "path", { class: "grid-ring", d: path(axes.map((_, place) => at(place, ring)), true) });
      const [x, y] = at(0, ring);
      element(svg, "text", { class: "ring-word", x: x + 4, y: y + 11 }, number(ring));
    }
    if (axes.every((one) => one.team)) {
      const outer = path(axes.map((one, place) => at(place, one.team[1])), true);
      const inner = path(axes.map((one, place) => at(place, one.team[0])).reverse(), true);
      element(svg, "path", { class: "team-area", "fill-rule": "evenodd", d: outer + inner });
    }
    if (axes.every((one) => one.ask !== null)) {
      element(svg, "path", { class: "goal-line", d: path(axes.map((one, place) => at(place, one.ask)), true) });
    }
    if (axes.every((one) => one.s !== null)) {
      const outer = path(axes.map((one, place) => at(place, one.hi)), true);
      const inner = path(axes.map((one, place) => at(place, one.lo)).reverse(), true);
      element(svg, "path", { class: "own-area", "fill-rule": "evenodd", d: outer + inner });
    }
    axes.forEach((one, place) => {
      const [x, y] = at(place, 100);
      element(svg, "line", { class: "spoke", x1: x0, y1: y0, x2: x, y2: y });
    });
    // Abilities without a score leave a hole in the line.
    axes.forEach((one, place) => {
      const next = (place + 1) % axes.length;
      if (one.s === null || axes[next].s === null) return;
      const [[x1, y1], [x2, y2]] = [at(place, one.s), at(next, axes[next].s)];
      element(svg, "line", { class: "own-line", x1, y1, x2, y2 });
    });
    axes.forEach((one, place) => {
      const turn = (2 * Math.PI * place) / axes.length - Math.PI / 2;
      const [xe, ye] = [x0 + (radius + 14) * Math.cos(turn), y0 + (radius + 14) * Math.sin(turn)];
      const side = Math.cos(turn);
      const anchor = Math.abs(side) < 0.2 ? "middle" : side > 0 ? "start" : "end";
      const lines = shortened(broken(word(one.name), narrow));
      const lift = Math.sin(turn) < -0.9 ? -(lines.length) * 15 + 10 : Math.sin(turn) > 0.9 ? 10 : (-(lines.length + 1) * 15) / 2 + 12;
      const text = element(svg, "text", { class: "axis-word", x: xe, y: ye + lift, "text-anchor": anchor });
      lines.forEach((line, row) => element(text, "tspan", { x: xe, dy: row ? 15 : 0 }, line));
      element(text, "tspan", { class: "ring-word", x: xe, dy: 15 },
        one.s === null ? "–" : `${number(one.s, 1)} (${number(one.lo)}–${number(one.hi)})`);
      if (one.s === null) return;
      const [[x1, y1], [x2, y2], [cx, cy]] = [at(place, one.lo), at(place, one.hi), at(place, one.s)];
      element(svg, "line", { class: "own-range", x1, y1, x2, y2 });
      const [dx, dy] = [-5 * Math.sin(turn), 5 * Math.cos(turn)];
      for (const [x, y] of [[x1, y1], [x2, y2]]) {
        element(svg, "line", { class: "own-range", x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy });
      }
      element(svg, "circle", { class: one.thin ? "own-dot thin" : "own-dot", cx, cy, r: 3.5 });
    });
    return svg;
  });

  ladder.chart("agent-history", (data, { width, word, number, narrow }) => {
    const day = (text) => new Date(`${text}T00:00:00`);
    const months = data.months.map((one) => ({ ...one, begin: day(one.m), day: day(one.at) }));
    const scored = months.filter((one) => one.s !== null);
    const banded = months.filter((one) => one.lo !== null && one.hi !== null);
    const ends = [...banded.flatMap((one) => [one.lo, one.hi]), ...scored.map((one) => one.s)];
    const low = Math.max(0, Math.floor(((d3.min(ends) ?? 40) - 8) / 10) * 10);
    const high = Math.min(100, Math.ceil(((d3.max(ends) ?? 70) + 8) / 10) * 10);
    const cuts = data.cuts.filter((one) => one.cut > low && one.cut < high);
    const last = d3.timeMonth.offset(months[months.length - 1].begin, 1);
    const moved = months.filter((one) => one.change && one.s !== null);
    const trained = data.trainings.map((one) => ({ ...one, day: day(one.d) }));
    const format = (date) => new Intl.DateTimeFormat(ladder.language() === "zh" ? "zh-CN" : "en-GB",
      date.getMonth() === 0 || +date === +months[0].begin ? { month: "short", year: "2-digit" } : { month: "short" }).format(date);
    const every = Math.ceil(months.length / (narrow ? 5 : 13));
    return Plot.plot({
      width,
      height: narrow ? 300 : 340,
      marginLeft: 34,
      marginRight: narrow ? 20 : 130,
      marginTop: 28,
      style: { background: "transparent", color: "var(--ink)", fontSize: "12px" },
      x: { type: "time", domain: [months[0].begin, last], label: null },
      y: { domain: [low, high], label: word({ en: "points", zh: "分" }), ticks: 5, grid: true },
      marks: [
        // A month's name begins where the month does; its score stands at its end.
        Plot.axisX(months.map((one) => one.begin).filter((_, place) => place % every === 0), { tickFormat: format, textAnchor: "start", label: null }),
        Plot.ruleY(cuts, { y: "cut", stroke: "var(--cut)", strokeDasharray: "4 4" }),
        Plot.text(cuts, narrow
          ? { y: "cut", frameAnchor: "right", dx: -2, dy: -7, textAnchor: "end", text: (one) => `${one.tier} ${word(one.name)} ${number(one.cut)}`, fill: "var(--soft)", stroke: "var(--sheet)", strokeWidth: 4 }
          : { y: "cut", frameAnchor: "right", dx: 6, textAnchor: "start", text: (one) => `${one.tier} ${word(one.name)} ${number(one.cut)}`, fill: "var(--soft)" }),
        Plot.areaY(months, { x: "day", y1: (one) => one.lo ?? NaN, y2: (one) => one.hi ?? NaN, fill: "var(--t2)", fillOpacity: 0.45 }),
        Plot.line(months, { x: "day", y: (one) => one.s ?? NaN, stroke: "var(--t4)", strokeWidth: 2 }),
        Plot.dot(scored, { x: "day", y: "s", r: 4, fill: (one) => (one.t === null ? "var(--sheet)" : "var(--t4)"), stroke: "var(--ink)" }),
        Plot.text(moved, { x: "day", y: (one) => one.hi ?? one.s, dy: -10, text: (one) => SIGNS[one.change], fill: "var(--ink)" }),
        Plot.text(moved, { x: "day", y: (one) => one.hi ?? one.s, dy: -22, text: (one) => String(one.t), fill: "var(--ink)" }),
        Plot.text(trained, { x: "day", frameAnchor: "bottom", dy: -6, text: () => "◆", fill: "var(--ink)", title: (one) => one.title }),
        Plot.tip(trained, Plot.pointerX({ x: "day", frameAnchor: "bottom", title: (one) => one.title })),
      ],
    });
  });
})();
