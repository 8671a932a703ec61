#include "generate_text.h"

#include <span>

namespace stackc::compose_test {

namespace {

using View = std::string_view;

// What stands before the bar is good in most places of its kind.
constexpr View kNames[] = {"shop", "Shop.1", "'${A:-q}-x'", "x-y_z", "|", "'_x'", "''"};
constexpr View kAnyScalars[] = {"x",    "'1'", "'a b'", "yes", "'$$'",       "|",  "1",  "1.50", "true",
                                "null", "''",  "0123",  "-1",  "2024-01-02", "[]", "{}", "1e3",  "0x1F"};
constexpr View kWords[] = {"x",     "y",  "z1", "a",    "b2", "default",     "host", "'10'", "a/b:1",
                           "'a b'", "n1", "|",  "1000", "''", "10.0.0.0/16", "b",    "true"};
constexpr View kPairs[] = {"a=b", "A=1", "B=", "C", "'a=b=c'", "k1=x", "A", "b=2", "'A=$B'", "|", "A=2", "''", "'=x'", "'$A=$B'", "5"};
constexpr View kHosts[] = {"a=1.2.3.4",         "'b:1.2.3.5'", "'c:::1'", "'d=[::1]'", "'a=1.1.1.1,2.2.2.2'",
                           "'gw:host-gateway'", "|",           "h",       "''",        "'a=x'"};
constexpr View kNumbers[] = {"1", "2", "5", "3", "|", "0", "100", "65535", "-1", "1.5", "0.5", "1024", "1e3", "0777", "99999999999"};
constexpr View kNumberTexts[] = {"'1'", "'2'",    "'3'",  "'${N:-3}'", "|",      "'0.5'",   "'-1'", "'x'", "''",
                                 "$N",  "'${N}'", "' 1'", "'1e3'",     "'0x10'", "'1_000'", "'+1'", "'0'"};
constexpr View kPortNumbers[] = {"80", "8080", "|", "0", "-1", "70000", "80.5"};
constexpr View kBooleans[] = {"'true'", "'false'", "yes", "no", "'on'", "'OFF'", "Y", "n", "'True'", "'FALSE'", "|", "'1'", "''", "'t'"};
constexpr View kBytes[] = {"64m", "1k", "1kb", "'1024'", "1.5g", "2KiB",  "'2 gb'", "10b", "|",    "-1",
                           "x",   "''", "1t",  "'0'",    "1mm",  "'1.5'", "0x10",   "1e3", "' 1k'"};
constexpr View kDurations[] = {"1s", "90s", "1m30s", "1.5h", "100ms", "1d", "1w",    "1h0m", "1us",
                               "|",  "5",   "'0'",   "-1s",  "x",     "''", "'1 s'", ".5s",  "1s1d"};
constexpr View kModes[] = {"'0440'", "'440'", "0440", "440", "|", "'0o440'", "'999'", "'x'", "''", "-1", "1.5"};
constexpr View kPorts[] = {"'80'",
                           "'80:80'",
                           "'8080:80'",
                           "'127.0.0.1:80:80'",
                           "'80-82'",
                           "'90-91:80-81'",
                           "'90-95:80'",
                           "'53:53/udp'",
                           "'127.0.0.1::80'",
                           "'[::1]:80:80'",
                           "'80:80/tcp'",
                           "'0.0.0.0:80:80'",
                           "'80/sctp'",
                           "80:80",
                           "|",
                           "':80'",
                           "'80:'",
                           "'x:80'",
                           "'80:80/icmp'",
                           "'99999'",
                           "'82-80'",
                           "''",
                           "'81-82:81-83'",
                           "' 80'",
                           "'80:80:80'",
                           "'1.2.3:80:80'",
                           "'::1:80:80'",
                           "'0:80'",
                           "'80/UDP'",
                           "'$N:80'",
                           "'${N}-8:80-81'",
                           "'${U}:80'",
                           "'80-80'",
                           "'80:80-81'",
                           "'80//tcp'",
                           "'80/'",
                           "'[::1]::80'",
                           "'[::1]:80'",
                           "'080:80'",
                           "'80-81-82'"};
constexpr View kVolumes[] = {"/a:/b",  "./a:/b",     "n1:/b",         "n2:/c:ro",      "/data",      "../x:/y:z",    "~/h:/h",
                             "n1:/n/", "/a:/b/../c", "/a:/b:rw,z",    "/a:/b:cached",  "'.:/app'",   "n1:/q:nocopy", "/a:/s:shared",
                             "|",      "'a'",        "'n1::/b'",      "'/a:/b:ro:x'",  "'C:\\x:/x'", "'n3:/x'",      "''",
                             "'/a:'",  "n1:rel",     "'\\\\h\\s:/x'", "/a:/b:nope,ro", "'a:b:c'",    "'/a:/b:'",     "':/b'",
                             "'/'",    "'c:/x'",     "'C:\\x:D:\\y'", "'n1:/x:ro,ro'", "'n1: /x'",   "'$A:/x'",      "'./a:/b:rw,nocopy'"};
constexpr View kCommands[] = {"echo a",
                              "'echo \"a b\" c'",
                              "\"sh -c 'x y'\"",
                              "'a | b'",
                              "'a;b'",
                              "'a && b'",
                              "'echo $$X'",
                              "'a ''b'''",
                              "'a # b'",
                              "'a\\ b'",
                              "x",
                              "CMD",
                              "|",
                              "''",
                              "'a \\'",
                              "'(a)'",
                              "'\"open'",
                              "'`x`'",
                              "'$A b'",
                              "CMD-SHELL",
                              "NONE",
                              "'a\\\\b'",
                              "'\"a\\\"b\"'",
                              "'a >b'",
                              "'a\"\"'",
                              "' a  b '",
                              "'a\\$$b'",
                              "'\"$$x\"'",
                              "'$$(x)'",
                              "'a`b'"};
constexpr View kDevices[] = {"/dev/a", "/dev/a:/dev/b", "/dev/a:/dev/b:r", "v.com/c=x", "|", "'a:b:c:d'", "''", "'/dev/a:/dev/b:q'",
                             "'a:'",   "'::'"};
constexpr View kResources[] = {"n1", "n2", "|", "n3", "./src", "/abs", "''"};
constexpr View kServices[] = {"a", "b", "c", "|", "zz", "''", "'$A'"};
constexpr View kBaseFiles[] = {"sub/base.yaml", "./sub/base.yaml", "|", "nope.yaml", "sub", "sub/../sub/base.yaml"};
constexpr View kEnvFiles[] = {"a.env", "./a.env", "sub/b.env", "|", "nope.env", "''", "/nope"};
constexpr View kPaths[] = {".",
                           "./x",
                           "../y",
                           "/z",
                           "x/y",
                           "'https://example.org/x.git'",
                           "x/../y",
                           "'docker-image://x'",
                           "git@example.org:x",
                           "l",
                           "|",
                           "~/h",
                           "''",
                           "'service:a'",
                           "'github.com/a/b'",
                           "'git://x'",
                           "'//x'",
                           "'C:\\x'",
                           "'~'",
                           "'~u/x'",
                           "'$A'",
                           "./",
                           "x/",
                           "'oci-layout://x'",
                           "'target:x'"};
constexpr View kNamespaces[] = {"host",        "none",        "'container:x'", "private", "|",         "bridge",
                                "'service:a'", "'service:b'", "'service:zz'",  "''",      "'service:'"};
constexpr View kTargets[] = {"/b", "/c", "80", "/d", "|", "'81'", "/b/", "x", "'$N'", "''", "/b/../c"};
constexpr View kAddresses[] = {"127.0.0.1", "'::1'", "0.0.0.0", "|", "x", "''", "'[::1]'", "127.1"};
constexpr View kExposes[] = {"'80'", "'80-82'", "'53/udp'", "|", "x", "'82-80'", "'80/x'", "''", "80.5"};
constexpr View kPullPolicies[] = {"always", "missing", "if_not_present", "daily",   "every_12h", "build",
                                  "never",  "|",       "every_x",        "refresh", "xalways",   "every_1w2d"};

template <std::size_t N>
constexpr std::span<const View> list(const View (&texts)[N]) {
  return texts;
}

std::span<const View> texts(TextOf kind) {
  switch (kind) {
    case TextOf::kName:
      return list(kNames);
    case TextOf::kAnyScalar:
      return list(kAnyScalars);
    case TextOf::kWord:
      return list(kWords);
    case TextOf::kPair:
      return list(kPairs);
    case TextOf::kHost:
      return list(kHosts);
    case TextOf::kNumber:
      return list(kNumbers);
    case TextOf::kNumberText:
      return list(kNumberTexts);
    case TextOf::kPortNumber:
      return list(kPortNumbers);
    case TextOf::kBoolean:
      return list(kBooleans);
    case TextOf::kBytes:
      return list(kBytes);
    case TextOf::kDuration:
      return list(kDurations);
    case TextOf::kMode:
      return list(kModes);
    case TextOf::kPort:
      return list(kPorts);
    case TextOf::kVolume:
      return list(kVolumes);
    case TextOf::kCommand:
      return list(kCommands);
    case TextOf::kDevice:
      return list(kDevices);
    case TextOf::kResource:
      return list(kResources);
    case TextOf::kService:
      return list(kServices);
    case TextOf::kBaseFile:
      return list(kBaseFiles);
    case TextOf::kEnvFile:
      return list(kEnvFiles);
    case TextOf::kPath:
      return list(kPaths);
    case TextOf::kNamespace:
      return list(kNamespaces);
    case TextOf::kTarget:
      return list(kTargets);
    case TextOf::kAddress:
      return list(kAddresses);
    case TextOf::kExpose:
      return list(kExposes);
    case TextOf::kPullPolicy:
      return list(kPullPolicies);
  }
  return list(kWords);
}

}  // namespace

std::string_view text_of(yaml_test::Random& random, TextOf kind, bool tame) {
  std::span<const View> all = texts(kind);
  std::size_t good = 0;
  while (all[good] != "|") ++good;
  if (tame || random.chance(70)) return all[random.below(good)];
  return all[good + 1 + random.below(all.size() - good - 1)];
}

std::string with_variable(yaml_test::Random& random, std::string text, bool tame) {
  if (!random.chance(8) || text.find('\'') != text.npos || text.find('"') != text.npos || text.find('$') != text.npos) return text;
  switch (random.below(tame ? 2 : 7)) {
    case 0:
      return "'${U:-" + text + "}'";
    case 1:
      return "'${U-${V:-" + text + "}}'";
    case 6:
      return "'${A-" + text + "}'";
    case 2:
      return "'" + text + "${A}'";
    case 3:
      return "'$B" + text + "'";
    case 4:
      return "'${A:+" + text + "}'";
    default:
      return random.chance(20) ? "'${U:?" + text + "}'" : "'${U-${B:-" + text + "}}'";
  }
}

}  // namespace stackc::compose_test
