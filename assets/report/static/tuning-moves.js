// Who stands elsewhere than published, by person, tier and team: competency/what_if_moves.py, of
// the newest month. No page in here.
"use strict";
((root) => {
  const tuning = (root.ladderTuning = root.ladderTuning || {});
  const NO_ROW = 255;

  function newest({ start, months }) {
    const [from, to] = start.slice(-2);
    return months.length ? Array.from({ length: to - from }, (_, at) => from + at) : [];
  }

  function tierBefore(prepared, row) {
    const tier = prepared.array.published_tier[row];
    return tier === NO_ROW ? 0 : tier;
  }

  // The first of the months up to the newest in which the tiers differ.
  function parted({ array }, after, row) {
    let found = row;
    for (let here = row - 1; here >= 0; here--) {
      if (array.agent[here] !== array.agent[row] || array.published_tier[here] === NO_ROW) continue;
      if (array.published_tier[here] === after.tier[here]) break;
      found = here;
    }
    return found;
  }

  // Everything that is counted and listed of a run against what is published.
  function moves(prepared, after) {
    const { array, data } = prepared;
    const rows = newest(prepared);
    const counts = [0, ...data.tiers].map(() => [0, 0]);
    const teams = new Map();
    const people = [];
    for (const row of rows) {
      const tiers = [tierBefore(prepared, row), after.tier[row]];
      const composite = [array.published_composite[row], after.composite[row]];
      counts[tiers[0]][0] += 1;
      counts[tiers[1]][1] += 1;
      const team = data.teams[array.team[row]];
      if (team !== null) note(teams, team, tiers, composite);
      if (tiers[0] !== tiers[1]) {
        people.push({ row, agent: data.agents[array.agent[row]], team, tiers, composite });
      }
    }
    // Those whose composite moves most come first.
    const weight = ({ composite: [old, now] }) => {
      const change = Math.abs(tuning.rounded(now, 6) - old);
      return Number.isNaN(change) ? 0 : -change;
    };
    people.sort((one, other) => weight(one) - weight(other) || (one.agent < other.agent ? -1 : 1));
    const both = people.filter(({ tiers: [old, now] }) => old && now);
    return {
      rows, counts, people, teams: sorted(teams),
      up: both.filter(({ tiers: [old, now] }) => now > old).length,
      down: both.filter(({ tiers: [old, now] }) => now < old).length,
      placed: people.filter(({ tiers: [old] }) => !old).length,
      unplaced: people.filter(({ tiers: [, now] }) => !now).length,
    };
  }

  function note(teams, name, [old, now], [was, is]) {
    if (!teams.has(name)) {
      teams.set(name, { name, people: 0, up: 0, down: 0, moved: 0, sum: 0, known: 0 });
    }
    const team = teams.get(name);
    team.people += 1;
    if (old !== now) team.moved += 1;
    if (old && now && now > old) team.up += 1;
    if (old && now && now < old) team.down += 1;
    if (!Number.isNaN(is - was)) {
      team.sum += is - was;
      team.known += 1;
    }
  }

  // Most moved first.
  function sorted(teams) {
    const found = [...teams.values()].map((team) =>
      ({ ...team, change: team.known ? team.sum / team.known : NaN }));
    return found.sort((one, other) => other.moved / other.people - one.moved / one.people
      || Math.abs(other.change) - Math.abs(one.change) || (one.name < other.name ? -1 : 1));
  }

  // Since when and why somebody stands elsewhere; base: the run as published.
  function explain(prepared, base, after, row) {
    const start = parted(prepared, after, row);
    const before = { ...tuning.detail(base, start), tier: tierBefore(prepared, start) };
    const why = tuning.reason(prepared.data, before, tuning.detail(after, start));
    return { since: prepared.month[start], why };
  }

  Object.assign(tuning, { moves, explain });
})(globalThis);
