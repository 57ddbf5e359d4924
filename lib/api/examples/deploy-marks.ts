import type { z } from 'zod';
import type { createdEventSchema } from '../schemas/deploy-marks.ts';

/** Example of the OpenAPI document; the schema types it, so it stays true. */
export const createdEventExample: z.input<typeof createdEventSchema> = {
  cluster: 'local',
  created: true,
  event: {
    id: '1795442551000-1073741824',
    at: '2026-11-23T14:02:31.000Z',
    kind: 'deploy',
    severity: 'info',
    title: 'Deploy: shop 1.4.2',
    phrases: [{ text: 'Deploy: shop 1.4.2', names: null }],
    notBefore: null,
    data: {
      title: 'shop 1.4.2',
      url: 'https://ci.example.com/shop/runs/42',
      group: null,
      topic: null,
      by: 'shop pipeline',
    },
  },
};
