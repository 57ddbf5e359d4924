import { Connection, metadataV9 } from '@platformatic/kafka';

const PROBE_MS = 2000;

/** Ids of the brokers that the broker on this port knows to be alive; undefined when it doesn't answer. */
export async function aliveBrokers(port: number): Promise<number[] | undefined> {
  const connection = new Connection('tidemark-local', { connectTimeout: PROBE_MS, requestTimeout: PROBE_MS });
  connection.on('error', () => {});
  try {
    await connection.connect('127.0.0.1', port);
    const { brokers, controllerId } = await metadataV9.api.async(connection, [], false, false, false);
    return controllerId < 0 ? undefined : brokers.map((broker) => broker.nodeId);
  } catch {
    return undefined;
  } finally {
    await connection.close().catch(() => {});
  }
}
