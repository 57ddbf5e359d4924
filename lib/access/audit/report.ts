import type { Anchor, Verification } from './verify.ts';

/** What verifying found, in lines for a terminal. */
export function verificationReport(found: Verification, anchors: readonly Anchor[], tookMs: number): string {
  const { rows, head, dropped, problem, tooOld } = found;
  const from = dropped.id === 0n ? 'from the first on' : `after row ${dropped.id}, the last that retention dropped`;
  const walked = `${rows} ${rows === 1 ? 'row' : 'rows'} ${from}: ${problem === null ? 'all' : 'these'} are as they were written`;
  const compared = anchors.length - tooOld.length;
  return [
    ...(problem === null ? [] : [`NOT AS IT WAS WRITTEN: ${problem}`]),
    `${walked} (${Math.round(tookMs)} ms).`,
    ...(problem === null && compared > 0
      ? [`Compared with ${compared === 1 ? 'the anchor' : `${compared} anchors`}.`]
      : []),
    ...tooOld.map(({ id }) => `The anchor at row ${id} is older than what is kept, and says nothing.`),
    ...(rows === 0 ? [] : [`The last of them: ${head.id}:${head.hash}`]),
  ].join('\n');
}
