/**
 * All models: which one serves, why, and how to change that.
 * @module teach/models
 */
import { ask } from "../api.js";
import { button, el, put } from "../dom.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { comparison } from "./compare.js";

const words = S.teach.models;

/**
 * @param {function(Object[]): void} listed told of all models whenever they are read.
 * @returns {{node: HTMLElement, refresh: function(): Promise<void>,
 *   promote: function(Object): Promise<void>, back: function(): Promise<void>}} the panel, and what
 *   it can do with a model of its list.
 */
export function modelsPanel(listed) {
  const held = el("div", { class: "models" });
  const trouble = el("div");
  const refresh = async () => {
    try {
      const { body } = await ask("GET", "api/v1/models?limit=100");
      put(held, table(body.models, promote));
      listed(body.models);
    } catch (error) {
      put(held, problemBox(error));
    }
  };
  const change = async (path, body) => {
    put(trouble);
    try {
      const { body: said } = await ask("POST", path, { json: body });
      put(trouble, el("p", { role: "status" }, words.serves(said.version)));
    } catch (error) {
      put(trouble, problemBox(error));
    }
    await refresh();
  };
  const confirm = confirmation();
  const promote = async ({ version, status }) => {
    const override = status === "rejected";
    const reason = await confirm(words.promoteOne(version), override ? words.override : words.promoting);
    if (reason === null) return;
    await change(`api/v1/models/${encodeURIComponent(version)}/promote`, { reason, override });
  };
  const back = async () => {
    const reason = await confirm(words.rollback, words.rollingBack);
    if (reason !== null) await change("api/v1/models/rollback", { reason });
  };
  const node = el("section", { class: "card" }, el("h2", {}, words.title), held, trouble,
    el("p", { class: "row after" }, button(words.rollback, back, { class: "quiet" })), confirm.node);
  return { node, refresh, promote, back };
}

function table(models, promote) {
  const row = (model) => el("tr", {},
    el("th", { scope: "row" }, model.version),
    el("td", {}, words.status[model.status] ?? model.status),
    el("td", {}, auc(model.metrics)),
    el("td", {}, new Date(model.created_at).toLocaleString()),
    el("td", {}, model.status === "in_service" ? null
      : button(words.promote, () => promote(model), {
        class: "quiet", "aria-label": words.promoteOne(model.version) })),
    el("td", {}, more(model.version)));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.title },
    el("table", {}, el("thead", {}, el("tr", {},
      words.columns.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, models.map(row))));
}

/** What the gate decided and what became of a model, asked for when it is wanted. */
function more(version) {
  const held = el("div");
  const details = el("details", {}, el("summary", {}, words.why), held);
  details.addEventListener("toggle", async () => {
    if (!details.open) return;
    try {
      const { body } = await ask("GET", `api/v1/models/${encodeURIComponent(version)}`);
      put(held, body.decision?.reason ? el("p", {}, body.decision.reason) : null,
        comparison(body.decision),
        el("ul", {}, body.history.map((one) => el("li", {},
          words.change(new Date(one.at).toLocaleString(), words.actions[one.action] ?? one.action, one.reason)))));
    } catch (error) {
      put(held, problemBox(error));
    }
  });
  return details;
}

/** A question before something that everybody notices. Resolves to a reason, or to null. */
function confirmation() {
  const title = el("h3", { id: "confirm-title" });
  const text = el("p");
  const reason = el("input", { id: "confirm-reason", maxlength: "500" });
  let answer = () => {};
  const dialog = el("dialog", { "aria-labelledby": "confirm-title" }, title, text,
    el("form", { method: "dialog", on: { submit: () => answer(reason.value.trim()) } },
      el("label", { for: "confirm-reason" }, words.reason), reason,
      el("p", { class: "row" }, el("button", { type: "submit", class: "primary" }, words.yes),
        button(words.no, () => dialog.close()))));
  dialog.addEventListener("close", () => answer(null)); // after a submit this comes too late to count
  const ask = (question, explanation) => {
    title.textContent = question;
    text.textContent = explanation;
    reason.value = "";
    dialog.showModal();
    return new Promise((resolve) => (answer = resolve));
  };
  ask.node = dialog;
  return ask;
}

function auc(metrics) {
  const found = metrics?.auc;
  return found?.value == null ? "–" : S.interval("", found.value, found.low, found.high);
}
