/** What the main thread gives the engine at birth. */
export interface EngineData {
  /** Raised by the engine several times a second; a counter that stands still means a hung thread. */
  beat: SharedArrayBuffer;
  beatIntervalMs: number;
}

/** Main thread to engine. */
export type EngineCommand = 'stop';

/** Name under which this process holds leases: unique per process, kept by an engine that is restarted within it. */
export const holderName = (hostname: string, pid: number): string => `${hostname}:${pid}`;
