'use client';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Identity, IdentityDecision } from '#lib/api/schemas/identity.ts';
import { withParams } from '#lib/client/api.ts';
import { AUDIT } from '#lib/client/routes.ts';
import { useDecideIdentity } from '#lib/client/settings.ts';
import { ReasonField } from '../reason-field.tsx';

type Decision = IdentityDecision['decision'];
type Foreign = NonNullable<Identity['foreign']>;

/** That another Kafka cluster answers under the name, and the way to decide which of the two is meant. */
export function IdentityPanel(props: {
  cluster: string;
  pinned: string | null;
  foreign: Foreign;
  mayDecide: boolean;
  mayReadAudit: boolean;
}) {
  const { cluster, pinned, foreign } = props;
  const [asked, setAsked] = useState<Decision | null>(null);
  return (
    <section aria-label={`Identity of ${cluster}`} className="mt-3 flex gap-2 bg-danger-soft px-3 py-2">
      <StatusIcon shape="danger" className="mt-0.5 text-danger" />
      <div className="flex min-w-0 flex-col gap-2">
        <p>
          <b className="font-semibold text-danger">Another cluster answers under this name</b>
          {foreign.since === null ? '' : ', since '}
          {foreign.since === null ? null : <Instant at={foreign.since} />}, and is not read.
        </p>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4">
          <dt className="text-ink-2">It was</dt>
          <dd className="break-all">{pinned === null ? 'not known' : <Name>{pinned}</Name>}</dd>
          <dt className="text-ink-2">It is</dt>
          <dd className="break-all">
            <Name>{foreign.id}</Name>
          </dd>
        </dl>
        <p role="status" className="[overflow-wrap:anywhere]">
          {foreign.kept === null ? null : <Kept kept={foreign.kept} />}
          {foreign.kept !== null && props.mayReadAudit ? <AuditLink cluster={cluster} /> : null}
        </p>
        {props.mayDecide ? (
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setAsked('accept')}>Accept the new cluster</Button>
            {foreign.kept === null ? (
              <Button onClick={() => setAsked('keep')}>Keep waiting for the old one</Button>
            ) : null}
          </div>
        ) : (
          <p className="text-ink-2">An admin of this cluster can accept it here, or check the bootstrap addresses.</p>
        )}
      </div>
      {asked === null ? null : (
        <DecideDialog
          cluster={cluster}
          foreignId={foreign.id}
          decision={asked}
          onClose={() => setAsked(null)}
          onDone={() => setAsked(null)}
        />
      )}
    </section>
  );
}

/** Who decided to wait, and when: what holds until the old one answers, or somebody accepts the new one. */
function Kept({ kept }: { kept: NonNullable<Foreign['kept']> }) {
  return (
    <>
      <Name>{kept.by}</Name> decided to keep waiting for the old one, <Instant at={kept.at} />. It is read again when it
      answers.
    </>
  );
}

function AuditLink({ cluster }: { cluster: string }) {
  return (
    <>
      {' '}
      <Link href={withParams(AUDIT, { cluster, action: 'cluster.identity' })} prefetch={false} className="link">
        Audit log
      </Link>
    </>
  );
}

const WORDS: Record<Decision, { title: string; action: string; text: string }> = {
  accept: {
    title: 'Accept the new cluster',
    action: 'Accept it',
    text: 'From the next poll on it is read under this name, as if for the first time. What is known of the present of the old one goes; the history of both is kept.',
  },
  keep: {
    title: 'Keep waiting for the old one',
    action: 'Keep waiting',
    text: 'Nothing is read until the old cluster answers again under this name. Who decided so, and when, stands here and in the audit log.',
  },
};

function DecideDialog(props: {
  cluster: string;
  foreignId: string;
  decision: Decision;
  onClose: () => void;
  onDone: () => void;
}) {
  const { decision } = props;
  const [reason, setReason] = useState('');
  const decide = useDecideIdentity(props.cluster, props.onDone);
  const errors = fieldErrors(decide.error, ['reason']);
  const words = WORDS[decision];
  return (
    <FormDialog
      open
      title={`${words.title}: ${props.cluster}`}
      action={words.action}
      pending={decide.isPending}
      error={errors.rest}
      onClose={props.onClose}
      onSend={() => decide.mutate({ decision, kafkaClusterId: props.foreignId, reason })}
    >
      <p>{words.text}</p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
