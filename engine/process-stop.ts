const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs `stop` once at the first SIGINT or SIGTERM, then exits with the code of that signal; a second one exits at once. */
export function onProcessStop(stop: () => Promise<void>): void {
  let stopping = false;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      void stop().finally(() => process.exit(code));
    });
  }
}
