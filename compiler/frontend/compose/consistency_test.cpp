#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

struct Case {
  std::string_view text, found;  // what is found is part of the report
};
class Inconsistent : public testing::TestWithParam<Case> {};

TEST_P(Inconsistent, IsReportedAtItsPlace) {
  Loaded loaded({{"a.yaml", GetParam().text}});
  EXPECT_TRUE(loaded.sink.has_errors());
  EXPECT_NE(loaded.found().find(GetParam().found), std::string::npos) << loaded.found();
}

constexpr Case kCases[] = {
    {"services: {web: {image: i}}\nvolumes: {v: {external: true, driver: d}}\n",
     "a.yaml:2:31 1750 `driver` has no effect on volume `v`, which is external @a.yaml:2:15"},
    {"services: {web: {image: i}}\nconfigs: {c: {file: f, content: x}}\n",
     "a.yaml:2:24 1751 config `c` has both `file` and `content` @a.yaml:2:15"},
    {"services: {web: {image: i}}\nsecrets: {s: {}}\n", "a.yaml:2:11 1752 secret `s` has no content"},
    {"services: {web: {image: i, ports: [{target: 80, host_ip: localhost}]}}\n", "a.yaml:1:58 1753 `localhost` is not an IP address"},
    {"services: {web: {image: i, develop: {watch: [{path: '', action: rebuild}]}}}\n", "a.yaml:1:53 1754"},
    {"services: {web: {image: i, gpus: [{count: 1, device_ids: [a]}]}}\n",
     "a.yaml:1:58 1755 `count` and `device_ids` exclude each other @a.yaml:1:43"},
    {"services: {web: {tty: true}}\n", "a.yaml:1:12 1760 service `web` has neither `image` nor `build`"},
    {"services: {web: {build: {dockerfile: D, dockerfile_inline: FROM x}}}\n", "a.yaml:1:38 1761"},
    {"services: {web: {build: {additional_contexts: {a: 'service:no'}}}}\n", "1762 no service is called `no`"},
    {"services: {web: {build: {additional_contexts: {a: 'service:db'}}}, db: {image: i}}\n",
     "1763 service `db` builds nothing that `web` could take"},
    {"services: {web: {build: {platforms: [a]}, platform: b}}\n",
     "a.yaml:1:53 1764 service `web` runs on `b`, which is not built @a.yaml:1:37"},
    {"services: {web: {image: i, network_mode: host, networks: [n]}}\nnetworks: {n: }\n", "a.yaml:1:42 1765"},
    {"services: {web: {image: i, networks: [bak]}}\nnetworks: {back: }\n",
     "a.yaml:1:39 1766 service `web` uses network `bak`, which is not declared @a.yaml:2:12 similar name"},
    {"services: {web: {image: i, volumes: ['vol:/v']}}\n", "a.yaml:1:39 1767 service `web` uses volume `vol`, which is not declared"},
    {"services: {web: {image: i, secrets: [s]}}\n", "a.yaml:1:38 1768"},
    {"services: {web: {build: {secrets: [s]}}}\n", "a.yaml:1:36 1768 service `web` uses build secret `s`"},
    {"services: {web: {image: i, configs: [c]}}\n", "a.yaml:1:38 1769"},
    {"services: {web: {image: i, models: [m]}}\n", "a.yaml:1:37 1770"},
    {"services: {web: {image: i, depends_on: [dv]}, db: {image: i}}\n",
     "a.yaml:1:41 1771 service `web` depends on `dv`, which does not exist"},
    {"services: {web: {image: i, network_mode: 'service:no'}}\n", "1771 service `web` depends on `no`, which does not exist"},
    {"services: {web: {image: i, depends_on: [db]}, db: {image: i, profiles: [p]}}\n",
     "a.yaml:1:41 1784 service `web` depends on `db`, which no active profile turns on"},
    {"services: {web: {image: i, healthcheck: {test: [curl, x]}}}\n", "a.yaml:1:49 1772"},
    {"services: {web: {image: i, depends_on: [j]}}\njobs: {j: {image: i, triggers: {manual: true}}}\n", "a.yaml:1:41 1773"},
    {"services: {web: {image: i, scale: 2, deploy: {replicas: 3}}}\n",
     "a.yaml:1:35 1774 `scale` and `deploy.replicas` of service `web` differ @a.yaml:1:57"},
    {"services: {web: {image: i, scale: -1}}\n", "1775"},
    {"services: {web: {image: i, mem_limit: 1g, deploy: {resources: {limits: {memory: 2g}}}}}\n",
     "1776 `mem_limit` and `deploy.resources.limits.memory` differ"},
    {"services: {web: {image: i, mem_limit: 1g, deploy: {resources: {limits: {pids: 2}}}}}\n",
     "1776 `mem_limit` stands beside `deploy.resources.limits`, which has no `memory`"},
    {"services: {web: {image: i, container_name: abc, scale: 2}}\n",
     "a.yaml:1:44 1777 service `web` runs 2 containers, which cannot all be called `abc` @a.yaml:1:56"},
    {"services: {web: {image: i, develop: {watch: [{path: a, action: sync}]}}}\n", "1778 `sync` needs a `target`"},
    {"services: {web: {image: i, tmpfs: ['/a:size=1'], volumes: ['vol:/a']}}\nvolumes: {vol: }\n",
     "a.yaml:1:65 1779 `/a` of service `web` is a mount already @a.yaml:1:36"},
    {"services: {web: {image: i}}\nsecrets: {s: {driver: d}}\n", "a.yaml:2:11 1780"},
    {"services: {a: {image: i, depends_on: [b]}, b: {image: i, depends_on: [a]}}\n",
     "1781 services wait for each other: `a` -> `b` -> `a`"},
    {"services: {a: {image: i, container_name: xx}, b: {image: i, container_name: xx}}\n",
     "a.yaml:1:77 1782 the container name `xx` is taken @a.yaml:1:42"},
    {"services: {a: {image: i}}\njobs: {a: {image: i, triggers: {manual: true}}}\n",
     "a.yaml:2:8 1783 `a` is both a service and a job @a.yaml:1:12"},
};
INSTANTIATE_TEST_SUITE_P(All, Inconsistent, testing::ValuesIn(kCases));

TEST(Consistency, EveryViolationInOneRun) {
  Loaded loaded({{"a.yaml", "services: {a: {tty: true, networks: [x]}, b: {image: i, secrets: [s], volumes: ['vol:/v', 'wol:/v']}}\n"}});
  EXPECT_EQ(loaded.sink.errors(), 4U) << loaded.found();
}

TEST(Consistency, Sound) {
  for (std::string_view text :
       {"services: {a: {image: i, depends_on: {b: {condition: service_started, required: false}}}, b: {image: i, profiles: [p]}}\n",
        "services: {a: {image: i, cpus: 0.1, deploy: {resources: {limits: {cpus: '0.10'}}}}}\n",
        "services: {a: {image: i, container_name: abc, scale: 1}}\n",
        "services: {a: {image: i, depends_on: [b, c]}, b: {image: i, depends_on: [d]}, c: {image: i, depends_on: [d]}, d: {image: i}}\n"}) {
    Loaded loaded({{"a.yaml", text}});
    EXPECT_FALSE(loaded.sink.has_errors()) << loaded.found();
  }
}

TEST(Consistency, BySpecification) {
  LoadOptions options;
  options.quirks.limits_compared_with_unset = false;
  Loaded limits({{"a.yaml", "services: {web: {image: i, mem_limit: 1g, deploy: {resources: {limits: {pids: 2}}}}}\n"}}, options);
  EXPECT_FALSE(limits.sink.has_errors()) << limits.found();
  options.quirks.external_with_attributes = false;
  Loaded external({{"a.yaml", "services: {web: {image: i}}\nnetworks: {n: {external: true, driver: d}}\n"}}, options);
  EXPECT_NE(external.found().find("1750"), std::string::npos);
}

TEST(Consistency, NothingOfUnknownNames) {
  LoadOptions options;
  options.unknown_variables = UnknownVariables::kKeep;
  Loaded loaded({{"a.yaml",
                  "services: {web: {image: i, depends_on: ['${D}'], networks: ['${N}'], secrets: ['${S}'], volumes: ['${V}:/v'], "
                  "mem_limit: '${M}', scale: '${C}', container_name: '${X}'}}\n"}},
                options);
  EXPECT_EQ(loaded.found(), "");
}

}  // namespace
}  // namespace stackc::compose
