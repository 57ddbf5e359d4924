/** What Tidemark is called at the brokers: quotas and logs go by it. */
export const COLLECTOR_CLIENT_ID = 'tidemark-collector';
