import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A rolling deploy of a group that rebalances cooperatively: members that are stopped and started one after the other until the
 * standard input ends. Arguments: bootstrap servers, group, topic, members, milliseconds between two restarts.
 */
public final class CooperativeMembers {
  private static final Duration POLL = Duration.ofMillis(500);

  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[3]);
    long stepMs = Long.parseLong(args[4]);
    List<Member> members = new ArrayList<>();
    CountDownLatch joined = new CountDownLatch(count);
    for (int nth = 0; nth < count; nth++) members.add(new Member(args[0], args[1], args[2], nth, joined));
    for (Member member : members) member.start();
    joined.await();
    System.out.println("READY");
    Thread deploy = new Thread(() -> {
      try {
        for (int turn = 0; ; turn++) {
          Thread.sleep(stepMs);
          members.get(turn % count).restart();
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    });
    deploy.setDaemon(true);
    deploy.start();
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static final class Member {
    private final Properties config = new Properties();
    private final String topic;
    private final CountDownLatch joined;
    private volatile boolean stopping;
    private Thread thread;
    private boolean counted;

    Member(String bootstrap, String group, String topic, int nth, CountDownLatch joined) {
      this.topic = topic;
      this.joined = joined;
      config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
      config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
      config.put(ConsumerConfig.CLIENT_ID_CONFIG, group + "-" + nth);
      config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
      config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
      config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
      config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
      config.put(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG, 1_000);
      config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
      config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
    }

    void start() {
      stopping = false;
      thread = new Thread(this::consume);
      thread.setDaemon(true);
      thread.start();
    }

    void restart() throws InterruptedException {
      stopping = true;
      thread.join();
      start();
    }

    private void consume() {
      try (KafkaConsumer<byte[], byte[]> own = new KafkaConsumer<>(config)) {
        own.subscribe(List.of(topic));
        while (!stopping) {
          own.poll(POLL);
          if (!counted && own.groupMetadata().generationId() >= 0) {
            counted = true;
            joined.countDown();
          }
        }
      }
    }
  }
}
