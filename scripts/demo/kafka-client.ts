import { type Admin, Kafka, logLevel, type RetryOptions } from 'kafkajs';

/** Short: the supervisor is the one that tries for ever, with a fresh client. */
const RETRY: RetryOptions = { initialRetryTime: 200, maxRetryTime: 2_000, retries: 6 };

/** A frozen broker is given up after this; longer than any fetch waits. */
const REQUEST_TIMEOUT_MS = 5_000;
const CONNECTION_TIMEOUT_MS = 3_000;

/** Gives a kafkajs client which keeps its worries to itself; what matters comes out as a rejection. */
export function kafkaClient(brokers: readonly string[], clientId: string): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    retry: RETRY,
    logLevel: logLevel.NOTHING,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
}

/** Runs something with an admin client, and disconnects it in any case. */
export async function withAdmin<T>(kafka: Kafka, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}
