/**
 * A report as one file that needs nothing else.
 * @module try/standalone
 */
import { el } from "../dom.js";
import { pictures } from "../plot/take-plot.js";

const SHEETS = ["css/base.css", "css/report.css"];

/**
 * Write a report as a page of its own.
 *
 * @param {HTMLElement} report as shown; what can only be clicked is left out.
 * @param {string} title of the page.
 * @returns {Promise<string>} the page.
 */
export async function standalone(report, title) {
  const sheets = await Promise.all(SHEETS.map(async (sheet) => (await fetch(sheet)).text()));
  const copy = document.importNode(report, true);
  copy.querySelectorAll("button, input, .transport, .actions, .among .fields, .among:not([open])").forEach((node) => node.remove());
  copy.querySelectorAll("details").forEach((details) => details.setAttribute("open", ""));
  const saved = [...report.querySelectorAll("image")].map((image) => pictures.get(image));
  copy.querySelectorAll("image").forEach((image, i) => {
    image.removeAttribute("href");
    image.setAttribute("data-picture", String(i));
  });
  const head = [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    el("title", {}, title).outerHTML, // the serialiser escapes what was typed or uploaded
    `<style>${sheets.join("\n")}</style>`,
  ];
  // A blob is gone with the tab, so the page carries its pictures itself. They are put into the
  // text: this page's policy would not let them into a node.
  const body = el("main", {}, copy).outerHTML.replace(/data-picture="(\d+)"/g,
    (_, i) => {
      const address = saved[i]?.();
      return address ? `href="${address}"` : "";
    });
  return `${head.join("\n")}\n${body}`;
}
