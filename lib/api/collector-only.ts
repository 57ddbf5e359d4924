import { ApiProblem } from './problem.ts';
import { refusal } from './refusal.ts';

/** What a collector answers: the questions of whoever keeps it running. */
const PROBES = ['/api/health', '/api/ready', '/metrics', '/metrics/kafka-exporter', '/metrics/kafka-lag-exporter'];

/** The answer of a process of role `collector` to all but its probes, else null. */
export function refuseOfCollector(request: Request, role: 'all' | 'web' | 'collector'): Response | null {
  if (role !== 'collector' || PROBES.includes(new URL(request.url).pathname)) return null;
  return refusal(
    request,
    new ApiProblem(
      'COLLECTOR_ONLY',
      `This process only collects (TIDEMARK_ROLE=collector) and answers ${PROBES.join(', ')} only; ask one of role web or all`,
    ),
  );
}
