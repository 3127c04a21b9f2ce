// Sends an appeal once for every answer of a server, and keeps what the page then says.
(async () => {
  const seen = [];
  const bad = (status, said) => ({ ok: false, status, json: async () => said });
  const answers = {
    taken: { ok: true, status: 201, json: async () => ({}) },
    wrong: bad(400, { error: "subject: there is no <b>course</b>", error_zh: "subject：没有<b>课程</b>" }),
    recorded: bad(409, { error: "This could not be recorded" }),
    stale: bad(400, { error: "The CSRF session token is missing." }),
    out: bad(401, { error: "Sign in first" }),
    often: bad(429, { error: "Too many tries" }),
    long: bad(413, { error: "That is too long" }),
    unreadable: { ok: false, status: 502, json: async () => JSON.parse("<html>") },
    unreachable: null,
  };
  const form = document.querySelector("form[data-appeal]");
  const settled = async () => { for (let k = 0; k < 4; k += 1) await new Promise((done) => { setTimeout(done, 0); }); };
  await settled();
  for (const [name, answer] of Object.entries(answers)) {
    window.fetch = async (where) => {
      if (String(where).endsWith("/session")) return { ok: true, json: async () => (name === "stale" ? null : {}) };
      if (!answer) throw new TypeError("unreachable");
      return answer;
    };
    form.elements.text.value = "words";
    form.requestSubmit();
    await settled();
    const told = [...form.querySelectorAll("[data-told]")].filter((one) => one.checkVisibility());
    seen.push({ name, told: told.map((one) => one.dataset.told), words: told.map((one) => one.textContent).join(""), kept: form.elements.text.value });
  }
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify({ seen, link: document.querySelector(".to-appeals").checkVisibility() });
  document.body.append(out);
})();
