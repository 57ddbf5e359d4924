import { openSync } from 'node:fs';
import type { Child } from '#scripts/run/child.ts';
import { type Address, startConsole, urlOf } from '#scripts/run/console.ts';
import { ADMIN_SETTINGS } from '#scripts/test/admin.ts';

/** The processes of an installation, as it is deployed: pages and an engine in one, and another engine that takes over. */
const ROLES = ['all', 'collector'] as const;
export type Role = (typeof ROLES)[number];

/** The console as two processes that are killed and started again. */
export class Consoles {
  readonly #addresses: Record<Role, Address>;
  readonly #env: Record<string, string>;
  readonly #output: number;
  readonly #running = new Map<Role, Child>();

  constructor(ports: { all: number; collector: number }, env: Record<string, string>, log: string) {
    this.#addresses = {
      all: { host: '127.0.0.1', port: ports.all },
      collector: { host: '127.0.0.1', port: ports.collector },
    };
    this.#env = { ...env, ...ADMIN_SETTINGS };
    this.#output = openSync(log, 'a');
  }

  get url(): string {
    return urlOf(this.#addresses.all);
  }

  /** Starts those that do not run; comes back when they answer. */
  async start(): Promise<void> {
    await Promise.all(
      ROLES.filter((role) => !this.#running.has(role)).map(async (role) => {
        const env = { ...this.#env, TIDEMARK_ROLE: role };
        this.#running.set(role, await startConsole(this.#addresses[role], env, { output: this.#output }));
      }),
    );
  }

  /** kill -9, at the same moment. */
  async kill(roles: readonly Role[]): Promise<void> {
    const killed = roles.flatMap((role) => this.#running.get(role) ?? []);
    for (const { pid } of killed) process.kill(pid, 'SIGKILL');
    for (const role of roles) this.#running.delete(role);
    await Promise.all(killed.map(({ ended }) => ended));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((child) => child.stop(10_000)));
  }
}
