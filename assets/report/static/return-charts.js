// Pictures of the page on what training returns.
(() => {
  const INK = "var(--ink)", RANGE = "var(--range)", SHEET = "var(--sheet)";
  const said = {
    months: { en: "months after hiring", zh: "入职后月数" }, share: { en: "proficient, %", zh: "已达标（%）" },
    claim: { en: "claimed", zh: "所宣称" },
  };
  const base = { style: { background: "none", fontSize: "12px", fontFamily: "inherit" } };
  const tints = ["var(--v-rater)", "var(--t4)", "var(--v-team)", "var(--t2)", "var(--v-case_mix)"];

  ladder.chart("proficiency", (data, { width, narrow, word, number }) => {
    const groups = d3.groups(data.curves, (row) => row.cohort);
    const last = d3.max(data.curves, (row) => row.months) || 1;
    const tint = new Map(groups.map(([cohort], at) => [cohort, tints[at % tints.length]]));
    const ends = groups.map(([, rows]) => rows[rows.length - 1]);
    // From its last step a curve is dotted to the edge, where its name stands: how long its people were watched is not in it.
    const onward = ends.flatMap((row) => [row, { ...row, months: last }]);
    const band = data.curves.filter((row) => row.lower !== null && row.upper !== null);
    const height = narrow ? 300 : 360;
    // Names at the ends, kept apart.
    const names = ends.map((row) => ({ ...row, label: word(row.name), tint: tint.get(row.cohort) }));
    if (data.claim.length) names.push({ share: data.claim[data.claim.length - 1].share, label: `${word(said.claim)} −${number(100 * data.share)} %`, tint: INK });
    names.sort((a, b) => a.share - b.share);
    const apart = 18 / (height - 70);
    let low = -Infinity;
    for (const one of names) low = one.at = Math.max(one.share, low + apart);
    const over = Math.max(0, low - 1);
    names.forEach((one) => { one.at -= over; });
    return Plot.plot({
      ...base, width, height, marginLeft: 40, marginRight: narrow ? 96 : 150, marginBottom: 40,
      x: { label: word(said.months), labelAnchor: "center", domain: [0, last], ticks: d3.ticks(0, last, narrow ? 4 : 8).filter(Number.isInteger), tickFormat: (v) => number(v) },
      y: { label: word(said.share), domain: [0, 1], grid: true, ticks: 5, tickFormat: (v) => number(100 * v) },
      marks: [
        Plot.areaY(band, { x: "months", y1: "lower", y2: "upper", z: "cohort", curve: "step-after", fill: (row) => tint.get(row.cohort), fillOpacity: 0.16 }),
        Plot.lineY(data.curves, { x: "months", y: "share", z: "cohort", curve: "step-after", stroke: (row) => tint.get(row.cohort), strokeWidth: 2.5 }),
        Plot.lineY(onward, { x: "months", y: "share", z: "cohort", stroke: (row) => tint.get(row.cohort), strokeWidth: 2, strokeDasharray: "1 5", strokeLinecap: "round" }),
        Plot.lineY([...data.claim, ...data.claim.slice(-1).map((row) => ({ ...row, months: last }))], { x: "months", y: "share", curve: "step-after", stroke: INK, strokeWidth: 1.5, strokeDasharray: "5 4" }),
        Plot.ruleY([0], { stroke: RANGE }),
        Plot.text(names, { x: () => last, y: "at", text: "label", dx: 8, textAnchor: "start", fill: INK, stroke: SHEET, strokeWidth: 3 }),
        Plot.dot(names, { x: () => last, y: "at", dx: 2, r: 3, fill: "tint" }),
      ],
    });
  });

  ladder.chart("training-kinds", (data, { width, narrow, word, number }) => {
    const told = new Map(data.rows.map((row) => [row.kind, row]));
    const say = (value) => (value > 0 ? "+" : "") + number(value, data.digits);
    return Plot.plot({
      ...base, width, height: data.rows.length * (narrow ? 46 : 32) + 62, marginLeft: narrow ? 10 : 150, marginRight: 24, marginBottom: 38,
      x: { label: word(data.unit), labelAnchor: "center", grid: true, ticks: narrow ? 4 : 8, tickFormat: say, inset: 12 },
      y: { domain: data.rows.map((row) => row.kind), axis: narrow ? null : "left", label: null, tickSize: 0, tickFormat: (kind) => word(told.get(kind).name) },
      marks: [
        Plot.ruleX([0], { stroke: INK, strokeWidth: 1 }),
        Plot.ruleY(data.rows, { y: "kind", x1: "lower", x2: "upper", stroke: RANGE, strokeWidth: 3 }),
        Plot.dot(data.rows, { y: "kind", x: "effect", r: 5, fill: (row) => (row.differs ? INK : SHEET), stroke: INK, strokeWidth: 1.5, title: (row) => `${word(row.name)}: ${say(row.effect)} (${say(row.lower)} … ${say(row.upper)})` }),
        ...(narrow ? [Plot.text(data.rows, { y: "kind", frameAnchor: "left", text: (row) => word(row.name), dy: -16, textAnchor: "start", fill: INK, stroke: SHEET, strokeWidth: 4 })] : []),
      ],
    });
  });

  ladder.chart("return-scenarios", (data, { width, narrow, word, number }) => {
    const rows = data.rows.filter((row) => row.side === "net");
    return Plot.plot({
      ...base, width, height: 150, marginLeft: narrow ? 70 : 110, marginRight: 24, marginBottom: 38,
      x: { label: data.currency, labelAnchor: "center", grid: true, ticks: narrow ? 3 : 7, tickFormat: (v) => number(v), inset: 12 },
      y: { domain: rows.map((row) => row.scenario), label: null, tickSize: 0, tickFormat: (key) => word(rows.find((row) => row.scenario === key).name) },
      marks: [
        Plot.ruleX([0], { stroke: INK, strokeWidth: 1 }),
        Plot.ruleY(rows, { y: "scenario", x1: "lower", x2: "upper", stroke: RANGE, strokeWidth: 3 }),
        Plot.dot(rows, { y: "scenario", x: "amount", r: 5, fill: (row) => (row.lower > 0 || row.upper < 0 ? INK : SHEET), stroke: INK, strokeWidth: 1.5, title: (row) => `${word(row.name)}: ${number(row.amount)}` }),
      ],
    });
  });

  ladder.chart("return-drivers", (data, { width, narrow, word, number }) => {
    const rows = data.rows;
    const step = narrow ? 44 : 30;
    const kind = (row) => (row.kind === "estimate" ? "var(--t4)" : "var(--v-case_mix)");
    const told = new Map(rows.map((row) => [`${row.kind} ${row.driver}`, row]));
    const key = (row) => `${row.kind} ${row.driver}`;
    return Plot.plot({
      ...base, width, height: rows.length * step + 60, marginLeft: narrow ? 10 : 250, marginRight: 24, marginBottom: 38,
      x: { label: data.currency, labelAnchor: "center", grid: true, ticks: narrow ? 3 : 7, tickFormat: (v) => number(v), inset: 12 },
      y: { domain: rows.map(key), axis: narrow ? null : "left", label: null, tickSize: 0, tickFormat: (at) => word(told.get(at).name), padding: narrow ? 0.55 : 0.25 },
      marks: [
        Plot.barX(rows, { y: key, x1: (row) => Math.min(row.net_at_low, row.net_at_high), x2: (row) => Math.max(row.net_at_low, row.net_at_high), fill: kind, title: (row) => `${word(row.name)}: ${number(row.net_at_low)} … ${number(row.net_at_high)}` }),
        Plot.ruleX([0], { stroke: INK, strokeWidth: 1 }),
        ...(narrow ? [Plot.text(rows, { y: key, frameAnchor: "left", text: (row) => word(row.name), dy: -17, textAnchor: "start", fill: INK, stroke: SHEET, strokeWidth: 4 })] : []),
      ],
    });
  });
})();
