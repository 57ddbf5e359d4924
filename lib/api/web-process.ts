/**
 * What the web process shares. The framework bundles instrumentation and routes apart, so a module variable would exist
 * several times: this one object on globalThis is the only place for state that must exist once.
 */
interface WebProcess {
  /** Requests whose response body has not been handed over yet. */
  runningRequests: number;
  /** Called when the count above falls to 0. */
  idleListeners: Set<() => void>;
  stopping: boolean;
  /** What ends each open stream, with whose it is. */
  openStreams: Map<() => void, string>;
  /** What is still to be written once no request runs any more. */
  lastWrites: Set<() => Promise<unknown>>;
  /** Things made once per process, by name; see `once`. */
  singletons: Map<string, unknown>;
}

const KEY = Symbol.for('tidemark.webProcess');

/** The one state of this process. */
export function webProcess(): WebProcess {
  // Safe: the key is ours, so nobody else writes there.
  const holder = globalThis as typeof globalThis & { [KEY]?: WebProcess };
  holder[KEY] ??= {
    runningRequests: 0,
    idleListeners: new Set(),
    stopping: false,
    openStreams: new Map(),
    lastWrites: new Set(),
    singletons: new Map(),
  };
  return holder[KEY];
}

/** The thing of that name, made at the first call in this process. */
export function once<T>(name: string, make: () => T): T {
  const { singletons } = webProcess();
  if (!singletons.has(name)) singletons.set(name, make());
  // Safe: each name is used with one `make` only, so what was stored is a T.
  return singletons.get(name) as T;
}
