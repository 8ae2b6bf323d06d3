/**
 * Know it: what the model in service is, how good, and what it listens to.
 * @module know/view
 * @import { Child } from "types/dom"
 * @import { Answer, Path } from "types/routes"
 */
import { ask } from "../api.js";
import { el, put } from "../dom.js";
import { apiLink } from "../links.js";
import { isMissing, problemBox } from "../problem.js";
import { S } from "../strings.js";
import { spreadsPanel } from "./distributions.js";
import { guide } from "./guide.js";
import { metrics } from "./metrics.js";
import { modelCard } from "./card.js";

/** Make the view. @returns {{node: HTMLElement, shown: () => Promise<void>}} */
export function view() {
  const sections = [
    section(S.know.card, "api/v1/model-info", modelCard),
    section(S.know.metrics.title, "api/v1/model-metrics", metrics),
    section(S.know.distributions.title, "api/v1/data?limit=100",
      ({ recordings }) => spreadsPanel(null, recordings)),
    section(S.know.guide.title, "api/v1/visualizations/feature-info", guide),
  ];
  const waiting = el("p", { class: "visually-hidden", role: "status" }, S.know.waiting);
  const rest = el("section", { class: "card", hidden: true }, el("h2", {}, S.know.api),
    el("p", {}, S.know.apiText),
    el("p", { class: "row" }, apiLink("docs", S.know.docs), apiLink("redoc", S.know.redoc),
      apiLink("openapi.json", S.know.openapi)));
  const node = el("div", {}, el("h1", {}, S.know.title), el("p", { class: "lead" }, S.know.intro),
    waiting, sections.map((one) => one.node), rest);
  const shown = async () => {
    const all = sections.map((one) => one.fill());
    // From above to below, however the answers come: what is there does not move any more.
    for (const [i, one] of all.entries()) {
      await one;
      sections[i].node.hidden = false;
    }
    rest.hidden = false;
    waiting.remove();
  };
  return { node, shown };
}

/**
 * Make a part of the view; it is hidden before it is filled.
 *
 * @template {Path<"GET">} P
 * @param {string} title
 * @param {P} path of the API.
 * @param {(body: Answer<"GET", P>) => Child} draw shows the answer.
 * @returns {{node: HTMLElement, fill: () => Promise<void>}} `fill` asks the API.
 */
function section(title, path, draw) {
  const held = el("div");
  const fill = async () => {
    try {
      put(held, draw(await ask("GET", path)));
    } catch (error) {
      put(held, isMissing(error) ? el("p", { class: "note" }, S.know.missing) : problemBox(error));
    }
  };
  return { node: el("section", { class: "card", hidden: true }, el("h2", {}, title), held), fill };
}
