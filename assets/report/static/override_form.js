// Takes a manager's changes of paths: served, each goes on record at once; else they are collected
// and handed out as a file for lms/overrides.
(() => {
  const section = document.getElementById("changes");
  const dialog = document.getElementById("change");
  if (!section || typeof HTMLDialogElement !== "function") return;
  const { columns, starts, file } = JSON.parse(section.dataset.settings);
  const form = dialog.querySelector("form");
  const body = section.querySelector("tbody");
  const pending = document.querySelector(".pending > span");
  const refused = dialog.querySelector(".refused");
  const changes = new Map();
  let asked = null;
  let signedIn = null;
  let waiting = 0;

  const fill = (root, values) => {
    for (const [name, value] of Object.entries(values)) {
      root.querySelectorAll(`[data-fill="${name}"]`).forEach((one) => { one.replaceChildren(value); });
    }
  };
  const tell = () => {
    pending.querySelector("strong").textContent = String(waiting);
    pending.hidden = waiting === 0;
    section.hidden = changes.size === 0;
    document.querySelectorAll(".to-changes").forEach((one) => { one.hidden = section.hidden; });
  };
  const action = () => form.elements.action.value;
  const offer = () => {
    for (const part of form.querySelectorAll("[data-only]")) {
      part.hidden = part.dataset.only !== action();
      part.querySelector("input, select").disabled = part.hidden;
    }
  };
  const tidy = (text) => text.trim().replace(/\s+/g, " ");

  const open = (row) => {
    const title = row.querySelector(".course").textContent;
    const name = row.querySelector("th").textContent;
    asked = { row, title, name, agent_id: row.dataset.agent, course_id: row.dataset.course };
    const by = form.elements.decided_by.value;
    form.reset();
    form.elements.decided_by.value = by;
    fill(form, { title, name });
    for (const option of form.elements.replacement_id.options) {
      option.disabled = option.value === asked.course_id;
    }
    offer();
    refused.hidden = true;
    dialog.showModal();
  };

  // Who decides and when is for the server to say.
  const send = async (fields) => {
    const answer = await fetch("/overrides", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": signedIn.csrf },
      body: JSON.stringify(fields),
    });
    if (answer.ok) return;
    const said = await answer.json().catch(() => ({}));
    throw new Error((ladder.language() === "zh" && said.error_zh) || said.error || `${answer.status}`);
  };

  const submit = async (event) => {
    const { agent_id, course_id } = asked;
    const fields = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, tidy(value)]));
    if (!signedIn) {
      note({ ...fields, agent_id, course_id });
      return;
    }
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    refused.hidden = true;
    try {
      await send({ ...fields, agent_id, course_id });
      note({ ...fields, agent_id, course_id });
      dialog.close();
    } catch (error) {
      fill(refused, { why: error.message });
      refused.hidden = false;
    } finally {
      button.disabled = false;
    }
  };

  // A later change of the same course takes the place of the earlier one.
  const note = (fields) => {
    const { row, title, name, agent_id, course_id } = asked;
    const decided_at = new Date().toISOString();
    const record = { ...fields, decided_at, override_id: `${agent_id}/${course_id}/${decided_at}` };
    const key = JSON.stringify([agent_id, course_id]);
    const earlier = changes.get(key);
    if (earlier) drop(key, earlier);
    const line = document.getElementById("change-row").content.firstElementChild.cloneNode(true);
    const what = document.createDocumentFragment();
    what.append(...form.querySelector(`label[for="change-${action()}"]`).cloneNode(true).childNodes);
    const chosen = form.elements.replacement_id.selectedOptions[0];
    const detail = [record.replacement_id && chosen.textContent, record.not_before, record.valid_until && `… ${record.valid_until}`];
    fill(line, { name, title, what, detail: detail.filter(Boolean).join(" "), reason: record.reason, named: `${title}, ${name}` });
    const entry = { record, line, row, waits: !signedIn };
    line.querySelector(".remove").hidden = Boolean(signedIn);
    line.querySelector(".remove").addEventListener("click", () => {
      drop(key, entry);
      tell();
      (section.hidden ? row.querySelector(".changing button") : section.querySelector(".download")).focus();
    });
    changes.set(key, entry);
    body.append(line);
    row.querySelector(".noted").hidden = false;
    waiting += entry.waits ? 1 : 0;
    tell();
  };
  const drop = (key, entry) => {
    changes.delete(key);
    entry.line.remove();
    entry.row.querySelector(".noted").hidden = true;
    waiting -= entry.waits ? 1 : 0;
  };

  // A spreadsheet would run a cell that begins like a formula; a leading ' stops it.
  const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;
  const runs = (text) => starts.some((one) => text.startsWith(one) || text.trimStart().startsWith(one));
  const harmless = (typed) => {
    const text = typed.replace(unseen, "");
    return runs(text) ? `'${text}` : text;
  };
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const csv = () => {
    const rows = [...changes.values()].map(({ record }) => columns.map((column) => harmless(record[column] ?? "")));
    return `\ufeff${[columns, ...rows].map((row) => `${row.map(quoted).join(",")}\r\n`).join("")}`;
  };
  const download = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
    link.download = `${file}-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    changes.forEach((entry) => { entry.waits = false; });
    waiting = 0;
    tell();
  };

  const places = [...document.querySelectorAll(".changing")];
  for (const place of places) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => open(place.closest("tr")));
  }
  ladder.session.then((here) => {
    if (!here) return;
    const may = here.can.includes("override");
    places.forEach((place) => { place.hidden = !may; });
    if (!may) return;
    signedIn = here;
    document.querySelectorAll("[data-handed]").forEach((one) => { one.hidden = one.dataset.handed !== "served"; });
    form.elements.decided_by.disabled = true;
  });
  form.addEventListener("change", offer);
  form.addEventListener("submit", submit);
  dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
  section.querySelector(".download").addEventListener("click", download);
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
})();
