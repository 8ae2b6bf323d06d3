/**
 * The API: one place that knows its address, its key and its way to say no.
 * @module api
 */
import { S } from "./strings.js";

const KEY = "api-key";

/** Largest body by direct request: API Gateway's 4.5 MB less what a form adds. */
export const DIRECT_BYTES = 4_400_000;

/** Why something could not be done, in the API's words (RFC 9457). */
export class Problem extends Error {
  /** @param {Object} document `title`, `detail`, `advice`, `code`, `status`, `values`. */
  constructor(document) {
    super(document.detail || document.title);
    this.document = document;
    this.code = document.code;
    this.status = document.status;
  }
}

/** The key that goes with every request; it is forgotten with the tab. */
export const apiKey = {
  get: () => sessionStorage.getItem(KEY) ?? "",
  set: (key) => (key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY)),
};

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
 * @param {string} method of HTTP.
 * @param {string} path see {@link address}.
 * @param {{json?: *, text?: string, type?: string, headers?: Object, signal?: AbortSignal}} [options]
 * @returns {Promise<{status: number, body: *, headers: Headers}>} the answer; no body for 304.
 * @throws {Problem} where the API says no, or does not answer.
 */
export async function ask(method, path, { json, text, type, headers = {}, signal } = {}) {
  const sent = { ...keyed(), Accept: "application/json", ...headers };
  if (json !== undefined) sent["Content-Type"] = "application/json";
  if (text !== undefined) sent["Content-Type"] = type;
  let response;
  try {
    const body = json === undefined ? text : JSON.stringify(json);
    response = await fetch(await address(path), { method, headers: sent, body, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
  if (response.status === 304) return { status: 304, body: null, headers: response.headers };
  const body = parsed(await response.text(), response.headers.get("Content-Type"));
  if (!response.ok) throw problemOf(response.status, body);
  return { status: response.status, body, headers: response.headers };
}

/**
 * Send a form and watch it go.
 *
 * @param {string} url where to.
 * @param {FormData} form what to send.
 * @param {{onProgress?: function(number): void, headers?: Object}} [options] `onProgress` gets
 *   the share that is sent, 0..1.
 * @returns {Promise<*>} the parsed answer.
 * @throws {Problem} where the answer is no, or there is none.
 */
export function sendForm(url, form, { onProgress, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    // Not fetch: it does not tell how much has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (onProgress) {
      request.upload.onprogress = (event) =>
        event.lengthComputable && onProgress(event.loaded / event.total);
    }
    request.onerror = () => reject(unreachable());
    request.onload = () => {
      const body = parsed(request.responseText, request.getResponseHeader("Content-Type"));
      if (request.status < 300) resolve(body);
      else reject(problemOf(request.status, body));
    };
    request.send(form);
  });
}

/**
 * Send a form to the API itself.
 *
 * @param {string} path see {@link address}.
 * @param {FormData} form what to send.
 * @param {function(number): void} [onProgress] gets the share that is sent, 0..1.
 * @returns {Promise<*>} the parsed answer.
 */
export async function postForm(path, form, onProgress) {
  return sendForm(await address(path), form, { onProgress, headers: keyed() });
}

/**
 * Ask again and again until it is over; the API says how long to wait.
 *
 * @param {string} path see {@link address}.
 * @param {function(*): boolean} over whether an answer is final.
 * @param {{onAnswer?: function(*): void, signal?: AbortSignal}} [options]
 * @returns {Promise<*>} the last answer.
 */
export async function poll(path, over, { onAnswer, signal } = {}) {
  let etag;
  for (;;) {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await ask("GET", path, { headers, signal });
    if (answer.body) {
      etag = answer.headers.get("ETag");
      onAnswer?.(answer.body);
      if (over(answer.body)) return answer.body;
    }
    const seconds = Number(answer.headers.get("Retry-After")) || 2;
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
    signal?.throwIfAborted();
  }
}

function keyed() {
  return apiKey.get() ? { "X-Api-Key": apiKey.get() } : {};
}

function parsed(text, type) {
  if (!/json/.test(type ?? "")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function problemOf(status, body) {
  if (body && typeof body === "object" && body.title) return new Problem({ ...body, status });
  // API Gateway's own refusals are no problem+json.
  const said = status === 401 || status === 403 ? S.problems.key : S.problems.other;
  return new Problem({ ...said, status, code: "refused", detail: `${said.detail} (${status})` });
}

function unreachable() {
  return new Problem({ ...S.problems.unreachable, status: 0, code: "unreachable" });
}
