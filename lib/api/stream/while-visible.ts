export interface WhileVisibleOptions<Event> {
  /** The clusters that the caller may see now; none ends the stream. A rejection ends it, too: nothing is told while nobody knows. */
  visible: () => Promise<ReadonlySet<string>>;
  send: (event: Event) => void;
  end: (error?: unknown) => void;
}

/**
 * Passes events on as long as the caller may see what they are about, who may lose that while the stream is open. Asks once for all
 * events that came since it last asked, and not while none comes.
 */
export function whileVisible<Event extends { cluster: string }>(
  options: WhileVisibleOptions<Event>,
): (event: Event) => void {
  const waiting = new Map<string, Event>();
  let asking = false;

  async function passOn(): Promise<void> {
    while (waiting.size > 0) {
      // What comes while we ask may be newer than the answer: that is asked for again.
      const events = [...waiting.values()];
      waiting.clear();
      const visible = await options.visible();
      if (visible.size === 0) return options.end();
      for (const event of events) if (visible.has(event.cluster)) options.send(event);
    }
  }

  return (event) => {
    waiting.set(event.cluster, event);
    if (asking) return;
    asking = true;
    passOn()
      .catch((error: unknown) => options.end(error))
      .finally(() => {
        asking = false;
      });
  };
}
