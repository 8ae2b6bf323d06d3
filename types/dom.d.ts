/** What an element is made of: console/js/dom.js. A type that contains itself cannot be said in JSDoc. */

/** What can stand in a node; of lists their members, of nothing nothing. */
export type Child = Node | string | number | null | undefined | Child[];

/** By the name of their event. */
export type Listeners = { [event: string]: (event: Event) => void };

/** By name; `on` holds the listeners. */
export type Attributes = { [name: string]: string | number | boolean | null | undefined | Listeners };
