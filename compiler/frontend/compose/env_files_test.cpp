#include <gtest/gtest.h>

#include "frontend/compose/test_load.h"

namespace stackc::compose {
namespace {

TEST(EnvFiles, LaterFilesWinAndTheServiceWinsOverAll) {
  LoadOptions options;
  options.environment = {{"HOST", "h"}};
  Loaded loaded({{"a.yaml", "services: {web: {image: x, environment: {OWN: o, N: }, env_file: [a.env, b.env]}}\n"},
                 {"a.env", "A=1\nB=$HOST\nC=${OWN}\nN=file\nOWN=file\n"},
                 {"b.env", "A=2\nD=$A $B\n"}},
                options);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.environment"), R"({"A":"2","B":"h","C":"o","D":"2 h","N":null,"OWN":"o"})");
  EXPECT_EQ(loaded.json("services.web.env_file"), "");
  const model::Value* value = loaded.project->root->at({"services", "web", "environment", "A"});
  EXPECT_EQ(value->how, model::How::kEnvironment);
  EXPECT_EQ(loaded.sources.path(value->span.file), "/p/b.env");
  EXPECT_EQ(loaded.sources.text(value->span), "2");
}

TEST(EnvFiles, MissingOnes) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, env_file: [no.env, {path: off.env, required: false}], label_file: no.labels}}\n"}});
  EXPECT_EQ(loaded.found(),
            "a.yaml:1:39 1785 the env_file `/p/no.env` does not exist\na.yaml:1:94 1786 the label_file `/p/no.labels` does not exist\n");
}

TEST(EnvFiles, BadLinesPointIntoTheFile) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, env_file: bad.env}}\n"}, {"bad.env", "OK=1\nA B=1\n"}});
  std::string found = loaded.found();
  EXPECT_NE(found.find("/p/bad.env:2:"), std::string::npos) << found;
  EXPECT_NE(found.find("@a.yaml:1:38 read because of this"), std::string::npos) << found;
}

TEST(EnvFiles, RawFormat) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, env_file: [{path: r.env, format: raw}]}}\n"}, {"r.env", "A=\"$B\"\n"}});
  EXPECT_EQ(loaded.json("services.web.environment"), R"({"A":"\"$B\""})");
  Loaded unknown({{"a.yaml", "services: {web: {image: x, env_file: [{path: r.env, format: q}]}}\n"}, {"r.env", "A=1\n"}});
  EXPECT_NE(unknown.found().find("1787 no format is called `q`"), std::string::npos);
}

TEST(EnvFiles, LabelFilesGoBelowLabels) {
  Loaded loaded({{"a.yaml", "services: {web: {image: x, labels: {a: own}, label_file: [l, m]}}\n"}, {"l", "a=1\nb=2\n"}, {"m", "c=$b\n"}});
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.labels"), R"({"a":"own","b":"2","c":"2"})");
}

TEST(EnvFiles, NotReadIfNobodyWantsIt) {
  LoadOptions options;
  options.resolve_environment = false;
  Loaded loaded({{"a.yaml", "services: {web: {image: x, env_file: no.env}}\n"}}, options);
  EXPECT_EQ(loaded.found(), "");
  EXPECT_EQ(loaded.json("services.web.env_file"), R"([{"path":"/p/no.env"}])");
}

}  // namespace
}  // namespace stackc::compose
