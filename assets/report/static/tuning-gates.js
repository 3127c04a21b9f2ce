// Gates of the tiers beside the scores, and who guides whom: competency/tier_gates.py, mentees.py,
// and what tier_walk.py fills in of them. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const SLACK = 1e-9; // means of decimals may fall short by rounding alone
  // In the order in which the nearer to impossible is named first when two are equally far.
  const GATES = ["critical_failure", "evidence", "certificate", "role", "mentees", "feedback_360",
    "tenure"];

  const share = (have, wanted) => (wanted > 0 ? Math.min(Math.max(have / wanted, 0), 1) : 1);

  // How much of what each gate of a tier asks is there, 0 to 1; 1 passes.
  function progress(run, row, tier, reached) {
    const { data, array } = run;
    const { ladder } = run.rules.get(run.month[row]);
    const rules = ladder.tiers[tier];
    const now = run.previous[row];
    const part = GATES.map(() => 1);
    if (criticalOf(run, row) > 0 && now > 0 && tier >= now) part[0] = 0;
    part[1] = share(array.evidence[row], rules.minimum_evidence);
    part[2] = certificates(run, row, tier).held;
    if (rules.roles.length && data.roles.length > 1) {
      const role = data.roles[array.role[row]];
      part[3] = role !== null && rules.roles.includes(role) ? 1 : 0;
    }
    if (rules.mentees && reached) {
      const wanted = ladder.tiers.findIndex((one) => one.key === rules.mentees.tier);
      part[4] = Math.min(share(reached[0], rules.mentees.minimum),
        share(reached[wanted] / Math.max(reached[0], 1), rules.mentees.share));
    }
    if (rules.feedback_360 && data.feedback_known) {
      const ratings = array.ratings[row];
      const mean = ratings > 0 ? array.rated[row] / ratings : 0;
      part[5] = Math.min(share(ratings, rules.feedback_360.minimum_ratings),
        share(mean, rules.feedback_360.share));
    }
    if (ladder.clock === "per_tier") part[6] = tenureInTier(ladder, tier, now, run.served[row]);
    else if (array.tenure[row] !== -32768) part[6] = share(array.tenure[row], rules.min_months);
    return part;
  }

  function tenureInTier(ladder, tier, now, served) {
    const stand = Math.max(now, 1);
    if (tier < stand) return 1;
    if (tier > stand) return 0;
    const next = ladder.tiers[Math.min(stand, ladder.tiers.length - 1)];
    const steps = next.min_months - ladder.tiers[stand - 1].min_months;
    return steps > 0 ? Math.min(served / steps, 1) : 1;
  }

  function criticalOf(run, row) {
    const { critical_months: months } = run.rules.get(run.month[row]).ladder;
    return run.array[`critical_${months}`][row];
  }

  // Share of the certificates held that a tier and those below it ask for; the first one lacking.
  function certificates(run, row, tier) {
    const { data, array } = run;
    const { tiers } = run.rules.get(run.month[row]).ladder;
    const wanted = new Set(tiers.slice(0, tier + 1).flatMap((one) => one.certificates));
    let missing = 0;
    let lacking = null;
    for (const course of wanted) {
      const place = data.certificates.indexOf(course);
      if (array.certificate[row * data.certificates.length + place]) continue;
      missing += 1;
      lacking = lacking === null ? course : lacking;
    }
    return { held: wanted.size ? 1 - missing / wanted.size : 1, lacking };
  }

  // The highest tier (from 1) whose gates, and all below it, are passed.
  function highestOpen(run, row, reached) {
    let open = 0;
    while (open < run.tiers && progress(run, row, open, reached).every((one) => one >= 1 - SLACK)) {
      open += 1;
    }
    return Math.max(open, 1);
  }

  // People each agent guided lately, by tier reached the month before.
  function reachedBy(run, place, stood) {
    if (!run.guided) return null;
    const pairs = run.guided[place];
    const any = stood.some((tier) => tier > 0);
    const found = new Int32Array(run.agents * run.tiers);
    // Before anybody has a tier nobody's mentees can be known to lag behind.
    pairs.forEach((pair) => {
      const mentor = Math.floor(pair / run.agents);
      const tier = any ? stood[pair % run.agents] : run.tiers;
      for (let at = 0; at < tier; at++) found[mentor * run.tiers + at] += 1;
    });
    return found;
  }

  function reachedOf(run, reached, agent) {
    return reached && reached.subarray(agent * run.tiers, (agent + 1) * run.tiers);
  }

  Object.assign(tuning, { GATES, certificates, criticalOf, highestOpen, progress, reachedBy, reachedOf });
})(globalThis);
