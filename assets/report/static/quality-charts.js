// Pictures of the service-quality page.
(() => {
  const INK = "var(--ink)", SOFT = "var(--soft)", RANGE = "var(--range)", ALARM = "var(--overdue)";
  const base = { style: { background: "none", fontSize: "12px", fontFamily: "inherit" } };
  const said = { complaints: { en: "complaints a week", zh: "每周投诉" } };

  ladder.chart("service-trends", (data, { width, narrow, word, number }) => {
    const across = narrow ? 1 : Math.min(4, data.measures.length);
    const utc = (text) => new Date(`${text}T00:00:00Z`);
    const month = new Intl.DateTimeFormat(ladder.language() === "zh" ? "zh-CN" : "en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
    const gap = 16, each = Math.floor((width - gap * (across - 1)) / across);
    const box = document.createElement("div");
    box.style.cssText = `display:grid;grid-template-columns:repeat(${across},${each}px);gap:${gap}px`;
    data.measures.forEach((measure, at) => {
      const share = data.shares[at], scale = share ? 100 : 1;
      const rows = data.months.filter((row) => row.at === at).map((row) => ({
        day: utc(row.month), state: row.state, name: word(row.month_name), value: row.value * scale,
        ...(row.centre === null ? { judged: false } : { judged: true, centre: row.centre * scale, lower: row.lower * scale, upper: row.upper * scale }),
      }));
      const judged = rows.filter((row) => row.judged);
      const told = (row) => `${row.name}: ${number(row.value, 1)}${share ? " %" : ""}`;
      box.append(Plot.plot({
        ...base, width: each, height: 150, marginLeft: 34, marginRight: 8, marginTop: 26, marginBottom: 22,
        x: { type: "utc", label: null, ticks: rows.slice(0, 1).concat(rows.slice(-1)).map((row) => row.day), tickFormat: (day) => month.format(day) },
        y: { label: null, grid: true, ticks: 3, nice: true, tickFormat: (v) => String(Number(v.toFixed(2))) },
        marks: [
          Plot.areaY(judged, { x: "day", y1: "lower", y2: "upper", curve: "step", fill: "var(--track)" }),
          Plot.lineY(judged, { x: "day", y: "centre", stroke: RANGE, strokeWidth: 1.5 }),
          Plot.lineY(rows, { x: "day", y: "value", stroke: SOFT, strokeWidth: 0.75 }),
          Plot.dot(rows.filter((row) => row.state !== "worse" && row.state !== "better"), { x: "day", y: "value", r: 2.2, fill: INK, title: told }),
          Plot.dot(rows.filter((row) => row.state === "worse"), { x: "day", y: "value", symbol: "triangle", r: 5, fill: ALARM, title: told }),
          Plot.dot(rows.filter((row) => row.state === "better"), { x: "day", y: "value", symbol: "diamond", r: 5, fill: INK, title: told }),
          Plot.text([measure], { frameAnchor: "top-left", dy: -18, dx: -30, text: (one) => `${word(one)}${share ? " (%)" : ""}`, fontWeight: 600, fill: INK }),
        ],
      }));
    });
    return box;
  });

  ladder.chart("contrasts", (data, { width, narrow, word, number }) => {
    const across = narrow ? 1 : Math.min(2, data.questions.length);
    const gap = 24, each = Math.floor((width - gap * (across - 1)) / across);
    const box = document.createElement("div");
    box.style.cssText = `display:grid;grid-template-columns:repeat(${across},${each}px);gap:${gap}px;align-items:start`;
    data.questions.forEach((question) => {
      const names = question.bands.map(word);
      const rows = question.rows.map((row, at) => ({ ...row, name: names[at], at: row.state === "reference" ? 1 : row.odds_ratio }))
        .filter((row) => row.at !== null);
      const judged = rows.filter((row) => row.state !== "reference");
      const told = (row) => `${row.name}: × ${number(row.at, 2)}` + (row.lower === null ? "" : ` (${number(row.lower, 2)} … ${number(row.upper, 2)})`);
      const ends = judged.flatMap((row) => [row.lower, row.upper]).concat([0.7, 1.4]);
      box.append(Plot.plot({
        ...base, width: each, height: 30 * names.length + 56, marginLeft: ladder.margin(names, narrow ? 150 : 170),
        marginRight: 16, marginTop: 26, marginBottom: 26,
        x: { type: "log", domain: [Math.min(...ends), Math.max(...ends)], label: null, grid: true, ticks: 4, tickFormat: (v) => `× ${Number(v.toFixed(2))}` },
        y: { domain: names, label: null, tickSize: 0, padding: 0.3 },
        marks: [
          Plot.ruleX([1], { stroke: RANGE, strokeWidth: 1.5 }),
          Plot.ruleY(judged, { y: "name", x1: "lower", x2: "upper", stroke: INK, strokeWidth: 1.5 }),
          Plot.dot(rows, { y: "name", x: "at", r: 4, fill: (row) => (row.state === "reference" ? "var(--page)" : row.worse ? ALARM : INK), stroke: (row) => (row.worse ? ALARM : INK), title: told }),
          Plot.text([question], { frameAnchor: "top-left", dy: -20, dx: -10, text: (one) => word(one.title), fontWeight: 600, fill: INK }),
        ],
      }));
    });
    return box;
  });

  ladder.chart("theme-weeks", (data, { width, narrow, word, number }) => {
    const rows = data.weeks.map((row) => ({ ...row, day: new Date(`${row.week}T00:00:00Z`) }));
    const across = narrow ? 1 : Math.min(3, data.themes.length);
    const down = Math.ceil(data.themes.length / across);
    const place = (at) => ({ fx: at % across, fy: Math.floor(at / across) });
    const month = new Intl.DateTimeFormat(ladder.language() === "zh" ? "zh-CN" : "en-GB", { month: "short", timeZone: "UTC" });
    const told = rows.map((row) => ({ ...row, ...place(row.at) }));
    const judged = told.filter((row) => row.usual_to !== null);
    const names = data.themes.map((theme, at) => ({ ...place(at), theme }));
    return Plot.plot({
      ...base, width, height: down * (narrow ? 120 : 140) + 46, marginLeft: 34, marginRight: 8, marginTop: 26, marginBottom: 24,
      x: { type: "utc", label: null, ticks: 4, tickFormat: (day) => month.format(day) },
      y: { label: null, grid: true, ticks: 3, zero: true, nice: true, tickFormat: (v) => number(v) },
      fx: { axis: null, padding: 0.08 }, fy: { axis: null, padding: 0.3 },
      marks: [
        Plot.areaY(judged, { fx: "fx", fy: "fy", x: "day", y1: 0, y2: "usual_to", curve: "step", fill: "var(--track)" }),
        Plot.lineY(judged, { fx: "fx", fy: "fy", x: "day", y: "expected", stroke: RANGE, strokeWidth: 1.5 }),
        Plot.lineY(told, { fx: "fx", fy: "fy", x: "day", y: "complaints", stroke: SOFT, strokeWidth: 0.75 }),
        Plot.dot(told.filter((row) => !row.flagged), { fx: "fx", fy: "fy", x: "day", y: "complaints", r: 1.8, fill: INK, title: (row) => `${row.week}: ${number(row.complaints)} ${word(said.complaints)}` }),
        Plot.dot(told.filter((row) => row.flagged), { fx: "fx", fy: "fy", x: "day", y: "complaints", symbol: "triangle", r: 5, fill: ALARM, title: (row) => `${row.week}: ${number(row.complaints)} ${word(said.complaints)}` }),
        Plot.text(names, { fx: "fx", fy: "fy", frameAnchor: "top-left", dy: -16, dx: -4, text: (row) => word(row.theme), fontWeight: 600, fill: INK }),
      ],
    });
  });
})();
