import { systemName } from '../bootstrap/node.mjs';
import { Problem } from '../bootstrap/problem.mjs';

/** Systems for which there is a Postgres as an npm package, and on which the brokers are stopped and found again by their signals. */
const SUPPORTED = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'darwin-x64'];

/** A Problem on a system that can run the console, but no Kafka and Postgres of our own. */
export function requireLocalServers(system: string = systemName()): void {
  if (SUPPORTED.includes(system)) return;
  throw new Problem(
    `On ${system} Tidemark brings no Kafka and Postgres of its own.\n` +
      'Set both KAFKA_BROKERS (or TIDEMARK_CONFIG) and DATABASE_URL to servers that run already.',
  );
}
