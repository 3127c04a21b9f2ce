// Composites and tiers of everybody in every month under a configuration, as `ladder whatif` has
// them; the rule of moving is competency/tier_walk.py. Chances, weights, evidence and gates are the
// files before this one; whoever reads pages is tuning.js. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const { atLeast, below, certificates, chance, criticalOf, evidence, highestOpen, knownWeight,
    level, progress, reachedBy, reachedOf, rulesOf, sharesOf, stands } = tuning;
  const SLACK = 1e-9; // a chance of 1 may fall short by rounding alone
  const NOBODY = -1; // in place of a tier: not there in that month

  // editions: [{ since, config }], the first also for all months before.
  function recompute(prepared, editions, earlier) {
    const at = (month) => {
      let found = editions[0].config;
      editions.slice(1).forEach((one) => { if (one.since <= month) found = one.config; });
      return found;
    };
    const weights = tuning.weigh(prepared.data, at);
    const run = { ...prepared, weights, at, latest: editions[editions.length - 1].config };
    const parts = new Map();
    prepared.months.forEach((month) => {
      const config = at(month);
      parts.set(config, [...(parts.get(config) || []), month]);
    });
    run.rules = new Map();
    for (const [config, months] of parts) {
      const rules = rulesOf(run, config, months);
      months.forEach((month) => run.rules.set(month, rules));
    }
    evidence(run, earlier);
    walk(run);
    return run;
  }

  // What a move of a row asks for: more where it would take the last one back.
  function asked(run, row, up) {
    const { promotion, demotion, reversal } = run.rules.get(run.month[row]).ladder;
    const back = up ? run.recent[row] < 0 : run.recent[row] > 0;
    if (back) return reversal.probability;
    return up ? promotion.probability : demotion.probability;
  }

  // Whether it has been so for the months of grace as well, in a row and with enough evidence.
  function lasts(run, row, grace, so) {
    let here = row;
    for (let past = 0; past <= grace; past++) {
      if (here < 0 || !run.sure[here] || !so(here)) return false;
      here = run.before[here];
    }
    return true;
  }

  // How many tiers are shown for long enough; at most `most`, where more does not matter.
  function shows(run, row, most) {
    const { grace_months: grace } = run.rules.get(run.month[row]).ladder.promotion;
    let count = 0;
    while (count < most && lasts(run, row, grace,
      (here) => stands(run, here, count, asked(run, here, true)))) count += 1;
    return count;
  }

  // Place every agent-month, in the order of months. What is on record of a month stands.
  function walk(run) {
    const { rows, agents, array } = run;
    run.tier = new Uint8Array(rows);
    run.byRule = new Uint8Array(rows);
    run.previous = new Uint8Array(rows);
    run.served = new Int16Array(rows);
    run.inTier = new Int16Array(rows);
    run.recent = new Int8Array(rows);
    run.reached = [];
    const held = new Uint8Array(agents);
    const since = new Int32Array(agents);
    const move = new Int8Array(agents);
    let stood = new Uint8Array(agents);
    for (const [month, taken] of recorded(run)) {
      const place = run.months.indexOf(month);
      const standsOn = taken || new Int8Array(agents).fill(NOBODY);
      const [first, end] = place < 0 ? [0, 0] : [run.start[place], run.start[place + 1]];
      if (place >= 0) run.reached.push(reachedBy(run, place, stood));
      for (let row = first; row < end; row++) {
        const agent = array.agent[row];
        const now = held[agent];
        const { ladder } = run.rules.get(month);
        run.previous[row] = now;
        run.served[row] = now ? month - since[agent] : 0;
        run.recent[row] = run.served[row] < ladder.reversal.months ? move[agent] : 0;
        run.byRule[row] = step(run, row, reachedOf(run, run.reached[place], agent));
        if (standsOn[agent] === NOBODY) standsOn[agent] = run.byRule[row];
        run.tier[row] = standsOn[agent];
      }
      for (let agent = 0; agent < agents; agent++) {
        const [to, now] = [standsOn[agent], held[agent]];
        if (to > 0 && to !== now) since[agent] = month;
        if (to > 0 && now && to !== now) move[agent] = Math.sign(to - now);
        if (to > 0) held[agent] = to;
      }
      stood = Uint8Array.from(standsOn, (tier) => Math.max(tier, 0));
      for (let row = first; row < end; row++) {
        run.inTier[row] = month - since[array.agent[row]];
      }
    }
  }

  // Months in order, each with the tiers on record under its configuration, by agent; null: none.
  function recorded(run) {
    const { array, agents } = run;
    const found = new Map(run.months.map((month) => [month, null]));
    array.record_agent.forEach((agent, at) => {
      const month = array.record_month[at];
      if (run.data.recorded[array.record_configuration[at]] !== run.at(month).sha256) return;
      if (!found.get(month)) found.set(month, new Int8Array(agents).fill(NOBODY));
      found.get(month)[agent] = array.record_tier[at];
    });
    return [...found].sort(([one], [other]) => one - other);
  }

  // The tier a row comes to by the rule.
  function step(run, row, reached) {
    const { ladder } = run.rules.get(run.month[row]);
    const now = run.previous[row];
    const served = run.served[row];
    if (!run.sure[row]) return 0;
    if (!now) return firstTier(run, row, highestOpen(run, row, reached));
    if (now < run.tiers && served >= ladder.promotion.dwell_months
      && shows(run, row, now + 1) > now) {
      const open = highestOpen(run, row, reached);
      if (open > now) return Math.min(shows(run, row, open), open);
    }
    if (now > 1 && served >= ladder.demotion.dwell_months
      && lasts(run, row, ladder.demotion.grace_months,
        (here) => below(run, here, now - 1, asked(run, here, false)))) {
      let even = 0;
      for (let tier = 0; tier < run.tiers; tier++) {
        if (chance(run, row, tier, 0) >= ladder.first_probability - SLACK) even += 1;
      }
      return Math.min(Math.max(even, 1), now - 1);
    }
    return now;
  }

  // Gates bar the tiers above the highest open one.
  function firstTier(run, row, open) {
    const least = run.rules.get(run.month[row]).ladder.first_probability;
    let count = 0;
    for (let tier = 0; tier < run.tiers; tier++) {
      if (tier >= open ? least <= 0 : stands(run, row, tier, least)) count += 1;
    }
    return Math.max(count, 1);
  }

  // What the words on a row need, beside what is there of every row.
  function detail(run, row) {
    const rules = run.rules.get(run.month[row]);
    const place = run.months.indexOf(run.month[row]);
    const reached = reachedOf(run, run.reached[place], run.array.agent[row]);
    const own = rules.composites.get(run.month[row]);
    const levels = sharesOf(run, rules, row).map((share) => (share
      ? Math.min(Math.max(level(run, rules, row, share), 0), 100) : NaN));
    const open = highestOpen(run, row, reached);
    return {
      rules, reached, levels, tier: run.tier[row], byRule: run.byRule[row],
      known: knownWeight(run, own, row),
      asked: asked(run, row, true),
      dwells: run.sure[row] === 1
        && Math.min(shows(run, row, run.tiers), open) > run.tier[row],
      inTier: run.inTier[row],
      chance: (tier, bar) => chance(run, row, tier, bar),
      atLeast: (tier) => atLeast(run, row, tier),
      progress: (tier) => progress(run, row, tier, reached),
      lacking: (tier) => certificates(run, row, tier).lacking,
      critical: criticalOf(run, row),
      evidence: run.array.evidence[row],
      ratings: run.array.ratings[row],
      rating: run.array.rated[row] / run.array.ratings[row],
    };
  }

  Object.assign(tuning, { recompute, detail });
})(globalThis);
