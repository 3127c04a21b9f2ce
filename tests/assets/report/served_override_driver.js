// Enters changes of paths on a served page: keeps what would be sent, refuses the second.
(async () => {
  const seen = { sent: [] };
  window.fetch = async (where, { method, headers, body }) => {
    seen.sent.push({ where, method, token: headers["X-CSRFToken"], fields: JSON.parse(body) });
    const ok = seen.sent.length !== 2;
    return { ok, status: ok ? 201 : 400, json: async () => (ok ? {} : { error: "no <b>such</b> course" }) };
  };
  const settled = () => new Promise((done) => { setTimeout(done, 0); });
  const dialog = document.getElementById("change");
  const form = dialog.querySelector("form");
  const enter = async (agent, action, fields) => {
    [...document.querySelectorAll("tr[data-course]")].find((one) => one.dataset.agent === agent).querySelector(".changing button").click();
    document.getElementById(`change-${action}`).click();
    for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
    form.requestSubmit();
    await settled();
    await settled();
  };
  const shown = (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
  await settled();
  seen.buttons = [...document.querySelectorAll(".changing")].every((one) => !one.hidden);
  if (seen.buttons) {
    await enter("A000", "exclude", { reason: "  on   site " });
    seen.open = dialog.open;
    seen.listed = document.querySelectorAll("#changes tbody tr").length;
    seen.download = shown("#changes .download") || shown("#changes .remove") || shown("#change-by");
    seen.record = shown('#changes a[href="/overrides"]');
    seen.leaves = dispatchEvent(new Event("beforeunload", { cancelable: true }));
    await enter("A002", "pin", { reason: "keep" });
    seen.refused = { open: dialog.open, told: dialog.querySelector(".refused").textContent, shown: shown(".refused") };
    seen.listedStill = document.querySelectorAll("#changes tbody tr").length;
  }
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
})();
