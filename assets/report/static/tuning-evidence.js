// What everybody shows for each tier by the scores: competency/composite.py, tier_evidence.py.
// No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const SLACK = 1e-9; // weights are sums of decimals
  // The points tell a chance but for so much a bar drawn: beyond it they need not be asked.
  const DOUBT = 0.03;

  // A tier's demands as numbers; what lies below it is asked for, too.
  function barsOf(config, layers) {
    const tiers = config.ladder.tiers.map((tier, place) => Float64Array.from([
      place ? tier.composite_cut : -Infinity,
      ...layers.map((key) => (key in tier.layer_floors ? tier.layer_floors[key] : -Infinity))]));
    return tiers;
  }

  // A configuration in the form the loops want.
  function rulesOf(prepared, config, months) {
    const { layers, live, dims } = prepared;
    const slope = tuning.slopeOf(config);
    const base = config.dimensions.map((one) => one.weight);
    const shares = [null, ...layers.map((key) => normalised(
      config.dimensions.map((one, at) => (one.layer === key && live[at] ? one.weight : 0))))];
    const composites = new Map(months.map((month) => {
      const weight = (prepared.weights.get(month)) || base;
      const share = normalised(weight.map((one, at) => (live[at] ? one : 0)));
      return [month, { weight, share, total: weight.reduce((sum, one) => sum + one, 0) }];
    }));
    const cuts = barsOf(config, layers);
    for (let bar = 1; bar <= layers.length; bar++) {
      // A layer nobody has evidence on cannot be held against anybody.
      if (shares[bar] === null) cuts.forEach((tier) => { tier[bar] = -Infinity; });
    }
    const known = composites.size > 0 && [...composites.values()].every((one) => one.share);
    if (!known) cuts.forEach((tier) => { tier[0] = -Infinity; });
    const rising = [];
    cuts.forEach((tier, place) => rising.push(
      tier.map((cut, bar) => (place ? Math.max(cut, rising[place - 1][bar]) : cut))));
    const average = config.average.map((one) => (one === null ? NaN : one));
    return { config, slope, average, shares, composites, cuts, rising, known, dims,
      ladder: config.ladder };
  }

  // Shares that add up to 1; null where nothing has weight.
  function normalised(weight) {
    const total = weight.reduce((sum, one) => sum + one, 0);
    return total > 0 ? Float64Array.from(weight, (one) => one / total) : null;
  }

  // Composite and its error of every row; what else is believed of a row is worked out when asked.
  function evidence(run, earlier) {
    const shown = JSON.stringify(run.months.map((month) => {
      const { slope, average, shares, composites, rising } = run.rules.get(month);
      const own = composites.get(month);
      return [slope, average, [...own.weight], shares.slice(1).map((one) => one && [...one]),
        rising.map((one) => [...one].map(String))];
    }));
    run.shown = shown;
    if (earlier && earlier.shown === shown) {
      // Only rules of moving differ: what people show is the same.
      ["mean", "error", "atLeast"].forEach((name) => { run[name] = earlier[name]; });
    } else {
      run.mean = new Float64Array(run.rows);
      run.error = new Float64Array(run.rows);
      run.atLeast = new Float64Array(run.rows * run.tiers).fill(NaN);
      run.months.forEach((month, place) => {
        const rules = run.rules.get(month);
        const { share } = rules.composites.get(month);
        for (let row = run.start[place]; row < run.start[place + 1]; row++) {
          run.mean[row] = share ? level(run, rules, row, share) : 0;
          run.error[row] = share ? Math.sqrt(together(run, rules, row, share, share)) : 0;
        }
      });
    }
    run.sure = new Uint8Array(run.rows);
    run.composite = new Float64Array(run.rows).fill(NaN);
    run.months.forEach((month, place) => {
      const rules = run.rules.get(month);
      const least = rules.ladder.minimum_known_weight - SLACK;
      const own = rules.composites.get(month);
      for (let row = run.start[place]; row < run.start[place + 1]; row++) {
        if (!run.evidenced[row]) continue;
        if (own.share) run.composite[row] = Math.min(Math.max(run.mean[row], 0), 100);
        run.sure[row] = rules.known && knownWeight(run, own, row) >= least ? 1 : 0;
      }
    });
  }

  // Share of a row's weight whose dimensions have enough evidence.
  function knownWeight(run, own, row) {
    let known = 0;
    for (let at = 0; at < run.dims; at++) {
      if (run.array.state[row * run.dims + at] & 2) known += own.weight[at];
    }
    return known / (own.total > 0 ? own.total : 1);
  }

  function level(run, rules, row, share) {
    let sum = 0;
    for (let at = 0; at < run.dims; at++) {
      const point = rules.average[at] + rules.slope * run.array.ability[row * run.dims + at];
      if (!Number.isNaN(point)) sum += share[at] * point;
    }
    return sum;
  }

  function together(run, rules, row, one, other) {
    const { dims, covariance } = run;
    let sum = 0;
    for (let at = 0; at < dims; at++) {
      if (!one[at]) continue;
      const from = (row * dims + at) * dims;
      let inner = 0;
      for (let to = 0; to < dims; to++) inner += covariance[from + to] * other[to];
      sum += one[at] * inner;
    }
    return rules.slope * rules.slope * sum;
  }

  function sharesOf(run, rules, row) {
    const own = rules.composites.get(run.month[row]).share;
    return [own, ...rules.shares.slice(1)];
  }

  // P(one bar of one tier is met).
  function chance(run, row, tier, bar) {
    const rules = run.rules.get(run.month[row]);
    const cut = rules.cuts[tier][bar];
    if (cut === -Infinity) return 1;
    if (!bar) return tuning.above(run.mean[row], run.error[row], cut);
    const share = rules.shares[bar];
    const error = Math.sqrt(Math.max(together(run, rules, row, share, share), 0));
    return tuning.above(level(run, rules, row, share), error, cut);
  }

  // P(all bars of a tier and of those below it are met).
  function atLeast(run, row, tier) {
    const place = row * run.tiers + tier;
    if (!Number.isNaN(run.atLeast[place])) return run.atLeast[place];
    const rules = run.rules.get(run.month[row]);
    const cuts = rules.rising[tier];
    let found = 1;
    if (cuts.some((cut) => cut !== -Infinity)) {
      const shares = sharesOf(run, rules, row);
      const bars = shares.length;
      const mean = shares.map((share) => (share ? level(run, rules, row, share) : 0));
      const covariance = new Float64Array(bars * bars);
      for (let one = 0; one < bars; one++) {
        for (let other = 0; other <= one; other++) {
          const both = shares[one] && shares[other]
            ? together(run, rules, row, shares[one], shares[other]) : 0;
          covariance[one * bars + other] = covariance[other * bars + one] = both;
        }
      }
      found = run.chance(mean, covariance, cuts);
      if (tier > 0) found = Math.min(found, atLeastIfKnown(run, row, tier - 1));
    }
    run.atLeast[place] = found;
    return found;
  }

  function atLeastIfKnown(run, row, tier) {
    const found = run.atLeast[row * run.tiers + tier];
    return Number.isNaN(found) ? 1 : found;
  }

  // Whether `atLeast` is at least so much, by bounds on it where these say enough.
  function stands(run, row, tier, probability) {
    const asked = probability - SLACK;
    const rules = run.rules.get(run.month[row]);
    const cuts = rules.rising[tier];
    const found = run.atLeast[row * run.tiers + tier];
    if (!Number.isNaN(found)) return found >= asked;
    if (run.error[row] > SLACK && cuts[0] !== -Infinity) {
      const whole = tuning.above(run.mean[row], run.error[row], cuts[0]);
      if (whole < asked - SLACK) return false;
      // Bars together are met no more often than each, and missed no more often than all added up.
      let missed = 1 - whole;
      let most = whole;
      let drawn = 0;
      for (let bar = 1; bar < cuts.length; bar++) {
        if (cuts[bar] === -Infinity) continue;
        const share = rules.shares[bar];
        const error = Math.sqrt(Math.max(together(run, rules, row, share, share), 0));
        const one = tuning.above(level(run, rules, row, share), error, cuts[bar]);
        missed += 1 - one;
        most = Math.min(most, one + DOUBT);
        drawn += DOUBT;
        if (most < asked) return false;
      }
      if (1 - missed - drawn > asked + SLACK) return true;
    }
    return atLeast(run, row, tier) >= asked;
  }

  function below(run, row, tier, asked) {
    const { cuts } = run.rules.get(run.month[row]);
    const reached = cuts[tier][0] === -Infinity ? 1
      : tuning.above(run.mean[row], run.error[row], cuts[tier][0]);
    return 1 - reached >= asked - SLACK;
  }

  Object.assign(tuning, { atLeast, below, chance, evidence, knownWeight, level, rulesOf, sharesOf, stands });
})(globalThis);
