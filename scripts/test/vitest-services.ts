import { lifetime } from '../run/lifetime.ts';
import { startTestServices } from './services.ts';

/** For `npx vitest --project integration` by hand: brings the Kafka and the Postgres that npm test would have brought. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TIDEMARK_TEST_KAFKA && process.env.TIDEMARK_TEST_POSTGRES) return undefined;
  const life = lifetime();
  const { env } = await startTestServices(life);
  Object.assign(process.env, env);
  return () => life.stopAll();
}
