import { createServer } from 'node:net';
import { Problem } from '../bootstrap/problem.mjs';

/** Below the range from which systems take the ports of outgoing connections, so a remembered port is rarely taken later. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Whether a server could listen on this port now. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** As many ports of the loopback address that are free now: `preferred` where they all are, else picked at random. */
export async function freePorts(count: number, preferred: number[] = []): Promise<number[]> {
  if (preferred.length === count && (await Promise.all(preferred.map((port) => isFree(port)))).every(Boolean)) {
    return preferred;
  }
  const found = new Set<number>();
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) found.add(port);
    if (found.size === count) return [...found];
  }
  throw new Problem(`No ${count} free ports between ${LOWEST} and ${HIGHEST} on this machine.`);
}
