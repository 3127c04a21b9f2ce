// Pictures of the organisation's page. A count of null is one that stays hidden.
(() => {
  const SOFT = "var(--soft)", INK = "var(--ink)", RANGE = "var(--range)";
  const HATCH = "url(#hatch)";
  const tint = (tier) => (tier === 0 ? "var(--t0)" : `var(--t${tier})`);
  const on = (tier) => `var(--on-t${tier})`;
  const said = {
    people: { en: "people", zh: "人" }, share: { en: "% of the group", zh: "占该组的百分比" },
    hidden: { en: "hidden: small groups", zh: "不显示：人数过少" },
    now: { en: "now", zh: "现在" }, then: { en: "a year ago", zh: "一年前" },
    weight: { en: "weight, %", zh: "权重（%）" }, points: { en: "change, percentage points", zh: "变动（百分点）" },
    usual: { en: "usual", zh: "通常" }, score: { en: "mean score, 0–100", zh: "平均分（0–100）" },
    demand: { en: "share of what customers bring, %", zh: "占客户问题的百分比" },
    hours: { en: "hours a person", zh: "人均小时" }, closed: { en: "points of gap closed", zh: "弥补的差距（分）" },
    change: { en: "change of the gap, points", zh: "差距变化（分）" },
    from: { en: "from", zh: "原为" }, to: { en: "to", zh: "现为" },
  };
  const base = { style: { background: "none", fontSize: "12px", fontFamily: "inherit" } };
  // Months on an axis: as many as fit, each in the language of the page.
  const monthAxis = (rows, narrow, word) => {
    const names = new Map(rows.map((row) => [row.month, row.month_name]));
    const all = [...names.keys()].sort();
    const every = Math.ceil(all.length / (narrow ? 4 : 7));
    const short = (pair) => word(pair).replace(/ (\d\d)(\d\d)$/, " ’$2").replace(/^(\d\d)(\d\d)年/, "$2年");
    return { domain: all, ticks: all.filter((_, at) => (all.length - 1 - at) % every === 0), tickFormat: (month) => short(names.get(month)), label: null };
  };
  const stack = (...nodes) => {
    const box = document.createElement("div");
    box.append(...nodes);
    return box;
  };

  // What is left of a total once the shown parts are taken away: one hatched piece.
  const withRest = (rows, key) => {
    const parts = [];
    for (const [, group] of d3.group(rows, key)) {
      const all = group[0].all;
      const shown = group.filter((row) => row.people !== null);
      let at = 0;
      for (const row of shown) {
        parts.push({ ...row, from: at, to: at += row.people });
      }
      if (shown.length < group.length && all !== null && all > at) parts.push({ ...group[0], rest: true, from: at, to: all, people: all - at });
    }
    return parts.filter((row) => row.to > row.from);
  };

  ladder.chart("organisation-tiers", (rows, { width, narrow, word, number }) => {
    const parts = withRest(rows, (row) => row.month);
    const most = d3.max(parts, (row) => row.to) || 1;
    const height = narrow ? 300 : 340;
    const tall = (row) => ((row.to - row.from) / most) * (height - 60) > 13;
    const shown = parts.filter((row) => !row.rest);
    return Plot.plot({
      ...base, width, height, marginLeft: 40, marginRight: 8,
      x: { type: "band", padding: 0.14, ...monthAxis(rows, narrow, word) },
      y: { label: word(said.people), grid: true, tickFormat: (value) => number(value), ticks: 5 },
      marks: [
        Plot.barY(shown, { x: "month", y1: "from", y2: "to", fill: (row) => tint(row.tier), insetTop: 1, title: (row) => `${word(row.month_name)}: ${row.tier || "?"} ${word(row.name)}, ${number(row.people)}` }),
        Plot.barY(parts.filter((row) => row.rest), { x: "month", y1: "from", y2: "to", fill: HATCH, stroke: RANGE, strokeDasharray: "3 2", insetTop: 1, title: (row) => `${word(row.month_name)}: ${word(said.hidden)}` }),
        Plot.text(shown.filter(tall), { x: "month", y: (row) => (row.from + row.to) / 2, text: (row) => (narrow ? String(row.people) : number(row.people)), fill: (row) => on(row.tier), fontSize: narrow ? 9 : 11 }),
        Plot.ruleY([0], { stroke: RANGE }),
      ],
    });
  });

  ladder.chart("organisation-groups", (rows, { width, narrow, word, number }) => {
    const parts = withRest(rows.filter((row) => row.all), (row) => word(row.group));
    const groups = [...new Set(rows.filter((row) => row.all).map((row) => word(row.group)))];
    const share = (value, row) => (100 * value) / row.all;
    const left = narrow ? 8 : 150, gap = narrow ? 20 : 0;
    const wide = (row) => (share(row.to - row.from, row) / 100) * (width - left - 20) > 24;
    const shown = parts.filter((row) => !row.rest);
    return Plot.plot({
      ...base, width, marginLeft: left, marginRight: 12, height: groups.length * (32 + gap) + 62, marginBottom: 42,
      x: { domain: [0, 100], label: word(said.share), labelOffset: 36, ticks: 5 },
      y: { domain: groups, label: null, axis: narrow ? null : "left", padding: narrow ? 0.42 : 0.2, tickSize: 0 },
      marks: [
        Plot.barX(shown, { y: (row) => word(row.group), x1: (row) => share(row.from, row), x2: (row) => share(row.to, row), fill: (row) => tint(row.tier), insetRight: 1, title: (row) => `${word(row.group)}: ${row.tier || "?"} ${word(row.name)}, ${number(row.people)}` }),
        Plot.barX(parts.filter((row) => row.rest), { y: (row) => word(row.group), x1: (row) => share(row.from, row), x2: (row) => share(row.to, row), fill: HATCH, stroke: RANGE, strokeDasharray: "3 2", title: () => word(said.hidden) }),
        Plot.text(shown.filter(wide), { y: (row) => word(row.group), x: (row) => share((row.from + row.to) / 2, row), text: (row) => number(row.people), fill: (row) => on(row.tier), fontSize: 11 }),
        ...(narrow ? [Plot.text(groups, { x: 0, y: (name) => name, text: (name) => name, textAnchor: "start", dy: -21, fill: INK })] : []),
      ],
    });
  });

  ladder.chart("organisation-flow", (rows, { width, narrow, word, number }) => {
    const size = d3.max(rows, (row) => Math.max(row.from, row.to)) + 1;
    const names = (side, key) => new Map(rows.map((row) => [row[key], word(row[side])]));
    const before = names("before", "from"), after = names("after", "to");
    const most = d3.max(rows, (row) => row.people ?? 0) || 1;
    const level = (row) => (row.people ? 1 + Math.min(4, Math.floor((4.999 * Math.sqrt(row.people)) / Math.sqrt(most))) : 0);
    const brief = (name) => (narrow && name.length > 6 ? `${name.slice(0, 5)}…` : name);
    const left = narrow ? 62 : 150;
    const order = d3.range(size);
    return Plot.plot({
      ...base, width: Math.min(width, 760), marginLeft: left, marginTop: narrow ? 70 : 42, marginBottom: 8, height: size * 36 + 58,
      x: { domain: order, axis: "top", label: null, tickFormat: (at) => brief(after.get(at) ?? ""), tickSize: 0, tickRotate: narrow ? -45 : 0 },
      y: { domain: [...order].reverse(), label: null, tickFormat: (at) => brief(before.get(at) ?? ""), tickSize: 0 },
      marks: [
        Plot.cell(rows.filter((row) => row.people), { x: "to", y: "from", inset: 1.5, rx: 3, fill: (row) => `var(--t${level(row)})`, title: (row) => `${word(said.from)} ${word(row.before)} ${word(said.to)} ${word(row.after)}: ${number(row.people)}` }),
        Plot.cell(rows.filter((row) => row.people === null), { x: "to", y: "from", inset: 1.5, rx: 3, fill: HATCH }),
        Plot.cell(rows.filter((row) => row.from === row.to), { x: "to", y: "from", inset: 0.5, rx: 3, fill: "none", stroke: RANGE }),
        Plot.text(rows.filter((row) => row.people), { x: "to", y: "from", text: (row) => number(row.people), fill: (row) => `var(--on-t${level(row)})`, fontWeight: 600 }),
        Plot.text(rows.filter((row) => row.people === 0), { x: "to", y: "from", text: () => "0", fill: SOFT }),
        Plot.text(rows.filter((row) => row.people === null), { x: "to", y: "from", text: () => "∗", fill: INK, stroke: "var(--t0)", strokeWidth: 5, fontWeight: 600 }),
      ],
    });
  });

  // Small pictures side by side, one a dimension, in the framework's order.
  const facets = (rows, narrow, word) => {
    const names = [...new Set(rows.map((row) => word(row.dimension)))];
    const columns = narrow ? 2 : 3;
    const place = new Map(names.map((name, at) => [name, at]));
    return {
      names,
      lines: Math.ceil(names.length / columns),
      fx: (row) => place.get(word(row.dimension)) % columns,
      fy: (row) => Math.floor(place.get(word(row.dimension)) / columns),
      heads: names.map((name, at) => ({ name, fx: at % columns, fy: Math.floor(at / columns) })),
    };
  };
  const grid = (rows, { width, narrow, word }, options, marks) => {
    const here = facets(rows, narrow, word);
    const months = monthAxis(rows, true, word);
    return Plot.plot({
      ...base, width, height: here.lines * 150 + 58, marginLeft: 40, marginRight: 14, marginTop: 48, marginBottom: 28,
      ...options,
      fx: { axis: null, padding: narrow ? 0.34 : 0.1 }, fy: { axis: null, padding: 0.26 },
      x: { type: "point", domain: months.domain, ticks: [months.domain[0], months.domain[months.domain.length - 1]], tickFormat: months.tickFormat, label: null, ...(options.x ?? {}) },
      marks: [
        Plot.text(here.heads, { fx: "fx", fy: "fy", text: "name", frameAnchor: "top-left", dy: -17, dx: -2, fontWeight: 600, fill: INK, textOverflow: "ellipsis", lineWidth: narrow ? 13 : 24 }),
        ...marks(here),
      ],
    });
  };

  ladder.chart("organisation-weights", (data, look) => {
    const { word, number } = look;
    const rows = data.months;
    return grid(rows, look, { y: { label: word(said.weight), grid: true, ticks: 4, zero: true, tickFormat: (v) => number(v) } }, (here) => [
      Plot.areaY(rows.filter((row) => row.lower !== null && row.upper !== null), { fx: here.fx, fy: here.fy, x: "month", y1: (row) => 100 * row.lower, y2: (row) => 100 * row.upper, fill: "var(--track)" }),
      Plot.lineY(rows.filter((row) => row.base !== null), { fx: here.fx, fy: here.fy, x: "month", y: (row) => 100 * row.base, stroke: RANGE, strokeDasharray: "3 3" }),
      Plot.lineY(rows, { fx: here.fx, fy: here.fy, x: "month", y: (row) => 100 * row.weight, stroke: "var(--t4)", strokeWidth: 2.5 }),
      Plot.text(rows, Plot.selectLast({ fx: here.fx, fy: here.fy, z: (row) => word(row.dimension), x: "month", y: (row) => 100 * row.weight, text: (row) => `${number(100 * row.weight, 1)} %`, dy: -9, dx: -4, textAnchor: "end", fontWeight: 600, fill: INK })),
    ]);
  });

  const TERMS = { prior_step: "var(--v-residual)", importance_step: "var(--v-agent)", demand_step: "var(--v-case_mix)", limit_step: "var(--v-rater)" };
  ladder.chart("organisation-steps", (data, look) => {
    const { word, number, narrow } = look;
    const rows = data.steps;
    if (!rows.length) return document.createElement("div");
    const months = monthAxis(rows, true, word);
    return grid(rows, look, {
      x: { type: "band", ticks: [months.domain[0], months.domain[months.domain.length - 1]] },
      y: { label: word(said.points), grid: true, ticks: 4, tickFormat: (v) => number(v, 1) },
    }, (here) => [
      Plot.barY(rows, Plot.stackY({ fx: here.fx, fy: here.fy, x: "month", y: "points", fill: (row) => TERMS[row.term], stroke: RANGE, strokeWidth: narrow ? 0.3 : 0.5, title: (row) => `${word(row.month_name)}, ${word(row.name)}: ${number(row.points, 2)}` })),
      Plot.ruleY([0], { stroke: RANGE }),
    ]);
  });

  ladder.chart("organisation-capability", (data, { width, narrow, word, number }) => {
    const rows = data.now.filter((row) => row.mean !== null && row.demand !== null);
    const middle = d3.mean(rows, (row) => row.mean);
    return Plot.plot({
      ...base, width, height: narrow ? 340 : 380, marginLeft: 44, marginRight: narrow ? 60 : 150, marginBottom: 40, inset: 18,
      x: { label: word(said.demand), grid: true, ticks: 5, tickFormat: (v) => number(v), labelAnchor: "center" },
      y: { label: word(said.score), grid: true, ticks: 6, tickFormat: (v) => number(v) },
      marks: [
        Plot.ruleY([middle], { stroke: RANGE, strokeDasharray: "4 3" }),
        Plot.ruleX([100 / data.now.length], { stroke: RANGE, strokeDasharray: "4 3" }),
        Plot.ruleX(rows, { x: (row) => 100 * row.demand, y1: "lower", y2: "upper", stroke: "var(--t4)", strokeWidth: 2 }),
        Plot.dot(rows, { x: (row) => 100 * row.demand, y: "mean", r: 5, fill: (row) => (row.upper < middle ? "var(--sheet)" : "var(--t4)"), stroke: "var(--t4)", strokeWidth: 2 }),
        Plot.text(rows, { x: (row) => 100 * row.demand, y: "mean", text: (row) => `${word(row.dimension)} ${number(row.mean)}`, textAnchor: "start", dx: 10, fill: INK, stroke: "var(--sheet)", strokeWidth: 4, lineWidth: narrow ? 8 : 30 }),
      ],
    });
  });

  ladder.chart("organisation-capability-months", (data, look) => {
    const { word, number } = look;
    const scored = data.months.filter((row) => row.mean !== null);
    const asked = data.months.filter((row) => row.demand !== null);
    const scores = scored.length ? [grid(scored, look, { y: { label: word(said.score), grid: true, ticks: 4, tickFormat: (v) => number(v) } }, (here) => [
      Plot.areaY(scored, { fx: here.fx, fy: here.fy, x: "month", y1: "lower", y2: "upper", fill: "var(--t2)", fillOpacity: 0.6 }),
      Plot.lineY(scored, { fx: here.fx, fy: here.fy, x: "month", y: "mean", stroke: "var(--t4)", strokeWidth: 2 }),
    ])] : [];
    const demand = asked.length ? [grid(asked, look, { y: { label: word(said.demand), grid: true, ticks: 4, zero: true, tickFormat: (v) => number(v) } }, (here) => [
      Plot.lineY(asked, { fx: here.fx, fy: here.fy, x: "month", y: (row) => 100 * row.demand, stroke: "var(--v-rater)", strokeWidth: 2, strokeDasharray: "6 2" }),
    ])] : [];
    return stack(...scores, ...demand);
  });

  ladder.chart("organisation-hours", (rows, { width, narrow, word, number }) => {
    const x = { type: "band", padding: 0.2, ...monthAxis(rows, narrow, word) };
    const one = { ...base, width, height: 150, marginLeft: 44, marginRight: 8, marginTop: 26 };
    const lettered = narrow ? [] : [Plot.text(rows, { x: "month", y: "hours", text: (row) => number(row.hours, 1), dy: -7, fill: INK })];
    return stack(
      Plot.plot({ ...one, x: { ...x, axis: null }, marginBottom: 4, y: { label: word(said.hours), grid: true, ticks: 4, tickFormat: (v) => number(v, 1) }, marks: [
        Plot.barY(rows, { x: "month", y: "hours", fill: "var(--t3)" }), ...lettered, Plot.ruleY([0], { stroke: RANGE }),
      ] }),
      Plot.plot({ ...one, height: 170, x: { ...x }, y: { label: word(said.closed), grid: true, ticks: 4, tickFormat: (v) => number(v, 1) }, marks: [
        Plot.barY(rows, { x: "month", y: "closed", fill: (row) => (row.closed < 0 ? HATCH : "var(--good)"), stroke: (row) => (row.closed < 0 ? RANGE : "none") }),
        Plot.ruleY([0], { stroke: RANGE }),
      ] }),
    );
  });

  ladder.chart("organisation-hours-teams", (rows, { width, narrow, word, number }) => Plot.plot({
    ...base, width, height: narrow ? 320 : 360, marginLeft: 44, marginRight: narrow ? 70 : 140, marginBottom: 40, inset: 16,
    x: { label: word(said.hours), grid: true, ticks: 5, labelAnchor: "center", tickFormat: (v) => number(v, v % 1 ? 1 : 0) },
    y: { label: word(said.change), grid: true, ticks: 5, tickFormat: (v) => number(v, 1) },
    marks: [
      Plot.ruleY([0], { stroke: RANGE }),
      Plot.ruleX(rows, { x: "hours", y1: "lower", y2: "upper", stroke: RANGE, strokeWidth: 1.5 }),
      Plot.dot(rows, { x: "hours", y: "change", r: 4.5, fill: "var(--t3)", stroke: INK, title: (row) => `${word(row.team)}: ${number(row.hours, 1)} / ${number(row.change, 1)} (${number(row.lower, 1)} … ${number(row.upper, 1)})` }),
      ...(rows.length > 30 ? [] : [Plot.text(rows, { x: "hours", y: "change", text: (row) => { const name = word(row.team); return name.length > 14 ? `${name.slice(0, 13)}…` : name; }, textAnchor: "start", dx: 9, fill: INK, stroke: "var(--sheet)", strokeWidth: 4 })]),
    ],
  }));
})();
