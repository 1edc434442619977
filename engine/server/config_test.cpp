// The configuration of the service. Wrong use first.
#include "engine/server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace certphoto {
namespace {

using ::testing::HasSubstr;

const std::string kHead = "schema: certphoto/server/1\n";

std::string Problems(const std::string& text) {
  const auto config = LoadServerConfigText(text, "/etc/certphoto/server.yaml");
  return config ? "" : config.error().message;
}

TEST(ServerConfig, SaysEveryMistakeAtOnce) {
  const auto problems = Problems(
      "schema: certphoto/server/1\n"
      "adress: 127.0.0.1:1\n"
      "metrics: 127.0.0.1\n"
      "log: xml\n"
      "work: {queue: 0, workres: 2}\n"
      "request: {message_mb: lots}\n"
      "tls: {certificate: a.pem}\n"
      "drain: {longest_s: -1}\n");
  for (const char* part :
       {":2:", "address", "HOST:PORT", ":4:", "json", "queue", "workers", "message_mb", "key", "longest_s"})
    EXPECT_THAT(problems, HasSubstr(part));
}

TEST(ServerConfig, RefusesAnotherSchema) {
  EXPECT_THAT(Problems("schema: certphoto/pipeline/1\n"), HasSubstr("schema"));
}

struct Together {
  const char *text, *says;
};

TEST(ServerConfig, RefusesWhatDoesNotGoTogether) {
  const Together cases[] = {
      {"address: 0.0.0.0:50051\n", "unencrypted"},
      {"address: \"[::]:50051\"\n", "unencrypted"},
      {"address: 127.evil.example:1\n", "unencrypted"},
      {"address: 0.0.0.0:1\nplaintext_network: true\ntokens: t.yaml\n",
       "tokens would cross the network unencrypted"},
      {"plaintext_network: true\ntls: {certificate: a, key: b}\n", "exclude each other"},
      {"request: {message_mb: 64}\nwork: {request_memory_mb: 32}\n", "could not be held"},
  };
  for (const auto& c : cases) EXPECT_THAT(Problems(kHead + c.text), HasSubstr(c.says)) << c.text;
}

TEST(ServerConfig, ReadsEveryField) {
  const auto config = LoadServerConfigText(kHead + R"(
address: 0.0.0.0:6000
metrics: 127.0.0.1:6001
log: text
reflection: false
tokens: tokens.yaml
pipelines: {default: studio, warm: [grad]}
work: {workers: 3, queue: 7, per_client: 5, request_memory_mb: 100, picture_memory_mb: 200}
request: {message_mb: 8, longest_s: 2.5, stream_window: 4, document_buffer_mb: 9, stalled_reader_s: 3}
connection: {calls: 10, transport_memory_mb: 11, handshake_s: 1, idle_s: 2, age_s: 3, keepalive_s: 4, keepalive_wait_s: 5}
tls: {certificate: /c/a.pem, key: b.pem, client_ca: ca.pem, poll_s: 2}
drain: {notice_s: 1.5, longest_s: 6}
)",
                                           "/etc/certphoto/server.yaml");
  ASSERT_TRUE(config) << config.error().message;
  using std::chrono::milliseconds;
  EXPECT_EQ(config->address, "0.0.0.0:6000");
  EXPECT_EQ(config->metrics_address, "127.0.0.1:6001");
  EXPECT_FALSE(config->log_json);
  EXPECT_FALSE(config->reflection);
  EXPECT_EQ(config->tokens, "/etc/certphoto/tokens.yaml");
  EXPECT_EQ(config->default_pipeline, "studio");
  EXPECT_EQ(config->warm, std::vector<std::string>{"grad"});
  EXPECT_EQ(config->work.workers, 3);
  EXPECT_EQ(config->work.queued, 7u);
  EXPECT_EQ(config->work.per_client, 5u);
  EXPECT_EQ(config->work.held_bytes, 100u << 20);
  EXPECT_EQ(config->work.decoded_bytes, 200u << 20);
  EXPECT_EQ(config->request.message_bytes, 8 << 20);
  EXPECT_EQ(config->request.longest, milliseconds(2500));
  EXPECT_EQ(config->request.stream_window, 4u);
  EXPECT_EQ(config->request.document_bytes, 9u << 20);
  EXPECT_EQ(config->request.stalled, milliseconds(3000));
  EXPECT_EQ(config->connection.streams, 10);
  EXPECT_EQ(config->connection.keepalive_wait, milliseconds(5000));
  EXPECT_EQ(config->tls.certificate, "/c/a.pem");
  EXPECT_EQ(config->tls.key, "/etc/certphoto/b.pem");
  EXPECT_EQ(config->tls.client_ca, "/etc/certphoto/ca.pem");
  EXPECT_EQ(config->drain.notice, milliseconds(1500));
}

TEST(ServerConfig, TheInstalledOneIsGood) {
  const auto config =
      LoadServerConfig(std::filesystem::path(CERTPHOTO_SOURCE_DIR) / "configs/server/default.yaml");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_TRUE(IsLoopback(config->address));
  EXPECT_GE(config->work.workers, 1);
}

TEST(Address, LoopbackIsOnlyWhatCertainlyIs) {
  for (const char* text : {"127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1"})
    EXPECT_TRUE(IsLoopback(text)) << text;
  for (const char* text : {"0.0.0.0:1", "[::]:1", "127.0.0.1", "127.0.0.1.nip.example:1",
                           "localhost.example:1", "::1:1", "", "10.0.0.1:1"})
    EXPECT_FALSE(IsLoopback(text)) << text;
}

}  // namespace
}  // namespace certphoto
