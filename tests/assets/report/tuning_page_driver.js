// Sits at the bench as an analyst would, in the built page, and writes what it saw into #seen.
document.addEventListener("DOMContentLoaded", () => {
  const byId = (id) => document.getElementById(id);
  const control = (name) => document.querySelector(`.control[data-name="${name}"]`);
  const seen = {};
  const rested = () => new Promise((done) => {
    const look = () => (byId("outcome").getAttribute("aria-busy") === "false" ? done()
      : setTimeout(look, 20));
    setTimeout(look, 250);
  });
  const slide = (name, value) => {
    const input = control(name).querySelector(".slide");
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const type = (name, value) => {
    const input = control(name).querySelector("[type=number]");
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return input.value;
  };
  const cells = (id) => [...byId(id).tBodies[0].rows].map((row) => [...row.cells].map((cell) => {
    const kept = cell.cloneNode(true);
    kept.querySelectorAll('[data-lang="zh"], .cell-label').forEach((one) => one.remove());
    return kept.textContent;
  }));
  const look = () => ({
    headline: byId("headline").querySelector("[lang=en]").textContent, tiers: cells("tiers"),
    people: cells("people"), teams: cells("touched"), changes: cells("changes"),
    refused: byId("refused").hidden ? "" : byId("refused").textContent,
    download: !byId("download").disabled,
    weights: ["process", "knowledge", "resolution", "mediation", "relationship", "growth"]
      .map((key) => Number(control(`dimensions.${key}.weight`).querySelector("[type=number]").value)),
  });
  const work = async () => {
    await rested();
    seen.first = look();
    slide("dimensions.process.weight", 0.3);
    await rested();
    slide("ladder.tiers.expert.composite_cut", 64);
    type("ladder.tiers.executing.layer_floors.core", "44");
    await rested();
    seen.changed = look();
    // Reading a real one back would not wait for the browser's virtual time.
    globalThis.Blob = function Blob([text]) { seen.text = text; };
    URL.createObjectURL = () => "";
    HTMLAnchorElement.prototype.click = () => {};
    byId("download").click();
    seen.clipped = type("recalibration.step_limit", "7");
    type("recalibration.step_limit", "0.02");
    seen.kept = type("recalibration.step_limit", "");
    slide("ladder.promotion.probability", 0.3);
    await rested();
    seen.refused = look();
    control("ladder.promotion.probability").querySelector(".back").click();
    await rested();
    seen.back = look();
    byId("reset").click();
    await rested();
    seen.last = look();
    byId("balance").checked = false;
    slide("dimensions.process.weight", 0.3);
    await rested();
    seen.alone = look();
    const pre = document.createElement("pre");
    pre.id = "seen";
    pre.textContent = JSON.stringify(seen);
    document.body.append(pre);
  };
  work();
});
