export function isSupported(version: string): boolean;
export function systemName(): string;
export function supportedNode(): Promise<string>;
