// Why somebody stands on another tier, in both languages: competency/what_if_reasons.py and
// obstacles.py, word for word. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  // Chances that differ by less explain nothing.
  const SAME = 0.005;

  // As Python writes a number with so many decimals: of two equally near, the even one.
  function fixed(value, digits) {
    const twice = value * 2 ** (digits + 1);
    const scaled = value * 10 ** digits;
    if (Number.isInteger(twice) && Math.abs(scaled % 1) === 0.5) {
      return (2 * Math.round(scaled / 2) / 10 ** digits).toFixed(digits);
    }
    return value.toFixed(digits);
  }
  const general = (value, digits = 6) => String(Number(value.toPrecision(digits)));
  const percent = (value) => `${fixed(value * 100, 0)}%`;
  const words = (en, zh) => ({ en, zh });

  // What most stands between a row and the next tier; null at the top.
  function obstacle(data, one) {
    const { ladder } = one.rules;
    if (one.tier !== one.byRule) return onRecord(ladder, one.tier, one.byRule);
    if (!one.tier) {
      const need = percent(ladder.minimum_known_weight);
      return words(
        `Too little evidence: less than ${need} of the weight is known well enough.`,
        `证据不足：已充分了解的维度权重低于${need}。`);
    }
    if (one.tier === ladder.tiers.length) return null;
    return wayUp(data, one, ladder, one.tier);
  }

  function onRecord(ladder, tier, byRule) {
    const names = [words("no tier", "无等级"), ...ladder.tiers.map((one) => one.name)];
    const [stands, would] = [names[tier], names[byRule]];
    return words(
      `${stands.en[0].toUpperCase()}${stands.en.slice(1)} was published for this month and stays on `
      + `record. By what came in later it would be ${would.en}.`,
      `本月公布的是${stands.zh}，记录不变；按之后到达的数据应为${would.zh}。`);
  }

  function wayUp(data, one, ladder, tier) {
    const progress = one.progress(tier);
    const shut = progress.map((part) => part < 1 - 1e-9);
    const wanted = ladder.tiers[tier];
    if (shut[0]) {
      const [count, over] = [Math.round(one.critical), ladder.critical_months];
      return words(`A critical failure holds the tier: ${count} in the last ${over} months.`,
        `近${over}个月有${count}次关键项不合格，暂停晋级。`);
    }
    const missed = one.levels.slice(1).map((_, at) => one.chance(tier - 1, at + 1));
    const least = lowest(missed);
    if (missed.length && missed[least] <= 1 - ladder.demotion.probability) {
      return breach(data, one, tier - 1, least + 1);
    }
    if (shut[1]) {
      const have = fixed(one.evidence, 0);
      return words(
        `${wanted.name.en} needs ${wanted.minimum_evidence} pieces of evidence, there are ${have}.`,
        `${wanted.name.zh}需要${wanted.minimum_evidence}条证据，目前${have}条。`);
    }
    if (one.atLeast(tier) < one.asked - 1e-9) return barWords(data, one, tier);
    if (shut.some((is) => is)) return gate(one, ladder, tier, tuning.GATES[lowest(progress)]);
    return time(one, ladder, wanted.name);
  }

  const lowest = (values) => values.indexOf(Math.min(...values));

  function breach(data, one, tier, bar) {
    const held = one.rules.ladder.tiers[tier];
    const layer = data.layers[bar - 1];
    const level = fixed(one.levels[bar], 1);
    const cut = general(one.rules.cuts[tier][bar]);
    const sure = percent(1 - one.chance(tier, bar));
    return words(
      `A floor of ${held.name.en}, the tier held, is missed: ${layer.en.toLowerCase()} layer `
      + `${level} instead of ${cut}, ${sure} sure. The tier is held, promotion waits.`,
      `未达到现等级${held.name.zh}的底线：${layer.zh}${level}分，要求${cut}分`
      + `（把握${sure}）。等级保留，暂停晋级。`);
  }

  function barWords(data, one, tier) {
    const wanted = one.rules.ladder.tiers[tier];
    const alone = one.levels.map((_, bar) => one.chance(tier, bar));
    const weakest = lowest(alone);
    const cut = general(one.rules.cuts[tier][weakest]);
    const level = fixed(one.levels[weakest], 1);
    const layer = weakest ? data.layers[weakest - 1] : null;
    const name = layer ? words(`a ${layer.en.toLowerCase()}-layer score`, `${layer.zh}得分`)
      : words("an overall score", "综合得分");
    const asked = percent(one.asked);
    // A bar may be likely enough by itself and the whole tier not.
    const both = percent(one.atLeast(tier));
    const single = percent(alone[weakest]);
    const sure = alone[weakest] >= one.asked
      ? words(`${both} sure with its other bars`, `连同其他要求达标把握${both}`)
      : words(`${single} sure`, `达标把握${single}`);
    return words(
      `${wanted.name.en} needs ${name.en} of ${cut}. Now ${level}: ${sure.en}, ${asked} is asked.`,
      `${wanted.name.zh}要求${name.zh}${cut}分，目前${level}分：${sure.zh}，要求${asked}。`);
  }

  function gate(one, ladder, tier, name) {
    const wanted = ladder.tiers[tier];
    if (name === "certificate") {
      const course = one.lacking(tier);
      return words(`${wanted.name.en} needs a valid certificate of course ${course}.`,
        `${wanted.name.zh}需要课程${course}的有效证书。`);
    }
    if (name === "role") {
      const roles = wanted.roles.join(", ");
      return words(`${wanted.name.en} is for the roles ${roles}.`,
        `${wanted.name.zh}仅限以下角色：${roles}。`);
    }
    if (name === "mentees" && wanted.mentees) return mentees(one, ladder, wanted);
    if (name === "feedback_360" && wanted.feedback_360) return feedback(one, wanted);
    const hired = ladder.clock === "since_hire";
    return words(
      `${wanted.name.en} opens ${wanted.min_months} months `
      + `${hired ? "since hiring" : "on the ladder"}.`,
      `${wanted.name.zh}需满${wanted.min_months}个月（${hired ? "自入职起" : "按阶梯累计"}）。`);
  }

  function mentees(one, ladder, wanted) {
    const asked = wanted.mentees;
    const place = ladder.tiers.findIndex((tier) => tier.key === asked.tier);
    const { name } = ladder.tiers[place];
    const [all, come] = [one.reached[0], one.reached[place]];
    return words(
      `${wanted.name.en} needs ${asked.minimum} people guided in 12 months, ${percent(asked.share)}`
      + ` of them ${name.en} or higher. Now ${all}, of whom ${come}.`,
      `${wanted.name.zh}要求12个月内带教至少${asked.minimum}人，其中${percent(asked.share)}达到`
      + `${name.zh}及以上。目前${all}人，达到${come}人。`);
  }

  function feedback(one, wanted) {
    const asked = wanted.feedback_360;
    const [count, share] = [fixed(one.ratings, 0), percent(asked.share)];
    const mean = one.ratings ? percent(one.rating) : "";
    return words(
      `${wanted.name.en} needs ${asked.minimum_ratings} ratings by others in 12 months, ${share} `
      + `of the scale on average. Now ${count}${mean && `, mean ${mean}`}.`,
      `${wanted.name.zh}要求12个月内360度他评至少${asked.minimum_ratings}条、`
      + `均分${share}。目前${count}条${mean && `，均分${mean}`}。`);
  }

  function time(one, ladder, wanted) {
    const rule = ladder.promotion;
    if (one.dwells) {
      return words(
        `All of ${wanted.en} is shown; moves take ${rule.dwell_months} months in a tier, `
        + `now ${one.inTier}.`,
        `已达到${wanted.zh}全部要求；须在本级满${rule.dwell_months}个月，目前${one.inTier}个月。`);
    }
    return words(
      `All of ${wanted.en} is shown; it must stay so for ${1 + rule.grace_months} months.`,
      `已达到${wanted.zh}全部要求；须连续保持${1 + rule.grace_months}个月。`);
  }

  // What makes the difference in one row; before and after are what `detail` returns.
  function reason(data, before, after) {
    const [old, now] = [before.tier, after.tier];
    if (before.tier !== before.byRule) {
      return words("The month is placed anew, by all that came in since it was published: its tier "
        + "is on record under another configuration.",
      "该月按公布后到达的全部数据重新定级：其等级是按另一配置记录的。");
    }
    if (!(old && now)) return evidenceWords(before, after);
    const place = Math.max(old, now) - 1;
    // What all bars together ask is near the product of their chances: hence logarithms.
    const toward = after.levels.map((_, bar) => {
      const gain = Math.log(after.chance(place, bar) + SAME)
        - Math.log(before.chance(place, bar) + SAME);
      return now > old ? gain : -gain;
    });
    const bar = toward.indexOf(Math.max(...toward));
    if (toward[bar] > SAME) return changed(data, before, after, place, bar);
    const obstacles = [obstacle(data, before), obstacle(data, after)];
    const [barred, other] = now > old ? obstacles : obstacles.reverse();
    if (barred && !(other && other.en === barred.en && other.zh === barred.zh)) {
      return now < old ? barred
        : words(`No longer: ${barred.en}`, `不再受限：${barred.zh}`);
    }
    return words(
      "The rules of moving differ: how sure, how long in a tier, for how many months.",
      "升降级规则不同：所需把握、在级时长或连续月数。");
  }

  function evidenceWords(before, after) {
    const share = percent(after.rules.ladder.minimum_known_weight);
    const known = percent(after.known);
    if (after.tier) {
      return words(
        `Enough evidence now: ${known} of the weight is known well, ${share} is asked.`,
        `证据已充分：${known}的权重已充分了解，要求${share}。`);
    }
    const was = percent(before.known);
    return words(
      `Too little evidence: ${known} of the weight is known well instead of ${was}, `
      + `${share} is asked.`,
      `证据不足：已充分了解的权重由${was}变为${known}，要求${share}。`);
  }

  function changed(data, before, after, place, bar) {
    const layer = bar ? data.layers[bar - 1] : null;
    const name = layer ? words(`${layer.en} layer`, layer.zh) : words("Composite", "综合得分");
    const level = [before, after].map((one) => fixed(one.levels[bar], 1));
    const moved = level[0] === level[1] ? level[1] : level.join(" → ");
    const sure = [before, after].map((one) => percent(one.chance(place, bar))).join(" → ");
    const asks = asksFor(after.rules.ladder.tiers[place],
      after.rules.cuts[place][bar], before.rules.cuts[place][bar]);
    return words(`${name.en} ${moved} (${sure} sure); ${asks.en}.`,
      `${name.zh}${moved}（把握${sure}）；${asks.zh}。`);
  }

  function asksFor(tier, now, then) {
    const [en, old] = [now, then].map((cut) => (cut === -Infinity ? "none" : general(cut)));
    const [zh, past] = [en, old].map((one) => (one === "none" ? "无要求" : one));
    if (now === then) return words(`${tier.name.en} asks for ${en}`, `${tier.name.zh}要求${zh}`);
    return words(`${tier.name.en} asks for ${en} instead of ${old}`,
      `${tier.name.zh}的要求由${past}改为${zh}`);
  }

  Object.assign(tuning, { fixed, general, percent, obstacle, reason });
})(globalThis);
