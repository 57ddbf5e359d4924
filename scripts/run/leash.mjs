/** Preloaded into the processes we start: when whoever started this one is gone, even by kill -9, it ends in order. */
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
