import { serve } from '#lib/api/route.ts';
import { getKafkaLagExporterMetrics } from '#lib/api/routes/get-kafka-lag-exporter-metrics.ts';

export const dynamic = 'force-dynamic';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = serve(getKafkaLagExporterMetrics);
