/** What the main thread gives the engine at birth. */
export interface EngineData {
  /** Name under which this process holds leases; an engine that is restarted within it keeps it, and so its leases. */
  holder: string;
  /** Its signs of life, as int4: see BEATS and WAITING_POLLS. */
  beat: SharedArrayBuffer;
  beatIntervalMs: number;
}

/** Slot that the engine raises several times a second; a counter that stands still means a hung thread. */
export const BEATS = 0;
/** Slot with the polls that wait for Postgres in the engine's memory: they die with it. */
export const WAITING_POLLS = 1;
export const SIGN_BYTES = 8;

/** Main thread to engine. */
export type EngineCommand = 'stop';
