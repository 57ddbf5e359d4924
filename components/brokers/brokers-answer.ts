import type { Phrase } from '#components/ui/answer.tsx';
import type { BrokerList } from '#lib/client/brokers.ts';
import { plural } from '#lib/client/format-number.ts';
import { formatTime } from '#lib/client/format-time.ts';

/** Are the brokers up, and who is in charge? */
export function brokersAnswer({ items, controller }: BrokerList, now: number): Phrase[] {
  if (items.length === 0) return ['No broker has been seen yet.'];
  const away = items.filter((broker) => broker.state !== 'up');
  const upWords = items.length === 1 ? 'The only broker is up' : `All ${plural(items.length, 'broker')} are up`;
  const state: Phrase[] =
    away.length === 0
      ? [upWords]
      : away.flatMap((broker, i): Phrase[] => [
          i === 0 ? '' : '; ',
          {
            key: String(broker.brokerId),
            text: `${i === 0 ? 'Broker' : 'broker'} ${broker.brokerId} is ${broker.state}`,
            tone: broker.state === 'down' ? 'danger' : 'warn',
          },
          ` since ${formatTime(broker.stateSince, now)}`,
        ]);
  return [...state, ...controllerPhrases(controller), '.'];
}

function controllerPhrases(controller: BrokerList['controller']): Phrase[] {
  if (controller === null) return [];
  if (controller.leaderId === null)
    return ['; ', { key: 'controller', text: 'no controller leads the cluster', tone: 'danger' }];
  return [
    controller.kind === 'kraft'
      ? `; node ${controller.leaderId} leads the controller quorum`
      : `; broker ${controller.leaderId} is the controller`,
  ];
}
