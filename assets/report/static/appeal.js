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
    if (!form || !session || !(session.can ?? []).includes("appeal")) return;
    form.hidden = false;
    const name = () => {
      for (const option of form.querySelectorAll("option")) option.textContent = option.dataset[ladder.language()];
    };
    name();
    addEventListener("ladder:language", name);
    const tell = (sent) => {
      form.querySelector(".sent").hidden = !sent;
      form.querySelector(".unsent").hidden = sent;
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
        tell(answer.ok);
        if (answer.ok) form.elements.text.value = "";
      } catch {
        tell(false);
      }
      button.disabled = false;
    });
  };

  document.addEventListener("DOMContentLoaded", () => { copy(); serve(); });
})();
