/** A change of a group, as its events tell it. */
export interface GroupTurn {
  kind: 'group-appeared' | 'group-joined' | 'group-rebalancing' | 'group-rebalanced' | 'group-emptied';
  /** Instant of the poll that saw it. */
  atMs: number;
}

/**
 * Whether a group was steady (Stable with members) at an instant: what it is now, and back from there by its events, which come
 * oldest first.
 */
export function steadySpans(isSteadyNow: boolean, turns: readonly GroupTurn[]): (atMs: number) => boolean {
  // What it was before each turn, up to it.
  const before: boolean[] = [];
  turns.forEach((turn, index) => {
    before.push(wasSteadyBefore(turn, turns[index - 1]));
  });
  return (atMs) => {
    const next = turns.findIndex((turn) => atMs < turn.atMs);
    return next < 0 ? isSteadyNow : (before[next] ?? isSteadyNow);
  };
}

function wasSteadyBefore({ kind }: GroupTurn, previous: GroupTurn | undefined): boolean {
  switch (kind) {
    case 'group-appeared':
    case 'group-joined':
      return false;
    case 'group-rebalancing':
      return true;
    // Told without a beginning where a rebalance began and ended between two polls.
    case 'group-rebalanced':
    case 'group-emptied':
      return previous?.kind !== 'group-rebalancing';
    default:
      return kind satisfies never;
  }
}
