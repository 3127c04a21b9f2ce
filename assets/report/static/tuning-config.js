// A configuration with other numbers: as the engine reads it and as a file; numbers that add up.
// Where they stand in the file: assets/report/tuning_edits.py. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  function place(config, name) {
    const steps = name.split(".");
    let here = config;
    for (const step of steps.slice(0, -1)) {
      here = Array.isArray(here) ? here.find((one) => one.key === step) : here[step];
    }
    return [here, steps[steps.length - 1]];
  }

  // A configuration with some numbers changed, by name.
  function configured(base, values) {
    const config = { ...base, ...JSON.parse(JSON.stringify(
      { dimensions: base.dimensions, recalibration: base.recalibration, ladder: base.ladder })) };
    for (const [name, value] of Object.entries(values)) {
      const [here, step] = place(config, name);
      // Nothing is on record under numbers that were never published.
      if (here[step] !== value) config.sha256 = null;
      here[step] = value;
    }
    return config;
  }

  // The text of the file with these numbers changed, everything else as it was.
  function fileText(text, edits, values) {
    const put = [];
    const written = (value) => String(Number(value.toPrecision(10)));
    for (const [name, value] of Object.entries(values)) {
      if (name in edits.spans) put.push([...edits.spans[name], written(value)]);
    }
    edits.gaps.forEach((gap, number) => {
      const added = Object.entries(values)
        .filter(([name]) => name in edits.additions && edits.additions[name][0] === number)
        .map(([name, value]) => `${edits.additions[name][1]}: ${written(value)}`);
      if (added.length) {
        put.push([gap.at, gap.at, gap.before + added.join(gap.between) + gap.after]);
      }
    });
    put.sort((one, other) => other[0] - one[0]);
    let changed = text;
    for (const [start, end, words] of put) {
      changed = changed.slice(0, start) + words + changed.slice(end);
    }
    return changed;
  }

  // Numbers that add up to 1 with one of them set: the others give way in proportion, in bounds.
  function balanced(values, set, bounds, step) {
    const rest = values.map((value, at) => (at === set ? 0 : value));
    const room = 1 - values[set];
    const whole = sum(rest);
    const wanted = rest.map((value, at) => {
      if (at === set) return values[set];
      return whole > 0 ? (value * room) / whole : room / (values.length - 1);
    });
    const low = bounds.map(([least], at) => (at === set ? values[set] : least));
    const high = bounds.map(([, most], at) => (at === set ? values[set] : most));
    if (sum(low) > 1 + 1e-9 || sum(high) < 1 - 1e-9) return null;
    const near = tuning.project(wanted, low, high, wanted, 1);
    // In steps, with what is left over where there is room for it.
    const digits = Math.round(1 / step);
    const stepped = near.map((value, at) => (at === set ? value : Math.round(value * digits) / digits));
    let left = Math.round((1 - sum(stepped)) * 1e9) / 1e9;
    for (let at = 0; at < stepped.length && Math.abs(left) > 1e-9; at++) {
      if (at === set) continue;
      const moved = Math.min(Math.max(stepped[at] + left, low[at]), high[at]);
      left = Math.round((left - (moved - stepped[at])) * 1e9) / 1e9;
      stepped[at] = Math.round(moved * 1e9) / 1e9;
    }
    return Math.abs(left) > 1e-9 ? null : stepped;
  }

  Object.assign(tuning, { configured, fileText, balanced });
})(globalThis);
