// Pictures of the complaints page.
(() => {
  const INK = "var(--ink)", SOFT = "var(--soft)", ALARM = "var(--overdue)", AIM = "var(--focus)";
  const base = { style: { background: "none", fontSize: "12px", fontFamily: "inherit" } };
  const utc = (text) => new Date(`${text}T00:00:00Z`);
  const months = () => new Intl.DateTimeFormat(ladder.language() === "zh" ? "zh-CN" : "en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });
  const percent = { domain: [0, 1], label: null, grid: true, ticks: 5, tickFormat: (v) => `${Math.round(100 * v)} %` };
  const longest = (words, narrow) => ladder.margin(words, narrow ? 110 : 190);

  ladder.chart("complaint-pareto", (data, { width, narrow, word, number }) => {
    const names = data.causes.map(word);
    const rows = data.bars.map((bar) => ({ ...bar, name: names[bar.at] }));
    const told = (row) => `${row.name}: ${number(100 * row.share)} % (${number(100 * row.lower)} … ${number(100 * row.upper)} %)`;
    return Plot.plot({
      ...base, width, height: 34 * rows.length + 34, marginLeft: longest(names, narrow), marginRight: 14, marginTop: 4, marginBottom: 28,
      x: percent, y: { domain: names, label: null, tickSize: 0, padding: 0.25 },
      marks: [
        Plot.barX(rows, { y: "name", x: "share", fill: (row) => (row.is_main ? "var(--t4)" : "var(--track)"), stroke: "var(--range)", strokeWidth: 0.5, title: told }),
        Plot.ruleY(rows, { y: "name", x1: "lower", x2: "upper", stroke: INK, strokeWidth: 1.5 }),
        Plot.lineX(rows, { y: "name", x: "covered", stroke: SOFT, strokeWidth: 1 }),
        Plot.dot(rows, { y: "name", x: "covered", fill: ALARM, r: 3.5, title: (row) => `${number(100 * row.covered)} %` }),
      ],
    });
  });

  ladder.chart("cause-months", (data, { width, narrow, word, number }) => {
    const shown = data.causes.slice(0, 6);
    const across = narrow ? 1 : Math.min(3, shown.length);
    const place = (at) => ({ fx: at % across, fy: Math.floor(at / across) });
    const rows = data.months.filter((row) => row.at < shown.length && row.rate !== null)
      .map((row) => ({ ...row, ...place(row.at), day: utc(row.month) }));
    const month = months();
    const names = shown.map((cause, at) => ({ ...place(at), cause }));
    return Plot.plot({
      ...base, width, height: Math.ceil(shown.length / across) * (narrow ? 110 : 130) + 40, marginLeft: 36, marginRight: 8, marginTop: 26, marginBottom: 24,
      x: { type: "utc", label: null, ticks: 3, tickFormat: (day) => month.format(day) },
      y: { label: null, grid: true, ticks: 3, zero: true, nice: true },
      fx: { axis: null, padding: 0.1 }, fy: { axis: null, padding: 0.3 },
      marks: [
        Plot.lineY(rows, { fx: "fx", fy: "fy", x: "day", y: "rate", stroke: SOFT, strokeWidth: 1 }),
        Plot.dot(rows, { fx: "fx", fy: "fy", x: "day", y: "rate", r: 2.2, fill: INK, title: (row) => `${word(row.month_name)}: ${number(row.rate, 2)}` }),
        Plot.text(names, { fx: "fx", fy: "fy", frameAnchor: "top-left", dy: -16, dx: -4, text: (row) => word(row.cause), fontWeight: 600, fill: INK }),
      ],
    });
  });

  ladder.chart("complaint-closing", (data, { width, word, number }) => {
    const rows = data.months.map((row) => ({ ...row, day: utc(row.month) }));
    const month = months();
    return Plot.plot({
      ...base, width, height: 200, marginLeft: 46, marginRight: 14, marginTop: 12, marginBottom: 26,
      x: { type: "utc", label: null, ticks: rows.slice(0, 1).concat(rows.slice(-1)).map((row) => row.day), tickFormat: (day) => month.format(day) },
      y: percent,
      marks: [
        Plot.ruleY(data.target === null ? [] : [data.target], { stroke: AIM, strokeWidth: 2 }),
        Plot.lineY(rows, { x: "day", y: "share", stroke: SOFT, strokeWidth: 1 }),
        Plot.dot(rows, { x: "day", y: "share", r: 3.5, fill: INK, title: (row) => `${word(row.month_name)}: ${number(100 * row.share, 1)} % (${number(row.due)})` }),
      ],
    });
  });

  ladder.chart("policy-errors", (data, { width, narrow, word, number }) => {
    const names = data.topics.map(word);
    const rows = data.rows.map((row) => ({ ...row, name: names[row.at] }));
    const spread = rows.filter((row) => row.low_error !== null);
    const most = Math.min(1, 1.05 * Math.max(data.target ?? 0, ...rows.map((row) => Math.max(row.upper, row.high_error ?? 0))));
    return Plot.plot({
      ...base, width, height: 30 * rows.length + 34, marginLeft: longest(names, narrow), marginRight: 18, marginTop: 4, marginBottom: 28,
      x: { ...percent, domain: [0, most] }, y: { domain: names, label: null, tickSize: 0, padding: 0.3 },
      marks: [
        Plot.barX(spread, { y: "name", x1: "low_error", x2: "high_error", fill: "var(--track)" }),
        Plot.ruleX(data.target === null ? [] : [data.target], { stroke: AIM, strokeWidth: 2 }),
        Plot.ruleY(rows, { y: "name", x1: "lower", x2: "upper", stroke: INK, strokeWidth: 1.5 }),
        Plot.dot(rows, { y: "name", x: "error_rate", r: 4, fill: (row) => (row.state === "above" ? ALARM : INK), title: (row) => `${row.name}: ${number(100 * row.error_rate, 1)} %` }),
      ],
    });
  });
})();
