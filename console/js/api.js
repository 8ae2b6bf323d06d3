/**
 * The API: one place that knows its address, its key and its way to say no.
 * @module api
 * @import { Answer, Path } from "types/routes"
 * @import { DataRow } from "openapi"
 */
import { S } from "./strings.js";

const KEY = "api-key";

/** Largest body by direct request: API Gateway's 4.5 MB less what a form adds. */
export const DIRECT_BYTES = 4_400_000;

/**
 * The members of a problem (RFC 9457) that are shown, or decided on.
 *
 * @typedef {Object} ProblemDocument
 * @property {string} title
 * @property {string} detail
 * @property {string} advice
 * @property {string} [code]
 * @property {number} [status]
 * @property {DataRow[]} [files] of an upload of which nothing was kept: what is wrong with each.
 */

/** Why something could not be done, in the API's words (RFC 9457). */
export class Problem extends Error {
  /** @param {ProblemDocument} document as the API answered it. */
  constructor(document) {
    super(document.detail || document.title);
    this.document = document;
    this.code = document.code;
    this.status = document.status;
  }
}

/** The key that goes with every request; it is forgotten with the tab. */
export const apiKey = {
  /** @returns {string} the key; empty where there is none. */
  get: () => sessionStorage.getItem(KEY) ?? "",
  /** @param {string} key empty forgets it. */
  set: (key) => (key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY)),
};

/** @type {Promise<string>|undefined} */
let base;

/**
 * Return the address of a path of the API.
 *
 * @param {string} path such as `api/v1/health`, or an absolute path that the API answered.
 * @returns {Promise<string>} below `api_base` of config.json; this page's origin where empty.
 */
export async function address(path) {
  base ??= fetch("config.json")
    .then((response) => response.json())
    .then((config) => String(config.api_base ?? "").replace(/\/+$/, ""));
  return `${await base}/${path.replace(/^\/+/, "")}`;
}

/**
 * Ask the API.
 *
 * @template {"GET"|"POST"} Method
 * @template {Path<Method>} P
 * @param {Method} method of HTTP.
 * @param {P} path of the API; see {@link address}.
 * @param {{json?: unknown, csv?: string}} [content] a body of the one or the other type.
 * @returns {Promise<Answer<Method, P>>} the answer's body.
 * @throws {Problem} where the API says no, or does not answer.
 */
export async function ask(method, path, content) {
  const { body } = await request(method, path, content);
  return /** @type {Answer<Method, P>} */ (body);
}

/**
 * Send a request to the API.
 *
 * @param {string} method of HTTP.
 * @param {string} path see {@link address}.
 * @param {{json?: unknown, csv?: string, headers?: Object<string, string>}} [options]
 * @returns {Promise<{body: unknown, headers: Headers}>} the answer; no body for 304.
 * @throws {Problem} where the API says no, or does not answer.
 */
async function request(method, path, { json, csv, headers = {} } = {}) {
  /** @type {Object<string, string>} */
  const sent = { ...keyed(), Accept: "application/json", ...headers };
  if (json !== undefined) sent["Content-Type"] = "application/json";
  if (csv !== undefined) sent["Content-Type"] = "text/csv";
  let response;
  try {
    const body = json === undefined ? csv : JSON.stringify(json);
    response = await fetch(await address(path), { method, headers: sent, body });
  } catch {
    throw unreachable();
  }
  if (response.status === 304) return { body: null, headers: response.headers };
  const body = parsed(await response.text(), response.headers.get("Content-Type"));
  if (!response.ok) throw problemOf(response.status, body);
  return { body, headers: response.headers };
}

/**
 * Send a form and watch it go.
 *
 * @param {string} url where to.
 * @param {FormData} form what to send.
 * @param {{onProgress?: (share: number) => void, headers?: Object<string, string>}} [options]
 *   `onProgress` gets the share that is sent, 0..1.
 * @returns {Promise<unknown>} the parsed answer.
 * @throws {Problem} where the answer is no, or there is none.
 */
export function sendForm(url, form, { onProgress, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    // Not fetch: it does not tell how much has been sent.
    const upload = new XMLHttpRequest();
    upload.open("POST", url);
    for (const [name, value] of Object.entries(headers)) upload.setRequestHeader(name, value);
    if (onProgress) {
      upload.upload.onprogress = (event) =>
        event.lengthComputable && onProgress(event.loaded / event.total);
    }
    upload.onerror = () => reject(unreachable());
    upload.onload = () => {
      const body = parsed(upload.responseText, upload.getResponseHeader("Content-Type"));
      if (upload.status < 300) resolve(body);
      else reject(problemOf(upload.status, body));
    };
    upload.send(form);
  });
}

/**
 * Send a form to the API itself.
 *
 * @template {Path<"POST">} P
 * @param {P} path of the API; see {@link address}.
 * @param {FormData} form what to send.
 * @param {(share: number) => void} [onProgress] gets the share that is sent, 0..1.
 * @returns {Promise<Answer<"POST", P>>} the answer's body.
 * @throws {Problem} where the API says no, or does not answer.
 */
export async function postForm(path, form, onProgress) {
  const body = await sendForm(await address(path), form, { onProgress, headers: keyed() });
  return /** @type {Answer<"POST", P>} */ (body);
}

/**
 * Ask again and again until it is over; the API says how long to wait.
 *
 * @template {Path<"GET">} P
 * @param {P} path of the API; see {@link address}.
 * @param {(answer: Answer<"GET", P>) => boolean} over whether an answer is final.
 * @param {(answer: Answer<"GET", P>) => void} [onAnswer] gets every one that is new.
 * @returns {Promise<Answer<"GET", P>>} the last answer.
 * @throws {Problem} where the API says no, or does not answer.
 */
export async function poll(path, over, onAnswer) {
  /** @type {?string} */
  let etag = null;
  for (;;) {
    const { body, headers } = await request("GET", path, { headers: etag ? { "If-None-Match": etag } : {} });
    if (body) {
      const answer = /** @type {Answer<"GET", P>} */ (body);
      etag = headers.get("ETag");
      onAnswer?.(answer);
      if (over(answer)) return answer;
    }
    const seconds = Number(headers.get("Retry-After")) || 2;
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  }
}

/** @returns {Object<string, string>} the header with the key, where there is one. */
function keyed() {
  return apiKey.get() ? { "X-Api-Key": apiKey.get() } : {};
}

/**
 * Parse the body of an answer.
 *
 * @param {string} text
 * @param {?string} type its Content-Type.
 * @returns {unknown} the text itself where it is no JSON.
 */
function parsed(text, type) {
  if (!/json/.test(type ?? "")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Make a problem of a refusal.
 *
 * @param {number} status of HTTP.
 * @param {unknown} body of the answer.
 * @returns {Problem}
 */
function problemOf(status, body) {
  if (isDocument(body)) return new Problem({ ...body, status });
  // API Gateway's own refusals are no problem+json.
  const said = status === 401 || status === 403 ? S.problems.key : S.problems.other;
  return new Problem({ ...said, status, code: "refused", detail: `${said.detail} (${status})` });
}

/** @param {unknown} body of an answer. @returns {body is ProblemDocument} whether it is problem+json. */
function isDocument(body) {
  return typeof body === "object" && body !== null && "title" in body && "detail" in body;
}

/** @returns {Problem} that no answer came. */
function unreachable() {
  return new Problem({ ...S.problems.unreachable, status: 0, code: "unreachable" });
}
