// What the rules and guards say to a configuration, in the words of `ladder config check`:
// competency/config_rules.py, weight_config_rules.py, ladder_config_rules.py, guard_config_rules.py,
// guard_warnings.py, profile_blame.py, as far as a slider can break them. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const g = (value, digits) => tuning.general(value, digits);
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  // What refuses a configuration and what should be seen in it; today: "2026-03-31".
  function findings(rules, config, mainWeights, today) {
    const whole = { config, weights: mainWeights, indicators: rules.indicators };
    const plain = broken(rules, whole);
    const refused = plain.map((one) => told(rules, one));
    const own = rules.profiles[rules.profile];
    if (own && !plain.some((one) => one.path.startsWith("profiles."))) {
      const applied = broken(rules, appliedTo(rules, whole, rules.profile));
      for (const one of applied) {
        if (!plain.some((other) => same(one, other))) {
          refused.push(blamed(rules, rules.profile, one));
        }
      }
    }
    const seen = new Map();
    const usual = warned(rules, whole);
    for (const name of Object.keys(rules.profiles)) {
      for (const one of warned(rules, appliedTo(rules, whole, name))) {
        const kept = usual.some((other) => same(one, other));
        const problem = kept ? told(rules, one) : blamed(rules, name, one);
        seen.set(JSON.stringify(problem), problem);
      }
    }
    const warnings = [...seen.values(), ...rules.warned, ...reviews(rules, today)];
    return { refused, warnings: warnings.sort((one, other) => (one.where < other.where ? -1 : 1)) };
  }

  const same = (one, other) => one.path === other.path && one.message === other.message;
  const told = (rules, { path, message, rule }) =>
    ({ where: path, message, rule: rule || "", why: rule ? rules.why[rule] : "" });

  // The weights and indicators of a profile; what tells of the one in force is set by the sliders.
  function appliedTo(rules, whole, name) {
    const profile = rules.profiles[name];
    const own = name === rules.profile ? whole.config.dimensions.map((one) => one.weight)
      : whole.config.dimensions.map((one, at) =>
        (one.key in profile.weights ? profile.weights[one.key] : whole.weights[at]));
    return { config: whole.config, weights: own, indicators: profile.indicators };
  }

  function broken(rules, whole) {
    return [...weightsBroken(rules, whole), ...ladderBroken(whole.config.ladder),
      ...sharesBroken(whole.config), ...pairsBroken(whole), ...timeBroken(whole),
      ...capsBroken(rules, whole)];
  }

  function weightsBroken(rules, { config, weights }) {
    const found = [];
    const total = sum(weights);
    if (Math.abs(total - 1) > 1e-6) {
      found.push({ path: "dimensions",
        message: `weights of the dimensions add up to ${g(total, 4)}; they must add to 1.` });
    }
    config.dimensions.forEach((one, at) => {
      const path = `dimensions[${one.key}]`;
      const [low, high] = [one.lower_bound, one.upper_bound];
      if (low > high) {
        found.push({ path: `${path}.lower_bound`,
          message: `lower_bound ${g(low)} is above upper_bound ${g(high)}.` });
      } else if (!(low <= weights[at] && weights[at] <= high)) {
        found.push({ path: `${path}.weight`,
          message: `weight ${g(weights[at])} is outside its bounds ${g(low)} to ${g(high)}.` });
      }
    });
    const lower = sum(config.dimensions.map((one) => one.lower_bound));
    const upper = sum(config.dimensions.map((one) => one.upper_bound));
    if (lower > 1 + 1e-6) {
      found.push({ path: "dimensions", message: `lower bounds add up to ${g(lower, 4)}; more than `
        + "1 leaves no weights that add to 1." });
    }
    if (upper < 1 - 1e-6) {
      found.push({ path: "dimensions", message: `upper bounds add up to ${g(upper, 4)}; less than `
        + "1 leaves no weights that add to 1." });
    }
    const own = (rules.profiles[rules.profile] || { weights: {} }).weights;
    const set = config.dimensions.filter((one) => one.key in own);
    const all = sum(set.map((one) => one.weight));
    if (set.length && Math.abs(all - 1) > 1e-6) {
      found.push({ path: `profiles.${rules.profile}.dimension_weights`,
        message: `weights add up to ${g(all, 4)}; they must add to 1.` });
    }
    return found;
  }

  function sharesBroken({ recalibration: rules }) {
    const total = rules.prior + rules.importance + rules.demand;
    if (Math.abs(total - 1) <= 1e-6) return [];
    return [{ path: "recalibration",
      message: `prior ${g(rules.prior)}, importance ${g(rules.importance)} and demand `
        + `${g(rules.demand)} add up to ${g(total, 4)}; they must add to 1.` }];
  }

  function ladderBroken({ tiers, promotion, demotion, reversal }) {
    const found = [];
    tiers.forEach((tier, at) => {
      if (!at) return;
      const under = tiers[at - 1];
      const path = `ladder.tiers[${tier.key}]`;
      if (tier.composite_cut <= under.composite_cut) {
        found.push({ path: `${path}.composite_cut`, message: `cut ${g(tier.composite_cut)} of `
          + `'${tier.key}' does not rise above ${g(under.composite_cut)} of '${under.key}'.` });
      }
      for (const [layer, floor] of Object.entries(under.layer_floors)) {
        const own = layer in tier.layer_floors ? tier.layer_floors[layer] : 0;
        if (own < floor) {
          found.push({ path: `${path}.layer_floors`,
            message: `floor of '${layer}' falls below the ${g(floor)} of '${under.key}'.` });
        }
      }
    });
    for (const [name, way, does] of [["promotion", promotion, "won"],
      ["demotion", demotion, "lost"]]) {
      if (way.probability < 0.5) {
        found.push({ path: `ladder.${name}.probability`,
          message: `below 0.5 a tier would be ${does} on a coin's toss.` });
      }
    }
    const usual = Math.max(promotion.probability, demotion.probability);
    if (reversal.probability < usual) {
      found.push({ path: "ladder.reversal.probability", message: `${g(reversal.probability)} is `
        + `below ${g(usual)}, which any move needs: taking one back would be easier.` });
    }
    return found;
  }

  // Indicators that count, each with its share of its dimension.
  function counting({ indicators }) {
    const total = {};
    const counts = indicators.filter((one) => one.enabled && one.weight > 0);
    counts.forEach((one) => { total[one.dimension] = (total[one.dimension] || 0) + one.weight; });
    return counts.map((item) => ({ item, share: item.weight / total[item.dimension] }));
  }

  function partsOf(whole) {
    const weight = {};
    whole.config.dimensions.forEach((one, at) => { weight[one.key] = whole.weights[at]; });
    const parts = counting(whole).map(({ item, share }) =>
      ({ item, share, weight: weight[item.dimension], part: weight[item.dimension] * share }));
    return parts;
  }

  // A measure of time beside a quality measure of another dimension.
  function pairsBroken(whole) {
    const parts = partsOf(whole);
    const part = Object.fromEntries(parts.map((one) => [one.item.key, one.part]));
    const found = [];
    for (const { item } of parts) {
      const partner = whole.indicators.find((one) => one.key === item.paired_with);
      if (!partner || !partner.quality || partner.minimum_n > item.minimum_n
        || partner.dimension === item.dimension) continue;
      const held = part[partner.key] || 0;
      if (held < part[item.key] - 1e-9) {
        found.push({ path: `indicators[${item.key}].paired_with`, rule: "paired_quality",
          message: `'${partner.key}' must be switched on and hold at least `
            + `${g(part[item.key], 3)} of the composite, as '${item.key}' does; it holds `
            + `${g(held, 3)}.` });
      }
    }
    return found;
  }

  function timeBroken(whole) {
    const parts = partsOf(whole);
    const timed = parts.filter(({ item }) => item.timed);
    const time = sum(timed.map((one) => one.part));
    const quality = sum(parts.filter(({ item }) => !item.timed && item.quality)
      .map((one) => one.part));
    if (time <= quality + 1e-9) return [];
    const heaviest = timed.reduce((most, one) => (one.part > most.part ? one : most));
    return [{ path: `indicators[${heaviest.item.key}].weight`, rule: "paired_quality",
      message: `measures of time hold ${g(time, 3)} of the composite, more than the `
        + `${g(quality, 3)} of the quality measures of the same contacts.` }];
  }

  function capsBroken(rules, whole) {
    const most = rules.guards.composite_share;
    return partsOf(whole).filter(({ share, part }) => share <= 1 - 1e-9
      && share <= rules.guards.indicator_share + 1e-9 && part > most + 1e-9)
      .map(({ item, share, weight, part }) => ({
        path: `indicators[${item.key}].weight`, rule: "indicator_cap",
        message: `'${item.key}' holds ${g(part, 3)} of the composite (dimension weight ${g(weight)}`
          + ` x share ${g(share, 3)}); at most ${g(most)}.` }));
  }

  function warned(rules, whole) {
    const found = [];
    const most = rules.guards.composite_share;
    const upper = Object.fromEntries(whole.config.dimensions.map(
      (one) => [one.key, one.upper_bound]));
    for (const { item, share } of counting(whole)) {
      const part = upper[item.dimension] * share;
      if (part > most + 1e-9) {
        found.push({ path: `indicators[${item.key}].weight`, rule: "indicator_cap",
          message: `'${item.key}' would hold ${g(part, 3)} of the composite where recalibration may `
            + `take '${item.dimension}' (upper_bound ${g(upper[item.dimension])} x share `
            + `${g(share, 3)}); at most ${g(most)}.` });
      }
    }
    const step = whole.config.recalibration.step_limit;
    if (step > 0.1) {
      found.push({ path: "recalibration.step_limit", rule: "fast_weights", message: `${g(step)} in `
        + "a month can turn the weights over within a quarter; at most 0.1." });
    }
    const known = whole.config.ladder.minimum_known_weight;
    if (known < 0.5) {
      found.push({ path: "ladder.minimum_known_weight", rule: "thin_evidence",
        message: `${g(known)}: less than half need be known of whoever gets a tier.` });
    }
    return found;
  }

  // Looks at targets that are overdue, or set too far ahead.
  function reviews(rules, today) {
    const ahead = rules.guards.review_months;
    const [year, month] = today.split("-").map(Number);
    return rules.reviews.flatMap(({ where, message, due }) => {
      const [before] = message.split("review was due on");
      const [late, when] = due.split("-").map(Number);
      const months = (late - year) * 12 + when - month;
      const start = { where, rule: "review_by", why: rules.why.review_by };
      if (due < today) return [{ ...start, message }];
      if (months <= ahead) return [];
      return [{ ...start,
        message: `${before}review on ${due} is ${months} months away; at most ${ahead}.` }];
    });
  }

  // A finding that only a profile brings: told at the place in it that is likeliest to blame.
  function blamed(rules, name, one) {
    return told(rules, { ...one, path: overrideOf(rules, name, one.path),
      message: `applied, ${one.path}: ${one.message}` });
  }

  function overrideOf(rules, name, path) {
    const profile = rules.profiles[name];
    const start = `profiles.${name}`;
    const weighted = Object.keys(profile.weights).length > 0;
    const [, part, own, key] = path.match(/^(indicators|dimensions)\[(.*?)\]\.(.*)$/) || [];
    if (!part) return path === "dimensions" && weighted ? `${start}.dimension_weights` : start;
    const dimension = part === "dimensions" ? own
      : rules.indicators.find((one) => one.key === own).dimension;
    if (part === "dimensions" && dimension in profile.weights) {
      return `${start}.dimension_weights.${dimension}`;
    }
    if (part === "indicators" && own in profile.fields) {
      const given = [key, "weight", "enabled"].find((one) => profile.fields[own].includes(one));
      if (given) return `${start}.indicators.${own}.${given}`;
    }
    // Shares also move when something beside it gains or loses weight, or its dimension does.
    for (const item of rules.indicators) {
      if (item.dimension !== dimension || !(item.key in profile.fields)) continue;
      const given = ["weight", "enabled"].find((one) => profile.fields[item.key].includes(one));
      if (given) return `${start}.indicators.${item.key}.${given}`;
    }
    if (dimension in profile.weights) return `${start}.dimension_weights.${dimension}`;
    return part === "indicators" && own in profile.fields ? `${start}.indicators.${own}` : start;
  }

  Object.assign(tuning, { findings });
})(globalThis);
