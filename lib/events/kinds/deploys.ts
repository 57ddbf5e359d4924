import { z } from 'zod';
import { defineKind } from '../kind.ts';
import { groupName, say, topicName } from '../phrase.ts';

/** What people and their pipelines did beside the cluster, told by themselves. */
export const DEPLOY_KINDS = {
  deploy: defineKind({
    data: z.object({
      title: z.string(),
      /** Where more is to be read: http or https. */
      url: z.string().nullable(),
      group: z.string().nullable(),
      topic: z.string().nullable(),
      /** Who told it: the address of a user, the name of a token. */
      by: z.string(),
    }),
    severity: 'info',
    subjects: ({ group, topic }) => ({
      groups: group === null ? [] : [group],
      topics: topic === null ? [] : [topic],
    }),
    words: ({ title, group, topic }) => {
      const about = [
        ...(group === null ? [] : say` · group ${groupName(group)}`),
        ...(topic === null ? [] : say` · topic ${topicName(topic)}`),
      ];
      return say`Deploy: ${title}${about}`;
    },
  }),
};
