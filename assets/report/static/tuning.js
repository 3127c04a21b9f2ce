// The tuning bench's page: reads the sliders, has everything computed anew, shows what changes.
// Figures come from tuning-engine.js, words from tuning-reasons.js, rules from tuning-config.js.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const tuning = globalThis.ladderTuning;
  const data = globalThis.ladderTuningData;
  const byId = (id) => document.getElementById(id);
  if (!tuning || !data) {
    byId("headline").replaceChildren(...both(
      "The file tuning-data.js beside this page is missing: copy the whole report folder.",
      "缺少本页旁的 tuning-data.js 文件：请复制整个报告文件夹。"));
    return;
  }
  const SHOWN = 100;
  const tierNames = [{ en: "no tier", zh: "未定级" }, ...data.tiers];
  let prepared = null;
  let base = null; // as published: beliefs and bars of the configurations then in force
  let after = null;
  let found = null; // who moves, by person, tier and team
  let most = SHOWN;
  let cost = 0;
  let counts = null;

  // --- words and cells -----------------------------------------------------------------------
  function both(en, zh) {
    return [["en", en, "en"], ["zh", zh, "zh-CN"]].map(([key, text, tag]) => {
      const span = document.createElement("span");
      span.dataset.lang = key;
      span.lang = tag;
      span.textContent = text;
      return span;
    });
  }
  function element(tag, content, name) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...(Array.isArray(content) ? content : [content]));
    return made;
  }
  const cell = (content, name) => element("td", content, name);
  function head(content) {
    const made = element("th", content);
    made.scope = "row";
    return made;
  }
  const id = (text) => {
    const made = element("bdi", text);
    made.translate = false;
    return made;
  };
  const labelled = (en, zh, content) => [element("span", both(en, zh), "cell-label"),
    element("span", content)];
  const tidy = (value) => tuning.rounded(value, 6);
  function signed(value, digits) {
    const size = tuning.fixed(Math.abs(value), digits);
    if (Number(size) === 0) return size;
    return (value < 0 ? "−" : "+") + size;
  }
  const figure = (value, digits) => (Number.isNaN(value) ? "–" : tuning.fixed(tidy(value), digits));
  const monthOf = (month) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;

  // --- the settings --------------------------------------------------------------------------
  const controls = new Map();
  for (const box of document.querySelectorAll(".control")) {
    const [slide, number] = [box.querySelector(".slide"), box.querySelector("[type=number]")];
    const published = number.value === "" ? null : Number(number.value);
    controls.set(box.dataset.name, { box, slide, number, published, value: published,
      back: box.querySelector(".back"), whole: Number(slide.step) >= 1,
      least: Number(number.min), most: Number(number.max), step: Number(slide.step) });
  }
  const sums = [data.dimensions.map((one) => `dimensions.${one.key}.weight`),
    ["prior", "importance", "demand"].map((one) => `recalibration.${one}`)];

  function put(control, value) {
    control.value = value;
    control.slide.value = value === null ? control.least : value;
    if (document.activeElement !== control.number || Number(control.number.value) !== value) {
      control.number.value = value === null ? "" : String(value);
    }
    const changed = value !== control.published;
    control.box.classList.toggle("changed", changed);
    control.back.disabled = !changed;
  }

  function set(name, given) {
    const control = controls.get(name);
    let value = given;
    if (value !== null) {
      value = Math.min(Math.max(value, control.least), control.most);
      if (control.whole) value = Number.isInteger(control.step) && name.endsWith("months")
        ? Math.round(value) : value;
      value = Number(value.toPrecision(10));
    }
    put(control, value);
    const group = sums.find((names) => names.includes(name));
    if (group && byId("balance").checked) giveWay(group, name);
    schedule();
  }

  function giveWay(group, name) {
    const bounds = group.map((one) => (one.startsWith("dimensions.")
      ? ["lower_bound", "upper_bound"].map((end) =>
        controls.get(one.replace(/weight$/, end)).value) : [0, 1]));
    const found = tuning.balanced(
      group.map((one) => controls.get(one).value), group.indexOf(name), bounds, 0.005);
    if (found) group.forEach((one, at) => { if (one !== name) put(controls.get(one), found[at]); });
  }

  const changes = () => Object.fromEntries([...controls]
    .filter(([, one]) => one.value !== one.published && one.value !== null)
    .map(([name, one]) => [name, one.value]));

  for (const [name, control] of controls) {
    control.slide.addEventListener("input", () => set(name, Number(control.slide.value)));
    control.number.addEventListener("change", () => {
      const empty = control.number.value === "";
      if (empty && control.published !== null) put(control, control.value);
      else set(name, empty ? null : Number(control.number.value));
    });
    control.back.addEventListener("click", () => {
      put(control, control.published);
      control.number.focus();
      schedule();
    });
  }
  byId("reset").addEventListener("click", () => {
    controls.forEach((control) => put(control, control.published));
    schedule();
  });

  // --- computing -----------------------------------------------------------------------------
  let timer = 0;
  function schedule() {
    clearTimeout(timer);
    byId("outcome").setAttribute("aria-busy", "true");
    // Where it takes longer, wait until the slider rests.
    timer = setTimeout(compute, cost > 150 ? 200 : 0);
  }

  function compute() {
    const values = changes();
    const config = tuning.configured(data.config, values);
    const told = rulesTold(config);
    showProblems(told);
    byId("reset").disabled = Object.keys(values).length === 0;
    showChanges(values, told.refused.length > 0);
    byId("outcome").classList.toggle("stale", told.refused.length > 0);
    if (told.refused.length) {
      byId("headline").replaceChildren(...both(
        "The rules refuse these settings; the figures below are from before.",
        "这些参数违反规则；下方为此前的结果。"));
    } else {
      const start = performance.now();
      after = tuning.recompute(prepared, [{ since: 0, config }], after || base);
      found = tuning.moves(prepared, after);
      most = SHOWN;
      cost = performance.now() - start;
      byId("outcome").dataset.milliseconds = cost.toFixed(0);
      show();
    }
    byId("outcome").setAttribute("aria-busy", "false");
    byId("outcome").dataset.computed = String(Number(byId("outcome").dataset.computed || 0) + 1);
  }

  function rulesTold(config) {
    if (!data.rules) return { refused: [], warnings: [] };
    const main = config.dimensions.map((one, at) =>
      (data.main_weights[at] === null ? one.weight : data.main_weights[at]));
    const now = new Date();
    const today = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-`
      + String(now.getDate()).padStart(2, "0");
    return tuning.findings(data.rules, config, main, today);
  }

  // --- showing -------------------------------------------------------------------------------
  function show() {
    const { rows, people, up, down, placed, unplaced } = found;
    const other = placed || unplaced;
    byId("headline").replaceChildren(...both(
      `${people.length} of ${rows.length} people would stand elsewhere: ${up} higher, ${down} lower`
      + `${other ? `, ${placed} placed anew, ${unplaced} without a tier` : ""}.`,
      `${rows.length}人中${people.length}人等级会变：升${up}人，降${down}人`
      + `${other ? `，新定级${placed}人，失去等级${unplaced}人` : ""}。`));
    showTiers();
    showWeights();
    showTeams();
    showPeople();
  }

  function showTiers() {
    counts = tierNames.map((name, tier) => ({ tier, name, old: found.counts[tier][0],
      now: found.counts[tier][1] })).filter((one) => one.tier || one.old || one.now);
    byId("tiers").tBodies[0].replaceChildren(...counts.map((one) => element("tr", [
      head(both(...titles(one))), cell(String(one.old), "number"), cell(String(one.now), "number"),
      cell(signed(one.now - one.old, 0), "number")])));
    drawTiers();
  }
  const titles = ({ tier, name }) => ["en", "zh"].map((key) => (tier ? `${tier} ${name[key]}`
    : name[key]));

  function drawTiers() {
    const box = document.querySelector("[data-chart=tuning-tiers] .picture");
    if (!box.clientWidth || !counts) return;
    const picture = tierPicture(box.clientWidth);
    picture.setAttribute("aria-hidden", "true");
    box.setAttribute("aria-label", box.dataset[ladder.language()]);
    box.replaceChildren(picture);
    box.dataset.width = String(Math.floor(box.clientWidth));
  }

  function tierPicture(width) {
    const zh = ladder.language() === "zh";
    const title = (one) => titles(one)[zh ? 1 : 0];
    const sides = zh ? ["已发布", "调整后"] : ["published", "then"];
    const bars = counts.flatMap((one) => [
      { title: title(one), side: sides[0], people: one.old, tier: one.tier, hatched: true },
      { title: title(one), side: sides[1], people: one.now, tier: one.tier, hatched: false }]);
    const fills = (one) => (one.hatched || !one.tier ? "url(#hatch)" : `var(--t${one.tier})`);
    return Plot.plot({
      width, height: 28 + counts.length * 46, marginLeft: 110, marginRight: 44, marginTop: 4,
      x: { axis: null }, y: { axis: null, domain: sides, padding: 0.12 },
      fy: { label: null, domain: counts.map(title), axis: "left", padding: 0.25 },
      marks: [
        Plot.barX(bars, { x: "people", y: "side", fy: "title", fill: fills,
          stroke: (one) => (one.hatched ? "var(--range)" : "none") }),
        Plot.text(bars, { x: "people", y: "side", fy: "title", dx: 6, textAnchor: "start",
          text: (one) => ladder.number(one.people), fill: "var(--ink)",
          fontWeight: (one) => (one.hatched ? 400 : 650) }),
        Plot.ruleX([0], { stroke: "var(--rule)" })],
    });
  }
  ladder.chart("tuning-tiers", (_, { width }) => (counts ? tierPicture(width)
    : document.createElement("span")));

  function showWeights() {
    const month = data.weighed[data.weighed.length - 1];
    const now = after.weights.get(month);
    byId("weights").tBodies[0].replaceChildren(...data.dimensions.map((one, at) => {
      const pair = [data.published_weights[at], now[at]].map((value) => (value === null ? NaN
        : tidy(value)));
      return element("tr", [head(both(one.en, one.zh)),
        ...pair.map((value) => cell(figure(value, 3), "number")),
        cell(Number.isNaN(pair[0]) ? "–" : signed(pair[1] - pair[0], 3), "number")]);
    }));
  }

  function showTeams() {
    const touched = found.teams.filter((team) => team.moved);
    byId("touched").hidden = !touched.length;
    byId("noteam").hidden = touched.length > 0;
    byId("touched").tBodies[0].replaceChildren(...touched.map((team) => element("tr", [
      head(id(team.name)),
      ...[team.people, team.moved, team.up, team.down].map((one) => cell(String(one), "number")),
      cell(team.known ? signed(tidy(team.change), 1) : "–", "number")])));
  }

  function showPeople() {
    const wanted = byId("find").value.trim().toLowerCase();
    const named = found.people.filter((one) => !wanted || one.agent.toLowerCase().includes(wanted)
      || (one.team || "").toLowerCase().includes(wanted));
    byId("people").hidden = !named.length;
    byId("nobody").hidden = named.length > 0;
    byId("people").tBodies[0].replaceChildren(...named.slice(0, most).map(personRow));
    const rest = named.length - most;
    byId("more").hidden = rest <= 0;
    byId("more").replaceChildren(...both(`Show ${rest} more`, `再显示${rest}人`));
  }

  function personRow(one) {
    const { since, why } = tuning.explain(prepared, base, after, one.row);
    const way = ["en", "zh"].map((key) => one.tiers.map((tier) => tierNames[tier][key]).join(" → "));
    const level = one.composite.map((value) => figure(value, 1));
    // Gaining or losing a tier altogether is neither up nor down.
    const [sign, name] = !one.tiers[0] || !one.tiers[1] ? ["○ ", "change"]
      : one.tiers[1] > one.tiers[0] ? ["▲ ", "change promoted"] : ["▼ ", "change demoted"];
    const gap = tidy(one.composite[1]) - one.composite[0];
    return element("tr", [head(id(one.agent)),
      cell(labelled("Team", "团队", one.team === null ? "–" : id(one.team))),
      cell(labelled("Tier", "等级", [element("span", sign, name), ...both(...way)])),
      cell(labelled("Composite", "综合得分",
        `${level.join(" → ")}${Number.isNaN(gap) ? "" : ` (${signed(gap, 1)})`}`), "number"),
      cell(labelled("Since", "起始月", element("span", monthOf(since), "nowrap"))),
      cell(labelled("Reason", "原因", both(why.en, why.zh)), "reason")]);
  }

  function showProblems({ refused, warnings }) {
    const lines = (list) => element("ul", list.map((one) => {
      const line = element("li", [element("code", one.where), `: ${one.message}`
        + (one.rule ? ` [${one.rule}: ${one.why}]` : "")]);
      line.lang = "en";
      return line;
    }));
    byId("refused").hidden = !refused.length;
    byId("refused").replaceChildren(element("p", both(
      "The rules refuse this configuration:", "该配置违反以下规则：")), lines(refused));
    const box = byId("warned");
    const open = box.querySelector("details");
    const kept = open ? open.open : false;
    box.hidden = !warnings.length;
    const part = element("details", [element("summary", both(
      `${warnings.length} ${warnings.length === 1 ? "thing" : "things"} to be seen (guards)`,
      `${warnings.length}项需留意（防护规则）`)), lines(warnings)]);
    part.open = kept;
    box.replaceChildren(part);
  }

  function showChanges(values, refused) {
    if (!byId("changes")) return;
    const names = Object.keys(values);
    byId("changes").hidden = !names.length;
    byId("changes-none").hidden = names.length > 0;
    byId("changes").tBodies[0].replaceChildren(...names.map((name) => {
      const { published } = controls.get(name);
      return element("tr", [head(element("code", name)),
        cell(published === null ? "–" : String(published), "number"),
        cell(String(values[name]), "number")]);
    }));
    byId("download").disabled = refused || !names.length;
  }

  byId("find").addEventListener("input", () => { if (found) showPeople(); });
  byId("more").addEventListener("click", () => {
    most += 1000;
    showPeople();
  });
  if (byId("download")) {
    byId("download").addEventListener("click", () => {
      const text = tuning.fileText(data.text, data.edits, changes());
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/yaml" }));
      link.download = "config-tuned.yml";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }

  // --- the beginning: let the page be seen first ----------------------------------------------
  setTimeout(() => {
    prepared = tuning.prepare(data);
    const [only] = data.editions;
    const alone = data.editions.length === 1
      && JSON.stringify(only.config) === JSON.stringify(data.config);
    base = tuning.recompute(prepared, alone ? [{ since: 0, config: data.config }] : data.editions);
    compute();
  }, 30);
});
