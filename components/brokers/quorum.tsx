import { StatusBadge } from '#components/status/status-badge.tsx';
import type { StatusLook } from '#components/status/tone.ts';
import { Section } from '#components/ui/section.tsx';
import type { BrokerList } from '#lib/client/brokers.ts';
import { formatCount, NO_VALUE } from '#lib/client/format-number.ts';

type Controller = NonNullable<BrokerList['controller']>;

const LEADER: StatusLook = { tone: 'ok', shape: 'ok', word: 'LEADER', meaning: 'Decides for the cluster.' };
const VOTER: StatusLook = {
  tone: 'calm',
  shape: 'idle',
  word: 'VOTER',
  meaning: 'Votes for the leader and can become it.',
};
const OBSERVER: StatusLook = {
  tone: 'calm',
  shape: 'idle',
  word: 'OBSERVER',
  meaning: 'Follows the metadata, does not vote.',
};

/** Who decides for the cluster, and how far the others are behind. */
export function Quorum({ controller, live }: { controller: Controller; live: boolean }) {
  const nodes = [
    ...controller.voters.map((node) => ({ ...node, look: node.id === controller.leaderId ? LEADER : VOTER })),
    ...controller.observers.map((node) => ({ ...node, look: OBSERVER })),
  ];
  return (
    <Section
      id="controller"
      title={controller.kind === 'kraft' ? 'Controller quorum' : 'Controller'}
      note={[
        controller.kind === 'kraft' ? 'KRaft' : 'ZooKeeper',
        controller.epoch === null ? '' : `epoch ${controller.epoch}`,
        live ? '' : 'as last read',
      ]
        .filter(Boolean)
        .join(', ')}
    >
      {nodes.length === 0 ? (
        <p className="py-2 text-ink-2">
          {controller.leaderId === null ? 'None is in charge.' : `Broker ${controller.leaderId} is in charge.`}
        </p>
      ) : (
        <table className="w-full max-w-xl">
          <thead className="text-sm text-ink-3">
            <tr className="border-b">
              <th scope="col" className="h-7 text-left font-normal">
                Node
              </th>
              <th scope="col" className="px-3 text-left font-normal">
                Role
              </th>
              <th scope="col" className="text-right font-normal">
                Records behind
              </th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <tr key={node.id} className="h-[33px] border-b">
                <th scope="row" className="text-left font-normal">
                  {node.id}
                </th>
                <td className="px-3">
                  <StatusBadge look={node.look} />
                </td>
                <td className="text-right">{node.lag === null ? NO_VALUE : formatCount(node.lag)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
