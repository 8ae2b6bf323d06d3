/** Paths of the API as the console writes them, and the answer to each, by the OpenAPI description. */
import type { paths } from "openapi";

/** `/api/v1/models/{version}` is written `api/v1/models/${version}`. */
type Written<Route extends string> = Route extends `/${infer Rest}` ? Filled<Rest> : never;
type Filled<Route extends string> = Route extends `${infer Head}{${string}}${infer Tail}`
  ? `${Head}${string}${Filled<Tail>}`
  : Route;

/** The routes that know a method. */
type Routes<Method extends string> = {
  [R in keyof paths]: Lowercase<Method> extends keyof paths[R]
    ? paths[R][Lowercase<Method>] extends object ? R : never
    : never;
}[keyof paths];

/** What may be asked for by a method. */
export type Path<Method extends string> =
  | Written<Routes<Method>>
  | `${Written<Routes<Method>>}?${string}`;

type Bare<P extends string> = P extends `${infer Before}?${string}` ? Before : P;

/** The route of exactly this path; `models/${string}` would fit `models/${string}/promote` as well. */
type Exact<Method extends string, P extends string> = {
  [R in Routes<Method>]: [P, Written<R>] extends [Written<R>, P] ? R : never;
}[Routes<Method>];

/** The routes that a path fits: of a parameter that is one of a few words. */
type Fitting<Method extends string, P extends string> = {
  [R in Routes<Method>]: P extends Written<R> ? R : never;
}[Routes<Method>];

type RouteOf<Method extends string, P extends string> = [Exact<Method, P>] extends [never]
  ? Fitting<Method, P>
  : Exact<Method, P>;

type Operation<Method extends string, P extends string> = RouteOf<Method, Bare<P>> extends infer R
  ? R extends keyof paths
    ? Lowercase<Method> extends keyof paths[R] ? paths[R][Lowercase<Method>] : never
    : never
  : never;

type Content<Response> = Response extends { content: { "application/json": infer Body } } ? Body : never;

type Success<Responses> = Content<Responses[keyof Responses & (200 | 201 | 202 | 207)]>;

/** The JSON of a successful answer. */
export type Answer<Method extends string, P extends string> =
  Operation<Method, P> extends { responses: infer Responses } ? Success<Responses> : never;
