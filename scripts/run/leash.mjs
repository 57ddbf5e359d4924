/**
 * Preloaded into the processes we start: when whoever started this one is gone, even by kill -9, it ends in order. Not for the
 * processes that these start in turn with the same options; they have channels of their own, for other ends.
 */
if (process.env.LEASH_HOLDER === String(process.ppid)) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
