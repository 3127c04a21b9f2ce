// Pictures of the page of foresight.
(() => {
  const INK = "var(--ink)", RANGE = "var(--range)", SHEET = "var(--sheet)";
  const base = { style: { background: "none", fontSize: "12px", fontFamily: "inherit" } };
  const strip = (number, text) => {
    const box = document.createElement("div");
    const head = document.createElement("p");
    head.className = "note";
    head.textContent = text;
    box.append(head, number);
    return box;
  };

  // One strip a tier: a line of what was, a fan of what is expected.
  ladder.chart("foresight-tiers", (data, { width, narrow, word, number }) => {
    const box = document.createElement("div");
    const names = new Map([...data.past, ...data.ahead].map((row) => [row.month, row.month_name]));
    const all = [...names.keys()].sort();
    const every = Math.ceil(all.length / (narrow ? 4 : 8));
    const short = (pair) => word(pair).replace(/ (\d\d)(\d\d)$/, " ’$2").replace(/^(\d\d)(\d\d)年/, "$2年");
    const tiers = [...new Set(data.ahead.map((row) => row.tier))];
    for (const tier of tiers) {
      const ahead = data.ahead.filter((row) => row.tier === tier);
      const past = data.past.filter((row) => row.tier === tier && row.people !== null);
      const now = past.find((row) => row.month < ahead[0].month && all.indexOf(row.month) === all.indexOf(ahead[0].month) - 1);
      const from = now ? [{ month: now.month, expected: now.people, lower_80: now.people, upper_80: now.people, lower_90: now.people, upper_90: now.people }] : [];
      const fan = [...from, ...ahead];
      const color = tier ? `var(--t${tier})` : "var(--t0)";
      const last = ahead[ahead.length - 1];
      const top = Math.max(d3.max(ahead, (row) => row.upper_90), d3.max(past, (row) => row.people) || 0, 1);
      box.append(strip(Plot.plot({
        ...base, width, height: narrow ? 120 : 130, marginLeft: 40, marginRight: 46, marginTop: 10, marginBottom: 24,
        x: { type: "point", domain: all, ticks: all.filter((_, at) => (all.length - 1 - at) % every === 0), tickFormat: (month) => short(names.get(month)), label: null },
        y: { domain: [0, top], grid: true, ticks: 3, label: null, tickFormat: (value) => (Number.isInteger(value) ? number(value) : "") },
        marks: [
          Plot.areaY(fan, { x: "month", y1: "lower_90", y2: "upper_90", fill: color, fillOpacity: 0.3 }),
          Plot.areaY(fan, { x: "month", y1: "lower_80", y2: "upper_80", fill: color, fillOpacity: 0.6 }),
          Plot.line(fan, { x: "month", y: "expected", stroke: INK, strokeDasharray: "4 3" }),
          Plot.line(past, { x: "month", y: "people", stroke: INK, strokeWidth: 1.5 }),
          Plot.dot(past, { x: "month", y: "people", r: 2.5, fill: INK, title: (row) => `${word(row.month_name)}: ${number(row.people)}` }),
          Plot.dot(ahead, { x: "month", y: "expected", r: 3, fill: SHEET, stroke: INK, title: (row) => `${word(row.month_name)}: ${number(row.expected, 1)} (${number(row.lower_90)}–${number(row.upper_90)})` }),
          Plot.text([last], { x: "month", y: "expected", text: (row) => number(row.expected, 1), dx: 8, textAnchor: "start", fill: INK }),
          Plot.ruleY([0], { stroke: RANGE }),
        ],
      }), `${tier || "?"} ${word(ahead[0].name)}`));
    }
    return box;
  });

  ladder.chart("foresight-load", (months, { width, narrow, word, number }) => {
    const rows = months.filter((row) => row.hours !== null).map((row) => ({ ...row, name: word(row.month_name) }));
    return Plot.plot({
      ...base, width: Math.min(width, 720), height: months.length * 52 + 46, marginLeft: 76, marginRight: 56, marginTop: 6, marginBottom: 34,
      x: { label: word({ en: "hours", zh: "小时" }), grid: true, ticks: narrow ? 4 : 8, tickFormat: (value) => number(value) },
      y: { domain: months.map((row) => word(row.month_name)), label: null, tickSize: 0, padding: 0.3 },
      marks: [
        Plot.barX(rows, { x: "hours", y: "name", fill: "var(--t3)", title: (row) => `${row.name}: ${number(row.hours, 1)}` }),
        Plot.ruleY(rows, { x1: "lower", x2: "upper", y: "name", stroke: INK, strokeWidth: 2 }),
        Plot.tickX(rows.filter((row) => row.room !== null), { x: "room", y: "name", stroke: "var(--overdue)", strokeWidth: 3 }),
        Plot.text(rows, { x: "upper", y: "name", text: (row) => number(row.hours), dx: 6, textAnchor: "start", fill: INK }),
        Plot.ruleX([0], { stroke: RANGE }),
      ],
    });
  });
})();
