import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.Stores;

/**
 * The members of the demo which only Java clients can be: a Kafka Streams application with group.protocol=streams
 * (KIP-1071), which counts orders by country, and a share group (KIP-932). Started with the bootstrap servers and the
 * prefix of all names; says READY once both run; ends when its standard input does, so that it never outlives the demo.
 */
public final class JavaMembers {
  private static final Pattern COUNTRY = Pattern.compile("\"country\":\"([A-Z]{2})\"");
  private static final Duration CLOSE_WITHIN = Duration.ofMillis(1_500);

  public static void main(String[] args) throws Exception {
    String bootstrap = args[0];
    String prefix = args[1];

    KafkaStreams streams = orderTotals(bootstrap, prefix);
    KafkaShareConsumer<byte[], byte[]> printers = labelPrinters(bootstrap, prefix);
    Thread printing = new Thread(() -> printLabels(printers), "label-printers");

    streams.setStateListener((now, before) -> {
      if (now == KafkaStreams.State.RUNNING) System.out.println("READY");
      if (now == KafkaStreams.State.ERROR) System.exit(1);
    });
    streams.setUncaughtExceptionHandler(failure -> {
      System.err.println(failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    });
    streams.start();
    printing.start();

    while (System.in.read() != -1) {}
    printers.wakeup();
    streams.close(CLOSE_WITHIN);
    printing.join(CLOSE_WITHIN.toMillis());
    System.exit(0);
  }

  private static KafkaStreams orderTotals(String bootstrap, String prefix) throws Exception {
    Properties config = new Properties();
    // Brokers refuse another topology for a group they know: who changes it, or a topic configuration, changes this too.
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, prefix + "order-totals");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(StreamsConfig.CLIENT_ID_CONFIG, "order-totals");
    config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    config.put(StreamsConfig.STATE_DIR_CONFIG, Files.createTempDirectory("order-totals").toString());
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 10_000);
    config.put(StreamsConfig.POLL_MS_CONFIG, 1_000);
    config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    config.put(StreamsConfig.producerPrefix("linger.ms"), 1_000);
    config.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    config.put(StreamsConfig.consumerPrefix("fetch.min.bytes"), 65_536);
    config.put(StreamsConfig.consumerPrefix("fetch.max.wait.ms"), 2_000);
    config.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    // Internal topics as small as those of the demo.
    config.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), 1_048_576);
    config.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_INDEX_BYTES_CONFIG), 65_536);
    config.put(StreamsConfig.topicPrefix(TopicConfig.RETENTION_BYTES_CONFIG), 1_000_000);

    StreamsBuilder builder = new StreamsBuilder();
    builder
        .<String, String>stream(prefix + "orders")
        .groupBy((order, json) -> countryOf(json), Grouped.as("by-country"))
        .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("orders-by-country"))
            .withKeySerde(Serdes.String())
            .withValueSerde(Serdes.Long()))
        .toStream()
        .mapValues((country, count) -> "{\"country\":\"" + country + "\",\"orders\":" + count + "}")
        .to(prefix + "order-totals-by-country");
    return new KafkaStreams(builder.build(), config);
  }

  private static String countryOf(String json) {
    Matcher matcher = COUNTRY.matcher(json);
    return matcher.find() ? matcher.group(1) : "unknown";
  }

  private static KafkaShareConsumer<byte[], byte[]> labelPrinters(String bootstrap, String prefix) {
    Properties config = new Properties();
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, prefix + "label-printers");
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "label-printers-1");
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 65_536);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 2_000);
    KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(List.of(prefix + "shipments"));
    return consumer;
  }

  private static void printLabels(KafkaShareConsumer<byte[], byte[]> consumer) {
    try (consumer) {
      // Polling acknowledges what the last poll gave.
      while (true) consumer.poll(Duration.ofSeconds(5));
    } catch (WakeupException stopping) {
      // The demo ends; closing acknowledges and leaves.
    }
  }
}
