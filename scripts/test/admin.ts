import { until } from '../local/wait.ts';

/** The first admin of every console that tests and benches start. */
export const ADMIN = { email: 'admin@example.com', password: 'neap and spring tide' };

/** The settings with which a console has that admin from its start. */
export const ADMIN_SETTINGS = { TIDEMARK_ADMIN_EMAIL: ADMIN.email, TIDEMARK_ADMIN_PASSWORD: ADMIN.password };

const READY_MS = 30_000;

/** Signs that admin in, once the console has it: name and value of the session cookie. */
export async function adminSession(baseUrl: string): Promise<{ name: string; value: string }> {
  const session = `${baseUrl}/api/v1/session`;
  const isThere = async () => {
    const { setupNeeded }: { setupNeeded?: boolean } = await (await fetch(session)).json();
    return setupNeeded === false || undefined;
  };
  await until(isThere, { what: `the first admin of ${baseUrl}`, timeoutMs: READY_MS });
  const response = await fetch(session, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  const [cookie = ''] = response.headers.getSetCookie();
  const [, name, value] = /^([^=]+)=([^;]+)/.exec(cookie) ?? [];
  if (name === undefined || value === undefined) {
    throw new Error(`the sign-in was answered with ${response.status}: ${await response.text()}`);
  }
  return { name, value };
}

/** The header that makes requests those of that admin. */
export async function asAdmin(baseUrl: string): Promise<{ cookie: string }> {
  const { name, value } = await adminSession(baseUrl);
  return { cookie: `${name}=${value}` };
}
