// The way to object: copy the facts that name the result, and send an appeal where a server takes it.
(() => {
  const copy = () => {
    const button = document.getElementById("copy-facts");
    const facts = document.querySelector(".appeal-facts");
    if (!button || !facts) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await ladder.copy(facts.dataset[ladder.language()]);
      document.querySelector("#facts-copied span").hidden = false;
    });
  };

  const serve = async () => {
    const form = document.querySelector("form[data-appeal]");
    const session = await ladder.session;
    if (session?.role === "agent") {
      // An agent may not open the team's page.
      for (const link of document.querySelectorAll("a.to-team")) link.replaceWith(...link.childNodes);
    }
    const link = document.querySelector(".to-appeals");
    if (link) link.hidden = !(session?.can ?? []).some((one) => one === "appeal" || one === "decide");
    if (!form || !session || !(session.can ?? []).includes("appeal")) return;
    form.hidden = false;
    const name = () => {
      for (const option of form.querySelectorAll("option")) option.textContent = option.dataset[ladder.language()];
    };
    name();
    addEventListener("ladder:language", name);
    const tell = (what) => {
      for (const one of form.querySelectorAll("[data-told]")) one.hidden = one.dataset.told !== what;
    };
    const explain = (said) => {
      const words = { en: said.error, "zh-CN": said.error_zh ?? said.error };
      form.querySelector(".why").replaceChildren(...Object.entries(words).map(([lang, told]) => {
        const one = Object.assign(document.createElement("span"), { lang, textContent: told });
        one.dataset.lang = lang.slice(0, 2);
        return one;
      }));
    };
    const signedOut = () => fetch(new URL("/session", location.href)).then(async (answer) => answer.ok && (await answer.json()) === null).catch(() => false);
    const refusal = async (answer) => {
      if (answer.status === 401) return "signed-out";
      if (answer.status === 429) return "too-often";
      if (answer.status === 413) return "too-long";
      const said = await answer.json().catch(() => ({}));
      // Signing out ends the token as well, which is what the server finds missing first.
      if (answer.status === 400 && (await signedOut())) return "signed-out";
      if (!said.error) return "unsent";
      explain(said);
      return "refused";
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const about = form.elements.about.value;
      const cut = about.indexOf(":");
      button.disabled = true;
      try {
        const answer = await fetch(new URL("/appeals", location.href), {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRFToken": session.csrf },
          body: JSON.stringify({
            agent_id: form.dataset.agent,
            run_id: form.dataset.run,
            about: about.slice(0, cut),
            key: about.slice(cut + 1),
            text: form.elements.text.value,
          }),
        });
        tell(answer.ok ? "sent" : await refusal(answer));
        if (answer.ok) form.elements.text.value = "";
      } catch {
        tell("unsent");
      }
      button.disabled = false;
    });
  };

  document.addEventListener("DOMContentLoaded", () => { copy(); serve(); });
})();
