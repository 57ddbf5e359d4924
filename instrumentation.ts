/** Runs once per server process: starts the engine beside the pages, and stops both in order. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startConsole } = await import('#engine/start-console.ts');
  startConsole();
}
