// Wrong stacks: the rule and the text that it marks, for each.
#include <gtest/gtest.h>

#include "frontend/stack/test_compile.h"

namespace stackc::frontend {
namespace {

const std::string kHead =
    "stack: s\nlanguage: 1\nsecrets: {pass: {}}\nservices:\n  db: {use: t/database, with: {version: 10, password: x}}\n";

struct Case {
  const char* name;
  std::string text;      // after kHead, inside services
  std::string expected;  // "line:column code text" of each
};

class StackError : public testing::TestWithParam<Case> {};

TEST_P(StackError, IsReportedAtItsPlace) {
  Compiled c;
  compile_into(c, kHead + GetParam().text);
  EXPECT_EQ(c.errors(), GetParam().expected);
  for (const ir::Stack& stack : c.result.project.stacks)
    EXPECT_EQ(stack.environment, "p");  // the one case where another environment is sound
}

INSTANTIATE_TEST_SUITE_P(
    Cases, StackError,
    testing::Values(
        Case{"UnknownKey", "  a: {image: x, replica: 1}\n", "s:6:17 1101 replica\n"},
        Case{"WrongShape", "  a: {image: x, env: [A]}\n", "s:6:22 1102 [A]\n"}, Case{"NoImage", "  a: {}\n", "s:6:3 1103 a\n"},
        Case{"BadDuration", "  a: {image: x, stop_grace: 10}\n", "s:6:29 1104 10\n"},
        Case{"BadSize", "  a: {image: x, budget: 10}\n", "s:6:25 1105 10\n"},
        Case{"BareSize", "  a: {image: x, resources: {memory: 512M}}\n", "s:6:37 1106 512M\n"},
        Case{"BadPort", "  a: {image: x, ports: {http: 80/ftp}}\n", "s:6:34 1107 ftp\n"},
        Case{"BadValue", "  a: {image: x, restart: never}\n", "s:6:26 1108 never\n"},
        Case{"BadName", "  A: {image: x}\n", "s:6:3 1109 A\n"}, Case{"BadEnvName", "  a: {image: x, env: {A-B: c}}\n", "s:6:23 1109 A-B\n"},
        Case{"ReservedName", "  self: {image: x}\n", "s:6:3 1110 self\n"},
        Case{"DuplicateName", "  a: {image: x}\nvolumes: {a: {}}\n", "s:7:11 1111 a\n"},
        Case{"OutOfRange", "  d: {use: t/database, with: {version: 1, password: x, memory: 8Gi}}\n", "s:6:64 1112 8Gi\n"},
        Case{"MergeKey", "  a: &a {image: x}\n  b: {<<: *a}\n", "s:7:7 1113 <<\n"}, Case{"Tag", "  a: {image: !x y}\n", "s:6:14 1114 !x\n"},
        Case{"UndefinedVolume", "  a: {image: x, mounts: {/a: vol}}\n", "s:6:30 1116 vol\n"},
        Case{"MountOutsideRoot", "  a: {image: x, mounts: {a: ./b}}\n", "s:6:26 1108 a\n"},
        Case{"TwoImages", "  a: {image: x, use: t/web}\n", "s:6:7 1117 image\n"},
        Case{"UnknownTemplate", "  a: {use: t/wbe}\n", "s:6:12 1201 t/wbe\n"},
        Case{"MissingParam", "  a: {use: t/database, with: {version: 1}}\n", "s:6:24 1202 with\n"},
        Case{"UnknownParam", "  a: {use: t/web, with: {incldue: [x]}}\n", "s:6:26 1203 incldue\n"},
        Case{"ParamShape", "  a: {use: t/web, with: {include: x}}\n", "s:6:35 1102 x\n"},
        Case{"ParamValue", "  a: {use: t/database, with: {version: new, password: x}}\n", "s:6:40 1108 new\n"},
        Case{"ParamEnum", "  a: {use: t/database, with: {version: 1, password: x, mode: c}}\n", "s:6:62 1108 c\n"},
        Case{"WrongKind", "  a: {use: t/worker, with: {image_of: db}, env: {BROKER: x}}\n", "s:6:39 1205 db\n"},
        Case{"Requirement", "  w: {use: t/web}\n  a: {use: t/worker, with: {image_of: w}}\n", "s:7:3 1206 a\n"},
        Case{"BadReference", "  a: {image: x, env: {A: '${db.url | }'}}\n", "s:6:36 1301 |\n"},
        Case{"Undotted", "  a: {image: x, env: {A: 'x-${HOME}'}}\n", "s:6:29 1302 ${HOME}\n"},
        Case{"UnknownService", "  a: {image: x, env: {A: '${bd.url}'}}\n", "s:6:29 1303 bd\n"},
        Case{"UnknownSecret", "  a: {image: x, env: {A: '${secret.pss}'}}\n", "s:6:36 1303 pss\n"},
        Case{"UnknownOutput", "  a: {image: x, env: {A: '${db.urll}'}}\n", "s:6:32 1304 urll\n"},
        Case{"UnknownFilter", "  a: {image: x, env: {A: '${db.url | shceme(\"a\")}'}}\n", "s:6:38 1305 shceme\n"},
        Case{"FilterArguments", "  a: {image: x, env: {A: '${db.url | scheme}'}}\n", "s:6:38 1306 scheme\n"},
        Case{"FilterOnSecret", "  a: {image: x, env: {A: '${secret.pass | upper}'}}\n", "s:6:43 1306 upper\n"},
        Case{"NoPublicUrl", "  w: {use: t/web}\n  a: {image: x, env: {A: '${w.public_url}'}}\n", "s:7:27 1307 ${w.public_url}\n"},
        Case{"RuntimeValue", "  a: {image: 'x:${git.sha}'}\n", "s:6:14 1309 'x:${git.sha}'\n"},
        Case{"EnvOfItself", "  a: {image: x, env_of: a}\n", "s:6:25 1308 a\n"},
        Case{"SecretInLabel", "  a: {image: x, labels: {l: '${secret.pass}'}}\n", "s:6:29 3001 '${secret.pass}'\n"},
        Case{"SecretInBuildArgument", "  a: {use: t/web, env: {PUBLIC_A: '${secret.pass}'}}\n", "s:6:35 3001 '${secret.pass}'\n"},
        Case{"UnknownExtends", "environments: {a: {extends: b}}\n", "s:6:29 1401 b\n"},
        Case{"UnknownWhen", "  a: {image: x, when: [prd]}\nenvironments: {prod: {mode: prod}}\n", "s:6:24 1401 prd\n"},
        Case{"ExtendsCycle", "environments: {a: {extends: b}, b: {extends: a}}\n", "s:6:46 1402 a\n"},
        Case{"UnknownTarget", "environments: {a: {mode: dev, emit: [compos]}}\n", "s:6:38 1403 compos\n"},
        Case{"UnknownOverride", "environments: {a: {mode: dev, services: {dv: {replicas: 2}}}}\n", "s:6:42 1404 dv\n"},
        Case{"StraySplice", "  a: {image: x, command: [\"...\", b]}\n", "s:6:27 1405 \"...\"\n"},
        Case{"NotInThisEnvironment",
             "  a: {image: x, when: [p]}\n  b: {image: x, depends: {a: started}}\nenvironments: {d: {mode: dev}, p: {mode: prod}}\n",
             "s:7:27 1303 a\n"}),
    [](const testing::TestParamInfo<Case>& test) { return std::string(test.param.name); });

TEST(StackErrors, AllInOneRun) {
  Compiled c;
  compile_into(
      c,
      kHead + "  a: {image: x, replica: 1, stop_grace: 1}\n  b: {use: nothing}\n  c: {image: x, env: {A: '${db.nothing}', B: '${X}'}}\n");
  EXPECT_EQ(c.errors(), "s:6:17 1101 replica\ns:6:41 1104 1\ns:7:12 1201 nothing\ns:8:32 1304 nothing\ns:8:47 1302 ${X}\n");
}

TEST(StackErrors, TheSoundEnvironmentsRemain) {
  Compiled c;
  compile_into(c, kHead + "environments:\n  good: {mode: dev}\n  bad: {mode: dev, services: {db: {env: {A: '${x.y}'}}}}\n");
  EXPECT_EQ(c.errors(), "s:8:48 1303 x\n");
  ASSERT_EQ(c.result.project.stacks.size(), 1u);
  EXPECT_EQ(c.stack().environment, "good");
}

TEST(StackErrors, AnOutputMadeFromItself) {
  base::MemoryFileSystem files;
  std::string error;
  files.write("lib/t/loop.yaml",
              "template: t/loop\ndoc: d\nfamily: f\noutputs: {a: {value: '${self.b}'}, b: {value: '${self.a}'}}\nimage: {pull: 'x'}\n",
              false, error);
  Compiled c;
  c.result = compile_stack(c.sources, c.sources.add("s", "stack: s\nservices: {l: {use: t/loop}, m: {image: x, env: {A: '${l.a}'}}}\n"),
                           Library::folder(files, "lib"), {}, c.sink);
  EXPECT_EQ(c.errors(), "lib/t/loop.yaml:4:55 1308 a\n");
}

TEST(StackErrors, AMistakeInATemplateStandsInItsFile) {
  base::MemoryFileSystem files;
  std::string error;
  files.write("lib/t/bad.yaml", "template: t/bad\ndoc: d\nfamily: f\nservice: {prots: {a: 1}}\nimage: {pull: 'x'}\n", false, error);
  Compiled c;
  c.result =
      compile_stack(c.sources, c.sources.add("s", "stack: s\nservices: {b: {use: t/bad}}\n"), Library::folder(files, "lib"), {}, c.sink);
  EXPECT_EQ(c.errors(), "lib/t/bad.yaml:4:11 1101 prots\n");
  EXPECT_TRUE(c.result.project.stacks.empty());
}

}  // namespace
}  // namespace stackc::frontend
