import type { KafkaMessage } from 'kafkajs';
import type { DemoRecord } from './record.ts';

/** Why a record could not be processed, in the words of a Java service. */
export interface ProcessingFailure {
  readonly exception: string;
  readonly message: string;
  readonly frames: readonly string[];
}

/** Where a failed record was, and who failed on it. */
export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly group: string;
}

/** What is wrong with a record is looked for in its text, as parsing every one would cost more than all else here. */
const KNOWN_FAILURES: readonly (ProcessingFailure & { readonly sign: string })[] = [
  {
    sign: '"currency":"XXT"',
    exception: 'com.acme.payments.UnknownCurrencyException',
    message: "No exchange rate for currency 'XXT'",
    frames: [
      'com.acme.payments.FxRates.rateOf(FxRates.java:87)',
      'com.acme.payments.LedgerPosting.post(LedgerPosting.java:142)',
      'com.acme.payments.PaymentsListener.onPayment(PaymentsListener.java:58)',
    ],
  },
  {
    sign: '"quantity":null',
    exception: 'org.apache.kafka.connect.errors.DataException',
    message: 'Field "quantity" is not optional and has a null value',
    frames: [
      'org.apache.kafka.connect.data.ConnectSchema.validateValue(ConnectSchema.java:220)',
      'com.acme.connect.search.OrderMapper.toDocument(OrderMapper.java:61)',
      'com.acme.connect.search.SearchSinkTask.put(SearchSinkTask.java:104)',
    ],
  },
];

/** Gives what makes a record fail, or undefined for one that does not. */
export function failureOf(value: Buffer | null): ProcessingFailure | undefined {
  return value === null ? undefined : KNOWN_FAILURES.find(({ sign }) => value.includes(sign));
}

function stackTrace(failure: ProcessingFailure): string {
  return [`${failure.exception}: ${failure.message}`, ...failure.frames.map((frame) => `\tat ${frame}`)].join('\n');
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function int64(value: string): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64BE(BigInt(value));
  return buffer;
}

/** Gives a dead letter as Spring's DeadLetterPublishingRecoverer writes it: numbers as big-endian bytes. */
export function springDeadLetter(record: KafkaMessage, origin: Origin, failure: ProcessingFailure): DemoRecord {
  return deadLetter(record, {
    'kafka_dlt-original-topic': origin.topic,
    'kafka_dlt-original-partition': int32(origin.partition),
    'kafka_dlt-original-offset': int64(record.offset),
    'kafka_dlt-original-timestamp': int64(record.timestamp),
    'kafka_dlt-original-timestamp-type': 'CreateTime',
    'kafka_dlt-original-consumer-group': origin.group,
    'kafka_dlt-exception-fqcn': 'org.springframework.kafka.listener.ListenerExecutionFailedException',
    'kafka_dlt-exception-cause-fqcn': failure.exception,
    'kafka_dlt-exception-message': `Listener failed; ${failure.message}`,
    'kafka_dlt-exception-stacktrace': stackTrace(failure),
  });
}

/** Gives a dead letter as Kafka Connect writes it with errors.deadletterqueue.context.headers.enable: numbers as text. */
export function connectDeadLetter(record: KafkaMessage, origin: Origin, failure: ProcessingFailure): DemoRecord {
  return deadLetter(record, {
    '__connect.errors.topic': origin.topic,
    '__connect.errors.partition': String(origin.partition),
    '__connect.errors.offset': record.offset,
    '__connect.errors.connector.name': origin.group.replace(/^.*connect-/, ''),
    '__connect.errors.task.id': '0',
    '__connect.errors.stage': 'TASK_PUT',
    '__connect.errors.class.name': 'org.apache.kafka.connect.sink.SinkTask',
    '__connect.errors.exception.class.name': failure.exception,
    '__connect.errors.exception.message': failure.message,
    '__connect.errors.exception.stacktrace': stackTrace(failure),
  });
}

/** The record goes on with its key, its value and its own headers, and the story of its failure besides. */
function deadLetter(record: KafkaMessage, story: Record<string, string | Buffer>): DemoRecord {
  const own = Object.entries(record.headers ?? {}).flatMap(([name, value]): [string, string | Buffer][] =>
    typeof value === 'string' || Buffer.isBuffer(value) ? [[name, value]] : [],
  );
  return {
    key: record.key?.toString() ?? '',
    value: record.value?.toString() ?? null,
    headers: { ...Object.fromEntries(own), ...story },
  };
}
