export function elapsed(ms: number): string;
export function step<T>(title: string, work: () => Promise<T> | T, signal?: AbortSignal): Promise<T>;
