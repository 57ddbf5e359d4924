export async function measureConsoleRss(_options: {
  bootstrap: string;
  databaseUrl: string;
  advance(): Promise<void>;
  polls: number;
}): Promise<number> {
  return Number.NaN;
}
