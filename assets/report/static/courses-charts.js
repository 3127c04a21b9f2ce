// Pictures of the courses' page.
(() => {
  const INK = "var(--ink)", SOFT = "var(--soft)", RANGE = "var(--range)", SHEET = "var(--sheet)";
  const said = {
    points: { en: "points, 0–100 scale", zh: "分（0–100）" }, minutes: { en: "minutes of study", zh: "学习时长（分钟）" },
    naive: { en: "before and after alone", zh: "单看课前课后" },
  };
  const base = { style: { background: "none", fontSize: "12px", fontFamily: "inherit" } };
  // Chinese characters are twice as wide as Latin ones.
  const wide = (text) => [...text].reduce((sum, one) => sum + (one.codePointAt(0) > 0x2e7f ? 2 : 1), 0);
  const fit = (text, room) => {
    let taken = 0, kept = "";
    for (const one of text) {
      taken += wide(one);
      if (taken > room - 1) return `${kept}…`;
      kept += one;
    }
    return kept;
  };
  const clear = (row) => row.state === "measured" && (row.lower > 0 || row.upper < 0);

  ladder.chart("course-effects", (data, { width, narrow, word, number }) => {
    const rows = data.effects.filter((row) => row.uplift !== null && row.lower !== null)
      .map((row, at) => ({ ...row, at: String(at) }));
    const left = narrow ? 10 : width > 900 ? 350 : 250;
    const label = (row) => fit(`${row.title} · ${row.dimension ? word(row.dimension) : ""}`, narrow ? 50 : width > 900 ? 54 : 38);
    const step = narrow ? 42 : 26;
    const told = new Map(rows.map((row) => [row.at, label(row)]));
    const line = (row) => (row.state === "assumed" ? "2 3" : row.state === "doubtful" ? "6 3" : null);
    const kinds = (state) => rows.filter((row) => row.state === state);
    return Plot.plot({
      ...base, width, height: rows.length * step + 76, marginLeft: left, marginRight: 16, marginTop: narrow ? 50 : 34, marginBottom: 24,
      x: { label: word(said.points), axis: "top", grid: true, inset: 10, ticks: narrow ? 4 : 8, tickFormat: (v) => number(v), labelAnchor: "center" },
      y: { domain: rows.map((row) => row.at), axis: narrow ? null : "left", tickFormat: (at) => told.get(at), label: null, tickSize: 0, padding: narrow ? 0.6 : 0 },
      marks: [
        Plot.ruleX([0], { stroke: RANGE, strokeWidth: 1.5 }),
        ...["measured", "doubtful", "assumed"].map((state) => Plot.ruleY(kinds(state), { y: "at", x1: "lower", x2: "upper", stroke: RANGE, strokeWidth: 2, strokeDasharray: line({ state }) ?? "none" })),
        Plot.dot(rows.filter((row) => row.naive !== null), { y: "at", x: "naive", symbol: "diamond", r: 5, fill: SHEET, stroke: "var(--v-rater)", strokeWidth: 1.5, title: (row) => `${row.title}: ${word(said.naive)} ${number(row.naive, 1)}` }),
        Plot.dot(rows, { y: "at", x: "uplift", r: 4.5, fill: (row) => (clear(row) ? INK : SHEET), stroke: INK, strokeWidth: 1.5, title: (row) => `${row.title}: ${number(row.uplift, 1)} (${number(row.lower, 1)} … ${number(row.upper, 1)})` }),
        ...(narrow ? [Plot.text(rows, { y: "at", frameAnchor: "left", text: label, dy: -14, textAnchor: "start", fill: INK, stroke: SHEET, strokeWidth: 4 })] : []),
      ],
    });
  });

  ladder.chart("course-minutes", (data, { width, narrow, word, number }) => {
    const rows = data.courses;
    const told = rows.filter((row) => row.state === "measured");
    const best = new Set([...rows.filter(clear), ...d3.sort(told, (row) => -row.per_hour).slice(0, 1)]);
    return Plot.plot({
      ...base, width, height: narrow ? 330 : 400, marginLeft: 44, marginRight: narrow ? 20 : 40, marginBottom: 40, inset: 14,
      x: { label: word(said.minutes), grid: true, ticks: narrow ? 4 : 8, labelAnchor: "center", tickFormat: (v) => number(v) },
      y: { label: word(said.points), grid: true, ticks: 6, tickFormat: (v) => number(v) },
      marks: [
        Plot.ruleY([0], { stroke: RANGE, strokeWidth: 1.5 }),
        Plot.ruleX(rows, { x: "minutes", y1: "lower", y2: "upper", stroke: RANGE, strokeOpacity: 0.6 }),
        Plot.dot(rows, { x: "minutes", y: "uplift", r: 5, symbol: (row) => ({ measured: "circle", doubtful: "triangle", assumed: "square" })[row.state], fill: (row) => (clear(row) ? INK : SHEET), stroke: INK, strokeWidth: 1.5, title: (row) => `${row.title}: ${number(row.minutes)}, ${number(row.uplift, 1)}` }),
        Plot.text(rows.filter((row) => best.has(row)), { x: "minutes", y: "uplift", text: (row) => fit(row.title, narrow ? 16 : 26), dy: -11, textAnchor: (row) => (row.minutes > d3.max(rows, (one) => one.minutes) * 0.6 ? "end" : "start"), fill: INK, stroke: SHEET, strokeWidth: 4 }),
      ],
    });
  });

  ladder.chart("bloom-coverage", (data, { width, narrow, word }) => {
    const levels = Object.keys(data.levels);
    const rows = data.cells;
    const names = [...new Set(rows.map((row) => word(row.dimension)))];
    const none = (row) => !row.courses && !row.tests;
    const level = (row) => Math.min(5, row.courses);
    const told = (row) => (data.has_tests ? `${row.courses} + ${row.tests}` : String(row.courses));
    return Plot.plot({
      ...base, width: Math.min(width, 820), height: names.length * 38 + (narrow ? 70 : 44), marginLeft: narrow ? 84 : 170, marginTop: narrow ? 62 : 32, marginBottom: 4,
      x: { domain: levels, axis: "top", label: null, tickSize: 0, tickFormat: (key) => word(data.levels[key]), tickRotate: narrow ? -45 : 0 },
      y: { domain: names, label: null, tickSize: 0, tickFormat: (name) => fit(name, narrow ? 13 : 26) },
      marks: [
        Plot.cell(rows.filter((row) => row.courses), { x: "level", y: (row) => word(row.dimension), inset: 1.5, rx: 3, fill: (row) => `var(--t${level(row)})` }),
        Plot.cell(rows.filter((row) => !row.courses && row.tests), { x: "level", y: (row) => word(row.dimension), inset: 1.5, rx: 3, fill: "var(--track)" }),
        Plot.cell(rows.filter(none), { x: "level", y: (row) => word(row.dimension), inset: 2, rx: 3, fill: "none", stroke: "var(--overdue)", strokeDasharray: "4 3" }),
        Plot.text(rows.filter((row) => !none(row)), { x: "level", y: (row) => word(row.dimension), text: told, fill: (row) => (row.courses ? `var(--on-t${level(row)})` : SOFT), fontWeight: 600 }),
        Plot.text(rows.filter(none), { x: "level", y: (row) => word(row.dimension), text: () => "✕", fill: "var(--overdue)" }),
      ],
    });
  });
})();
