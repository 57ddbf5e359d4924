import { spawn } from 'node:child_process';
import { Problem } from './problem.mjs';

/** How much of a failed command's output is shown. */
const TAIL_LINES = 40;
const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a command to its end and gives what it printed; if it fails, a Problem with the last lines of its output. A signal that
 * would end us ends the command first: nothing half-done goes on behind our back.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const stopRelay = relaySignals(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => {
      stopRelay();
      reject(new Problem(`${command} could not be started: ${error.message}`, { cause: error }));
    });
    child.on('close', (code, signal) => {
      stopRelay();
      if (code === 0) return resolve(output);
      const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
      const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new Problem(`${[command, ...args].join(' ')} ${how}:\n${tail}`));
    });
  });
}

/** Passes signals on to the child; once that is over, the first one does to us what it would have done. */
function relaySignals(child) {
  let received;
  const relay = (signal) => {
    received ??= signal;
    child.kill(signal);
  };
  // Whoever else listens deals with the signal itself.
  const alone = PASSED_ON.every((signal) => process.listenerCount(signal) === 0);
  for (const signal of PASSED_ON) process.on(signal, relay);
  return () => {
    for (const signal of PASSED_ON) process.off(signal, relay);
    if (received && alone) process.kill(process.pid, received);
  };
}
