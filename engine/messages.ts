/** What the main thread gives the engine at birth. */
export interface EngineData {
  /** Name under which this process holds leases; an engine that is restarted within it keeps it, and so its leases. */
  holder: string;
  /** Raised by the engine several times a second; a counter that stands still means a hung thread. */
  beat: SharedArrayBuffer;
  beatIntervalMs: number;
}

/** Main thread to engine. */
export type EngineCommand = 'stop';
