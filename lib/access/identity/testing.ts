import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { type AuditEntry, installContext, provenAccess, request, TEST_SECRET, testContext } from '#lib/api/testing.ts';
import { createTestDatabase, type TestDatabase } from '#lib/db/testing.ts';
import type { Grant } from '../principal.ts';
import { createUser } from '../users/create-user.ts';
import { createIdentity } from './identity.ts';

export const PASSWORD = 'a long passphrase';
/** Hashed once: it takes a while on purpose. */
const passwordHash = hashPassword(PASSWORD);

export const SESSION_MS = 3_600_000;
export const IDLE_MS = 600_000;

/** A console of which nobody is a user yet, with a clock of its own. */
export class TestConsole {
  readonly base: TestDatabase;
  readonly rows: AuditEntry[] = [];
  now = new Date();
  isSecure = false;

  private constructor(base: TestDatabase) {
    this.base = base;
  }

  static async start(): Promise<TestConsole> {
    return new TestConsole(await createTestDatabase());
  }

  stop(): Promise<void> {
    return this.base.drop();
  }

  /** Empties the tables of identity, and answers every request of the process from now on. */
  async install(): Promise<void> {
    const { db, url } = this.base;
    this.rows.length = 0;
    this.now = new Date();
    this.isSecure = false;
    await db.execute('truncate app_user, access_grant, setup_link cascade');
    const secret = () => TEST_SECRET;
    const now = () => this.now;
    installContext(
      testContext(db, url, {
        access: provenAccess(db, this.rows, { sessionIdleMs: IDLE_MS, isSecure: () => this.isSecure, now }),
        identity: createIdentity({
          database: db,
          secret,
          sessionMs: SESSION_MS,
          sessionIdleMs: IDLE_MS,
          now,
          isSecure: () => this.isSecure,
          log: {
            error(details, message) {
              throw new Error(message, { cause: details });
            },
          },
        }),
        sessionIdleMs: IDLE_MS,
        now,
      }),
    );
  }

  /** A user with PASSWORD and these grants. */
  async user(email: string, grants: readonly Grant[] = [{ clusters: '*', role: 'viewer' }]): Promise<string> {
    const { db } = this.base;
    const made = await createUser(db, { email, name: email, passwordHash: await passwordHash }, this.now);
    if (made === 'exists') throw new Error(`${email} is there already`);
    for (const { clusters, role } of grants) {
      await db.execute(
        `insert into access_grant (principal_kind, principal_id, clusters, role) values ('user', $1, $2, $3)`,
        [made.id, clusters, role],
      );
    }
    return made.id;
  }
}

/** A browser: it keeps the cookies of answers and sends them with every request. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    this.#headers = headers;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await request(path, {
      method,
      headers: {
        'x-request-id': randomUUID(),
        ...this.#headers,
        ...(this.cookies.size > 0 && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    return response;
  }

  #keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/max-age=0\b/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }

  signIn(email: string, password = PASSWORD): Promise<Response> {
    return this.send('POST', '/api/v1/session', { email, password });
  }

  /** The address of who the console takes this browser for; null for nobody. */
  async who(): Promise<string | null> {
    const { who } = await (await this.send('GET', '/api/v1/session')).json();
    return who?.name ?? null;
  }
}

/** The code of a refusal. */
export const codeOf = async (response: Response): Promise<string | undefined> => (await response.json()).code;
