export function identityOf(pid: number): string | undefined;
export function parentOf(pid: number): number | undefined;
export function childrenOf(pid: number): number[];
export function isRunning(pid: number): boolean;
export function processesWith(argument: string): number[];
export function processesBelow(folder: string): number[];
