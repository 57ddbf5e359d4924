export const CLONE: string;
export function cacheFolder(): Promise<string>;
export function cached(name: string, fill: (folder: string) => Promise<void>): Promise<string>;
