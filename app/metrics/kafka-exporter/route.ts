import { serve } from '#lib/api/route.ts';
import { getKafkaExporterMetrics } from '#lib/api/routes/get-kafka-exporter-metrics.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getKafkaExporterMetrics);
