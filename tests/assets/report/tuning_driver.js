// Runs the tuning bench's own code under node: FOLDER (static), FILE (tuning-data.js), FILE of cases
// on the command line; one result a case as JSON on the standard output.
const fs = require("fs");
const [folder, figures, given] = process.argv.slice(2);
const parts = ["chances", "weights", "figures", "evidence", "gates", "engine", "reasons", "moves",
  "rules", "config"];
parts.forEach((name) => require(`${folder}/tuning-${name}.js`));
require(figures);
const [tuning, data] = [globalThis.ladderTuning, globalThis.ladderTuningData];
const cases = JSON.parse(fs.readFileSync(given, "utf8"));
const prepared = tuning.prepare(data);
const base = tuning.recompute(prepared, data.editions);
let after = base;
const answers = cases.map(({ values, today, explained }) => {
  const config = tuning.configured(data.config, values);
  const start = performance.now();
  after = tuning.recompute(prepared, [{ since: 0, config }], after);
  const milliseconds = performance.now() - start;
  const found = tuning.moves(prepared, after);
  const main = config.dimensions.map((one, at) => (data.main_weights[at] === null ? one.weight
    : data.main_weights[at]));
  return {
    milliseconds,
    tier: [...after.tier],
    composite: [...after.composite].map((one) => (Number.isNaN(one) ? null : one)),
    weights: [...after.weights.values()],
    moved: explained ? found.people.map((one) => ({ ...one,
      ...tuning.explain(prepared, base, after, one.row) })) : null,
    teams: found.teams,
    counts: found.counts,
    text: tuning.fileText(data.text, data.edits, values),
    told: tuning.findings(data.rules, config, main, today),
  };
});
process.stdout.write(JSON.stringify({ answers,
  normal: [-40, -9, -3.3, -1, -0.7072, -0.5, 0, 0.3, 1, 5.5, 40].map(tuning.normal) }));
