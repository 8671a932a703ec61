#include "syntax/scalar/scalar.h"

#include <gtest/gtest.h>

#include <vector>

namespace stackc::scalar {
namespace {

struct NumberCase {
  std::string_view text;
  std::int64_t value;  // -1: refused
  std::string_view replacement;
};

TEST(Scalar, Durations) {
  const std::vector<NumberCase> cases = {
      {"0", 0, ""},
      {"30s", 30'000'000, ""},
      {"1m30s", 90'000'000, ""},
      {"1.5s", 1'500'000, ""},
      {"500ms", 500'000, ""},
      {"10us", 10, ""},
      {"1h", 3'600'000'000, ""},
      {"1d12h", 129'600'000'000, ""},
      {"2w", 1'209'600'000'000, ""},
      {"30", -1, "30s"},
      {"", -1, ""},
      {"s", -1, ""},
      {"10min", -1, "10m"},
      {"5seconds", -1, "5s"},
      {"1s30m", -1, ""},
      {"1s1s", -1, ""},
      {"-1s", -1, ""},
      {"1 s", -1, ""},
      {"0.1us", -1, ""},
      {"1x", -1, ""},
      {".5s", -1, ""},
      {"99999999999999999999w", -1, ""},
  };
  for (const NumberCase& test : cases) {
    const auto parsed = parse_duration(test.text);
    EXPECT_EQ(parsed ? static_cast<std::int64_t>(*parsed.value) : -1, test.value) << test.text;
    if (!parsed) {
      EXPECT_EQ(parsed.error.replacement, test.replacement) << test.text;
      EXPECT_FALSE(parsed.error.message.empty());
    }
  }
}

TEST(Scalar, DurationsHaveOneCanonicalForm) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"90s", "1m30s"}, {"0", "0s"}, {"1d", "24h"}, {"1500ms", "1s500ms"}, {"60m", "1h"}};
  for (const auto& [text, canonical] : cases) {
    const auto parsed = parse_duration(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(format_duration(*parsed.value), canonical);
    EXPECT_EQ(*parse_duration(format_duration(*parsed.value)).value, *parsed.value);
  }
}

TEST(Scalar, Sizes) {
  const std::vector<NumberCase> cases = {
      {"512Mi", 536'870'912, ""},
      {"512MiB", 536'870'912, ""},
      {"250MB", 250'000'000, ""},
      {"1.5Gi", 1'610'612'736, ""},
      {"0B", 0, ""},
      {"10kB", 10'000, ""},
      {"512M", -1, "512Mi"},
      {"1g", -1, "1Gi"},
      {"10k", -1, "10Ki"},
      {"1.5G", -1, "1.5Gi"},
      {"512", -1, ""},
      {"", -1, ""},
      {"512mb", -1, "512MB"},
      {"5mib", -1, "5MiB"},
      {"lots", -1, ""},
      {"1 Gi", -1, ""},
      {"0.5B", -1, ""},
      {"1Xi", -1, ""},
  };
  for (const NumberCase& test : cases) {
    const auto parsed = parse_size(test.text);
    EXPECT_EQ(parsed ? static_cast<std::int64_t>(*parsed.value) : -1, test.value) << test.text;
    if (!parsed) {
      EXPECT_EQ(parsed.error.replacement, test.replacement) << test.text;
    }
  }
}

TEST(Scalar, OnlyBareUnitsAreMarkedAsSuch) {
  EXPECT_TRUE(parse_size("512M").error.bare_unit);
  EXPECT_TRUE(parse_size("1g").error.bare_unit);
  EXPECT_FALSE(parse_size("512mb").error.bare_unit);
  EXPECT_FALSE(parse_size("512").error.bare_unit);
}

TEST(Scalar, SizesHaveOneCanonicalForm) {
  EXPECT_EQ(format_size(536'870'912), "512Mi");
  EXPECT_EQ(format_size(1'610'612'736), "1536Mi");
  EXPECT_EQ(format_size(250'000'000), "250000000B");
  EXPECT_EQ(format_size(0), "0B");
}

TEST(Scalar, Cpus) {
  const std::vector<NumberCase> cases = {{"1", 1000, ""}, {"0.5", 500, ""}, {"250m", 250, ""}, {"1.0", 1000, ""}, {"0.0001", -1, ""},
                                         {"0", -1, ""},   {"0.5m", -1, ""}, {"half", -1, ""},  {"-1", -1, ""}};
  for (const NumberCase& test : cases) {
    const auto parsed = parse_cpu(test.text);
    EXPECT_EQ(parsed ? static_cast<std::int64_t>(*parsed.value) : -1, test.value) << test.text;
  }
  EXPECT_EQ(format_cpu(500), "0.5");
  EXPECT_EQ(format_cpu(2000), "2");
  EXPECT_EQ(format_cpu(1250), "1.25");
}

TEST(Scalar, Ports) {
  const std::vector<NumberCase> cases = {{"1", 1, ""},     {"65535", 65535, ""}, {"0", -1, ""}, {"65536", -1, ""},
                                         {"http", -1, ""}, {"80:80", -1, ""},    {"", -1, ""},  {"+1", -1, ""}};
  for (const NumberCase& test : cases) {
    const auto parsed = parse_port(test.text);
    EXPECT_EQ(parsed ? static_cast<std::int64_t>(*parsed.value) : -1, test.value) << test.text;
  }
  EXPECT_EQ(parse_port_spec("8000/http").value->transport, Transport::kHttp);
  EXPECT_EQ(parse_port_spec("53/udp").value->transport, Transport::kUdp);
  EXPECT_FALSE(parse_port_spec("53").value->named);
  const auto bad = parse_port_spec("53/sctp");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error.begin, 3u);
}

TEST(Scalar, Publish) {
  EXPECT_EQ(parse_publish("8080").value->port, 8080);
  EXPECT_EQ(parse_publish("127.0.0.1:8080").value->ip, "127.0.0.1");
  EXPECT_EQ(parse_publish("[::1]:8080").value->ip, "::1");
  EXPECT_EQ(parse_publish("8080:80").error.replacement, "8080");
  for (std::string_view text : {"localhost:80", "::1:80", "[1.2.3.4]:80", "1.2.3:80", "127.0.0.1:", ":80", "127.0.0.1:99999"})
    EXPECT_FALSE(parse_publish(text)) << text;
}

struct TextCase {
  std::string_view text;
  bool good;
};

TEST(Scalar, VersionsStayAsWritten) {
  EXPECT_EQ(*parse_version("3.10").value, "3.10");
  for (const TextCase& test : std::vector<TextCase>{{"15", true},
                                                    {"3.11.4", true},
                                                    {"15-alpine", true},
                                                    {"3.12.0-rc.1", true},
                                                    {"", false},
                                                    {"v3", false},
                                                    {"3.", false},
                                                    {".3", false},
                                                    {"latest", false},
                                                    {"3-", false}})
    EXPECT_EQ(static_cast<bool>(parse_version(test.text)), test.good) << test.text;
  EXPECT_EQ(parse_version("v3.1").error.replacement, "3.1");
}

TEST(Scalar, Images) {
  const auto image = parse_image("ghcr.io:443/acme/api:1.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
  ASSERT_TRUE(image);
  EXPECT_EQ(image.value->name, "ghcr.io:443/acme/api");
  EXPECT_EQ(image.value->tag, "1.2");
  EXPECT_EQ(image.value->digest.substr(0, 10), "sha256:012");
  for (const TextCase& test : std::vector<TextCase>{{"postgres", true},
                                                    {"postgres:15-alpine", true},
                                                    {"localhost/x", true},
                                                    {"a/b__c", true},
                                                    {"Postgres", false},
                                                    {"a//b", false},
                                                    {"a:", false},
                                                    {"a:b:c", false},
                                                    {"a@sha256:12", false},
                                                    {"", false},
                                                    {"a/b/", false},
                                                    {"a_", false}})
    EXPECT_EQ(static_cast<bool>(parse_image(test.text)), test.good) << test.text;
}

TEST(Scalar, Names) {
  for (const TextCase& test : std::vector<TextCase>{
           {"api", true}, {"api-2", true}, {"Api", false}, {"api_2", false}, {"2api", false}, {"-a", false}, {"a-", false}, {"", false}})
    EXPECT_EQ(static_cast<bool>(parse_name(test.text)), test.good) << test.text;
  EXPECT_EQ(parse_name("My_Api").error.replacement, "my-api");
  EXPECT_EQ(parse_env_name("MY-VAR").error.replacement, "MY_VAR");
  EXPECT_FALSE(parse_env_name("9A"));
  EXPECT_TRUE(parse_env_name("_A9"));
  EXPECT_TRUE(parse_ident("db_data"));
  EXPECT_FALSE(parse_ident("_db"));
}

TEST(Scalar, HostsAndAddresses) {
  EXPECT_TRUE(parse_host("example.com"));
  EXPECT_TRUE(parse_host("10.0.0.1"));
  EXPECT_TRUE(parse_host("::1"));
  EXPECT_FALSE(parse_host("exa mple"));
  EXPECT_EQ(parse_host("https://example.com/x").error.replacement, "example.com");
  for (const TextCase& test : std::vector<TextCase>{{"1.2.3.4", true}, {"256.1.1.1", false}, {"1.2.3", false}, {"01.2.3.4", false}})
    EXPECT_EQ(is_ipv4(test.text), test.good) << test.text;
  for (const TextCase& test : std::vector<TextCase>{{"::", true},
                                                    {"1:2:3:4:5:6:7:8", true},
                                                    {"fe80::1", true},
                                                    {"1::2::3", false},
                                                    {"1:2", false},
                                                    {"12345::", false},
                                                    {"g::", false}})
    EXPECT_EQ(is_ipv6(test.text), test.good) << test.text;
}

TEST(Scalar, Bools) {
  EXPECT_TRUE(*parse_bool("true").value);
  EXPECT_EQ(parse_bool("Yes").error.replacement, "true");
  EXPECT_EQ(parse_bool("off").error.replacement, "false");
  EXPECT_EQ(parse_bool("maybe").error.replacement, "");
}

}  // namespace
}  // namespace stackc::scalar
