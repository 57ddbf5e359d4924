export interface Holder {
  pid: number;
  identity: string;
  [about: string]: unknown;
}
export type Attempt = { release: () => void; holder?: undefined } | { release?: undefined; holder: Holder };
export function tryLock(path: string, about?: Record<string, unknown>): Attempt;
export function withLock<T>(path: string, work: () => Promise<T> | T, onWait?: (holder: Holder) => void): Promise<T>;
