/**
 * Know it: what the model in service is, how good, and what it listens to.
 * @module know/view
 */
import { ask } from "../api.js";
import { el, put } from "../dom.js";
import { apiLink } from "../links.js";
import { problemBox } from "../problem.js";
import { S } from "../strings.js";
import { spreadsPanel } from "./distributions.js";
import { guide } from "./guide.js";
import { metrics } from "./metrics.js";
import { modelCard } from "./card.js";

const SECTIONS = [
  { title: S.know.card, path: "api/v1/model-info", draw: modelCard },
  { title: S.know.metrics.title, path: "api/v1/model-metrics", draw: metrics },
  { title: S.know.distributions.title, path: "api/v1/data?limit=100",
    draw: ({ recordings }) => spreadsPanel(null, recordings) },
  { title: S.know.guide.title, path: "api/v1/visualizations/feature-info", draw: guide },
];

/** @returns {{node: HTMLElement, shown: function(): void}} the view. */
export function view() {
  const sections = SECTIONS.map(({ title, path, draw }) => {
    const held = el("div");
    const node = el("section", { class: "card", hidden: true }, el("h2", {}, title), held);
    return { path, draw, held, node };
  });
  const waiting = el("p", { class: "visually-hidden", role: "status" }, S.know.waiting);
  const rest = el("section", { class: "card", hidden: true }, el("h2", {}, S.know.api),
    el("p", {}, S.know.apiText),
    el("p", { class: "row" }, apiLink("docs", S.know.docs), apiLink("redoc", S.know.redoc),
      apiLink("openapi.json", S.know.openapi)));
  const node = el("div", {}, el("h1", {}, S.know.title), el("p", { class: "lead" }, S.know.intro),
    waiting, sections.map((section) => section.node), rest);
  const shown = async () => {
    const all = sections.map(fill);
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

async function fill({ path, draw, held }) {
  try {
    const { body } = await ask("GET", path);
    put(held, draw(body));
  } catch (error) {
    put(held, error.status === 404 ? el("p", { class: "note" }, S.know.missing) : problemBox(error));
  }
}
