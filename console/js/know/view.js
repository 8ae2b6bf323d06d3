import { el } from "../dom.js";
import { S } from "../strings.js";
export function view() { return { node: el("h1", {}, S.views.know.title) }; }
