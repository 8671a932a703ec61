#include "syntax/forms/forms.h"

#include <gtest/gtest.h>

#include <limits>

namespace stackc::forms {
namespace {

struct Row {
  std::string_view text;
  std::string_view expected;
};

std::string show(const Parsed<std::vector<Port>>& parsed) {
  if (!parsed) return "error";
  std::string out;
  for (const Port& port : *parsed.value)
    out += (out.empty() ? "" : " ") + port.host_ip + "|" + port.published + "|" + std::to_string(port.target) + "|" + port.protocol;
  return out;
}

TEST(Ports, Forms) {
  const Row rows[] = {
      {"80", "||80|tcp"},
      {"0", "||0|tcp"},
      {"65535", "||65535|tcp"},
      {"080", "||80|tcp"},
      {"+80", "||80|tcp"},
      {"80/tcp", "||80|tcp"},
      {"80/UDP", "||80|udp"},
      {"80/sctp", "||80|sctp"},
      {"80/", "||80|tcp"},
      {"8080:80", "|8080|80|tcp"},
      {"08080:80", "|8080|80|tcp"},
      {":80", "||80|tcp"},
      {"0:80", "|0|80|tcp"},
      {"8080:80/udp", "|8080|80|udp"},
      {"127.0.0.1:8080:80", "127.0.0.1|8080|80|tcp"},
      {"127.0.0.1::80", "127.0.0.1||80|tcp"},
      {"::80", "||80|tcp"},
      {"[::1]:8080:80", "::1|8080|80|tcp"},
      {"::1:8080:80", "::1|8080|80|tcp"},
      {"[]:8080:80", "|8080|80|tcp"},
      {"[::ffff:1.2.3.4]:1:2", "::ffff:1.2.3.4|1|2|tcp"},
      {"80-82", "||80|tcp ||81|tcp ||82|tcp"},
      {"80-80", "||80|tcp"},
      {"80-080", "||80|tcp"},
      {"9-11", "||10|tcp ||11|tcp ||9|tcp"},
      {"8080-8081:80-81", "|8080|80|tcp |8081|81|tcp"},
      {"8080-8090:80", "|8080-8090|80|tcp"},
      {"8080-8080:80", "|8080|80|tcp"},
      {"1.2.3.4:8080-8081:80-81/udp", "1.2.3.4|8080|80|udp 1.2.3.4|8081|81|udp"},
  };
  for (const Row& row : rows) EXPECT_EQ(show(parse_ports(row.text)), row.expected) << row.text;
}

struct Bad {
  std::string_view text;
  std::string_view part;         // what the error points at
  std::string_view replacement;  // "" if none
};

template <class T>
void expect_bad(const Parsed<T>& parsed, const Bad& bad) {
  ASSERT_FALSE(parsed) << bad.text;
  EXPECT_EQ(bad.text.substr(parsed.error.begin, parsed.error.end - parsed.error.begin), bad.part)
      << bad.text << ": " << parsed.error.message;
  EXPECT_EQ(parsed.error.replacement, bad.replacement) << bad.text;
  EXPECT_FALSE(parsed.error.message.empty());
}

TEST(Ports, Refused) {
  const Bad rows[] = {
      {"", "", ""},
      {"8080:", "8080:", ""},
      {"/tcp", "/tcp", ""},
      {"80/http", "http", ""},
      {"80/tpc", "tpc", "80/tcp"},
      {"80/tcp/udp", "tcp/udp", ""},
      {"http:80", "http", ""},
      {"65536", "65536", ""},
      {"-80", "-80", ""},
      {"80-", "80-", ""},
      {"90-80", "90-80", "80-90"},
      {"8080-8082:80-81", "8080-8082", "8080-8081:80-81"},
      {"8080:80-81", "8080", "8080-8081:80-81"},
      {"8080/tcp:80", "8080/tcp", ""},
      {"localhost:8080:80", "localhost", "127.0.0.1:8080:80"},
      {"1.2.3:1:2", "1.2.3", ""},
      {"1.2.3.04:1:2", "1.2.3.04", ""},
      {"256.1.1.1:1:2", "256.1.1.1", ""},
      {"[::1:8080:80", "[::1", ""},
      {"[::1%eth0]:1:2", "[::1%eth0]", ""},
      {"1::2::3:1:2", "1::2::3", ""},
      {"8 080:80", "8 080", ""},
      {"${PORT}", "${PORT}", ""},
  };
  for (const Bad& row : rows) expect_bad(parse_ports(row.text), row);
}

std::string show(const Parsed<Volume>& parsed) {
  if (!parsed) return "error";
  const Volume& volume = *parsed.value;
  std::string out = volume.type == Volume::Type::kBind ? "bind " : "volume ";
  out += volume.source + "|" + volume.target;
  if (volume.read_only) out += " ro";
  if (volume.nocopy) out += " nocopy";
  for (const std::string& text : {volume.selinux, volume.propagation}) out += text.empty() ? "" : " " + text;
  for (const std::string& text : volume.ignored) out += " ?" + text;
  return out;
}

TEST(Volumes, Forms) {
  const Row rows[] = {
      {"/data", "volume |/data"},
      {"a", "volume |a"},
      {"a:", "volume |a:"},
      {"::", "volume |::"},
      {"data", "volume |data"},
      {"data:/data", "volume data|/data"},
      {"./a:/b", "bind ./a|/b"},
      {"../a:/b", "bind ../a|/b"},
      {".a:/b", "bind .a|/b"},
      {"/a:/b", "bind /a|/b"},
      {"~/a:/b", "bind ~/a|/b"},
      {"~:/b", "bind ~|/b"},
      {"data:/data:ro", "volume data|/data ro"},
      {"data:/data:ro,rw", "volume data|/data"},
      {"data:/data:nocopy", "volume data|/data nocopy"},
      {"/a:/b:z,rshared", "bind /a|/b z rshared"},
      {"/a:/b:z,Z,slave", "bind /a|/b Z slave"},
      {"/a:/b:cached", "bind /a|/b ?cached"},
      {"/a:/b:ro,", "bind /a|/b ro ?"},
      {"C:\\a:/b", "bind C:\\a|/b"},
      {"C:/a:D:/b:ro", "bind C:/a|D:/b ro"},
      {"c:/a", "volume |c:/a"},
      {"\\\\.\\pipe\\x:\\\\.\\pipe\\y", "bind \\\\.\\pipe\\x|\\\\.\\pipe\\y"},
      {"\xc3\xa9:/x:/y", "bind \xc3\xa9:/x|/y"},
      {"${A:-/x}:/y", "volume ${A:-/x}|/y"},
      {"${A:-${B:-x}}:/y:ro", "volume ${A:-${B:-x}}|/y ro"},
      {"ab:${B", "volume ab|"},
      {"a:${B", "volume |"},
      {"a b:/c d", "volume a b|/c d"},
  };
  for (const Row& row : rows) EXPECT_EQ(show(parse_volume(row.text)), row.expected) << row.text;
}

TEST(Volumes, Refused) {
  const Bad rows[] = {{"", "", ""}, {":/a", ":", ""}, {"ab::c", ":", ""}, {"/a:/b:", ":", ""}, {"/a:/b:ro:x", ":x", ""}, {":::", ":", ""}};
  for (const Bad& row : rows) expect_bad(parse_volume(row.text), row);
}

TEST(Devices, Forms) {
  const auto show_device = [](std::string_view text) {
    const Parsed<Device> parsed = parse_device(text);
    return parsed ? parsed.value->source + "|" + parsed.value->target + "|" + parsed.value->permissions : "error";
  };
  const Row rows[] = {
      {"/dev/a", "/dev/a|/dev/a|rwm"},
      {"/dev/a:/dev/b", "/dev/a|/dev/b|rwm"},
      {"/dev/a:/dev/b:r", "/dev/a|/dev/b|r"},
      {"/dev/a::r", "/dev/a|/dev/a|r"},
      {"/dev/a:", "/dev/a|/dev/a|rwm"},
      {"/dev/a:/dev/b:", "/dev/a|/dev/b|"},
      {"vendor.com/class=name", "vendor.com/class=name|vendor.com/class=name|rwm"},
      {"${D:-/dev/x}:/dev/y", "${D:-/dev/x}|/dev/y|rwm"},
      {"", "||rwm"},
      {"a:b:c:d", "error"},
  };
  for (const Row& row : rows) EXPECT_EQ(show_device(row.text), row.expected) << row.text;
  expect_bad(parse_device("a:b:c:d"), {"a:b:c:d", ":d", ""});
}

TEST(Bytes, Forms) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const std::pair<std::string_view, std::int64_t> rows[] = {
      {"0", 0},           {"1024", 1024},  {"-1", -1},         {"+7", 7},         {"1b", 1},
      {"1k", 1024},       {"1K", 1024},    {"1kb", 1024},      {"1KiB", 1024},    {"64m", 64 << 20},
      {"64 m", 64 << 20}, {"1g", 1 << 30}, {"1.5gb", 3 << 29}, {"2t", 2LL << 40}, {"1p", 1LL << 50},
      {".5k", 512},       {"1e3", 1000},   {"1e2k", 102400},   {"0x10p0", 16},    {"12.9", 12},
      {"1.", 1},          {"1 ", 1},       {"nan ", kLeast},   {"inf ", kLeast},  {"99999999999999999999", kLeast},
      {"1e-400", 0},
  };
  for (const auto& [text, value] : rows) {
    const Parsed<std::int64_t> parsed = parse_bytes(text);
    ASSERT_TRUE(parsed) << text;
    EXPECT_EQ(*parsed.value, value) << text;
  }
  const Bad bad[] = {
      {"", "", ""},          {"m", "m", ""},     {"-1k", "-1", ""},      {"64mx", "mx", "64m"}, {"64mm", "mm", "64m"},
      {"1kibi", "kibi", ""}, {"1bb", "bb", ""},  {"1e400", "1e400", ""}, {"1 2m", "1 2", ""},   {"64 bytes", "bytes", "64 b"},
      {"0x10", "0x10", ""},  {"64m ", "64m", ""}};
  for (const Bad& row : bad) expect_bad(parse_bytes(row.text), row);
}

TEST(Durations, Forms) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::pair<std::string_view, std::int64_t> rows[] = {
      {"0", 0},
      {"-0", 0},
      {"0s", 0},
      {"30s", 30 * kSecond},
      {"1m30s", 90 * kSecond},
      {"1.5s", 1'500'000'000},
      {"-2s", -2 * kSecond},
      {"+2s", 2 * kSecond},
      {"500ms", kSecond / 2},
      {"10us", 10'000},
      {"10\xc2\xb5s", 10'000},
      {"10\xce\xbcs", 10'000},
      {"7ns", 7},
      {".5h", 1800 * kSecond},
      {"1.h", 3600 * kSecond},
      {"2d", 172'800 * kSecond},
      {"1w", 604'800 * kSecond},
      {"1s1s", 2 * kSecond},
      {"1s1h", 3601 * kSecond},
      {"0.3ns", 0},
      {"1.5d", 129'600 * kSecond},
      {"9223372036854775807ns", std::numeric_limits<std::int64_t>::max()},
  };
  for (const auto& [text, value] : rows) {
    const Parsed<std::int64_t> parsed = parse_duration(text);
    ASSERT_TRUE(parsed) << text << parsed.error.message;
    EXPECT_EQ(*parsed.value, value) << text;
  }
  const Bad bad[] = {{"", "", ""},
                     {"30", "30", "30s"},
                     {"1.5", "1.5", "1.5s"},
                     {"s", "s", ""},
                     {".s", ".s", ""},
                     {"1 s", " s", "1s"},
                     {"5min", "min", "5m"},
                     {"5seconds", "seconds", "5s"},
                     {"1x", "x", ""},
                     {"9223372036854775808ns", "9223372036854775808", ""},
                     {"300000000h", "300000000h", ""},
                     {"--1s", "-1s", ""},
                     {"1s ", "s ", "1s"}};
  for (const Bad& row : bad) expect_bad(parse_duration(row.text), row);
}

TEST(Durations, AreWrittenAsGoWritesThem) {
  const std::pair<std::int64_t, std::string_view> rows[] = {
      {0, "0s"},
      {1, "1ns"},
      {999, "999ns"},
      {1'000, "1\xc2\xb5s"},
      {1'500, "1.5\xc2\xb5s"},
      {1'000'000, "1ms"},
      {1'200'300, "1.2003ms"},
      {1'000'000'000, "1s"},
      {1'050'000'000, "1.05s"},
      {59'000'000'000, "59s"},
      {60'000'000'000, "1m0s"},
      {90'000'000'000, "1m30s"},
      {3'600'000'000'000, "1h0m0s"},
      {-90'000'000'000, "-1m30s"},
      {172'800'000'000'000, "48h0m0s"},
      {std::numeric_limits<std::int64_t>::max(), "2562047h47m16.854775807s"},
      {std::numeric_limits<std::int64_t>::min(), "-2562047h47m16.854775808s"},
  };
  for (const auto& [value, text] : rows) EXPECT_EQ(format_duration(value), text);
}

TEST(Commands, Words) {
  const auto show_words = [](std::string_view text) {
    const Parsed<std::vector<std::string>> parsed = parse_command(text);
    if (!parsed) return std::string("error");
    std::string out;
    for (const std::string& word : *parsed.value) out += "<" + word + ">";
    return out;
  };
  const Row rows[] = {
      {"", ""},
      {"  ", ""},
      {"a b  c", "<a><b><c>"},
      {"a\tb\nc", "<a><b><c>"},
      {"a 'b c' \"d e\"", "<a><b c><d e>"},
      {"a'b'\"c\"", "<abc>"},
      {"''", "<>"},
      {"a '' b", "<a><><b>"},
      {"a\\ b", "<a b>"},
      {"\\t\\n\\x", "<\t\nx>"},
      {"\"a\\\"b\"", "<a\"b>"},
      {"'a\\b'", "<a\\b>"},
      {"'it\"s'", "<it\"s>"},
      {"$HOME", "<$HOME>"},
      {"`a b`", "<`a b`>"},
      {"`a 'b`", "<`a 'b`>"},
      {"$(a b)", "<$(a b)>"},
      {"$(a \"b)", "<$(a \"b)>"},
      {"$(a \\n)", "<$(a \\n)>"},
      {"'(a)'", "<(a)>"},
      {"a; b", "<a>"},
      {"a && b", "<a>"},
      {"a|b", "<a>"},
      {"a > b", "<a>"},
      {"a 2>b", "<a>"},
      {"a x2>b", "<a><x2>"},
      {"; a", ""},
      {"a ';' b", "<a><;><b>"},
      {"a 'b", "error"},
      {"a \"b", "error"},
      {"a `b", "error"},
      {"$(a", "error"},
      {"a (b)", "error"},
      {"a )", "error"},
      {"a \\", "error"},
      {"$(a $(b))", "error"},
      {"\\\\$(a)", "error"},
      {"a # b", "<a><#><b>"},
  };
  for (const Row& row : rows) EXPECT_EQ(show_words(row.text), row.expected) << row.text;
}

TEST(Commands, Cut) {
  EXPECT_EQ(command_cut("a && b"), 2u);
  EXPECT_EQ(command_cut("a 2> b"), 3u);
  EXPECT_EQ(command_cut("a ';' b"), std::nullopt);
  EXPECT_EQ(command_cut("a"), std::nullopt);
  EXPECT_EQ(command_cut("\xc3\xa4;"), 2u);
  expect_bad(parse_command("a 'b"), {"a 'b", "'", ""});
  expect_bad(parse_command("a (b)"), {"a (b)", "(", ""});
  expect_bad(parse_command("a `b 'c"), {"a `b 'c", "`", ""});
}

TEST(Hosts, Forms) {
  const auto show_host = [](std::string_view text) {
    const Parsed<HostEntry> parsed = parse_extra_host(text);
    if (!parsed) return std::string("error");
    std::string out = parsed.value->name;
    for (const std::string& address : parsed.value->addresses) out += "|" + address;
    return out;
  };
  const Row rows[] = {
      {"h=1.2.3.4", "h|1.2.3.4"},
      {"h:1.2.3.4", "h|1.2.3.4"},
      {"h=1.1.1.1,2.2.2.2", "h|1.1.1.1|2.2.2.2"},
      {"h=[::1]", "h|::1"},
      {"h:::1", "h|::1"},
      {"h:[::1]", "h|::1"},
      {"h=", "h|"},
      {"h=[]", "h|[]"},
      {"h=host-gateway", "h|host-gateway"},
      {"h", "error"},
      {"=1.2.3.4", "error"},
      {"a:b=1.2.3.4", "error"},
      {"", "error"},
      {"h=a=b", "h|a=b"},
  };
  for (const Row& row : rows) EXPECT_EQ(show_host(row.text), row.expected) << row.text;
}

TEST(Names, KeyValueAndMode) {
  EXPECT_EQ(split_key_value("A=b=c"), (std::pair<std::string, std::optional<std::string>>("A", "b=c")));
  EXPECT_EQ(split_key_value("A="), (std::pair<std::string, std::optional<std::string>>("A", "")));
  EXPECT_EQ(split_key_value("A"), (std::pair<std::string, std::optional<std::string>>("A", std::nullopt)));
  EXPECT_EQ(parse_mode("0440").value, 0440);
  EXPECT_EQ(parse_mode("440").value, 0440);
  EXPECT_EQ(parse_mode("-1").value, -1);
  EXPECT_FALSE(parse_mode("0o440"));
  EXPECT_FALSE(parse_mode("9"));
  EXPECT_FALSE(parse_mode(""));
}

TEST(Names, PathsAndContexts) {
  for (const std::string_view path : {"C:\\a", "c:/", "\\\\host\\share\\x", "//host/share", "\\\\.\\pipe\\x", "\\\\?\\C:\\x"}) {
    EXPECT_TRUE(is_absolute_windows(path)) << path;
  }
  for (const std::string_view path : {"", "a", "C:", "C:a", "\\a", "/a", ".\\a"}) EXPECT_FALSE(is_absolute_windows(path)) << path;
  for (const std::string_view text : {"https://example.com/a.git", "http://x", "git://x", "ssh://x", "github.com/a/b", "git@example.com:a"})
    EXPECT_TRUE(is_remote_context(text));
  for (const std::string_view text : {"", ".", "./https://x", "gitlab.com/a/b", "docker-image://x"}) EXPECT_FALSE(is_remote_context(text));
}

TEST(Names, Projects) {
  const Row rows[] = {{"My Project!", "myproject"},
                      {"_-a-_B", "a-_b"},
                      {"\xe2\x84\xaa", "k"},
                      {"\xc4\xb0x", "ix"},
                      {"\xc3\xa4", ""},
                      {"0a", "0a"},
                      {"--", ""}};
  for (const Row& row : rows) {
    EXPECT_EQ(normalize_project_name(row.text), row.expected);
    EXPECT_EQ(is_project_name(row.expected), !row.expected.empty());
  }
  for (const std::string_view name : {"A", "_a", "-a", "a.b", "", "a b"}) EXPECT_FALSE(is_project_name(name)) << name;
}

}  // namespace
}  // namespace stackc::forms
