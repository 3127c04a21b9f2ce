// Weights of the dimensions, month by month: competency/weights.py, projection.py and the capacity
// of demand.py, on the figures a published result holds. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  // Sums that differ from 1 by less than this differ by rounding.
  const ROUNDING = 1e-12;
  const LEAST_CAPACITY = 10;
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const clip = (value, low, high) => Math.min(Math.max(value, low), high);

  // As numpy rounds: to the even one of two that are equally near.
  function rounded(value, digits) {
    const scale = 10 ** digits;
    const at = value * scale;
    const down = Math.floor(at);
    const rest = at - down;
    const whole = rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
    return whole / scale;
  }

  // The least place where a piecewise linear function that never falls is 0.
  function crossing(rising, corners) {
    const place = [...new Set(corners)].sort((one, other) => one - other);
    const height = place.map(rising).map((one) => (Math.abs(one) <= ROUNDING / 10 ? 0 : one));
    if (height[height.length - 1] < 0) return place[place.length - 1];
    const after = height.findIndex((one) => one >= 0);
    if (after === 0) return place[0];
    const before = after - 1;
    const slope = (height[after] - height[before]) / (place[after] - place[before]);
    return place[before] - height[before] / slope;
  }

  // The step that bounds and sum can be met with: at least the one given.
  function widened(lower, upper, previous, step) {
    const reach = Math.max(
      ...previous.map((was, at) => Math.max(lower[at] - was, was - upper[at])));
    const least = Math.max(step, reach);
    const below = crossing(
      (at) => 1 - sum(previous.map((was, place) => Math.max(lower[place], was - at))),
      [...previous.map((was, place) => Math.max(was - lower[place], least)), least]);
    const above = crossing(
      (at) => sum(previous.map((was, place) => Math.min(upper[place], was + at))) - 1,
      [...previous.map((was, place) => Math.max(upper[place] - was, least)), least]);
    return Math.max(below, above);
  }

  // The nearest weights that keep to their bounds, to the step limit and to the sum of 1.
  function project(target, lower, upper, previous, step) {
    const used = widened(lower, upper, previous, step);
    const low = previous.map((was, at) => clip(was - used, lower[at], upper[at]));
    const high = previous.map((was, at) => clip(was + used, lower[at], upper[at]));
    const inside = target.every((one, at) => low[at] <= one && one <= high[at]);
    if (inside && Math.abs(sum(target) - 1) <= ROUNDING) return [...target];
    const tau = crossing(
      (at) => sum(target.map((one, place) => clip(one + at, low[place], high[place]))) - 1,
      [...low.map((one, at) => one - target[at]), ...high.map((one, at) => one - target[at])]);
    return target.map((one, at) => clip(one + tau, low[at], high[at]));
  }

  // Points a standard deviation of ability is worth: the mean over dimensions by base weight.
  function slopeOf(config) {
    let total = 0;
    let weight = 0;
    config.slopes.forEach((slope, at) => {
      if (slope === null) return;
      const share = Math.max(config.dimensions[at].weight, 1e-9);
      total += slope * share;
      weight += share;
    });
    return total / weight;
  }

  // Pressure by month and dimension; what people can do moves with the points of the month.
  function pressures(data, at) {
    const { demand } = data;
    const found = new Map();
    if (!demand) return found;
    data.dimensions.forEach((_, dimension) => {
      let total = 0;
      let usable = 0;
      for (let month = demand.first; month <= demand.last; month++) {
        const config = at(month);
        const able = (data.ability_means[month] || [])[dimension];
        const average = config.average[dimension];
        const known = able !== undefined && able !== null && average !== null;
        const level = known ? Math.max(average + slopeOf(config) * able, LEAST_CAPACITY) : NaN;
        if (known && month - demand.first < demand.anchor_months) {
          total += level;
          usable += 1;
        }
        const row = (demand.load[month] || [])[dimension];
        if (row === undefined || row === null) continue;
        // What nobody calls for by name is not wanted less where people are able.
        const soFar = total / Math.max(usable, 1);
        const capacity = known && soFar > 0 ? level / soFar : 1;
        const pressure = row === "untold" ? 1 : row / capacity;
        found.set(month * 1000 + dimension, rounded(pressure, 6));
      }
    });
    return found;
  }

  // Importance of a month: the outcomes that say enough, mixed; null where none does.
  function importanceOf(data, config, month) {
    const base = config.dimensions.map((one) => one.weight);
    const mixed = base.map(() => 0);
    let total = 0;
    for (const outcome of config.recalibration.outcomes) {
      const rows = (data.importance[month] || {})[outcome.key];
      if (!rows || outcome.weight === 0) continue;
      const known = rows.known;
      let room = 0;
      let all = 0;
      base.forEach((weight, at) => {
        if (!known[at]) return;
        room += weight;
        if (rows.share[at] !== null) all += rows.share[at];
      });
      base.forEach((weight, at) => {
        const share = rows.share[at] === null ? NaN : rows.share[at];
        mixed[at] += outcome.weight * (known[at] ? (room * share) / all : weight);
      });
      total += outcome.weight;
    }
    return total > 0 ? mixed.map((one) => one / total) : null;
  }

  // Weights of every month weighed: month -> one number a dimension.
  function weigh(data, at) {
    const pressure = pressures(data, at);
    const found = new Map();
    let before = null;
    for (const month of data.weighed) {
      const config = at(month);
      const rules = config.recalibration;
      const base = config.dimensions.map((one) => one.weight);
      let importance = importanceOf(data, config, month);
      let told = importance !== null;
      if (!told) {
        told = before !== null && before.told;
        importance = told ? before.importance : base;
      }
      const pressed = base.map((weight, dimension) => {
        const one = pressure.get(month * 1000 + dimension);
        return weight * (one === undefined ? 1 : one);
      });
      const whole = sum(pressed);
      const target = base.map((weight, dimension) =>
        rules.prior * weight + rules.importance * importance[dimension]
        + rules.demand * (pressed[dimension] / whole));
      const weights = before === null ? base : project(
        target, config.dimensions.map((one) => one.lower_bound),
        config.dimensions.map((one) => one.upper_bound), before.weights, rules.step_limit);
      before = { weights, importance, told };
      found.set(month, weights);
    }
    return found;
  }

  Object.assign(tuning, { project, rounded, slopeOf, weigh });
})(globalThis);
