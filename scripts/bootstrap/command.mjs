import { spawn } from 'node:child_process';
import { Problem } from './problem.mjs';

/** How much of a failed command's output is shown. */
const TAIL_LINES = 25;

/** Runs a command to its end and gives what it printed; if it fails, a Problem with the last lines of its output. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) =>
      reject(new Problem(`${command} could not be started: ${error.message}`, { cause: error })),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
      const how = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(new Problem(`${[command, ...args].join(' ')} ${how}:\n${tail}`));
    });
  });
}
